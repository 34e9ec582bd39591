"""Whose data are asked for, who may put them together, and where else the person may appear."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from access.models import User
from counterparties.models import ContactLink, ContactPerson, Counterparty

FILE, PERSON = "c", "p"
OFFERED = 50
"Other records of perhaps the same person that are offered."


@dataclass(frozen=True)
class Place:
    """Where data of a person are: the file of a natural person, or what is known of a contact person.

    `people` says whether the contact persons of a person's own file, who are others, belong to it.
    """

    record: Counterparty
    person: ContactPerson | None = None
    people: bool = False

    @property
    def key(self) -> str:
        """What the page sends when the place is ticked."""
        return f"{PERSON}{self.person.pk}" if self.person else f"{FILE}{self.record.pk}"

    @property
    def name(self) -> str:
        return str(self.person or self.record)

    @property
    def addresses(self) -> set[str]:
        """The e-mail addresses as they are written."""
        owner: Any = self.person or self.record
        further = [line.get("email", "") for line in self.person.further_emails] if self.person else []
        return {email for email in (owner.email, *further) if email}

    @property
    def emails(self) -> set[str]:
        """The same, to be compared."""
        return {email.lower() for email in self.addresses}

    @property
    def phones(self) -> set[str]:
        owner: Any = self.person or self.record
        further = [line.get("number", "") for line in self.person.further_phones] if self.person else []
        return {phone for phone in (owner.phone, *further) if phone}

    @property
    def number(self) -> str:
        return "" if self.person else self.record.uic


@dataclass(frozen=True)
class Match:
    """Perhaps the same person, and what says so."""

    place: Place
    alike: list[str]


def subject_of(user: User, counterparty: int, person: int | None) -> Place:
    """The place that is asked for; raises DoesNotExist, and ValidationError for a company, which has no such right."""
    seen = Counterparty.objects.visible_to(user).select_related("status", "responsible").prefetch_related("types")
    record = seen.get(pk=counterparty)
    if person is not None:
        return Place(record, ContactPerson.objects.of_files([record.pk]).get(pk=person))
    if record.person_kind != Counterparty.PersonKind.NATURAL:
        raise ValidationError(_("Only persons may ask for their data: open a contact person of this company."))
    return Place(record)


def matches_of(place: Place, user: User) -> list[Match]:
    """Others with the same e-mail, phone or personal number, natural persons first."""
    same_mail = Q.create([("email__iexact", email) for email in sorted(place.emails)], Q.OR)
    reached = same_mail | Q(phone__in=sorted(place.phones)) if place.emails else Q(phone__in=sorted(place.phones))
    files = Counterparty.objects.visible_to(user).filter(person_kind=Counterparty.PersonKind.NATURAL)
    files = files.filter(reached | (Q(uic=place.number) if place.number else Q(pk__in=[])))
    if place.person is None:
        files = files.exclude(pk=place.record.pk)
    further = [Q(further_emails__contains=[{"email": email}]) for email in sorted(place.addresses)]
    further += [Q(further_phones__contains=[{"number": phone}]) for phone in sorted(place.phones)]
    for each in further:
        reached |= each
    people = ContactPerson.objects.visible_to(user).filter(reached).select_related("counterparty")
    if place.person:
        people = people.exclude(pk=place.person.pk)
    places = [Place(record) for record in files.order_by("pk")[:OFFERED]]
    places += [Place(person.counterparty, person) for person in people.order_by("pk")[:OFFERED]]
    return [Match(other, alike(place, other)) for other in places]


def alike(place: Place, other: Place) -> list[str]:
    """What two places have in common."""
    common = (
        (_("E-mail"), bool(place.emails & other.emails)),
        (_("Phone"), bool(place.phones & other.phones)),
        (_("Personal no."), bool(place.number) and place.number == other.number),
    )
    return [label for label, same in common if same]


def everywhere(place: Place, user: User) -> list[Place]:
    """The place, and for a contact person every further counterparty of which the person is a contact."""
    if place.person is None:
        return [place]
    linked = ContactLink.objects.filter(person=place.person).values("counterparty")
    homes = Q(pk=place.person.counterparty_id) | Q(pk__in=linked)
    seen = Counterparty.objects.visible_to(user).filter(homes).select_related("status", "responsible")
    return [Place(record, place.person) for record in seen.prefetch_related("types").order_by("pk")]


def chosen(matches: Iterable[Match], keys: Collection[str]) -> list[Place]:
    """The places of those that were ticked."""
    return [match.place for match in matches if match.place.key in keys]
