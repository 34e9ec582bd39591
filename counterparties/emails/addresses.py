"""To whom one may write: what the file knows, and what is typed."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import User
from counterparties.models import ContactLink, ContactPerson, Counterparty
from counterparties.reaching import clean_email
from counterparties.sharing.seeing import seen_people

MOST_KNOWN, MOST = 50, 50
"People whose addresses are offered, and addresses to which one e-mail goes."
BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True)
class Known:
    """An address in the file, and whose it is (None: the counterparty's own)."""

    email: str
    name: str
    person: ContactPerson | None = None

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


def known_addresses(record: Counterparty, user: User) -> list[Known]:
    """The counterparty's own address, then all of the people who are its contacts today and may be named to the user.

    Each address comes once, the main person first, people of further counterparties behind those who are at home here.
    """
    own = [Known(record.email, record.name)] if record.email else []
    found: dict[str, Known] = {}
    others = (Known(email, str(each), each) for each in people(record, user) for email in emails(each))
    for each in (*own, *others):
        found.setdefault(each.email.lower(), each)
    return list(found.values())


def people(record: Counterparty, user: User) -> QuerySet[ContactPerson]:
    """The first contacts of today who have an e-mail."""
    today = timezone.localdate()
    links = ContactLink.objects.live().filter(person=OuterRef("pk"), counterparty=record)
    links = links.exclude(from_date__gt=today).exclude(to_date__lt=today)
    begun = Q(valid_from=None) | Q(valid_from__lte=today)
    at_home = Q(counterparty=record) & begun & (Q(valid_to=None) | Q(valid_to__gte=today))
    rows = seen_people(user).of_files([record.pk]).live().filter(at_home | Exists(links)).exclude(email="")
    place = Case(When(at_home & Q(main=True), then=0), When(at_home, then=1), default=2)
    return rows.order_by(place, "last_name", "first_name", "pk")[:MOST_KNOWN]


def emails(person: ContactPerson) -> list[str]:
    """The main one, then the further ones."""
    return [person.email, *(line["email"] for line in person.further_emails)]


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
