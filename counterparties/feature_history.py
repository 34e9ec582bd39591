"""The changes of features as people read them, whatever has become of features, items and counterparties since."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from access.models import User
from counterparties.feature_rights import seen_features
from history.models import Change
from history.reading import Line
from reference.features.attributes import attribute_of, by_key
from reference.features.former_values import shape, told
from reference.features.values import FeatureValue
from reference.models import Feature, NomenclatureItem
from reference.tree import Items

Image = dict[str, Any]


class FeatureTelling:
    """Tells the features of one record after another; what all of them need is read at once.

    `images` are the features before and after each change; None stands for none.
    """

    def __init__(self, images: Iterable[Image | None], user: User | None) -> None:
        self.images = [image for image in images if image]
        keys = {key for image in self.images for key in image}
        attributes = self.known(keys)
        self.hidden = attributes.keys() - self.seen(user) if user else set()
        attributes |= {str(row.pk): row_value(row) for row in deleted(Feature, keys - attributes.keys())}
        shown = ((key, each) for key, each in attributes.items() if key not in self.hidden)
        self.attributes = {key: each.for_user(user) if user else each for key, each in shown}
        for key in keys & self.attributes.keys():
            self.attributes[key].prepare(SimpleNamespace(features=image) for image in self.images)
        self.items = names_of_items({pk for image in self.images for value in image.values() for pk in ids_in(value)})

    def known(self, keys: set[str]) -> dict[str, FeatureValue]:
        """What may have been told, by its key; `keys` are those of the images."""
        return by_key()

    def seen(self, user: User) -> set[str]:
        """The keys that the user may know of."""
        return {each.attribute.key for each in seen_features(user)}

    def __call__(self, before: Image | None, after: Image | None, _record: Any) -> Iterator[Line]:
        before, after = before or {}, after or {}
        gone = sorted({*before, *after} - self.attributes.keys() - self.hidden)
        for key in [*self.attributes, *gone]:
            was, now = self.text(key, before.get(key)), self.text(key, after.get(key))
            # A change of data type may change the form of a value alone.
            if was != now:
                yield Line(self.label(key), was, now, place=f"features.{key}")

    def label(self, key: str) -> str:
        attribute = self.attributes.get(key)
        return str(attribute.label) if attribute else f"#{key}"

    def text(self, key: str, stored: Any) -> str:
        """A stored value as it is called now, or was called when it went."""
        if ids := ids_in(stored):
            return ", ".join(self.items.get(pk, f"#{pk}") for pk in ids)
        attribute = self.attributes.get(key)
        return told(attribute, stored) if attribute else shape(stored)


def ids_in(stored: Any) -> list[int]:
    """The items that a stored value names."""
    return [pk for pk in stored if isinstance(pk, int)] if isinstance(stored, list) else []


def row_value(feature: Feature) -> FeatureValue:
    """The attribute of a feature that is deleted; its name says so."""
    attribute = attribute_of(feature, Items([]))
    attribute.label = _("%(name)s (deleted)") % {"name": attribute.label}
    return attribute


def names_of_items(ids: set[int]) -> dict[int, str]:
    """The names of items by id, of deleted ones the last they had."""
    found = {item.pk: item.name for item in NomenclatureItem.objects.filter(pk__in=ids)} if ids else {}
    gone = {
        row.pk: _("%(name)s (deleted)") % {"name": row.name} for row in deleted(NomenclatureItem, ids - found.keys())
    }
    return found | gone


def deleted(model: type[Model], ids: Iterable[Any]) -> list[Any]:
    """The rows with these ids as they were when they were deleted."""
    wanted = [int(pk) for pk in ids]
    if not wanted:
        return []
    rows = Change.objects.filter(table=model._meta.db_table, record_id__in=wanted, action=Change.Action.DELETE)
    columns = {field.attname for field in model._meta.concrete_fields}
    images = (image for image in rows.values_list("before", flat=True) if image)
    return [model(**{name: value for name, value in image.items() if name in columns}) for image in images]
