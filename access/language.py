"""The language of the pages: chosen by a button, kept in a cookie and, after log-in, with the user."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views import i18n
from django.views.decorators.http import require_POST

from access.models import User


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Takes the language of the form and goes back to the page that asked; an unknown language changes nothing."""
    language = request.POST.get(i18n.LANGUAGE_QUERY_PARAMETER, "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        user = request.user
        if user.language != language:
            user.language = language
            user.save(update_fields=["language"])
    return i18n.set_language(request)


def keep_language(user: User) -> None:
    """Keeps the language in which the user logs in, where none is chosen: what is told him later is told in it."""
    language = translation.get_language()
    if not user.language and language in dict(settings.LANGUAGES):
        user.language = language
        user.save(update_fields=["language"])


class UserLanguage:
    """Gives a user his language on every device. Stands after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language: Any = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
