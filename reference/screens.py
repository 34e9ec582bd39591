"""The configuration screens of lists that are no more than lists: types, statuses, features, kinds of events."""

from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from access.models import Ability, Action, User
from access.policy import can
from attributes.many import ManyReferences
from attributes.values import Attribute
from reference.adding import add
from reference.changing import attach, change
from reference.models import (
    ConsentPurpose,
    DocumentKind,
    EventType,
    Feature,
    FeatureGroup,
    MessageTemplate,
    Nomenclature,
    PersonalDocumentKind,
    Status,
    Type,
)
from reference.models.message_templates import Filled, only_known_fields
from reference.models.rows import Arranged
from reference.tree import Tree, types
from screens import menu
from screens.registry import screen
from screens.screen import Screen

ONE_NAME = _("One of the two names is enough.")


def may_configure(user: User) -> bool:
    """Whether the user may edit settings."""
    return can(user, Ability.CONFIGURE)


menu.add(
    menu.MenuEntry(
        section=_("Settings"),
        label=_("Types and characteristics"),
        url=reverse_lazy("configuration"),
        icon="settings",
        visible=may_configure,
        order=300,
    )
)


class Configured(Screen):
    """Rows in an order of their own, written through the verbs of this room; the views are this room's too."""

    ordering = "position"
    columns = ("code", "name_en", "name_bg")
    search = ("code", "name_bg", "name_en")
    archivable = False
    views = ()

    button: Any = ""
    "The word on the button that adds one."

    named_by_code = False
    "Whether others name a row by its code, which therefore never changes."

    parent_model: type[Arranged] | None = None
    parent_field = ""
    "Whose rows these are, where each stands within a row of another list."

    @property
    def path(self) -> str:
        return f"settings/reference/{self.slug}/"

    @property
    def add_view(self) -> str:
        return f"{self.slug}-add"

    def declared(self) -> dict[str, Attribute]:
        found = super().declared()
        found["code"] = Attribute(
            "code",
            _("Code"),
            max_length=found["code"].max_length,
            rule=str.lower,
            help_text=_("Lower-case letters, digits and hyphens. Left empty, it is made of the name."),
        )
        found["name_en"].help_text = found["name_bg"].help_text = ONE_NAME
        return found

    def form_attributes(self, user: User, record: Model, data: QueryDict | None = None) -> list[Attribute]:
        """The name in the language of the page comes first."""
        found = super().form_attributes(user, record, data)
        if self.named_by_code and record.pk:
            found = [attribute for attribute in found if attribute.name != "code"]
        return sorted(found, key=lambda attribute: attribute.name != f"name_{get_language()}")

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Model:
        for name, value in values.items():
            setattr(record, name, value)
        if record.pk is None:
            return add(record=record)
        change(record=record)
        return record


@screen
class Types(Configured):
    model = Type
    slug = "types"
    form_fields = ("name_en", "name_bg", "code")


@screen
class Statuses(Configured):
    model = Status
    slug = "statuses"
    button = _("Status")
    form_fields = ("name_en", "name_bg", "code", "colour")


@screen
class EventTypes(Configured):
    model = EventType
    slug = "event-types"
    button = _("Event type")
    form_fields = ("name_en", "name_bg", "code", "icon", "colour")


@screen
class MessageTemplates(Configured):
    model = MessageTemplate
    slug = "message-templates"
    button = _("Message template")
    form_fields = ("name_en", "name_bg", "code", "subject", "text")
    rules = {"subject": only_known_fields, "text": only_known_fields}

    def declared(self) -> dict[str, Attribute]:
        found = super().declared()
        filled = ", ".join(f"{{{value}}} {label}" for value, label in Filled.choices)
        found["text"].help_text = _("Filled in when it is chosen: %s") % filled
        return found


def read_downwards() -> QuerySet:
    """The types, each kind followed by those under it."""
    kind = Coalesce("parent__position", "position")
    return Type.objects.order_by(kind, F("parent").asc(nulls_first=True), "position")


