"""The filters of a list: those that it declares, those that its address asks for, and what is chosen in each."""

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import django_filters
from django.http import QueryDict

from attributes.filtering import AttributeFilter, Part
from attributes.values import Attribute

if TYPE_CHECKING:
    from screens.screen import Screen


class Filters:
    """The part of a list's query that says which rows match, and what it hands on whatever rows these are."""

    screen: "Screen"
    attributes: dict[str, Attribute]
    params: QueryDict

    @cached_property
    def offered(self) -> list[str]:
        """The filters that the menu offers beside the declared ones."""
        more = (name for name, attribute in self.attributes.items() if attribute.offered)
        return [name for name in dict.fromkeys((*self.screen.more_filters, *more)) if name not in self.screen.filters]

    @cached_property
    def added(self) -> list[str]:
        """Those of them that the address asks for."""
        asked = {self._owner(name) for name in self.params} | set(self.params.getlist("filter"))
        return [name for name in self.offered if name in asked]

    def _owner(self, parameter: str) -> str:
        """The attribute that a parameter speaks of, be it with a suffix."""
        return parameter if parameter in self.attributes else parameter.rpartition(".")[0]

    @cached_property
    def filterset(self) -> django_filters.FilterSet:
        """Only the filters that are declared or asked for: hundreds may exist."""
        made = {name: self.attributes[name].filter() for name in (*self.screen.filters, *self.added)}
        kind = type("Filters", (django_filters.FilterSet,), {name: each for name, each in made.items() if each})
        return kind(self.params, queryset=self.screen.model._default_manager.none())

    @property
    def filters(self) -> dict[str, AttributeFilter]:
        return self.filterset.filters

    @cached_property
    def parts(self) -> dict[str, list[Part]]:
        """What each filter offers, and what of it is chosen."""
        form = self.filterset.form
        return {name: made.parts(name, form[name].value()) for name, made in self.filters.items()}

    @property
    def chosen(self) -> list[str]:
        """The names of the filters that ask something."""
        return [name for name, parts in self.parts.items() if any(part.chosen for part in parts)]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """The parameters that the list hands on."""
        return [(name, value) for name in self.screen.carried if (value := self.params.get(name))]

    @property
    def cleared(self) -> str:
        """The query string of the same list without anything that narrows it down or orders it."""
        return f"?{urlencode(self.carried)}" if self.carried else ""
