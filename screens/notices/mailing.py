"""Sends notices by e-mail."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override

from screens.notices.models import Notice
from screens.notices.posting import post, server


def send_notices() -> int:
    """Sends what is to go by e-mail; the number of those sent."""
    return post(Notice.objects.select_related("user"), message_of)


def message_of(notice: Notice) -> EmailMessage:
    """The notice as a message in its receiver's language."""
    address = settings.SITE_URL.rstrip("/") + notice.url if notice.url and settings.SITE_URL else ""
    with override(notice.user.told_in):
        body = render_to_string("notices/message.txt", {"notice": notice, "address": address})
    return EmailMessage(" ".join(notice.text.split()), body, to=[notice.user.email], connection=server())
