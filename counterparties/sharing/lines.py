"""The attribute that says to which further counterparties a row belongs, and since when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.remote import lookup_address
from attributes.several import JoinedParts, Line, Several
from attributes.sql_texts import Day, Joined
from attributes.values import Attribute
from counterparties.contact_columns import period_note
from counterparties.links import Known, Links
from counterparties.models import Counterparty
from counterparties.models.further import Further

CODE = "counterparty"


class CodeSelect(forms.Select):
    """A picker of a counterparty that stands in a form by its code; it draws only the chosen one."""

    def __init__(self, links: Links) -> None:
        super().__init__(attrs={"data-ts": "", "data-url": lookup_address("counterparties", by="code")})
        self.links = links

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list:
        text = "".join(value[:1])
        options = [self.create_option(name, "", "—", not text, 0)]
        if text:
            options.append(self.create_option(name, text, told(self.links, text), True, 1))
        return [(None, [option], at) for at, option in enumerate(options)]


class Named(Attribute):
    """A counterparty by its code; read by code, UIC or name."""

    def __init__(self, links: Links) -> None:
        super().__init__(CODE, gettext_lazy("Counterparty"), required=True)
        self.links = links

    def parse(self, text: str) -> str:
        return self.links.by_text(text).code

    def show(self, value: str) -> str:
        return told(self.links, value)

    def form_field(self) -> forms.Field:
        return forms.CharField(widget=CodeSelect(self.links))


def told(links: Links, code: str) -> str:
    """The name of the counterparty with this code; the code where the user sees none."""
    try:
        known: Known = links.by_text(code)
    except ValidationError:
        return code
    return known.name


class FurtherCounterparties(Several):
    """The further counterparties of a row, as far as the user may see them; those that he may not stay as they are."""

    def __init__(
        self, name: str, label: Any, *, link: type[Further], user: User | None, details: Sequence[Attribute], add: Any
    ) -> None:
        self.link, self.user, self.details = link, user, details
        self.links = Links(user)
        super().__init__(name, label, parts=(Named(self.links), *details), add=add)

    def seen(self, *, live: bool = True) -> QuerySet:
        """The links that the user may see: live ones, or all."""
        seen = Counterparty.objects.open_to(self.user).filter(pk=OuterRef("counterparty"))
        rows = self.link.objects.live() if live else self.link.objects.all()
        return rows.filter(Exists(seen)).order_by("pk")

    def prepare(self, records: Iterable[Any]) -> None:
        """Reads the links of these records and the homes of those that have some: two queries at most."""
        by_id = {record.pk: record for record in records}
        found = defaultdict(list)
        rows = self.seen().filter(**{f"{self.link.of}__in": list(by_id)})
        for link in rows.select_related("counterparty", f"{self.link.of}__counterparty"):
            found[link.record.pk].append(link)
        homes = {each.record.counterparty_id: each.record.counterparty for each, *_others in found.values()}
        if homes and not self.links.sees_all:
            homes = self.links.rows.in_bulk(homes)
        for pk, record in by_id.items():
            record._links, record._home = found.get(pk, []), homes.get(record.counterparty_id)

    def linked(self, record: Any) -> list[Further]:
        """The record's links that the user may see."""
        if "_links" not in record.__dict__:
            self.prepare([record]) if record.pk else record.__dict__.update(_links=[], _home=None)
        return record._links

    def value(self, record: Any) -> list[Line]:
        return [self.line_of(link) for link in self.linked(record)]

    def line_of(self, link: Any) -> Line:
        said = {part.name: part.format(getattr(link, part.name)) for part in self.details}
        return {CODE: link.counterparty.code} | {name: text for name, text in said.items() if text}

    def read(self, lines: Iterable[Line]) -> list[tuple[Counterparty, dict[str, Any]]]:
        """The counterparties that lines name, with what these say of them."""
        lines = list(lines)
        known = {line[CODE]: self.links.by_text(line[CODE]).pk for line in lines}
        owners = Counterparty.objects.in_bulk(known.values())
        return [
            (owners[known[line[CODE]]], {part.name: part.clean(line.get(part.name, "")) for part in self.details})
            for line in lines
        ]

    def cell(self, record: Any) -> SafeString:
        """All but the one whose file it is, the one at home first; of that one what its link says."""
        links, here = self.linked(record), getattr(record, "in_file", None)
        if not links:
            return SafeString("")
        home = [name_link(record._home, "")] if record._home and record._home.pk != here else []
        own = [note for link in links if link.counterparty_id == here and (note := self.note(link))]
        others = (link for link in links if link.counterparty_id != here)
        lines = [*own, *home, *(name_link(link.counterparty, self.note(link)) for link in others)]
        return format_html_join("", '<div class="pr-entry">{}</div>', ((line,) for line in lines))

    def note(self, link: Any) -> str:
        """What the link says, in brackets behind the name."""
        period = period_note(getattr(link, "from_date", None), getattr(link, "to_date", None))
        return ", ".join(filter(None, (getattr(link, "role", ""), period)))

    def is_set(self) -> Q:
        return Q(Exists(self.seen().filter(**{self.link.of: OuterRef("pk")})))

    def exported(self) -> Combinable:
        texts = (
            Day(F(part.name)) if part.name.endswith("_date") else F(part.name)  # days and plain texts are all there is
            for part in self.details
        )
        line = JoinedParts(F("counterparty__code"), *texts)
        lines = self.seen().filter(**{self.link.of: OuterRef("pk")}).values_list(line)
        return Joined(ArraySubquery(lines), "\n")


def name_link(owner: Counterparty, note: str) -> SafeString:
    """The name of a counterparty, which leads to its file."""
    told = format_html(' <span class="muted">({})</span>', note) if note else ""
    return format_html('<a class="text-reset" href="{}">{}</a>{}', owner.get_absolute_url(), owner.name, told)
