"""The page on which people choose what is to be changed: a way and a value for each field."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from access.models import User
from attributes.fields import CleanedField
from attributes.values import Attribute, YesNo
from exchange.bulk.changes import CLEAR, HOW, Change, ways_of
from exchange.bulk.deeds import Deed
from exchange.targets import Target

WAY = "how."
"What the name of a field's way begins with."


@dataclass(frozen=True)
class Line:
    """A field that may be changed: how, and to what (nothing to enter where it can only be cleared)."""

    label: str
    how: BoundField
    value: BoundField | None


class ChangesForm(forms.Form):
    """Asks for the changes; only fields with a way are changed, and only they are judged."""

    def __init__(self, target: Target, user: User, attributes: dict[str, Attribute], data: Any = None) -> None:
        super().__init__(data)
        self.groups: dict[str, list[str]] = {}
        self.attributes, self.deeds = attributes, deeds_by_name(target)
        for name, attribute in attributes.items():
            ways = {way: str(HOW[way]) for way in ways_of(attribute)}
            field = None if list(ways) == [CLEAR] else field_of(attribute)
            self._offer(name, field, ways, str(attribute.group), attribute.label)
        for name, deeds in self.deeds.items():
            field = next(iter(deeds.values())).field(user)
            self._offer(name, field, {code: str(deed.label) for code, deed in deeds.items()}, "")

    def _offer(self, name: str, field: forms.Field | None, ways: dict[str, str], group: str, label: Any = "") -> None:
        label = label or (field.label if field else "")
        choices = [("", _("Leave as it is")), *ways.items()]
        said = _("%(field)s: what to do") % {"field": label}
        widget = forms.Select(attrs={"aria-label": said, "class": "form-select"})
        self.fields[WAY + name] = forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)
        if field:
            field.required, field.label = False, label
            self.fields[name] = field
        self.groups.setdefault(group, []).append(name)

    @property
    def sections(self) -> Iterator[tuple[str, list[Line]]]:
        """The fields under the headings of their groups."""
        for group, names in self.groups.items():
            lines = [self._line(name) for name in names]
            yield group, lines

    def _line(self, name: str) -> Line:
        way = self[WAY + name]
        return Line(str(way.label), way, self[name] if name in self.fields else None)

    @property
    def problems(self) -> list[BoundField]:
        """The fields that are wrong, in their order."""
        return [self[name] for name in self.fields if name in self.errors]

    def clean(self) -> dict[str, Any]:
        for name in [name for name in self.fields if not name.startswith(WAY)]:
            way = self.cleaned_data.get(WAY + name, "")
            if not way or way == CLEAR:
                self.errors.pop(name, None)
            elif name not in self.errors and self.cleaned_data.get(name) in (None, "", [], ()):
                self.add_error(name, _("Choose or enter a value."))
        if not self.errors and not any(self.cleaned_data.get(WAY + name) for name in self._names()):
            raise forms.ValidationError(_("Choose what is to be changed."))
        return self.cleaned_data

    def _names(self) -> Iterable[str]:
        return (name for names in self.groups.values() for name in names)

    @property
    def changes(self) -> list[Change]:
        """What was chosen; after the form was found valid."""
        return [
            Change(name, way, self._text(name) if way != CLEAR else "")
            for name in self._names()
            if (way := self.cleaned_data[WAY + name])
        ]

    def _text(self, name: str) -> str:
        value = self.cleaned_data[name]
        return str(value.pk) if name in self.deeds else self.attributes[name].format(value)


def deeds_by_name(target: Target) -> dict[str, dict[str, type[Deed]]]:
    """The deeds that the page offers, those of one field together."""
    found: dict[str, dict[str, type[Deed]]] = {}
    for code, deed in target.deeds.items():
        if deed.asks:
            found.setdefault(deed.name, {})[code] = deed
    return found


def field_of(attribute: Attribute) -> forms.Field:
    """The attribute's own field. A box to tick cannot say that no is meant, so yes and no are chosen."""
    if isinstance(attribute, YesNo):
        choices = [("", "—"), ("yes", _("Yes")), ("no", _("No"))]
        return CleanedField(attribute, widget=forms.Select(choices=choices))
    return attribute.form_field()
