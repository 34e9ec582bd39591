"""Rows that go out by e-mail: each once, however many workers there are, and again where a server does not answer."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

TRIES = 8
"After the last one it is given up: waiting doubles, so that this takes some four hours."
AT_ONCE = 500
"Rows of one run; the next one goes on."
SECONDS = 20
"How long a mail server may take to answer."
UNSENT = (OSError, ValueError)
"""What sending raises: all errors of SMTP and of the line are the first; the second is an address or a subject that no
message can have, which must not keep back what waits behind it."""
logger = logging.getLogger(__name__)


class Posted(models.Model):
    """What the worker sends after `mail_after`, until it is sent or has failed too often: then that is None."""

    mail_after = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(_("sent by e-mail"), null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def given_up(self) -> bool:
        """Whether it has failed too often."""
        return self.failures >= TRIES and self.mailed_at is None


class TellingBackend(EmailBackend):
    """Keeps on a message those of its recipients whom the server refused when it took the message for the others."""

    def _send(self, email_message: Any) -> bool:
        connection: Any = self.connection
        whole = type(connection).sendmail

        def sendmail(*args: Any) -> None:
            email_message.refused = list(whole(connection, *args))

        connection.sendmail = sendmail
        return bool(super()._send(email_message))  # type: ignore[misc]


def post(
    rows: QuerySet[Any],
    message: Callable[[Any], EmailMessage],
    *,
    given_up: Callable[[Any], Any] = lambda row: None,
    refused: Callable[[Any, list[str]], Any] = lambda row, addresses: None,
) -> int:
    """Sends what waits among these rows; the number of those sent.

    `given_up` is told of one that failed too often, `refused` of one that the server did not take for some addresses.

    A row is locked, sent and marked in one transaction: two workers never send the same, and of a worker that is
    killed between the two at most that one message goes out again.
    """
    sent, tried = 0, set[int]()
    while len(tried) < AT_ONCE:
        with transaction.atomic():
            row = _next(rows, tried)
            if row is None:
                break
            tried.add(row.pk)
            letter = _sent(row, message)
            if letter is not None:
                sent += 1
                if addresses := getattr(letter, "refused", []):
                    refused(row, addresses)
            elif row.given_up:
                given_up(row)
    return sent


def _next(rows: QuerySet[Any], tried: set[int]) -> Any:
    waiting = rows.select_for_update(skip_locked=True, of=("self",)).filter(mailed_at=None)
    return waiting.filter(mail_after__lte=timezone.now()).exclude(pk__in=tried).order_by("mail_after", "pk").first()


def _sent(row: Any, message: Callable[[Any], EmailMessage]) -> EmailMessage | None:
    """Sends one; a server that does not answer is asked again later, and so is one that cannot be written as it is."""
    try:
        letter = message(row)
        letter.send()
    except UNSENT as error:
        logger.warning("%s %s could not be sent: %s", row._meta.label_lower, row.pk, error)
        row.failures += 1
        row.mail_after = timezone.now() + timedelta(minutes=2**row.failures) if row.failures < TRIES else None
        row.save(update_fields=["failures", "mail_after"])
        return None
    row.mailed_at = timezone.now()
    row.save(update_fields=["mailed_at"])
    return letter


def server() -> BaseEmailBackend:
    """The mail server of the settings; one that does not answer is not waited for."""
    return TellingBackend(timeout=SECONDS) if "smtp" in settings.EMAIL_BACKEND else get_connection()
