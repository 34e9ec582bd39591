"""Fills in what a template has in braces."""

from django.utils import timezone
from django.utils.formats import date_format

from access.models import User
from counterparties.models import ContactPerson, Counterparty
from reference.models.message_templates import FIELD, Filled


def filled(text: str, *, record: Counterparty, user: User, person: ContactPerson | None = None) -> str:
    """The text with the values of this counterparty and person; what is not known is left out."""
    known = {
        Filled.NAME: record.name,
        Filled.CODE: record.code,
        # The number of a person is nobody else's business: it is not put into letters.
        Filled.UIC: record.uic if record.person_kind == Counterparty.PersonKind.LEGAL else "",
        Filled.VAT_NUMBER: record.vat_number,
        Filled.CONTACT: str(person or record.name),
        Filled.CONTACT_FIRST_NAME: person.first_name if person else record.first_name or record.name,
        Filled.SENDER: str(user),
        Filled.SENDER_EMAIL: user.email,
        Filled.TODAY: date_format(timezone.localdate(), "SHORT_DATE_FORMAT"),
    }
    values = {name.value: value for name, value in known.items()}
    return FIELD.sub(lambda found: values.get(found[1], found[0]), text)
