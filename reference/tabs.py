"""The lists of the configuration screen, in the order of their tabs."""

from typing import Any

from django.db.models import Count, Value

from screens.registry import screens
from screens.screen import Screen

TABS = (
    "types", "statuses", "features", "feature-groups", "nomenclatures",
    "event-types", "document-kinds", "personal-document-kinds",
    "consent-purposes", "message-templates", "form-templates", "file-tabs",
)  # fmt: skip
WITHIN = {"items": "nomenclatures", "form-fields": "form-templates"}
"Lists that stand within a row of another one."


def tab_counts() -> list[tuple[Screen, int]]:
    """The lists of the screen with the number of their rows, in one query."""
    models: list[Any] = [screens[slug].model for slug in TABS]
    rows = [model.objects.order_by().values(tab=Value(at)).annotate(n=Count("pk")) for at, model in enumerate(models)]
    counts = dict(rows[0].union(*rows[1:], all=True).values_list("tab", "n"))
    return [(screens[slug], counts.get(at, 0)) for at, slug in enumerate(TABS)]
