"""The lines of the file's tabs on the configuration screen."""

from collections import Counter

from django.utils.translation import gettext as _

from reference.file_tabs.placing import ALONE
from reference.kinds import Kind
from reference.lines import Line, plain
from reference.models import FileTab
from reference.models.file_tabs import Part


def of_file_tabs(query: str) -> list[Line]:
    """The parts of the file, each followed by the tabs under it; two queries beside those for the refusals."""
    rows = list(FileTab.objects.order_by("position", "pk").prefetch_related("roles"))
    tops = [row for row in rows if row.parent_id is None]
    tree = [each for top in tops for each in (top, *(row for row in rows if row.parent_id == top.pk))]
    lines, siblings = plain(tree, query=query), Counter(row.parent_id for row in rows)
    for line in lines:
        tab = line.record
        line.level = 1 if tab.parent_id is None else 2
        line.siblings = siblings[tab.parent_id]
        line.kinds = [str(kind.label) for kind in Kind.in_order(tab.kinds)] or [_("All kinds")]
        line.notes = [str(role) for role in tab.roles.all()] or [
            _("No roles") if tab.is_confidential else _("All roles")
        ]
        line.has_rights = tab.interface != Part.SUMMARY
        if tab.parent_id is None and tab.interface not in ALONE:
            line.add = f"{line.urls.screen.url('add')}?under={tab.pk}"
    return lines
