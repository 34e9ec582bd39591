"""The list that one came from: the address of a record's page keeps it, and so its neighbours and its place.

Nothing of it is stored: `?list=counterparties-customer?status=active` says all.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db.models import Model
from django.http import QueryDict
from django.utils.encoding import uri_to_iri

from access.models import User
from screens.listing import ListQuery
from screens.registry import screens

ORIGIN = "list"
"The parameter that keeps the list."
PASSING = ("after", "before", "at", "columns")
"What changes while one looks at the same list."


def told(query: ListQuery) -> str:
    """What stands behind the address of a record that one opens from this list."""
    # A saved view brings its own columns and leaves those that somebody has chosen alone.
    passing = PASSING[:-1] if query.view else PASSING
    params = query.canonical.copy()
    for name in passing:
        params.pop(name, None)
    return behind(f"{query.screen.slug}?{uri_to_iri(params.urlencode())}".removesuffix("?"))


def behind(text: str) -> str:
    """The parameter as it stands behind an address; "" for none."""
    return f"?{ORIGIN}={quote(text, safe='?=:,/')}" if text else ""


class Origin:
    """The list that one came from, as the page of one of its records shows it; queries are sent when it is shown."""

    def __init__(self, query: ListQuery, record: Model, text: str) -> None:
        self.query, self.record, self.text = query, record, text

    @property
    def behind(self) -> str:
        return behind(self.text)

    @property
    def title(self) -> str:
        return self.query.screen.title

    @property
    def back(self) -> str:
        """The list, at the page and the row of the record."""
        params = self.query.params.copy()
        params["at"] = str(self.record.pk)
        return f"{self.query.screen.url()}?{params.urlencode()}"

    @cached_property
    def _beside(self) -> tuple[Any, Any]:
        return self.query.keyset.beside(self.query.rows(), self.record.pk)

    @property
    def previous(self) -> dict[str, str] | None:
        return self._link(self._beside[0])

    @property
    def next(self) -> dict[str, str] | None:
        return self._link(self._beside[1])

    def _link(self, record: Any) -> dict[str, str] | None:
        url: Callable[[Any], str] = self.query.screen.open_url
        return {"name": str(record), "url": url(record) + self.behind} if record else None


def origin_of(text: str, user: User, record: Model) -> Origin | None:
    """The list that the address of this record's page names; None where it names none that the user could open."""
    slug, _mark, params = text.partition("?")
    screen = screens.get(slug)
    if screen is None or screen.model is not type(record):
        return None
    query = ListQuery(screen, user, QueryDict(params))
    return None if query.errors else Origin(query, record, text)
