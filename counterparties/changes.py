"""The history of a file: features told one by one, personal numbers masked, a holding's memberships included."""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from access.models import User
from attributes.several import Several
from counterparties.contact_columns import Consents, Emails, Phones
from counterparties.feature_history import FeatureTelling
from counterparties.feature_rights import seen_features
from counterparties.forms.telling import FormTelling
from counterparties.hidden_changes import hidden_from
from counterparties.identifiers import masked
from counterparties.models import (
    Address,
    Attachment,
    BankAccount,
    ContactPerson,
    Counterparty,
    Event,
    FilledForm,
    HoldingMember,
    PersonalDocument,
    PortalUser,
)
from counterparties.models.addresses import LINKS
from counterparties.models.files import DERIVED
from counterparties.models.personal_documents import TOLD
from counterparties.personal_documents.numbers import masked as masked_number
from counterparties.sharing.seeing import seen_people
from history.models import Change
from history.reading import Entry, Explain, Explaining, Line, Names, describe, explainers, images
from reference.kinds import Kind
from screens.changes import changes_of
from screens.changes.asked import ChangeFilter

PERSONAL = 10
"Digits of a Bulgarian personal number."


def changes_of_file(
    record: Counterparty, user: User, *, asked: Q | None = None, before: int | None = None, limit: int
) -> tuple[list[Entry], int | None]:
    """What the user may see of the changes in a file, newest first, and the id of the last if there are older ones.

    `asked` are those that are looked for.
    """
    return changes_of(
        owner=record,
        also=[memberships(record), departures(record)],
        hidden=hidden_from(record, user),
        asked=asked,
        before=before,
        limit=limit,
        user=user,
        tell=partial(tell_in, record),
    )


def tell_in(record: Counterparty, changes: list[Change], names: Names, entry: Entry) -> None:
    """Adds to the entry what changes say in the file of the record."""
    for change in changes:
        if change.table == Event._meta.db_table and change.owner_id != record.pk:
            tell_departure(change, names, entry)
        else:
            describe(change, names, entry)


def departures(record: Counterparty) -> Q | None:
    """The changes by which events went to other files, whose changes they are; None where none did.

    A query of its own: it asks the index of a record's changes for each event that was here, and for nothing else.
    """
    events = Change.objects.filter(table=Event._meta.db_table)
    here = events.filter(owner_id=record.pk).values("record_id")
    left = events.filter(record_id__in=here, before__counterparty_id=record.pk).values_list("pk", flat=True)
    return Q(pk__in=list(left)) if left else None


def tell_departure(change: Change, names: Names, entry: Entry) -> None:
    """Adds where an event went, and nothing else of what is of the other file by now, nor to be taken back here."""
    left = copy(change)
    left.before, left.after = (
        {key: image[key] for key in image if key == "counterparty_id"} for image in images(change)
    )
    told = Entry(entry.at, entry.who, entry.run)
    describe(left, names, told)
    entry.lines += [replace(line, place="") for line in told.lines]


def memberships(record: Counterparty) -> Q | None:
    """The changes of a holding's memberships, which belong to the members' files and are told in its own too."""
    if Kind.HOLDING not in record.kinds:
        return None
    members = HoldingMember.objects.filter(holding=record)
    return Q(table=HoldingMember._meta.db_table, record_id__in=members.values("pk"))


def seen_changes(record: Counterparty, user: User) -> QuerySet[Change]:
    """The changes in a file that the user may see."""
    also, hidden = memberships(record), hidden_from(record, user)
    seen = Q(owner_id=record.pk) | also if also else Q(owner_id=record.pk)
    return Change.objects.filter(seen & ~hidden)


LEFT_OUT = {
    Counterparty._meta.db_table: ("features", "search", "name_sort", "letter", "demonstration"),
    Address._meta.db_table: tuple(f"{link}_id" for link in LINKS),
    Attachment._meta.db_table: DERIVED,
    Event._meta.db_table: ("reminded_at",),
    PersonalDocument._meta.db_table: TOLD,
    FilledForm._meta.db_table: ("features",),
}
"Columns that follow from others: nobody looks for their changes."


def filter_of_file(record: Counterparty, user: User, params: QueryDict) -> ChangeFilter:
    """The form that finds changes in a file; features, which lie in one column, are asked for one by one."""
    table = Counterparty._meta.db_table
    features = [
        (f"features.{each.attribute.key}", each.attribute.label, touches(each.attribute.key))
        for each in seen_features(user)
    ]
    return ChangeFilter(
        params,
        seen_changes(record, user),
        left_out=LEFT_OUT,
        also={table: features},
    )


