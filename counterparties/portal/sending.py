"""Sends invitations, each in the language of who is invited."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from counterparties.models import Invitation, PortalUser
from counterparties.portal.tokens import days, path_of
from screens.notices.posting import post, server


def send_invitations() -> int:
    """Sends those that wait and are still meant; the number of those sent."""
    meant = Invitation.objects.filter(
        number=F("portal_user__invitation"),
        portal_user__state=PortalUser.State.INVITED,
        portal_user__archived_at=None,
        portal_user__counterparty__archived_at=None,
    )
    return post(
        meant.select_related("portal_user__counterparty", "portal_user__person", "portal_user__user"), message_of
    )


def message_of(invitation: Invitation) -> EmailMessage:
    """The message with the link, which is made when it goes out."""
    record = invitation.portal_user
    with translation.override(record.language):
        values = {
            "name": record.name,
            "company": record.counterparty.name,
            "link": settings.SITE_URL.rstrip("/") + path_of(record),
            "username": record.username,
            "days": days(),
        }
        text = _(
            "Hello, %(name)s!\n\nA log-in has been prepared for you on behalf of %(company)s. Set your password here:"
            "\n\n%(link)s\n\nThe link works once, for %(days)s days. Your user name is %(username)s.\n\n"
            "If you did not expect this, do nothing."
        )
        subject = " ".join((_("Your log-in for %(company)s") % values).split())
        return EmailMessage(subject, text % values, to=[record.email], connection=server())
