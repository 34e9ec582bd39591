"""The rows of a list as HTML: a template for each would cost more than all else of the page.

As in templates nothing reaches the page unescaped: every text goes through format_html.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from access.models import Action
from attributes.values import Attribute
from screens.listing import ListQuery

PLACES = ("name", "l2", "r1", "r2")
"The places on the card that a row becomes on a phone; without other word the first columns take them."
STAND_IN = 999_999_999_999_999
"Stands for an id while an address is made that is the same for all rows but for the id."
ROW = '<tr data-pk="{{}}"{{}}{{}}{{}}>{{}}{{}}{cells}<td class="pr-rowact over"><div>{{}}{{}}</div></td></tr>'


class Rows:
    """Draws the rows of one page; what all of them share is worked out once."""

    def __init__(self, query: ListQuery, records: Collection[Any]) -> None:
        self.query, self.screen, self.records = query, query.screen, records
        self.behind = self.screen.origin(query)
        self.editable = self.allowed(Action.EDIT)
        self.archivable = self.allowed(Action.ARCHIVE) if self.screen.archivable else set()
        self.first, *self.others = query.columns
        first = dict(zip((attribute.name for attribute in query.columns), PLACES, strict=False))
        self.places: Mapping[str, str] = self.screen.cards or first
        self.usual = {*self.screen.columns, *self.places}
        self.begun = {attribute.name: self.begin(attribute) for attribute in self.others}
        self.ticked = bool(self.screen.bulk_url)
        self.layout = ROW.format(cells="{}{}</td>" * len(self.others))
        self.urls: dict[str, str] = {}
        self.tick_name, self.edit_name = _("Tick %(name)s"), _("Edit %(name)s")
        self.archive_name, self.activate_name = _("Archive %(name)s"), _("Activate %(name)s")
        self.question = _("Archive %(name)s?") if self.screen.archive_asks else ""
        self.titles = {"edit": _("Edit (E)"), "archive": _("Archive"), "activate": _("Activate")}

    def allowed(self, action: Action) -> set[int]:
        """The ids of the records with which the user may do this; no query where he may with all that he sees."""
        ids = {record.pk for record in self.records}
        seen, rows = (self.screen.rows(self.query.user, each, self.query.parent) for each in (Action.SEE, action))
        if rows.query.where == seen.query.where and not rows.query.is_empty():
            return ids
        return set(rows.filter(pk__in=ids).order_by().values_list("pk", flat=True))

    def html(self) -> SafeString:
        return format_html_join("\n", "{}", ((self.row(record),) for record in self.records))

    def row(self, record: Any) -> SafeString:
        archived = bool(getattr(record, "archived_at", None))
        may_edit = record.pk in self.editable and not archived
        opened = self.screen.open_url(record)
        return format_html(
            self.layout,
            record.pk,
            SafeString(" data-may-edit") if may_edit else "",
            SafeString(" data-here") if record.pk == self.query.here else "",
            SafeString(' class="is-archived"') if archived else "",
            self.tick(record) if self.ticked else "",
            self.name(record, opened, may_edit, archived),
            *(part for attribute in self.others for part in self.cell(attribute, record)),
            self.edit(record, beside=not opened) if may_edit else "",
            self.put_away(record, archived) if record.pk in self.archivable else "",
        )

    def tick(self, record: Any) -> SafeString:
        return format_html(
            '<td class="pr-tick" data-m="tick"><input type="checkbox" class="form-check-input" name="row" value="{}"'
            ' form="bulk" aria-label="{}"></td>',
            record.pk,
            self.tick_name % {"name": record},
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

    def cell(self, attribute: Attribute, record: Any) -> tuple[SafeString, str]:
        """The tag that begins a cell, and its text."""
        text = attribute.cell(record)
        return self.begun[attribute.name][0 if text else 1], text

    def name(self, record: Any, opened: str, may_edit: bool, archived: bool) -> SafeString:
        """The first cell, which leads to the record."""
        text = self.first.cell(record) or "—"
        if opened:
            named = format_html('<a class="pr-name" href="{}{}">{}</a>', opened, self.behind, text)
        elif may_edit:
            url = self.url("edit", record)
            named = format_html(
                '<a class="pr-name" href="{0}" hx-get="{0}" hx-target="#slide-body">{1}</a>', url, text
            )
        else:
            named = format_html('<span class="pr-name">{}</span>', text)
        css = f"stick {self.first.cell_class}".rstrip()
        flag = archived_flag(record) if archived else ""
        return format_html('<th scope="row" class="{}" data-m="name">{}{}</th>', css, named, flag)

    # --- what may be done

    def edit(self, record: Any, *, beside: bool) -> SafeString:
        """What has a page of its own is edited there, all else beside the list."""
        url = self.url("edit", record)
        return format_html(
            '<a class="btn btn-quiet btn-icon" href="{}{}"{} aria-label="{}" title="{}" aria-keyshortcuts="e">'
            '<i class="ti ti-pencil" aria-hidden="true"></i></a>',
            url,
            "" if beside else self.behind,
            format_html(' hx-get="{}" hx-target="#slide-body"', url) if beside else "",
            self.edit_name % {"name": record},
            self.titles["edit"],
        )

    def put_away(self, record: Any, archived: bool) -> SafeString:
        """Archives the record, or brings it back."""
        if archived:
            return format_html(
                '<a class="btn btn-quiet" href="{0}" hx-post="{0}" hx-swap="none" aria-label="{1}">'
                '<i class="ti ti-archive-off" aria-hidden="true"></i>{2}</a>',
                self.url("activate", record),
                self.activate_name % {"name": record},
                self.titles["activate"],
            )
        return format_html(
            '<a class="btn btn-quiet btn-icon" href="{0}" hx-post="{0}" hx-swap="none"{1} aria-label="{2}"'
            ' title="{3}"><i class="ti ti-archive" aria-hidden="true"></i></a>',
            self.url("archive", record),
            format_html(' hx-confirm="{}"', self.question % {"name": record}) if self.question else "",
            self.archive_name % {"name": record},
            self.titles["archive"],
        )

    def url(self, view: str, record: Model) -> str:
        """The address of a verb; made once for all rows, for making addresses costs more than drawing cells."""
        if view not in self.urls:
            self.urls[view] = self.screen.url(view, self.screen.model(pk=STAND_IN), self.query.parent)
        return self.urls[view].replace(str(STAND_IN), str(record.pk))


def archived_flag(record: Any) -> SafeString:
    """Since when the record is archived, below its name."""
    day = date_format(timezone.localtime(record.archived_at), "SHORT_DATE_FORMAT")
    return format_html(
        '<span class="pr-sub"><span class="pr-flag"><i class="ti ti-archive" aria-hidden="true"></i>{}</span></span>',
        _("Archived %(day)s") % {"day": day},
    )
