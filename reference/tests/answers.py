"""What the tests of the configuration screen send and read."""

import json
from typing import Any

from django.test import Client

HTMX = {"HX-Request": "true", "HX-Target": "configuration"}
SLIDE = {"HX-Request": "true", "HX-Target": "slide-body"}
TABS = ("types", "statuses", "features", "feature-groups", "nomenclatures", "document-kinds")
ROOT = "/settings/reference"


def codes(model: Any) -> str:
    return " ".join(model.objects.order_by("position").values_list("code", flat=True))


def shown(response: Any) -> str:
    """The lines of a list: the code and the level of each."""
    return " ".join(f"{line.record.code}{line.level}" for line in response.context["lines"])


def toast(response: Any) -> dict[str, str]:
    return json.loads(response.headers["HX-Trigger"])["toast"]


def form_data(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser posts when the form at the address is sent with some changes."""
    form = client.get(url).context["form"]
    values = {field.name: field.value() for field in form if field.value() not in (None, False)}
    return values | changes
