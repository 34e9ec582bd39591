"""The changes of one record, or of all records of one owner, for pages and panels."""

from collections.abc import Iterable

from django.db.models import F, Model, Q

from access.models import User
from history.models import Change
from history.reading import Entry, Tell, read


def changes_of(
    *,
    record: Model | None = None,
    owner: Model | None = None,
    also: Iterable[Q | None] = (),
    hidden: Q | None = None,
    asked: Q | None = None,
    before: int | None = None,
    limit: int = 100,
    user: User | None = None,
    tell: Tell | None = None,
) -> tuple[list[Entry], int | None]:
    """The newest changes of a record or of an owner's whole file, and the id to go on `before` where there are more.

    `also` are changes that belong to other files and are told in this one too, `hidden` those that the user may not
    see, `asked` those that are looked for; without a `user` nothing else is held back. `tell` words them.
    """
    rows = Change.objects.exclude(hidden) if hidden else Change.objects.all()
    if asked:
        rows = rows.filter(asked)
    if before:
        rows = rows.filter(id__lt=before)
    own = Q(owner_id=owner.pk) if owner else Q(table=record._meta.db_table, record_id=record.pk) if record else Q(pk=0)
    found = list(rows.filter(own).order_by("-id")[: limit + 1])
    for other in filter(None, also):
        # A query of its own, for one with "or" has no index to read in order; the sum keeps it off the primary key.
        found += rows.filter(other).order_by((F("id") + 0).desc())[: limit + 1]
    found.sort(key=lambda change: -change.pk)
    return read(found[: limit + 1], limit, tell, user)


def latest_changes(*, record: Model, user: User, limit: int = 100) -> list[Entry]:
    """The newest changes of a record."""
    return changes_of(record=record, limit=limit, user=user)[0]
