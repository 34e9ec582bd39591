"""A page of records as rows of cells, with what may be done with each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model

from access.models import Action
from screens.attributes import Attribute
from screens.listing import ListQuery


@dataclass(frozen=True)
class Row:
    """One line of a list: its cells in the order of the columns, and the addresses of its actions ("" = none)."""

    record: Model
    cells: list[tuple[Attribute, str]]
    edit: str
    archive: str
    activate: str

    @property
    def archived(self) -> bool:
        return bool(getattr(self.record, "archived_at", None))


def rows_of(query: ListQuery, records: Sequence[Model]) -> list[Row]:
    """Two queries tell what may be done with the whole page."""
    ids = [record.pk for record in records]

    def allowed(action: Action) -> set[int]:
        return set(query.screen.rows(query.user, action, query.parent).filter(pk__in=ids).values_list("pk", flat=True))

    editable, archivable = allowed(Action.EDIT), allowed(Action.ARCHIVE) if query.screen.archivable else set()
    return [row_of(query, record, record.pk in editable, record.pk in archivable) for record in records]


def row_of(query: ListQuery, record: Model, may_edit: bool, may_archive: bool) -> Row:
    archived = bool(getattr(record, "archived_at", None))

    def url(view: str) -> str:
        return query.screen.url(view, record, query.parent)

    return Row(
        record=record,
        cells=[(attribute, attribute.cell(record)) for attribute in query.columns],
        edit=url("edit") if may_edit and not archived else "",
        archive=url("archive") if may_archive and not archived else "",
        activate=url("activate") if may_archive and archived else "",
    )
