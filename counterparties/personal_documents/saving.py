"""Adds and changes personal documents, and shows their numbers to who asks."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from access.models import User
from attributes.choices import refuse_stopped
from counterparties.models import ContactPerson, NumberShown, PersonalDocument
from counterparties.models.personal_documents import TAB
from counterparties.personal_documents.numbers import is_masked, masked
from counterparties.saving import save_sub_record

SAME = 5
"Holders of the same number that are named."


def seen_documents(user: User) -> QuerySet[PersonalDocument]:
    """The documents, of whatever counterparty, of which the user may know."""
    return PersonalDocument.objects.visible_to(user).in_tab(TAB, user)


@transaction.atomic
def save_document(*, user: User, record: PersonalDocument, values: Mapping[str, Any]) -> PersonalDocument:
    """Adds or changes a document; a masked number stays what it is. Raises ValidationError by field."""
    before = PersonalDocument.objects.filter(pk=record.pk).first() if record.pk else None
    values = dict(values)
    if is_masked(values.get("number", "")) and (before is None or values.pop("number") != masked(before.number)):
        message = _("The dots stand for what is hidden: leave the field as it was, or type the whole number.")
        raise ValidationError({"number": message})
    if kind := values.get("kind"):
        try:
            refuse_stopped([kind], [before.kind_id] if before else ())
        except ValidationError as error:
            raise ValidationError({"kind": error}) from error
    _refuse_stranger(record, values, before)
    return save_sub_record(user=user, record=record, values=values)


def holders_of(counterparty: int) -> QuerySet[ContactPerson]:
    """The contact persons of a counterparty, those that it shares with others included."""
    return holders_of_all([counterparty])


def holders_of_all(counterparties: Collection[int]) -> QuerySet[ContactPerson]:
    """The contact persons of all these counterparties."""
    return ContactPerson.objects.of_files(counterparties)


def _refuse_stranger(record: PersonalDocument, values: Mapping[str, Any], before: PersonalDocument | None) -> None:
    person = values.get("person")
    if person is None or (before and before.person_id == person.pk):
        return
    if not holders_of(record.counterparty_id).filter(pk=person.pk).exists():
        raise ValidationError({"person": _("Choose a contact person of this counterparty.")})


@transaction.atomic
def show_number(*, user: User, record: PersonalDocument) -> str:
    """The number; that the user has asked for it is written to the history in the same moment.

    Raises PermissionDenied where the user has no right to personal documents.
    """
    found = seen_documents(user).filter(pk=record.pk).first()
    if found is None:
        raise PermissionDenied
    NumberShown.objects.create(document=found, user=user)
    return str(found.number)


def same_number(record: PersonalDocument, user: User) -> tuple[list[PersonalDocument], bool]:
    """Other documents of the kind and country with this number, and whether there are more.

    Only those of which the user may know: otherwise anybody could find out whom somebody else knows.
    """
    same = seen_documents(user).filter(
        archived_at=None, number=record.number, country=record.country, kind=record.kind_id
    )
    found = list(same.exclude(pk=record.pk).select_related("counterparty").order_by("pk")[: SAME + 1])
    return found[:SAME], len(found) > SAME
