"""The signed link of an invitation: it works once, for some days, until another is sent or the log-in is blocked."""

from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse

from counterparties.models import PortalUser


class InvitationTokens(PasswordResetTokenGenerator):
    """Tokens that everything ends which changes what they are for."""

    key_salt = "counterparties.portal.invitation"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{user.pk} {user.invitation} {user.state} {user.email} {user.user.password} {timestamp}"


tokens: Any = InvitationTokens()


def path_of(record: PortalUser) -> str:
    """The path of a page on which the invited person sets a password."""
    return reverse("portal-invitation", args=[record.pk, tokens.make_token(record)])


def invited_by(pk: int, token: str) -> PortalUser | None:
    """Who is invited by this link, if it still works; locked where a transaction goes on."""
    rows = PortalUser.objects.live().filter(state=PortalUser.State.INVITED, counterparty__archived_at=None)
    found = rows.select_related("user", "counterparty").filter(pk=pk).first()
    return found if found and tokens.check_token(found, token) else None


def goes_by_email() -> bool:
    """Whether an e-mail can hold the link: the worker sees no request that would tell the address of this site."""
    return bool(settings.SITE_URL)


def days() -> int:
    """For how long a link works."""
    return settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
