"""The features in the form and in the file: under their groups, and those kept from types that were taken away."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.values import Attribute
from counterparties.feature_rights import seen_features
from counterparties.querysets import rights_of
from reference import tree
from reference.features.attributes import Asked, feature_attributes, features, grouped, with_those_above
from reference.features.values import FeatureValue

SEEN = "seen"
"What a form posts for every feature that it has shown."
CLEAR = "clear."


@dataclass(frozen=True)
class Kept:
    """A value that none of the record's types asks for any more, and what brings its feature back."""

    attribute: FeatureValue
    types: str

    @property
    def label(self) -> Any:
        return self.attribute.label

    @property
    def way_back(self) -> str:
        """What to do to have the feature again."""
        if not self.attribute.editable:
            return _("The feature is stopped.")
        if not self.types:
            return _("None of its types can be ticked now.")
        return _("Tick one of its types to bring it back: %(types)s.") % {"types": self.types}


class Clearing(Attribute):
    """The box in a form that clears a kept value."""

    empty = False

    def __init__(self, kept: Kept) -> None:
        super().__init__(CLEAR + kept.attribute.name, _("Clear “%(name)s”") % {"name": kept.label})
        self.kept = kept

    def value(self, record: Any) -> bool:
        return False

    def show(self, value: Any) -> str:
        return _("Yes") if value else ""

    def form_field(self) -> forms.Field:
        return forms.BooleanField(label=_("Clear"), required=False)


def kept_features(*, record: Any, types: Collection[int], user: User) -> list[Kept]:
    """What the record has kept from types that it has no more, as far as the user may know; `types` are ids."""
    seen, above = rights_of(user).types[Action.SEE], with_those_above(types)
    found = [
        Kept(each.attribute.for_user(user), names_of(each, seen))
        for each in seen_features(user)
        if each.attribute.key in record.features and not each.by(above)
    ]
    prepare((kept.attribute for kept in found), record)
    return found


def names_of(asked: Asked, seen: Collection[int]) -> str:
    """The types that ask for a feature and may be ticked, by name; of those under each other the topmost."""
    types = tree.types()
    fitting = types.descendants(asked.types).intersection(seen)
    rows = (types.by_id[pk] for pk in sorted(fitting) if types.by_id[pk].parent_id not in fitting)
    return ", ".join(str(row) for row in rows if row.stopped_at is None)


def form_features(*, record: Any, user: User, ticked: Collection[int]) -> list[Attribute]:
    """What the form asks: the features of the ticked types, and a box to clear each value kept from others."""
    own = record.types.all() if record.pk else ()
    hidden = {node.pk for node in own} - rights_of(user).types[Action.EDIT]
    asked = [attribute.for_user(user) for attribute in feature_attributes(ticked)]
    prepare(asked, record)
    kept = kept_features(record=record, types={*ticked, *hidden}, user=user)
    return [*asked, *(Clearing(each) for each in kept if each.attribute.editable)]


def asked_feature(*, record: Any, user: User, name: str) -> FeatureValue | None:
    """The feature of this name, if the form of the record asks for it."""
    above = with_those_above(rights_of(user).types[Action.EDIT].intersection(node.pk for node in record.types.all()))
    found = (each.attribute for each in features() if each.attribute.name == name and each.of(above, None))
    return next((attribute.for_user(user) for attribute in found if attribute.typed), None)


def starting_values(*, record: Any, attributes: Iterable[Attribute]) -> dict[str, Any]:
    """The defaults of features that a new record, or a newly ticked type, is asked for and nothing is stored of."""
    own = [node.pk for node in record.types.all()] if record.pk else None
    asked = {attribute.name for attribute in feature_attributes(own)} if own is not None else set()
    return {
        attribute.name: attribute.default
        for attribute in attributes
        if isinstance(attribute, FeatureValue) and attribute.name not in asked and attribute.key not in record.features
    }


def unseen(data: QueryDict, attributes: Iterable[Attribute]) -> list[str]:
    """The features that the page did not show yet when it was sent."""
    shown = {*data.getlist(SEEN), *data}
    return [each.name for each in attributes if isinstance(each, FeatureValue) and each.name not in shown]


def prepare(attributes: Iterable[FeatureValue], record: Any) -> None:
    for attribute in attributes:
        attribute.prepare([record])


def given_features(values: dict[str, Any]) -> dict[str, Any]:
    """Takes the features out of the values of a form: those asked, and emptied those that are to be cleared."""
    given = {name: values.pop(name) for name in list(values) if name.startswith("f.")}
    cleared = [name for name in list(values) if name.startswith(CLEAR) and values.pop(name)]
    by_name = {each.attribute.name: each.attribute for each in features()} if cleared else {}
    return given | {name: by_name[name].empty for name in (each.removeprefix(CLEAR) for each in cleared)}


def form_context(form: Any) -> dict[str, Any]:
    """The features of a form for its template."""
    asked = [attribute for attribute in form.attributes if isinstance(attribute, FeatureValue)]
    kept = [attribute for attribute in form.attributes if isinstance(attribute, Clearing)]
    return {
        "sections": [
            {
                "heading": heading or FEATURES,
                "fields": [{"field": form[each.name], "definition": each.definition} for each in under],
            }
            for heading, under in grouped(asked)
        ],
        "kept": [kept_line(each.kept, form.record) | {"box": form[each.name]} for each in kept],
        "typed": typed_for_others(form),
    }


def typed_for_others(form: Any) -> list[tuple[str, str]]:
    """What was typed for types that are not ticked any more, lest it be lost if somebody ticks them again."""
    names = [name for name in form.data if name.startswith("f.") and name not in form.fields]
    return [(name, text) for name in names for text in form.data.getlist(name)]


FEATURES = gettext_lazy("Features")


def file_context(*, record: Any, user: User, ticked: Collection[int]) -> dict[str, Any]:
    """The features of a file for its template; `ticked` are the types that the user sees."""
    asked = [attribute.for_user(user) for attribute in feature_attributes(ticked, record=record)]
    prepare(asked, record)
    kept = kept_features(record=record, types=[node.pk for node in record.types.all()], user=user)
    return {
        "sections": [
            {
                "heading": heading,
                "lines": [
                    {"label": each.label, "text": each.full(record), "definition": told(each)} for each in under
                ],
            }
            for heading, under in grouped(asked)
        ],
        "kept": [kept_line(each, record) for each in kept],
    }


def told(attribute: FeatureValue) -> str:
    """What explains a feature: its definition, else its hint."""
    return attribute.definition or str(attribute.help_text)


def kept_line(kept: Kept, record: Any) -> dict[str, Any]:
    return {"label": kept.label, "text": kept.attribute.full(record), "way_back": kept.way_back}
