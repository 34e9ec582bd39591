"""Queries that stand on every page, and differ from user to user in nothing but his number."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

ANYBODY = 2**62
"Stands for the number of the user."


class Prepared(Generic[M]):
    """The rows that a queryset gives for one user; `build` makes it for a number, and may ask no clock.

    Its SQL is put together once in the life of the process: Django takes several times as long for that as the
    database does to answer.
    """

    def __init__(self, build: Callable[[int], QuerySet[M]]) -> None:
        self.build = build

    @cached_property
    def compiled(self) -> tuple[type[M], str, tuple[Any, ...]]:
        rows = self.build(ANYBODY)
        sql, params = rows.query.sql_with_params()
        return rows.model, sql, params

    def rows(self, user: int) -> list[M]:
        model, sql, params = self.compiled
        return list(model._default_manager.raw(sql, [user if each == ANYBODY else each for each in params]))
