"""What every template may use beside its own context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from screens.menu import Section, sections_for


def page(request: HttpRequest) -> dict[str, Any]:
    """`menu`, worked out only where a template draws it, and `languages` as (code, own name)."""

    def menu() -> list[Section]:
        user = getattr(request, "user", None)
        return sections_for(user, request.path, request.GET.get("view", "")) if user else []

    return {"menu": SimpleLazyObject(menu), "languages": OWN_NAMES}


OWN_NAMES = [(code, {"en": "English", "bg": "Български"}.get(code, str(name))) for code, name in settings.LANGUAGES]
