"""Attributes as lines of a menu."""

from collections.abc import Iterable
from typing import NamedTuple

from attributes.values import Attribute


class Entry(NamedTuple):
    """A line of a menu of columns or filters. What is drawn of such menus alone is kept by their texts."""

    name: str
    label: str


def entries(attributes: Iterable[Attribute]) -> list[Entry]:
    """The attributes as lines of a menu."""
    return [Entry(attribute.name, str(attribute.label)) for attribute in attributes]


def grouped(attributes: Iterable[Attribute]) -> list[tuple[str, list[Entry]]]:
    """The attributes as lines under their headings; those without one come first."""
    groups: dict[str, list[Attribute]] = {"": []}
    for attribute in attributes:
        groups.setdefault(str(attribute.group), []).append(attribute)
    return [(heading, entries(group)) for heading, group in groups.items() if group]
