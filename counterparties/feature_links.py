"""The data type of features whose value is another counterparty."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attributes.remote import RemoteSelect
from counterparties.models import Counterparty
from reference.feature_values import FeatureValue
from reference.models import Feature
from reference.tree import Items


class CounterpartyValue(FeatureValue):
    """Another counterparty as its id; in a text it stands by its code."""

    empty = None

    def __init__(self, feature: Feature, items: Items | None = None) -> None:
        super().__init__(feature)
        self.known: dict[int, Counterparty] = {}

    def prepare(self, records: Iterable[Any]) -> None:
        wanted = {record.features.get(self.key) for record in records} - self.known.keys() - {None}
        if wanted:
            self.known |= Counterparty.objects.only("code", "name").in_bulk(wanted)

    def linked(self, pk: int | None) -> Counterparty | None:
        """The counterparty with this id; one that nobody prepared is asked for."""
        if pk is not None and pk not in self.known:
            self.known |= Counterparty.objects.only("code", "name").in_bulk([pk])
        return self.known.get(pk) if pk is not None else None

    def parse(self, text: str) -> int:
        found = Counterparty.objects.only("code", "name").filter(code__iexact=text).first()
        if found is None:
            raise ValidationError(_("There is no counterparty with the code “%(text)s”."), params={"text": text})
        self.known[found.pk] = found
        return found.pk

    def format(self, value: Any) -> str:
        found = self.linked(value)
        return found.code if found else ""

    def show(self, value: Any) -> str:
        found = self.linked(value)
        return found.name if found else ""

    def form_field(self) -> forms.Field:
        return LinkField(
            Counterparty.objects.all(),
            label=self.label,
            required=self.required,
            help_text=self.help_text,
            widget=RemoteSelect("counterparties"),
        )


class LinkField(forms.ModelChoiceField):
    """A counterparty found by remote search; its id is the value."""

    def clean(self, value: Any) -> int | None:
        found = super().clean(value)
        return found.pk if found else None
