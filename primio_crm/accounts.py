"""How people come to an account: an administrator gives it, nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from access.language import keep_language
from access.models import Role, User
from counterparties.portal.admitting import may_log_in
from history.recording import recorded


class GivenAccounts(DefaultAccountAdapter):
    """Closes the sign-up, and says in our words what is wrong."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": _("This is not your password: enter the one that you have now."),
        "incorrect_password": _("This is not your password: enter the one that you have now."),
        "email_password_mismatch": _("User name or password is wrong: enter them again."),
        "username_password_mismatch": _("User name or password is wrong: enter them again."),
        "too_many_login_attempts": _("Too many attempts: try again in some minutes."),
        "rate_limited": _("Too many attempts: try again in some minutes."),
    }

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        refused = None if may_log_in(user) else self.respond_user_inactive(request, user)
        return refused or super().pre_login(request, user, **options)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        keep_language(user)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Nothing goes to who may not log in: a new password would not help him, and would end his invitation."""
        if may_log_in(user):
            super().send_password_reset_mail(user, email, context)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


@require_safe
def email_address(request: HttpRequest) -> HttpResponse:
    """Says what one's e-mail address is: it is a log-in too, so that only administrators change it."""
    return render(request, "account/email.html")


def password_link(user: User) -> str:
    """The path of a page where the user sets a password; it works until that is done, for some days at most."""
    of_user = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=of_user)


def first_administrator() -> User | None:
    """Who sets up a new installation, made if there is nobody yet; none once anybody has a password."""
    without = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if User.colleagues.exclude(without).exists():
        return None
    found = User.colleagues.filter(is_superuser=True).order_by("pk").first()
    if found or User.colleagues.exists():
        return found
    with recorded(user_id=None):
        user = User(username="admin", is_staff=True, is_superuser=True)
        user.set_unusable_password()
        user.save()
        user.roles.set(Role.objects.filter(code="administrator"))
    return user
