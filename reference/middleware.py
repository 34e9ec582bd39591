"""A reading request asks for the configuration once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from history.middleware import READING
from reference.remembering import remembering


class RememberConfiguration:
    """Writing requests are left out: they may change what they have read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            return self.get_response(request)
        with remembering(shared=True):
            return self.get_response(request)
