"""The time zone of the pages: the installation's, or the one that a user has chosen."""

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from access.models import User
from access.requests import PersonalRequest


@cache
def offered() -> list[str]:
    """The zones that may be chosen, by continent and city."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))


def zone_of(user: User) -> ZoneInfo:
    """The zone in which the user reads times; that of the installation where he has chosen none."""
    try:
        return ZoneInfo(user.time_zone or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):  # chosen once, and no longer in the database of zones
        return ZoneInfo(settings.TIME_ZONE)


@require_http_methods(["GET", "POST"])
def choose_time_zone(request: PersonalRequest) -> HttpResponse:
    """The page on which one chooses one's time zone; nothing chosen means that of the installation."""
    user, chosen = request.user, request.POST.get("time_zone", "")
    if request.method == "POST" and chosen in ("", *offered()):
        user.time_zone = chosen
        user.save(update_fields=["time_zone"])
        messages.success(request, _("Times are shown as in %(zone)s.") % {"zone": zone_of(user)})
        return redirect("time-zone")
    context = {"zones": offered(), "usual": settings.TIME_ZONE, "refused": request.method == "POST"}
    return render(request, "time_zone.html", context, status=422 if request.method == "POST" else 200)


class UserTimeZone:
    """Shows a user the times of his zone. Stands after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and request.user.time_zone:
            with timezone.override(zone_of(request.user)):
                return self.get_response(request)
        return self.get_response(request)
