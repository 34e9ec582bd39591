"""The changes of one record, or of all records of one owner, for pages and panels."""

from collections.abc import Sequence

from django.db.models import Model, Q

from history.models import Change
from history.reading import Entry, entries


def latest_changes(
    *,
    record: Model | None = None,
    owner: Model | None = None,
    tables: Sequence[type[Model]] = (),
    before: int | None = None,
    hidden: Q | None = None,
    limit: int = 100,
) -> list[Entry]:
    """The newest changes first: of a record, of an owner's whole file, or of whole tables.

    `before` is the id of a change, `hidden` says which ones the user may not see.
    """
    changes = Change.objects.order_by("-id")
    if record is not None:
        changes = changes.filter(table=record._meta.db_table, record_id=record.pk)
    if owner is not None:
        changes = changes.filter(owner_id=owner.pk)
    if tables:
        changes = changes.filter(table__in=[model._meta.db_table for model in tables])
    if hidden:
        changes = changes.exclude(hidden)
    if before:
        changes = changes.filter(id__lt=before)
    return entries(changes[:limit])
