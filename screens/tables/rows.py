"""The rows of a list as HTML: a template for each would cost more than all else of the page.

What rows have in common is drawn once, by format_html, for a record that stands in for each of them; then its id, its
name and its cells are put in. As in templates nothing reaches the page unescaped.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cache, cached_property
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access.models import Action
from attributes.values import Attribute
from screens.listing import ListQuery
from screens.putting_away import PuttingAway

PLACES = ("name", "l2", "r1", "r2")
"The places on the card that a row becomes on a phone; without other word the first columns take them."
ID, NAME, CELLS = "999999999999999", "\ue000", "\ue001"
"Stand for the id, the name and the cells of a record; the letters are of those that Unicode gives no meaning."


class Rows:
    """Draws the rows of one page; what all of them share is worked out once."""

    def __init__(self, query: ListQuery, records: Collection[Any]) -> None:
        self.query, self.screen, self.records = query, query.screen, records
        self.behind = SafeString(escape(self.screen.origin(query)))
        self.editable = self.allowed(Action.EDIT)
        self.archivable = self.allowed(Action.ARCHIVE) if self.screen.archivable else set()
        self.first, *self.others = query.columns
        first = dict(zip((attribute.name for attribute in query.columns), PLACES, strict=False))
        self.places: Mapping[str, str] = self.screen.cards or first
        self.usual = {*self.screen.columns, *self.places}
        self.cells = [(drawn(attribute), *self.begin(attribute)) for attribute in self.others]
        self.frame = cache(self.draw_frame)

    def allowed(self, action: Action) -> set[int]:
        """The ids of the records with which the user may do this; no query where he may with all that he sees."""
        ids = {record.pk for record in self.records}
        seen, rows = (self.screen.rows(self.query.user, each, self.query.parent) for each in (Action.SEE, action))
        if rows.query.where == seen.query.where and not rows.query.is_empty():
            return ids
        return set(rows.filter(pk__in=ids).order_by().values_list("pk", flat=True))

    def html(self) -> SafeString:
        return SafeString("\n".join(self.row(record) for record in self.records))

    def row(self, record: Any) -> str:
        archived = bool(getattr(record, "archived_at", None))
        may_edit = record.pk in self.editable and not archived
        pk, name = str(record.pk), escape(str(record))
        opened = self.opened.replace(ID, pk) if self.screen.opened_by_id else self.screen.open_url(record)
        begin, end = self.frame(
            archived, may_edit, record.pk in self.archivable, not opened or self.screen.edited_beside
        )
        here = " data-here" if record.pk == self.query.here else ""
        flag = archived_flag(record, self.screen.putting_away) if archived else ""
        return "".join(
            (
                f'<tr data-pk="{pk}"{here}',
                begin.replace(ID, pk).replace(NAME, name),
                self.name(record, opened, may_edit),
                f"{flag}</th>",
                *(self.cell(record, *cell) for cell in self.cells),
                end.replace(ID, pk).replace(NAME, name),
            )
        )

    # --- cells

    def begin(self, attribute: Attribute) -> tuple[SafeString, SafeString]:
        """The tag that begins a cell of the column, and that of an empty one.

        On a card a column beyond the usual ones stands below them under its label, where it says something.
        """
        beyond = "" if attribute.name in self.usual else str(attribute.label)
        return self.tag(attribute, beyond), self.tag(attribute, "")

    def tag(self, attribute: Attribute, beyond: str) -> SafeString:
        place = self.places.get(attribute.name, beyond)
        return format_html(
            "<td{}{}>",
            format_html(' class="{}"', attribute.cell_class) if attribute.cell_class else "",
            format_html(' data-m="{}"', place) if place else "",
        )

    def cell(self, record: Any, draw: Callable[[Any], str], begin: str, begin_empty: str) -> str:
        html = draw(record)
        return f"{begin}{html}</td>" if html else f"{begin_empty}</td>"

    def name(self, record: Any, opened: str, may_edit: bool) -> str:
        """What leads to the record."""
        text = escaped(self.first.cell(record) or "—")
        if opened:
            return f'<a class="pr-name" href="{escape(opened)}{self.behind}">{text}</a>'
        if may_edit:
            url = self.edited.replace(ID, str(record.pk))
            return f'<a class="pr-name" href="{url}" hx-get="{url}" hx-target="#slide-body">{text}</a>'
        return f'<span class="pr-name">{text}</span>'

    # --- what may be done

    def draw_frame(self, archived: bool, may_edit: bool, archivable: bool, beside: bool) -> tuple[str, str]:
        """What stands before the name of such a record, behind its id, and what stands behind its last cell."""
        begin = format_html(
            '{}{}>{}<th scope="row" class="{}" data-m="name">',
            SafeString(" data-may-edit") if may_edit else "",
            SafeString(' class="is-archived"') if archived else "",
            self.tick() if self.screen.bulk_url else "",
            f"stick {self.first.cell_class}".rstrip(),
        )
        end = format_html(
            '<td class="pr-rowact over"><div>{}{}</div></td></tr>',
            self.edit(beside=beside) if may_edit else "",
            self.put_away(archived) if archivable else "",
        )
        return begin, end

    def tick(self) -> SafeString:
        return format_html(
            '<td class="pr-tick" data-m="tick"><input type="checkbox" class="form-check-input" name="row" value="{}"'
            ' form="bulk" aria-label="{}"></td>',
            ID,
            _("Tick %(name)s") % {"name": NAME},
        )

    def edit(self, *, beside: bool) -> SafeString:
        """What has a page of its own is edited there, all else beside the list."""
        url = self.edited
        return format_html(
            '<a class="btn btn-quiet btn-icon" href="{}{}"{} aria-label="{}" title="{}" aria-keyshortcuts="e">'
            '<i class="ti ti-pencil" aria-hidden="true"></i></a>',
            url,
            "" if beside else self.behind,
            format_html(' hx-get="{}" hx-target="#slide-body"', url) if beside else "",
            _("Edit %(name)s") % {"name": NAME},
            _("Edit (E)"),
        )

    def put_away(self, archived: bool) -> SafeString:
        """Archives the record, or brings it back."""
        words = self.screen.putting_away
        if archived:
            return format_html(
                '<a class="btn btn-quiet" href="{0}" hx-post="{0}" hx-swap="none" aria-label="{1}">'
                '<i class="ti ti-{2}" aria-hidden="true"></i>{3}</a>',
                self.url("activate"),
                words.back_of % {"name": NAME},
                words.back_icon,
                words.back,
            )
        question = words.asked % {"name": NAME} if self.screen.archive_asks else ""
        return format_html(
            '<a class="btn btn-quiet btn-icon" href="{0}" hx-post="{0}" hx-swap="none"{1} aria-label="{2}"'
            ' title="{3}"><i class="ti ti-{4}" aria-hidden="true"></i></a>',
            self.url("archive"),
            format_html(' hx-confirm="{}"', question) if question else "",
            words.verb_of % {"name": NAME},
            words.verb,
            words.icon,
        )

    # --- addresses of the record that stands in

    @cached_property
    def opened(self) -> str:
        return self.screen.open_url(self.screen.model(pk=int(ID)))

    @cached_property
    def edited(self) -> str:
        return self.url("edit")

    def url(self, view: str) -> str:
        return self.screen.url(view, self.screen.model(pk=int(ID)), self.query.parent)


def drawn(attribute: Attribute) -> Callable[[Any], str]:
    """What gives the cell of a record as HTML; each value is drawn once where the cell says nothing but the value."""
    if type(attribute).cell is not Attribute.cell:
        return lambda record: escaped(attribute.cell(record))
    kept: dict[Any, str] = {}

    def draw(record: Any) -> str:
        value = attribute.value(record)
        key = tuple(value) if isinstance(value, list) else value
        if key not in kept:
            kept[key] = escaped(attribute.cell_of(value))
        return kept[key]

    return draw


def escaped(text: str) -> str:
    """The text as HTML; what format_html has made stays as it is."""
    return text if isinstance(text, SafeString) else escape(str(text))


def archived_flag(record: Any, words: PuttingAway) -> SafeString:
    """Since when the record is archived, below its name."""
    day = date_format(timezone.localtime(record.archived_at), "SHORT_DATE_FORMAT")
    return format_html(
        '<span class="pr-sub"><span class="pr-flag"><i class="ti ti-{}" aria-hidden="true"></i>{}</span></span>',
        words.icon,
        words.since % {"day": day},
    )
