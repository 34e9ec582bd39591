"""The global search: what each room finds for a text, and the commands that can be called by their name.

Rooms register when their `screens.py` is loaded: `finders.add(Finder(...))` for records and documents,
`finders.offer(source)` for commands. Both show a user only what he may see; nothing here checks that again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext

from access.requests import PersonalRequest
from screens.menu import entries

Text = str | Promise
SHORTEST = 2
"Letters from which on is searched."


@dataclass(frozen=True)
class Found:
    """One line of the answer: it leads to `url`."""

    title: str
    url: str
    icon: str
    sub: str = ""
    note: str = ""
    archived: bool = False
    words: str = ""
    "By what else it is found."


@dataclass(frozen=True)
class Findings:
    """What one room found, with the address of all of it and what it understood if that was something else."""

    found: list[Found] = field(default_factory=list)
    more: str = ""
    understood: str = ""


@dataclass(frozen=True)
class Finder:
    """A group of the answer. `find` is asked with a text, `recent` without one; by custom 100 is for records."""

    label: Text
    find: Callable[[PersonalRequest, str], Findings]
    recent: Callable[[PersonalRequest], list[Found]] = lambda request: []
    suggest: Callable[[PersonalRequest, str], list[Found]] = lambda request, text: []
    order: int = 100


@dataclass(frozen=True)
class Group:
    """What one finder found, under its heading."""

    label: str
    findings: Findings


finders: list[Finder] = []
sources: list[Callable[[PersonalRequest], Iterable[Found]]] = []


def add(finder: Finder) -> Finder:
    """Asks the finder whenever somebody searches everywhere."""
    finders.append(finder)
    return finder


def offer(source: Callable[[PersonalRequest], Iterable[Found]]) -> Callable[[PersonalRequest], Iterable[Found]]:
    """Makes commands known, as a decorator: the function gives those that this user may call on this page."""
    sources.append(source)
    return source


def commands(request: PersonalRequest) -> list[Found]:
    """All that the user may call by name: what is offered, then the entries of the menu."""
    offered = [command for source in sources for command in source(request)]
    menu = sorted((entry for entry in entries if entry.visible(request.user)), key=lambda entry: entry.order)
    return offered + [Found(str(entry.label), entry.address, entry.icon, str(entry.section)) for entry in menu]


def groups(request: PersonalRequest, text: str) -> list[Group]:
    """What is found for a text, else what was opened last; empty groups are left out."""
    asked = sorted(finders, key=lambda finder: finder.order)
    if len(text) < SHORTEST:
        answers = [(finder, Findings(finder.recent(request))) for finder in asked]
    else:
        answers = [(finder, finder.find(request, text)) for finder in asked]
    opened = gettext("Opened last") if len(text) < SHORTEST else ""
    return [Group(opened or str(finder.label), findings) for finder, findings in answers if findings.found]


def suggestions(request: PersonalRequest, text: str) -> list[Found]:
    """What was perhaps meant by a text for which nothing is found."""
    if len(text) < SHORTEST:
        return []
    return [each for finder in finders for each in finder.suggest(request, text)]
