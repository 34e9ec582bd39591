"""The gate: whoever is logged in as a portal user gets to his own page and the way out, and nowhere else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve

OPEN = frozenset({
    "portal-home", "portal-invitation", "set_language", "healthz",
    "account_login", "account_logout", "account_inactive",
    "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
})  # fmt: skip
"The names of the addresses that are for everybody."


class PortalGate:
    """Asks before anything else looks at the request, so that an address that does not exist tells nothing either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not getattr(request.user, "portal", False) or name_of(request) in OPEN:
            return self.get_response(request)
        if request.path == "/":
            return redirect("portal-home")
        return render(request, "counterparties/portal/closed.html", status=403)


def name_of(request: HttpRequest) -> str:
    """The name of the address that is asked for; "" for one that does not exist."""
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
