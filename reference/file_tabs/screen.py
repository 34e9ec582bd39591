"""The screen of the file's tabs, and the one field of who sees a tab."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Role, User
from attributes.choices import Choice, Reference
from attributes.many import Ticked, TickedChoices
from attributes.values import Attribute
from reference.file_tabs.placing import ALONE, open_to, place
from reference.form_templates.reading import form_templates
from reference.kinds import Kind
from reference.models import FileTab
from reference.models.file_tabs import Part
from reference.screens import Configured
from screens.file import Tab
from screens.registry import screen, screens


@screen
class FileTabs(Configured):
    """The tabs of the counterparty's file. A new one stands under the part that its address names."""

    model = FileTab
    slug = "file-tabs"
    button = gettext_lazy("Tab")
    form_fields: tuple[str, ...] = ("parent", "interface", "name_bg", "name_en", "kinds", "roles", "code")

    def declared(self) -> dict[str, Attribute]:
        found = super().declared()
        roles = Role.objects.order_by("code")
        for name in ("name_bg", "name_en"):
            found[name].help_text = _("Left empty, it is called as what it shows.")
        return found | {
            "kinds": TickedChoices("kinds", _("Kinds"), choices=Kind.choices, help_text=_("None ticked means all.")),
            "roles": Ticked("roles", _("Roles"), rows=roles.all, help_text=_("None ticked means all.")),
        }

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        """The parts stand at the top and stay there; what stands under one may go under another."""
        known = self.attributes(user) | {
            "parent": Reference("parent", _("Under"), rows=headings, required=True, filterable=False),
            "interface": Choice("interface", _("Interface"), choices=components(), required=True),
        }
        top = record.parent_id is None
        left_out = {"parent", "interface"} if top else set()
        if record.interface == Part.SUMMARY:
            left_out |= {"kinds", "roles"}
        if record.is_confidential:
            known["roles"].help_text = _("Confidential: only the ticked ones see it, and nobody where none is ticked.")
        return [known[name] for name in self.form_fields if name not in left_out]

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Model:
        roles, parent = values.pop("roles", None), values.pop("parent", record.parent)
        with transaction.atomic():
            if record.pk is None:
                record.parent = parent
            super().save(user=user, record=record, values=values)
            if record.parent != parent:
                place(tab=record, parent=parent)
            if roles is not None:
                open_to(tab=record, roles=roles)
        return record


class FileTabRights(FileTabs):
    """Who sees a tab, and nothing else of it: a second form of the same rows."""

    form_fields = ("roles",)


def headings() -> Any:
    """The parts of the file that take tabs."""
    return FileTab.objects.filter(parent=None).exclude(interface__in=ALONE).order_by("position")


def components() -> list[tuple[str, Any]]:
    """What a tab may show: every tab that the product declares, and the forms of each template alone."""
    declared = [(slug, each.title) for slug, each in screens.items() if isinstance(each, Tab)]
    forms = [(template.interface, _("Form: %s") % template) for template in form_templates()]
    return [*declared, *forms]
