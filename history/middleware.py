"""Every writing request runs in one recorded transaction."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from history.recording import recorded

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class RecordWrites:
    """Stands last in MIDDLEWARE, so that all checks of the request come before its transaction begins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method in READING:
            return None
        user_id = request.user.pk if hasattr(request, "user") else None
        with recorded(user_id=user_id, run=f"web:{uuid.uuid4()}"):
            return view(request, *args, **kwargs)
