"""Puts a tab under another part of the file, and opens it to roles."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from access.models import Role
from reference.arranging import Siblings, close_gap
from reference.form_templates.reading import template_of
from reference.models import FileTab, FileTabRole
from reference.models.file_tabs import Part
from reference.models.form_templates import FORMS
from screens.changed import refuse_changed


def check_tab(record: FileTab) -> None:
    """What the rules of the model do not say: raises ValidationError by field."""
    parent = record.parent
    if parent is not None and (parent.parent_id is not None or parent.interface in ALONE):
        raise ValidationError({"parent": _("“%(name)s” takes no tabs; choose another part.") % {"name": parent}})
    if parent is None and record.interface and record.interface not in Part.values:
        raise ValidationError({"parent": _("Choose the part of the file under which it stands.")})
    if parent is not None and (not record.interface or record.interface in Part.values):
        raise ValidationError({"interface": _("Choose what the tab shows.")})
    if not record.interface and not (record.name_bg or record.name_en):
        raise ValidationError({"name_en": _("Enter the name in at least one language.")})
    if record.interface.startswith(f"{FORMS}.") and template_of(record.interface.partition(".")[2]) is None:
        raise ValidationError({"interface": _("There is no such form template.")})
    if record.interface == Part.SUMMARY and record.kinds:
        raise ValidationError({"kinds": _("The summary is where every file opens: it is for all kinds.")})


ALONE = (Part.SUMMARY, Part.TIMELINE, Part.HISTORY)
"Parts that are one page."


@transaction.atomic
def place(*, tab: FileTab, parent: FileTab | None) -> None:
    """Puts a tab behind all that stand under another part (None: at the top); positions stay 1..n on both sides."""
    was, now = Siblings.of(tab), Siblings(FileTab, (parent.pk if parent else None,))
    for siblings in sorted({was, now}, key=lambda each: each.lock):
        siblings.locked()
    last = now.rows.count()
    FileTab.objects.filter(pk=tab.pk).update(parent=parent, position=last + 1)
    tab.refresh_from_db(fields=["version", "parent", "position"])
    close_gap(siblings=was)


@transaction.atomic
def open_to(*, tab: FileTab, roles: Iterable[Role]) -> None:
    """Shows the tab to exactly these roles; none named are all, of a confidential tab none. Writes what differs.

    The tab must be as it was read. Raises ValidationError for the summary, where every file opens.
    """
    wanted = {role.pk for role in roles}
    if wanted and tab.interface == Part.SUMMARY:
        raise ValidationError({"roles": _("The summary is where every file opens: it is for all roles.")})
    refuse_changed(FileTab.objects.select_for_update().get(pk=tab.pk), tab)
    links = FileTabRole.objects.filter(tab=tab)
    stored = set(links.values_list("role", flat=True))
    if wanted == stored:
        return
    links.exclude(role__in=wanted).delete()
    FileTabRole.objects.bulk_create([FileTabRole(tab=tab, role_id=pk) for pk in sorted(wanted - stored)])
    # The roles lie in a table of their own: whoever edits at the same time must notice them too.
    FileTab.objects.filter(pk=tab.pk).update(version=F("version") + 1)
    tab.refresh_from_db(fields=["version"])
