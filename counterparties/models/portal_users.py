"""The log-ins of a counterparty's people, and the invitations to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counterparties.models.contact_persons import ContactPerson
from counterparties.models.records import SubRecord
from history.tracking import tracked, versioned
from screens.notices.posting import Posted

USERS = "portal-users"
"The tab that shows them."
TO_SEND = Q(mail_after__isnull=False, mailed_at=None)
NAME_LENGTH = USERNAME_LENGTH = 150


class PortalUser(SubRecord):
    """Somebody of a counterparty who may log in and sees his own page alone.

    `user` is what he logs in with; name, username and e-mail are kept in both. Of the links that were ever sent only
    that of the present `invitation` works.
    """

    history_title = ("name",)

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACTIVE = "active", _("Active")
        BLOCKED = "blocked", _("Blocked")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("log-in"),
        related_name="portal_user",
        editable=False,
    )
    person = models.ForeignKey(
        ContactPerson, models.PROTECT, verbose_name=_("contact person"), related_name="+", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    username = models.CharField(_("username"), max_length=USERNAME_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.INVITED, editable=False)
    invitation = models.PositiveIntegerField(_("number of the invitation"), default=0, editable=False)
    invited_at = models.DateTimeField(_("invited"), null=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)

    class Meta:
        verbose_name = _("portal user")
        verbose_name_plural = _("portal users")
        indexes = [models.Index("counterparty", Lower("name"), "id", name="portal_user_by_name")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_portal_user_an_email",
                violation_error_message=_("Somebody has a log-in with this e-mail already."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(email="") & ~Q(username=""), name="portal_user_is_somebody"
            ),
        ]
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal-user", args=[self.pk])

    @property
    def colour(self) -> str:
        """The colour that the state is shown in."""
        return {"invited": "amber", "active": "green"}.get(self.state, "grey")

    @property
    def language(self) -> str:
        """The language in which one writes to him."""
        own = self.person.language if self.person else ""
        return own or self.counterparty.language or settings.LANGUAGE_CODE


class Invitation(Posted):
    """An invitation on its way by e-mail."""

    portal_user = models.ForeignKey(PortalUser, models.CASCADE, related_name="invitations")
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [
            models.Index("mail_after", name="invitation_to_send", condition=TO_SEND),
        ]

    def __str__(self) -> str:
        return f"{self.portal_user}: {self.number}"
