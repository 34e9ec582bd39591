"""Who of a counterparty's people may be logged in, asked at each request: what is archived or blocked closes it."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet

from counterparties.models import PortalUser


def admitted() -> QuerySet[PortalUser]:
    """Those whose log-in is open."""
    return PortalUser.objects.live().filter(state=PortalUser.State.ACTIVE, counterparty__archived_at=None)


def may_log_in(user: AbstractBaseUser) -> bool:
    """Whether somebody may log in and stay so: a colleague always, a portal user while nothing closes his log-in."""
    return not getattr(user, "portal", False) or admitted().filter(user=user.pk).exists()


class Admitting(AuthenticationBackend):
    """Logs in whoever may."""

    def user_can_authenticate(self, user: AbstractBaseUser) -> bool:
        return super().user_can_authenticate(user) and may_log_in(user)
