"""The file on paper: the data sheet, and the whole file with every tab that the user sees."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from access.models import User
from attributes.values import Attribute
from counterparties import feature_forms
from counterparties.changes import changes_of_file
from counterparties.key_data import key_facts, people_of
from counterparties.models import Address, Comment, Counterparty
from counterparties.printing.contents import (
    COMMENTS,
    HISTORY,
    Section,
    chosen_of,
    comments_of,
    has_history,
    sections_of,
)
from counterparties.printing.paper import Block, Facts, Heading, Paragraph, Table
from counterparties.printing.texts import laid_out, plain, text_of, together
from counterparties.querysets import visible_kinds
from history.reading import Entry, Line
from screens.registry import screens
from screens.tables.rows import archived_flag

CHANGES = 200
"Changes that are in memory together."
ACCOUNT = ("iban", "bic", "bank_name", "currency")


@dataclass(frozen=True)
class Choice:
    """What of the file is printed: `keys` name the tabs, None all; archived rows are marked."""

    keys: Collection[str] | None = None
    archived: bool = False
    history: bool = False

    @property
    def comments(self) -> bool:
        return self.keys is None or COMMENTS in self.keys


def subtitle_of(record: Counterparty, user: User, what: str) -> str:
    """What the paper is, and what is known of the counterparty at first sight."""
    kinds = [str(kind.label) for kind in visible_kinds(user, record)]
    archived = ""
    if record.archived_at:
        day = date_format(timezone.localtime(record.archived_at), "SHORT_DATE_FORMAT")
        archived = _("Archived %(day)s") % {"day": day}
    return " · ".join(filter(None, (what, ", ".join(kinds), str(record.status or ""), archived)))


def data_sheet(record: Counterparty, user: User, *, others: bool = True) -> Iterator[Block]:
    """What one wants to know first, on a page or two; without `others` no contact person is named."""
    known = screens["counterparties"].attributes(user)
    key = [(fact["label"], plain(fact["text"])) for fact in key_facts(record, known)]
    yield Heading(_("Key data"))
    yield Facts([*key, (_("Trader"), record.responsible)] if record.responsible else key)
    yield from features(record, user, [row.pk for row in known["types"].value(record)])
    tabs = {section.key: section for section in sections_of(record, user)}
    if others and "contact-persons" in tabs:
        yield from main_contact(record)
    if "addresses" in tabs:
        yield from registered_address(record)
    if "bank-accounts" in tabs:
        yield from main_accounts(tabs["bank-accounts"])


def features(record: Counterparty, user: User, ticked: Sequence[int]) -> Iterator[Block]:
    """The features with a value, under the headings of their groups; those kept from other types at the end."""
    found = feature_forms.file_context(record=record, user=user, ticked=ticked)
    groups = [(section["heading"], section["lines"]) for section in found["sections"]]
    for heading, lines in [*groups, (_("Kept from types taken away"), found["kept"])]:
        if pairs := [(line["label"], plain(line["text"])) for line in lines if line["text"]]:
            yield Heading(heading or _("Features"), level=2)
            yield Facts(pairs)


def main_contact(record: Counterparty) -> Iterator[Block]:
    for line in people_of(record)[:1]:
        person = line["person"]
        yield Heading(_("Main contact") if line["main"] else _("Contact person"), level=2)
        facts = [(_("Name"), person), (_("Position"), person.position), (_("Phone"), plain(line["phone"]))]
        yield Facts([(label, value) for label, value in [*facts, (_("E-mail"), person.email)] if value])


def registered_address(record: Counterparty) -> Iterator[Block]:
    """The registered office; where none is known the first address of today."""
    rows = Address.objects.live().filter(counterparty=record).on(timezone.localdate()).order_by("pk")
    if address := rows.filter(kind=Address.Kind.REGISTERED).first() or rows.first():
        yield Heading(address.get_kind_display(), level=2)
        yield Paragraph(", ".join(filter(None, (str(address), country_of(address)))))


def country_of(address: Any) -> str:
    return str(address.country.name)


def main_accounts(section: Section) -> Iterator[Block]:
    """The main account of each currency."""
    columns = [section.attributes[name] for name in ACCOUNT]
    rows = [[text_of(column, account) for column in columns] for account in section.records(columns) if account.main]
    if rows:
        yield Heading(_("Main accounts"), level=2)
        yield Table([capfirst(str(column.label)) for column in columns], rows)


def whole_file(record: Counterparty, user: User, choice: Choice) -> Iterator[Block]:
    """The data sheet and behind it the chosen tabs with their rows, comments, and changes if they are asked for."""
    yield from data_sheet(record, user)
    for section in chosen_of(sections_of(record, user, archived=choice.archived), choice.keys):
        yield from tab(section)
    if choice.comments:
        yield from comments(comments_of(record, user))
    if choice.history and has_history(record, user):
        yield from history(entries_of(record, user))


def tab(section: Section) -> Iterator[Block]:
    """A heading with the number of rows, and the rows."""
    number = section.rows.count()
    yield Heading(section.title, number_format(number, force_grouping=True))
    if not number:
        yield Paragraph(_("None"), muted=True)
        return
    columns, long = laid_out(section.columns, section.attributes.values())
    heads = [capfirst(str(column.label)) for column in columns]
    if long:
        heads.append(capfirst(str(long[0].label)) if len(long) == 1 else _("Notes"))
    yield Table(heads, cells(section, columns, long))


def cells(section: Section, columns: list[Attribute], long: list[Attribute]) -> Iterator[list[str]]:
    """The rows as the list shows them, with the long texts that it has no room for."""
    for record in section.records([*columns, *long]):
        first, *others = [text_of(column, record) for column in columns]
        if getattr(record, "archived_at", None):
            first = f"{first}\n{plain(archived_flag(record, section.tab.putting_away))}"
        yield [first, *others, *([together(long, record)] if long else [])]


def comments(rows: Any) -> Iterator[Block]:
    """What people have said of the counterparty and its events."""
    if not (number := rows.count()):
        return
    yield Heading(_("Comments"), number_format(number, force_grouping=True))
    yield Table([_("When"), _("Who"), _("Event"), _("Comment")], (said(row) for row in rows.iterator(CHANGES)))


def said(comment: Comment) -> list[str]:
    return [moment(comment.created_at), str(comment.author), str(comment.event or ""), comment.text]


def history(entries: Iterable[Entry]) -> Iterator[Block]:
    """What was changed, newest first."""
    yield Heading(_("History"))
    yield Table([_("When"), _("Who"), _("What")], (told(entry) for entry in entries))


def entries_of(record: Counterparty, user: User, asked: Q | None = None) -> Iterator[Entry]:
    """All changes in the file that the user may see, or those asked for, a few at a time in memory."""
    before = None
    while has_history(record, user):
        entries, before = changes_of_file(record, user, asked=asked, before=before, limit=CHANGES)
        yield from entries
        if before is None:
            return


def told(entry: Entry) -> list[str]:
    who = " · ".join(filter(None, (entry.who, entry.source.text if entry.source else "")))
    return [moment(entry.at), who, "\n".join([*entry.titles, *map(line_of, entry.lines)])]


def line_of(line: Line) -> str:
    return f"{line.label}: {line.before or '—'} → {line.after or '—'}"


def moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def choosable(record: Counterparty, user: User) -> list[tuple[str, str]]:
    """What may be chosen beside the tabs, by name and label."""
    found = [(COMMENTS, _("Comments"))] if comments_of(record, user).exists() else []
    return [*found, (HISTORY, _("History"))] if has_history(record, user) else found
