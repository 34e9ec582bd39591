"""A request of somebody who has logged in, as the views behind the middleware get it."""

from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest

from access.models import User


class PersonalRequest(HttpRequest):
    """`LoginRequiredMiddleware` has seen to it that the user is a real one."""

    user: User


def sent_from(request: HttpRequest) -> SplitResult:
    """The address of the page from which htmx has sent the request; an empty one where it names none."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return SplitResult("", "", "", "", "")