def touches(key: str) -> Q:
    """The changes that gave a feature another value, set it or took it away."""
    before, after = f"before__features__{key}", f"after__features__{key}"
    there = Q(after__features__has_key=key), Q(before__features__has_key=key)
    one_only = (there[0] & ~there[1]) | (there[1] & ~there[0])
    another = there[0] & there[1] & ~Q(**{after: F(before)})
    return Q(action=Change.Action.UPDATE) & (one_only | another)


def explain_uic(before: str | None, after: str | None, record: Any) -> Iterator[Line]:
    """The official number, masked where it is or may be a person's."""
    label = capfirst(str(Counterparty._meta.get_field("uic").verbose_name))
    numbers = (before or "", after or "")
    was, now = (masked(number) if is_personal(number, record) else number for number in numbers)
    yield Line(label, was, now)


def is_personal(number: str, record: Any) -> bool:
    """Whether it is a person's number: by the record, or by its length where the record was a person before."""
    return record is None or record.person_kind == Counterparty.PersonKind.NATURAL or len(number) == PERSONAL


def explain_document_number(before: str | None, after: str | None, _record: Any) -> Iterator[Line]:
    """The number of a personal document, which history keeps and shows to nobody."""
    label = capfirst(str(PersonalDocument._meta.get_field("number").verbose_name))
    yield Line(label, masked_number(before or ""), masked_number(after or ""))


def explain_lines(name: str, made: Callable[[str, str], Several]) -> Explaining:
    """Tells a column of several lines as people read these."""

    def explaining(_values: list[Any], _user: Any) -> Explain:
        label = str(ContactPerson._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        attribute = made(name, label)

        def explain(before: Any, after: Any, _record: Any) -> Iterator[Line]:
            yield Line(capfirst(label), attribute.show(before), attribute.show(after))

        return explain

    return explaining


def explain_named(field: Any, rows: Callable[[User | None], QuerySet]) -> Explaining:
    """Tells what the column points to by its name, to who may see it; `rows` are those that a user sees."""

    def explaining(values: list[Any], user: User | None) -> Explain:
        seen = rows(user).in_bulk([pk for pk in values if pk])
        label = capfirst(str(field.verbose_name))

        def explain(before: Any, after: Any, _record: Any) -> Iterator[Line]:
            was, now = (str(seen.get(pk, _("one you may not see"))) if pk else "" for pk in (before, after))
            yield Line(label, was, now)

        return explain

    return explaining


LINES: dict[str, Callable[[str, str], Several]] = {
    "further_phones": Phones,
    "further_emails": Emails,
    "consents": Consents,
}


def explain_follows(values: list[Any], user: Any) -> Explain:
    """What an event follows: by its topic, where the reader may see it."""
    seen = Event.objects.open_to(user).in_bulk([pk for pk in values if pk])
    label = capfirst(str(Event._meta.get_field("follows").verbose_name))

    def tell(before: int | None, after: int | None, record: Any) -> Iterator[Line]:
        was, now = (str(seen.get(pk or 0, "")) for pk in (before, after))
        if was or now:
            yield Line(label, was, now)

    return tell


NAMED: list[tuple[type[Model], str, Callable[[User | None], QuerySet]]] = [
    (BankAccount, "bank", Counterparty.objects.open_to),
    (Event, "counterparty", Counterparty.objects.open_to),
    (PortalUser, "person", seen_people),
]
"Columns that point to what not every reader of the file sees."


def register() -> None:
    """Makes the history ask here."""
    explainers[(Counterparty._meta.db_table, "features")] = FeatureTelling
    explainers[(FilledForm._meta.db_table, "features")] = FormTelling
    explainers[(Event._meta.db_table, "follows_id")] = explain_follows
    explainers[(Counterparty._meta.db_table, "uic")] = lambda _values, _user: explain_uic
    for model, name, rows in NAMED:
        field = model._meta.get_field(name)
        explainers[(model._meta.db_table, f"{name}_id")] = explain_named(field, rows)
    explainers[(PersonalDocument._meta.db_table, "number")] = lambda _values, _user: explain_document_number
    for name, made in LINES.items():
        explainers[(ContactPerson._meta.db_table, name)] = explain_lines(name, made)
