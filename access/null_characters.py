"""PostgreSQL stores no null characters: a request that brings one is refused before anything looks at it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class RefuseNullCharacters:
    """Answers 400 when a parameter of the address or a field of a form has a null character in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        for sent in (request.GET, request.POST):
            for name, values in sent.lists():
                if "\x00" in name or any("\x00" in value for value in values):
                    raise BadRequest("null character")
