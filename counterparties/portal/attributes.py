"""The columns of portal users that are more than a field: the state, and when they logged in last."""

from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters import Filter

from attributes.choices import Choice
from attributes.days import DateTime


class StateOfLogIn(Choice):
    """Invited, active or blocked."""

    def cell(self, record: Any) -> SafeString:
        return format_html('<span class="pr-status c-{}">{}</span>', record.colour, record.get_state_display())


class LastLogIn(DateTime):
    """When somebody logged in last."""

    related = ("user",)

    def value(self, record: Any) -> Any:
        return record.user.last_login

    def column(self) -> Combinable:
        return F("user__last_login")

    def is_set(self) -> Q:
        return Q(user__last_login__isnull=False)

    def filter(self) -> Filter | None:
        return None
