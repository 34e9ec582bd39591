"""The data type of features whose value is a counterparty: another one or, as who pays may be, the record itself."""

from collections.abc import Iterable
from copy import copy
from typing import Any, Self
from weakref import WeakKeyDictionary

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_filters import Filter

from access.models import User
from attributes.fields import CleanedField
from attributes.numbers import number_in
from attributes.remote import lookup_address
from counterparties.link_filters import LinkFilter, code_or_id, name_order
from counterparties.links import Links
from counterparties.models import Counterparty
from reference.features.values import FeatureValue
from reference.models import Feature
from reference.tree import Items

UNSEEN = "#"
"Stands before the id of a counterparty that the user may not see: in a text it means that the value stays."
_shared: WeakKeyDictionary[Items, Links] = WeakKeyDictionary()


class CounterpartyValue(FeatureValue):
    """A counterparty as its id; a text names it by its code, else by its UIC or name.

    The name of one that the user may not see is never shown, and he neither sets nor replaces it.
    """

    empty = None
    points_to = Counterparty
    may_be_indexed = False

    def __init__(self, feature: Feature, items: Items | None = None) -> None:
        super().__init__(feature)
        # Attributes that were read together share what they have read of counterparties, as they share items.
        self.links = Links() if items is None else _shared.setdefault(items, Links())
        self.links.keys.add(self.key)

    def for_user(self, user: User) -> Self:
        personal = copy(self)
        personal.links = self.links.for_user(user)
        return personal

    def prepare(self, records: Iterable[Any]) -> None:
        self.links.prepare(records)

    def expect(self, texts: Iterable[str]) -> None:
        self.links.expect(texts)

    def parse(self, text: str) -> int:
        unseen = number_in(text.removeprefix(UNSEEN)) if text.startswith(UNSEEN) else None
        return self.links.by_text(text).pk if unseen is None else unseen

    def format(self, value: Any) -> str:
        if value is None:
            return ""
        known = self.links.by_id(value)
        return known.code if known else f"{UNSEEN}{value}"

    def show(self, value: Any) -> str:
        if value is None:
            return ""
        if known := self.links.by_id(value):
            return known.name
        return _("(deleted counterparty)") if self.links.sees_all else _("(a counterparty that you may not see)")

    def cell(self, record: Any) -> str:
        return self._link(record, "text-reset")

    def full(self, record: Any) -> str:
        return self._link(record, "")

    def _link(self, record: Any, look: str) -> str:
        value = self.value(record)
        if value is None:
            return ""
        if self.links.by_id(value) is None:
            return format_html('<span class="muted">{}</span>', self.show(value))
        url = reverse("counterparty", args=[value])
        return format_html('<a class="{}" href="{}">{}</a>', look, url, self.show(value))

    def check_change(self, before: Any, after: Any) -> None:
        super().check_change(before, after)
        if after == before:
            return
        if before is not None and not (self.links.by_id(before) or self.links.sees_all):
            message = _("“%(name)s” is a counterparty that you may not see: somebody who sees it can change it.")
            raise ValidationError(message, params={"name": self.label})
        known = self.links.by_id(after) if after is not None else None
        if after is not None and known is None:
            raise ValidationError(
                _("There is no counterparty “%(text)s” to choose."), params={"text": f"{UNSEEN}{after}"}
            )
        if known and known.archived:
            raise ValidationError(_("“%(text)s” is archived; choose another."), params={"text": known.name})

    def form_field(self) -> forms.Field:
        return CleanedField(self, widget=LinkSelect(self))

    def filter(self) -> Filter:
        return LinkFilter(self, rows=self.links.rows, lookup="counterparties")

    def exported(self) -> Combinable:
        return code_or_id(self.key, self.links.rows, unseen=UNSEEN)

    def order_by(self) -> Combinable:
        """By its name; one that the user may not see counts as none."""
        return name_order(self.key, self.links.rows)


class LinkSelect(forms.Select):
    """A select of one counterparty by its code, which renders only the chosen one; others are found as one types."""

    def __init__(self, attribute: CounterpartyValue) -> None:
        self.attribute = attribute
        super().__init__(attrs={"data-ts": "", "data-url": lookup_address("counterparties", by="code")})

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list:
        chosen = [option for text in value if text for option in self._option(name, text)]
        blank = self.create_option(name, "", "—", not chosen, 0)
        return [(None, [option], at) for at, option in enumerate([blank, *chosen])]

    def _option(self, name: str, text: str) -> list[dict[str, Any]]:
        try:
            return [self.create_option(name, text, self.attribute.show(self.attribute.parse(text)), True, 1)]
        except ValidationError:
            return []
