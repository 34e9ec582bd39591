"""What other calendars read: one's feed by its secret link, and a single event as a file."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from access.requests import PersonalRequest
from counterparties.events.feed import calendar_of, digest_of, end_feed, own_events, reader_of, renew_feed
from counterparties.events.views import seen
from counterparties.models import CalendarFeed

A_MINUTE, READS, WRONG = 60, 20, 30
"Readings of one link a minute, and links a minute that are none from one address, in one process."


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The events of whom the link belongs to; whoever has the link needs no password, so it tells nothing else."""
    if too_often(f"feed:{digest_of(secret)}", READS):
        return slower()
    user = reader_of(secret)
    if user is None:
        if too_often(f"feed-wrong:{request.META.get('REMOTE_ADDR', '')}", WRONG):
            return slower()
        raise Http404
    with override(user.told_in):
        name = _("Primio CRM: %(user)s") % {"user": user}
        return answer(calendar_of(own_events(user), name=name, site=site_of(request)), "primio.ics")


@require_GET
def download(request: PersonalRequest, pk: int) -> HttpResponse:
    """One event as a file that calendars open."""
    record = seen(request, pk)
    made = calendar_of([record], name=str(record), site=site_of(request))
    return answer(made, f"event-{pk}.ics", disposition="attachment")


@never_cache
@require_http_methods(["GET", "POST"])
def subscribe(request: PersonalRequest) -> HttpResponse:
    """The page on which one gets the link, renews it or ends it; a link is shown only when it is made."""
    address = ""
    if request.method == "POST" and "end" in request.POST:
        end_feed(user=request.user)
    elif request.method == "POST":
        secret = renew_feed(user=request.user)
        address = request.build_absolute_uri(reverse("calendar-feed-read", args=[secret]))
    feed = CalendarFeed.objects.filter(user=request.user).first()
    return render(request, "counterparties/events/feed.html", {"feed": feed, "address": address})


def site_of(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def answer(calendar: bytes, name: str, *, disposition: str = "inline") -> HttpResponse:
    return HttpResponse(
        calendar,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'{disposition}; filename="{name}"',
            "Cache-Control": "private, max-age=300",
            "X-Robots-Tag": "noindex",
        },
    )


def too_often(key: str, most: int) -> bool:
    """Counts one more within the minute; whether that is one too many."""
    cache.add(key, 0, A_MINUTE)
    try:
        return cache.incr(key) > most
    except ValueError:  # it has just expired
        return False


def slower() -> HttpResponse:
    return HttpResponse(status=429, headers={"Retry-After": str(A_MINUTE)})
