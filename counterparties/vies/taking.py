"""Takes over what VIES has: the answer with the record that is saved, the address as one of its addresses."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.numbers import number_in
from attributes.values import Attribute
from counterparties.models import Address, Counterparty, ViesCheck
from counterparties.saving import save_sub_record
from counterparties.vies.asking import ONE, keep_ordered
from jobs.models import Job
from reference.file_tabs.reading import is_shown

ANSWER, WITH_ADDRESS = "vies", "vies_address"
"The fields of the form: the question whose answer stands in it, and the same again where its address is wanted."
COUNTRIES = {"EL": "GR", "XI": "GB"}
"Countries whose VAT numbers have another prefix than their code."


class Carried(Attribute):
    """What a form carries along beside the record's own values: the number of a question to VIES."""

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(name, label, widget=forms.HiddenInput())

    def value(self, record: Model) -> str:
        return ""


def carried() -> list[Attribute]:
    """The fields that the form of a counterparty has for VIES."""
    return [Carried(ANSWER, gettext_lazy("Answer of VIES")), Carried(WITH_ADDRESS, gettext_lazy("Address in VIES"))]


def question_of(user: User, values: Mapping[str, Any], name: str = ANSWER) -> Job | None:
    """The user's own finished question that a form carries."""
    pk = number_in(str(values.get(name) or ""))
    return Job.objects.filter(pk=pk, kind=ONE, user=user, state=Job.State.DONE).first() if pk else None


def take_over(*, user: User, record: Counterparty, values: Mapping[str, Any]) -> None:
    """Keeps the answer that the form carried with the record as it is saved now, and adds its address if wanted.

    Raises ValidationError by field where the address breaks a rule of addresses.
    """
    if job := question_of(user, values):
        check = keep_ordered(user=user, record=record, job=job)
        if check and values.get(WITH_ADDRESS):
            try:
                add_address(user=user, check=check)
            except ValidationError as error:
                said = _("The address of VIES cannot be added as it is: %s It is left out now; save again.")
                raise ValidationError({WITH_ADDRESS: said % " ".join(error.messages)}) from error


def add_address(*, user: User, check: ViesCheck) -> Address | None:
    """Adds the address that VIES has to those of the counterparty; None where it is there already or not told.

    Raises ValidationError by field, PermissionDenied.
    """
    there = Address.objects.live().filter(counterparty=check.counterparty_id, free_text=check.address)
    if not sees_address(user, check) or there.exists():
        return None
    country = COUNTRIES.get(check.number[:2], check.number[:2])
    values = {"kind": Address.Kind.TAX, "country": country, "free_text": check.address}
    return save_sub_record(user=user, record=Address(counterparty=check.counterparty), values=values)


def sees_address(user: User, check: ViesCheck) -> bool:
    """Whether VIES told an address, of a file whose addresses the user sees."""
    return bool(check.address) and is_shown("addresses", check.counterparty.kinds, user)
