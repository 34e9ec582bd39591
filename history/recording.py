"""Tells the database who writes and in which run, for the length of one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def recorded(*, user_id: int | None, run: str = "") -> Iterator[None]:
    """One transaction whose changes the history ascribes to this user and run.

    `run` is "job:12" for a job and "web:<uuid>" for a request. The settings are local to the transaction,
    so they must be set inside `atomic`: in autocommit they would be gone with their own statement.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "select set_config('primio.user', %s, true), set_config('primio.run', %s, true)",
                ["" if user_id is None else str(user_id), run],
            )
        yield