class AskedOf(ManyReferences):
    """The types at whose counterparties a feature is asked for."""

    def form_field(self) -> forms.Field:
        return TypesField(
            self.rows(),
            label=self.label,
            required=False,
            help_text=self.help_text,
            widget=forms.SelectMultiple(attrs={"data-ts": ""}),
        )


class TypesField(forms.ModelMultipleChoiceField):
    """Types by their whole path, in the order of the tree."""

    def label_from_instance(self, obj: Model) -> str:
        return " / ".join(str(node) for node in self.tree.ancestors(obj.pk))

    @cached_property
    def tree(self) -> Tree[Type]:
        return types()


HINTS = {
    "required": _("Forms and imports demand a value. A record without one stays as it is until somebody edits it."),
    "unique": _("No two records may have the same value."),
    "pattern": _("A regular expression that the whole text must match, such as [A-Z]{2}[0-9]{6}."),
    "default": _("What a new record begins with, as one types it: 1250.50, 2026-11-20, yes, the code of an item."),
    "group": _("The heading under which forms and files show it."),
    "shown": _("A column of the list that nobody has to choose first."),
    "indexed": _(
        "For what many sort by or filter by a range. It takes space and slows every change of a value a little;"
        " the lists use it as soon as its index is built."
    ),
    "help_text": _("One line under the field."),
    "definition": _("What it means and where its values come from; it opens beside the label, in form and file."),
}
"What an administrator reads under the fields of a definition."


@screen
class Features(Configured):
    model = Feature
    slug = "features"
    button = _("Feature")
    form_fields = (
        "name_en", "name_bg", "code",
        "data_type", "nomenclature", "multiple", "unit", "decimals",
        "required", "unique", "minimum", "maximum", "pattern", "default",
        "types", "group", "shown", "indexed",
        "help_text", "definition",
    )  # fmt: skip
    form_template = "reference/feature_form.html"
    mended_at = {"one_feature_a_code": "code"}

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows: Any = super().rows(user, action, parent)
        return rows.of_counterparties()

    def declared(self) -> dict[str, Attribute]:
        asked = AskedOf(
            "types",
            _("Asked of"),
            rows=read_downwards,
            help_text=_("Empty means all types. A type includes those under it."),
        )
        found = super().declared() | {"types": asked}
        for name, hint in HINTS.items():
            found[name].help_text = hint
        found["decimals"].required = False
        return found

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Model:
        asked = values.pop("types")
        with transaction.atomic():
            super().save(user=user, record=record, values=values)
            attach(feature=record, types=asked)
        return record


@screen
class FeatureGroups(Configured):
    """The headings under which forms and files show features together."""

    model = FeatureGroup
    slug = "feature-groups"
    button = _("Feature group")
    form_fields = ("name_en", "name_bg", "code")


@screen
class Nomenclatures(Configured):
    model = Nomenclature
    slug = "nomenclatures"
    button = _("Nomenclature")
    form_fields = ("name_en", "name_bg", "code")


@screen
class DocumentKinds(Configured):
    """The kinds of papers in the tab “Files and documents”."""

    model = DocumentKind
    slug = "document-kinds"
    button = _("Document kind")
    form_fields = ("name_en", "name_bg", "code", "expires", "remind_days")


@screen
class PersonalDocumentKinds(Configured):
    """The kinds of documents in the tab “Personal documents”."""

    model = PersonalDocumentKind
    slug = "personal-document-kinds"
    button = _("Personal document kind")
    form_fields = ("name_en", "name_bg", "code", "remind_days")


@screen
class ConsentPurposes(Configured):
    """What people may consent to."""

    model = ConsentPurpose
    slug = "consent-purposes"
    button = _("Consent")
    named_by_code = True
    form_fields = ("name_en", "name_bg", "code")

    @property
    def title(self) -> str:
        return gettext("Consents")
