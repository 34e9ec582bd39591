"""Whole requests through the WSGI application, in this process: all middleware, a real session, the rendered page."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.utils.module_loading import import_string

from access.models import User
from bench.measuring.figures import Figure, timed

HOST = "bench.example"
COUNTED = 5
"Runs whose queries are counted, and their time taken."


@dataclass
class Answer:
    status: int
    body: bytes


class Caller:
    """Calls the application as one user who is logged in."""

    def __init__(self, user: User) -> None:
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
        self.application = import_string(settings.WSGI_APPLICATION)
        self.factory = RequestFactory()
        self.factory.cookies[settings.SESSION_COOKIE_NAME] = _session(user)

    def get(self, url: str) -> Answer:
        environ = self.factory.get(url, secure=True, headers={"host": HOST}).environ
        said: list[str] = []
        response: Any = self.application(environ, lambda status, headers, exc_info=None: said.append(status))
        try:
            body = b"".join(response)
        finally:
            response.close()
        return Answer(int(said[0].split()[0]), body)

    def measured(self, url: str, *, runs: int, counted: int = COUNTED) -> Figure:
        """The figure of a page; raises RuntimeError when it is not the page that was asked for."""
        if (status := self.get(url).status) != 200:
            raise RuntimeError(f"{url} answered {status}")
        figure = Figure(timed(lambda: self.get(url), runs=runs))
        each_time = [self._counted(url) for _turn in range(counted)]
        figure.size = each_time[0].size
        # Numbers of the menu are kept for moments or minutes, each for its own: a turn that asks for some says
        # nothing of the page, and on a slow machine most turns do.
        figure.queries = min(each.queries for each in each_time)
        figure.sql = median(each.sql for each in each_time)
        return figure

    def _counted(self, url: str) -> Figure:
        figure = Figure()
        with counting(figure):
            figure.size = len(self.get(url).body)
        return figure


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


@contextmanager
def counting(figure: Figure) -> Iterator[None]:
    """Counts the queries and the time that they take."""

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            figure.queries += 1
            figure.sql += (time.perf_counter() - begun) * 1000

    with connection.execute_wrapper(count):
        yield


@contextmanager
def staying_connected() -> Iterator[None]:
    """Requests leave the connection open, and so what is not committed: as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
