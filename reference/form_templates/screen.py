"""The screens of form templates and of the fields of one."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.many import TickedChoices
from attributes.values import Attribute
from reference.kinds import Kind
from reference.models import FormField, FormTemplate
from reference.screens import HINTS, Configured
from screens.registry import screen, screens


@screen
class FormTemplates(Configured):
    """The forms that are filled in for counterparties."""

    model = FormTemplate
    slug = "form-templates"
    button = gettext_lazy("Form template")
    named_by_code = True
    form_fields = ("name_en", "name_bg", "kinds", "code")

    def declared(self) -> dict[str, Attribute]:
        hint = _("Whose forms these are. None ticked means all.")
        return super().declared() | {"kinds": TickedChoices("kinds", _("Kinds"), choices=Kind.choices, help_text=hint)}

    def after_save(self, record: Any, parent: Model | None) -> str:
        """A form without fields is none yet: it leads to where they are added."""
        return (
            super().after_save(record, parent) if record.fields.exists() else screens["form-fields"].url(parent=record)
        )


@screen
class FormFields(Configured):
    """The fields of one template, which is the `parent` of their addresses."""

    model = FormField
    slug = "form-fields"
    parent_model, parent_field = FormTemplate, "template"
    form_fields = (
        "name_en", "name_bg", "code",
        "data_type", "nomenclature", "multiple", "unit", "decimals",
        "required", "shown", "minimum", "maximum", "pattern", "default",
        "help_text", "definition",
    )  # fmt: skip
    form_template = "reference/form_field_form.html"
    mended_at = {"one_feature_a_code": "code"}

    @property
    def path(self) -> str:
        return "settings/reference/form-templates/<int:parent>/fields/"

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows = super().rows(user, action)
        return rows.filter(template=parent) if parent else rows

    def new(self, user: User, parent: Model | None = None) -> Model:
        return FormField(shown=True)

    def declared(self) -> dict[str, Attribute]:
        found = super().declared()
        for name, hint in HINTS.items():
            found[name].help_text = hint
        found["decimals"].required = False
        found["required"].help_text = _("Nobody saves the form without it.")
        found["shown"].help_text = _("A column of the list of these forms that nobody has to choose first.")
        return found
