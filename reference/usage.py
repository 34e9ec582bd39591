"""Who uses a row of the configuration: rooms above register how their users are counted.

`register` is for refusing to delete; `show` is for the column of numbers on the configuration screen.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import ngettext

from access.models import Ability, User
from access.policy import can

Counter = Callable[[Collection[int]], Mapping[int, int]]
"From ids to the number of users of each; one grouped query. An id that is left out has none."

Said = Callable[[int], str]
"""A number of users in words: "88 counterparties"."""

Linked = Callable[[Any, User], str]
"""The address of the list of those who use a row, as far as it is open to the user."""


@dataclass(frozen=True)
class Use:
    count: Counter
    said: Said
    listed: bool


@dataclass(frozen=True)
class Shown:
    """A column of the configuration screen: exact numbers, each a link to exactly the rows it counts.

    `url` gives "" where there is no such list, or none that is open to the user.
    """

    title: Any
    count: Counter
    url: Linked


_uses: dict[type[Model], list[Use]] = {}
_shown: dict[type[Model], Shown] = {}


def counterparties(number: int) -> str:
    """So many counterparties, in words."""
    return ngettext("%d counterparty", "%d counterparties", number) % number


def register(model: type[Model], counter: Counter, *, said: Said = counterparties, listed: bool = False) -> None:
    """Makes known that rows of the model have users, which `counter` counts and `said` puts in words.

    `listed` says that counting is cheap enough to tell the reason in a list beforehand (a grouped count over an
    index, not a look into every record's features).
    """
    _uses.setdefault(model, []).append(Use(counter, said, listed))


def show(model: type[Model], counter: Counter, *, title: Any, url: Linked) -> None:
    """Sets the numbers that the configuration screen shows beside the model's rows."""
    _shown[model] = Shown(title, counter, url)


def shown(model: type[Model]) -> Shown | None:
    """The column of numbers of this model, if a room above has set one."""
    return _shown.get(model)


def shown_to(user: User, model: type[Model]) -> Shown | None:
    """The same for who may edit settings: it counts records of which others perhaps do not know."""
    return shown(model) if can(user, Ability.CONFIGURE) else None


def users_of(record: Model) -> list[str]:
    """The users of one row in words, kind by kind; empty when it is not used."""
    counted = ((use, use.count([record.pk]).get(record.pk, 0)) for use in _uses.get(type(record), []))
    return [use.said(number) for use, number in counted if number]


def used(model: type[Model], ids: Collection[int]) -> dict[int, list[str]]:
    """The users of many rows in words, as far as lists tell them: one query a counter, for any number of rows."""
    found: dict[int, list[str]] = {}
    for use in (use for use in _uses.get(model, []) if use.listed):
        for pk, number in use.count(ids).items():
            if number:
                found.setdefault(pk, []).append(use.said(number))
    return found
