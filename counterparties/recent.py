"""Which files somebody has opened last in this browser: ids in a cookie, so that opening one writes nothing."""

from django.conf import settings
from django.http import HttpResponse

from access.requests import PersonalRequest
from attributes.numbers import number_in

COOKIE, DAYS = "recent", 30
KEPT = 8


def opened(request: PersonalRequest, response: HttpResponse, pk: int) -> None:
    """Notes that the file of this counterparty was opened."""
    ids = [pk, *(each for each in recent(request) if each != pk)][:KEPT]
    response.set_cookie(
        COOKIE,
        f"{request.user.pk}:{'.'.join(map(str, ids))}",
        max_age=DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def recent(request: PersonalRequest) -> list[int]:
    """The ids, latest first, none of another user of this browser. They say nothing of what one may see."""
    owner, _colon, ids = request.COOKIES.get(COOKIE, "").partition(":")
    if owner != str(request.user.pk):
        return []
    return [number for number in map(number_in, ids.split(".")[:KEPT]) if number is not None]
