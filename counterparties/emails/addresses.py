"""To whom one may write: what the file knows, and what is typed."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from counterparties.models import ContactPerson, Counterparty
from counterparties.reaching import clean_email

MOST_KNOWN, MOST = 50, 50
BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Known:
    """An address in the file, and whose it is (None: the counterparty's own)."""

    email: str
    name: str
    person: ContactPerson | None = None

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


def known_addresses(record: Counterparty) -> list[Known]:
    """The counterparty's own address, then those of its contact persons, the main one first; each address once."""
    people = ContactPerson.objects.live().filter(counterparty=record).exclude(email="")
    rows = people.order_by("-main", "last_name", "first_name", "pk")[:MOST_KNOWN]
    own = [Known(record.email, record.name)] if record.email else []
    found: dict[str, Known] = {}
    for each in (*own, *(Known(person.email, str(person), person) for person in rows)):
        found.setdefault(each.email.lower(), each)
    return list(found.values())


def typed_addresses(text: str) -> list[str]:
    """Addresses with commas, semicolons, spaces or new lines between them; ValidationError names what is none."""
    found, errors = [], []
    for part in filter(None, BETWEEN.split(text)):
        try:
            found.append(clean_email(part.strip("<>")))
        except ValidationError as error:
            errors.append(error)
    if errors:
        raise ValidationError(errors)
    if len(found) > MOST:
        raise ValidationError(_("An e-mail goes to %d addresses at most.") % MOST)
    return list(dict.fromkeys(found))
