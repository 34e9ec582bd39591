"""The screen of the items of a nomenclature, and the field that says what an item stands under."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.fields import CleanedField
from attributes.values import Attribute
from reference.features.fields import ItemsSelect
from reference.items.moving import reparent
from reference.models import Nomenclature, NomenclatureItem
from reference.screens import Configured
from reference.tree import Item, Items
from screens.registry import screen


class Under(Attribute):
    """The item that an item stands under, by its code; the empty text is the top of the tree."""

    empty = None

    def __init__(self, nomenclature_id: int, moved: int | None = None) -> None:
        hint = gettext_lazy("Empty puts it at the top.")
        super().__init__("parent", gettext_lazy("Under"), help_text=hint)
        self.nomenclature_id, self.moved = nomenclature_id, moved
        self.items = Items([nomenclature_id])

    @cached_property
    def listed(self) -> list[tuple[Item, int]]:
        """The items that it may stand under, each with its level: not itself and not those under it."""
        below = set(self.items.below(self.moved or 0))
        return [(item, level) for item, level in self.items.listed[self.nomenclature_id] if item.pk not in below]

    def parse(self, text: str) -> NomenclatureItem:
        found = NomenclatureItem.objects.filter(nomenclature=self.nomenclature_id, code=text.lower()).first()
        if found is None:
            raise ValidationError(_("There is no item with the code “%(text)s”."), params={"text": text})
        return found

    def format(self, value: Any) -> str:
        return value.code if value else ""

    def show(self, value: Any) -> str:
        return str(value or "")

    def form_field(self) -> forms.Field:
        return CleanedField(self, widget=ItemsSelect(self))  # type: ignore[arg-type]  # lists items as well


@screen
class ItemsScreen(Configured):
    """The items of one nomenclature, which is the `parent` of their addresses."""

    model = NomenclatureItem
    slug = "items"
    parent_model, parent_field = Nomenclature, "nomenclature"
    form_fields = ("name_en", "name_bg", "code", "parent")
    mended_at = {"one_item_a_code": "code"}

    @property
    def path(self) -> str:
        return "settings/reference/nomenclatures/<int:parent>/items/"

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows = super().rows(user, action)
        return rows.filter(nomenclature=parent) if parent else rows

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        found = super().form_attributes(user, record, data)
        under = Under(record.nomenclature_id, record.pk)
        return [under if attribute.name == under.name else attribute for attribute in found]

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Model:
        if record.pk is None:
            return super().save(user=user, record=record, values=values)
        parent = values.pop("parent")
        with transaction.atomic():
            if (parent.pk if parent else None) != record.parent_id:
                try:
                    reparent(item=record, parent=parent)
                except ValidationError as error:
                    raise ValidationError({"parent": error}) from error
            return super().save(user=user, record=record, values=values)
