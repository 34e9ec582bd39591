"""The lines of form templates, and the page of one with its fields, on the configuration screen."""

from collections import Counter
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.models import User
from reference.features.marks import marks_of
from reference.features.rules import DECIMALS
from reference.kinds import Kind
from reference.lines import Line, of_plain, plain
from reference.models import FormField, FormTemplate, Nomenclature
from reference.models.features import DataType
from screens.registry import screens


def of_form_templates(query: str, user: User) -> list[Line]:
    """The templates with their number of fields, whom they are for and how often they are filled in."""
    lines = of_plain(FormTemplate, query, user)
    below = Counter(FormField.objects.values_list("template", flat=True))
    for line in lines:
        line.below = below[line.record.pk]
        line.home = screens["form-fields"].url(parent=line.record)
        line.kinds = [str(kind.label) for kind in Kind.in_order(line.record.kinds)] or [_("All kinds")]
    return lines


def fields_page(template: FormTemplate, state: Any, user: User) -> dict[str, Any]:
    """The fields of a template, and the line in which further ones are added."""
    rows = list(FormField.objects.filter(template=template).select_related("nomenclature", "group"))
    lines = plain(rows, query=state.query(), parent=template)
    for line in lines:
        line.marks = marks_of(line.record)
    return {
        "lines": lines,
        "templates_url": screens["form-templates"].url(),
        "arrange_url": screens["form-fields"].url("arrange", parent=template),
        "add_url": screens["form-fields"].url("add", parent=template),
        "quick_name": "name_bg" if get_language() == "bg" else "name_en",
        "quick_types": [(each.value, each.label) for each in DataType],
        "most_decimals": DECIMALS,
        "nomenclatures": Nomenclature.objects.order_by("position"),
    }
