"""Sends notices by e-mail: each once, however many workers there are."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from screens.notices.models import Notice

TRIES = 8
"After the last one the notice stays on the pages only: waiting doubles, so that this takes some four hours."
AT_ONCE = 500
"Notices of one run; the next one goes on."
logger = logging.getLogger(__name__)


def send_notices() -> int:
    """Sends what is to go by e-mail; the number of those sent.

    A notice is locked, sent and marked in one transaction: two workers never send the same, and of a worker that is
    killed between the two at most that one message goes out again.
    """
    sent, tried = 0, set[int]()
    while len(tried) < AT_ONCE:
        with transaction.atomic():
            notice = _next(tried)
            if notice is None:
                break
            tried.add(notice.pk)
            sent += _send(notice)
    return sent


def _next(tried: set[int]) -> Notice | None:
    rows = Notice.objects.select_related("user").select_for_update(skip_locked=True, of=("self",))
    due = rows.filter(mail_after__lte=timezone.now(), mailed_at=None).exclude(pk__in=tried)
    return due.order_by("mail_after", "pk").first()


def _send(notice: Notice) -> bool:
    """Sends one; a server that does not answer is asked again later."""
    try:
        _message(notice).send()
    except (SMTPException, OSError) as error:
        logger.warning("notice %s could not be sent: %s", notice.pk, error)
        notice.failures += 1
        wait = timedelta(minutes=2**notice.failures)
        notice.mail_after = timezone.now() + wait if notice.failures < TRIES else None
        notice.save(update_fields=["failures", "mail_after"])
        return False
    notice.mailed_at = timezone.now()
    notice.save(update_fields=["mailed_at"])
    return True


def _message(notice: Notice) -> EmailMessage:
    """The notice as a message in its receiver's language."""
    address = settings.SITE_URL.rstrip("/") + notice.url if notice.url and settings.SITE_URL else ""
    with override(notice.user.language or None):
        body = render_to_string("notices/message.txt", {"notice": notice, "address": address})
    connection = get_connection(timeout=20) if "smtp" in settings.EMAIL_BACKEND else get_connection()
    return EmailMessage(" ".join(notice.text.split()), body, to=[notice.user.email], connection=connection)
