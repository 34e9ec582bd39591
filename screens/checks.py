"""Declarations name attributes in strings, so `manage.py check` looks every one of them up."""

from collections.abc import Collection, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error

from screens.registry import screens
from screens.screen import Screen


def check_declarations(**_options: Any) -> list[CheckMessage]:
    """One error for every name in a screen's declaration that is not an attribute of it."""
    return [error for screen in screens.values() for error in errors_of(screen)]


def errors_of(screen: Screen) -> Iterator[CheckMessage]:
    known = screen.declared()
    options = ("columns", "form_fields", "filters", "more_filters")
    named = [(option, name) for option in options for name in getattr(screen, option)]
    for option, name in named:
        if name not in known:
            yield Error(f"{option} names “{name}”, which is no attribute", obj=screen, id="screens.E001")
    for name in (*screen.filters, *screen.more_filters):
        if name in known and known[name].filter() is None:
            yield Error(f"a filter names “{name}”, which has none", obj=screen, id="screens.E002")
    key = screen.ordering.removeprefix("-")
    if key not in known or not known[key].sortable:
        yield Error(f"ordering names “{key}”, which is not sortable", obj=screen, id="screens.E003")
    for name in screen.search:
        if name.partition("__")[0] not in {field.name for field in screen.model._meta.get_fields()}:
            yield Error(f"search names “{name}”, which is no field", obj=screen, id="screens.E004")
    constraints = {each.name for _model, found in screen.model().get_constraints() for each in found}
    yield from unmended(screen, constraints | known.keys(), known)


def unmended(screen: Screen, refused: Collection[str], fields: Collection[str]) -> Iterator[Error]:
    for name, place in screen.mended_at.items():
        if name not in refused or place not in fields:
            yield Error(f"“{name}” is mended at “{place}”: one of them is not there", obj=screen, id="screens.E005")
