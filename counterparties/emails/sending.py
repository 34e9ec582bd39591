"""Writes an e-mail, which becomes an event, and sends what waits."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import User
from counterparties.events.saving import save_event
from counterparties.files.adding import add_file
from counterparties.files.naming import download_name
from counterparties.models import Attachment, ContactPerson, Counterparty, Email, EmailFile, Event
from counterparties.models.emails import SUBJECT_LENGTH
from reference.models import EventType
from screens.notices.posting import post, server
from screens.notices.telling import notify

LONGEST, LARGEST = 100_000, 20 * 1024 * 1024
"Characters of a message, bytes of its attachments together."
OF_EMAILS = "email"
"The code of the event type that e-mails get, unless it is stopped."


@transaction.atomic
def write_email(
    *,
    user: User,
    record: Counterparty,
    to: Collection[str],
    cc: Collection[str] = (),
    subject: str,
    text: str,
    people: Collection[ContactPerson] = (),
    attachments: Collection[Attachment] = (),
    files: Sequence[File] = (),
) -> Email:
    """Makes the event and hands the message to the worker; raises ValidationError by field, PermissionDenied.

    `people` are the contact persons among those written to, `attachments` files of the counterparty that go along, and
    `files` new ones, which are kept with it.
    """
    subject = " ".join(subject.split())
    _check(to, subject, text)
    attachments = [*attachments, *(add_file(user=user, counterparty=record, file=file).record for file in files)]
    _refuse_size(attachments)
    values = {"type": type_of_emails(), "topic": subject, "begins": timezone.now(), "stage": Event.Stage.PAST}
    values |= {"note": text, "contact_persons": list(people), "related_users": [], "outcome": ""}
    event = save_event(user=user, record=Event(counterparty=record), values=values | {"attachments": attachments})
    email = Email.objects.create(
        event=event, sender=user, to=list(to), cc=list(cc), subject=subject, text=text, mail_after=timezone.now()
    )
    uploads = {each.content_id: each.name for each in attachments}
    EmailFile.objects.bulk_create(EmailFile(email=email, upload_id=pk, name=name) for pk, name in uploads.items())
    return email


def type_of_emails() -> EventType:
    """The type that is meant for e-mails, else the first that is not stopped; ValidationError where there is none."""
    rows = EventType.objects.filter(stopped_at=None)
    found = rows.filter(code=OF_EMAILS).first() or rows.order_by("position").first()
    if found is None:
        raise ValidationError(_("No event type is in use: start or add one in the settings."))
    return found


def _check(to: Collection[str], subject: str, text: str) -> None:
    errors = {}
    if not to:
        errors["to"] = _("Choose or enter at least one address.")
    if not subject:
        errors["subject"] = _("Enter the subject.")
    if len(subject) > SUBJECT_LENGTH:
        errors["subject"] = _("Shorten the subject: it has more than %d characters.") % SUBJECT_LENGTH
    if not text.strip():
        errors["text"] = _("Write the message.")
    if len(text) > LONGEST:
        errors["text"] = _("Shorten the message: it has more than %d characters.") % LONGEST
    if errors:
        raise ValidationError(errors)


def _refuse_size(attachments: Collection[Attachment]) -> None:
    size = sum(each.content.size for each in attachments)
    if size > LARGEST:
        said = _("The attachments have %(size)s together; most mail servers take no more than %(limit)s.")
        sizes = {"size": filesizeformat(size), "limit": filesizeformat(LARGEST)}
        raise ValidationError({"attachments": ValidationError(said, "too_large", sizes)})


def send_emails() -> int:
    """Sends what waits; the number of those sent. The sender hears of one that is given up or that not all get."""
    rows = Email.objects.select_related("sender", "event")
    return post(rows, message_of, given_up=_tell, refused=_tell_refused)


def message_of(email: Email) -> EmailMessage:
    """The message as it goes out, from the address of the installation; answers go to the sender."""
    answers = [email.sender.email] if email.sender.email else None
    message = EmailMessage(email.subject, email.text, to=email.to, cc=email.cc, reply_to=answers, connection=server())
    for row in email.file_rows.select_related("upload").order_by("pk"):
        with row.upload.file.open() as file:
            message.attach(download_name(row.name, row.upload.name), file.read(), row.upload.content_type)
    return message


def _tell(email: Email) -> None:
    notify(
        users=[email.sender],
        text=lambda: _("The e-mail “%(subject)s” could not be sent.") % {"subject": email.subject},
        detail=lambda: _("The mail server refused it or did not answer. Look at the addresses and send it again."),
        url=email.event.get_absolute_url(),
    )


def _tell_refused(email: Email, addresses: list[str]) -> None:
    notify(
        users=[email.sender],
        text=lambda: _("The e-mail “%(subject)s” was not sent to all.") % {"subject": email.subject},
        detail=lambda: _("The mail server refused %(addresses)s.") % {"addresses": ", ".join(addresses)},
        url=email.event.get_absolute_url(),
    )


@transaction.atomic
def send_again(*, email: Email) -> None:
    """Hands an e-mail that was given up to the worker once more."""
    rows = Email.objects.filter(pk=email.pk, mailed_at=None, mail_after=None)
    if not rows.update(mail_after=timezone.now(), failures=F("failures") * 0):
        raise ValidationError(_("It is sent already, or on its way."))
