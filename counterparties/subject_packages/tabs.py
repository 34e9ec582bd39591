"""What a package has to know of a tab beside its rows: which are about whom, and which files they have.

A tab that is not named here gives its rows to the package of a person whose own file it stands in, and none to that of
a contact person.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from access.models import User
from counterparties.files.naming import download_name
from counterparties.files.seeing import seen_attachments
from counterparties.forms.files import named_by
from counterparties.models import Attachment, ContactPerson, EventContact, EventFile, Upload
from counterparties.models.events import TAB as EVENTS
from counterparties.models.files import FILES
from counterparties.models.personal_documents import TAB as DOCUMENTS
from counterparties.models.portal_users import USERS
from counterparties.personal_documents.saving import show_number
from history.recording import recorded
from reference.models.form_templates import FORMS

PEOPLE = "contact-persons"
AT_A_TIME = 200


@dataclass(frozen=True)
class Named:
    """A file under the name that people gave it."""

    name: str
    upload: Upload


@dataclass(frozen=True)
class About:
    """`of_person` finds the rows about one contact person, `own` those of a person's own file that are about nobody
    else, `files` those of rows. `others`: all rows of a person's own file are about other people. `whole` gives values
    by column that are masked elsewhere.
    """

    of_person: Callable[[ContactPerson], Q] | None = None
    own: Q = field(default_factory=Q)
    files: Callable[[QuerySet[Any], User], Iterator[Named]] | None = None
    others: bool = False
    whole: Callable[[Any, User], dict[str, Any]] | None = None


def of_attachments(rows: QuerySet[Any], user: User) -> Iterator[Named]:
    """Every version of these files, as far as the user has the tab that shows them."""
    seen = seen_attachments(user).filter(pk__in=rows.order_by().values("pk"))
    found = Upload.objects.filter(attachment__in=seen.values("pk")).select_related("attachment")
    for upload in found.order_by("pk").iterator(AT_A_TIME):
        yield Named(download_name(str(upload.attachment), upload.name), upload)


def of_events(rows: QuerySet[Any], user: User) -> Iterator[Named]:
    """The files that hang on events."""
    hanging = EventFile.objects.filter(event__in=rows.order_by().values("pk")).values("attachment")
    yield from of_attachments(Attachment.objects.filter(pk__in=hanging), user)


def of_documents(rows: QuerySet[Any], _user: User) -> Iterator[Named]:
    """Every version of the scans of personal documents."""
    found = Upload.objects.filter(scan__document__in=rows.order_by().values("pk")).select_related("scan")
    for upload in found.order_by("pk").iterator(AT_A_TIME):
        yield Named(download_name(str(upload.scan), upload.name), upload)


def shown_whole(record: Any, user: User) -> dict[str, Any]:
    """The number of a personal document; the history says that it was shown, and to whom."""
    with recorded(user_id=user.pk):
        return {"number": show_number(user=user, record=record)}


def with_person(person: ContactPerson) -> Q:
    return Q(pk__in=EventContact.objects.filter(person=person).values("event"))


def of_signatories(rows: QuerySet[Any], _user: User) -> Iterator[Named]:
    """The pictures of signatures."""
    for row in rows.exclude(signature=None).select_related("signature").iterator(AT_A_TIME):
        yield Named(download_name(f"{row.name}.png", row.signature.name), row.signature)


def of_forms(rows: QuerySet[Any], _user: User) -> Iterator[Named]:
    """The files that are answers."""
    yield from (Named(download_name(upload.name, upload.name), upload) for upload in named_by(rows))


TABS: dict[str, About] = {
    DOCUMENTS: About(
        of_person=lambda person: Q(person=person),
        own=Q(person=None),
        files=of_documents,
        whole=shown_whole,
    ),
    PEOPLE: About(of_person=lambda person: Q(pk=person.pk), others=True),
    EVENTS: About(of_person=with_person, files=of_events),
    FILES: About(files=of_attachments),
    FORMS: About(files=of_forms),
    USERS: About(of_person=lambda person: Q(person=person), own=Q(person=None)),
    "signatories": About(of_person=lambda person: Q(person=person.pk), files=of_signatories),
}


def about(slug: str) -> About:
    return TABS.get(slug, About())
