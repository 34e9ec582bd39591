"""What every template may use beside its own context."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from screens.menu import Section, sections_for
from screens.notices.models import unread_of


def page(request: HttpRequest) -> dict[str, Any]:
    """`menu` and `unread` (notices), asked for only where a template draws them; `languages` as (code, own name)."""

    def menu() -> list[Section]:
        user = getattr(request, "user", None)
        return sections_for(user, request.path, request.GET) if user else []

    def unread() -> int:
        user = getattr(request, "user", None)
        return unread_of(user) if user and user.is_authenticated else 0

    return {"unread": SimpleLazyObject(unread), "menu": SimpleLazyObject(menu), "languages": OWN_NAMES}


OWN_NAMES = [(code, {"en": "English", "bg": "Български"}.get(code, str(name))) for code, name in settings.LANGUAGES]
