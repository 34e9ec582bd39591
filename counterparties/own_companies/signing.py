"""Who signs for an own company: the verb that saves a signatory, and who signs on a day."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from access.models import User
from counterparties.models import ContactPerson, Counterparty, Signatory
from counterparties.saving import save_sub_record
from counterparties.sharing.seeing import seen_people


@transaction.atomic
def save_signatory(*, user: User, record: Signatory, values: Mapping[str, Any]) -> Signatory:
    """Adds or changes a signatory; raises ValidationError by field, PermissionDenied.

    Left empty, the name is that of the contact person or user. The first one signs unless another is chosen. Who comes
    in the place of another does not sign with the other's signature.
    """
    before = Signatory.objects.filter(pk=record.pk).select_related("person", "user").first()
    for name, value in values.items():
        setattr(record, name, value)
    chosen = before.person_id if before else None
    if record.person and not people_of(record.counterparty, user, chosen).filter(pk=record.person.pk).exists():
        raise ValidationError({"person": _("“%s” is no contact person of this company.") % record.person})
    same = before and (before.person_id, before.user_id) == (record.person_id, record.user_id)
    if before and not same:
        record.signature = None
    if somebody := record.person or record.user:
        if not record.name or (before and not same and record.name == before.name):
            record.name = str(somebody)
    elif not record.name:
        raise ValidationError({"name": _("Enter a name, or choose a contact person or a user.")})
    if before is None and not Signatory.objects.live().filter(counterparty=record.counterparty, main=True).exists():
        record.main = True
    return save_sub_record(user=user, record=record, values={})


def people_of(company: Counterparty, user: User, chosen: int | None = None) -> QuerySet[ContactPerson]:
    """The contact persons that may sign: live ones of the company whom the user sees, and the one chosen already."""
    people: QuerySet[ContactPerson] = ContactPerson.objects.of_files([company.pk])
    offered = Q(archived_at=None, pk__in=seen_people(user)) | Q(pk=chosen)
    return people.filter(offered).order_by("first_name", "last_name", "pk")


def signing_on(company: Counterparty, day: datetime.date) -> list[Signatory]:
    """Those who sign that day, the one who does unless another is chosen before the others."""
    began, lasts = Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
    rows = Signatory.objects.live().filter(began, lasts, counterparty=company)
    return list(rows.select_related("signature").order_by("-main", "pk"))


def who_sign(signing: list[Signatory]) -> list[Signatory]:
    """Whose names stand below a document: one who signs alone, or the first two of those who sign jointly."""
    if not signing or signing[0].signs == Signatory.Signs.ALONE:
        return signing[:1]
    return [row for row in signing if row.signs == Signatory.Signs.JOINTLY][:2]
