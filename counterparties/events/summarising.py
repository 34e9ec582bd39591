"""The summary of an event, sent by e-mail to who has asked for it."""

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from access.models import User
from counterparties.comments.writing import write_comment
from counterparties.events.times import span_of
from counterparties.models import Event
from screens.notices.posting import UNSENT, server


@transaction.atomic
def send_summary(*, user: User, record: Event) -> None:
    """Sends topic, time and outcome of a finished event to its e-mail for a summary; a comment keeps that it was sent.

    The language is that of the counterparty, else the user's; answers go to the user. Raises ValidationError where
    there is nothing to send or the mail server does not take it, PermissionDenied.
    """
    if not record.summary_email:
        raise ValidationError(_("Enter the e-mail for a summary first."))
    if not (record.done and record.outcome.strip()):
        raise ValidationError(_("Say first that it is done, and with what outcome."))
    with override(record.counterparty.language or user.told_in):
        subject = f"{record.type}: {record.topic}"
        body = render_to_string(
            "counterparties/events/summary.txt", {"record": record, "when": span_of(record), "user": user}
        )
    said = _("The summary was sent to %s.") % record.summary_email
    write_comment(user=user, record=record.counterparty, event=record, text=said)
    answers = [user.email] if user.email else None
    message = EmailMessage(" ".join(subject.split()), body, to=[record.summary_email], reply_to=answers)
    message.connection = server()
    try:
        message.send()
    except UNSENT as error:
        raise ValidationError(_("The mail server did not take the summary; try again later.")) from error
