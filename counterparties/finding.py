"""What the global search finds of counterparties: the files, the people in them, and the commands of this room."""

from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.requests import PersonalRequest
from counterparties import layouts
from counterparties.folding import search_text, words
from counterparties.models import ContactPerson, Counterparty
from counterparties.ranking import EXACTLY, Ranking, ranking
from counterparties.recent import recent
from counterparties.suggesting import suggestions
from counterparties.walking import Place
from screens.finding import finders
from screens.finding.finders import Finder, Findings, Found

FILES, PEOPLE = 8, 4
"Results of each sort that are shown as one types."


@dataclass(frozen=True)
class Meant:
    """What a text was understood as, and some of the counterparties that it finds: all of them if they are few."""

    text: str
    rows: QuerySet[Counterparty]
    order: Ranking
    some: list[Place]


def meant(request: PersonalRequest, text: str) -> Meant:
    """The first reading of the text that finds anything, else the text; worked out once for a request."""
    kept: Meant | None = getattr(request, "_meant", None)
    if kept is None:
        kept = next((each for each in map(_asked(request), layouts.meanings(text)) if each.some), None)
        kept = kept or Meant(text, Counterparty.objects.none(), ranking(text), [])
        request._meant = kept  # type: ignore[attr-defined]
    return kept


def _asked(request: PersonalRequest) -> Any:
    seen = Counterparty.objects.visible_to(request.user)

    def ask(text: str) -> Meant:
        rows, order = seen.found_by(text), ranking(text)
        return Meant(text, rows, order, order.some(rows))

    return ask


def find_files(request: PersonalRequest, text: str) -> Findings:
    """Exact numbers first, then names that begin so, then the rest; archived ones last of each page."""
    hits = meant(request, text)
    rows: list[Any] = hits.order.best(hits.rows, FILES, hits.some) if hits.some else []
    rows.sort(key=lambda row: row._key[0] != EXACTLY and row.archived_at is not None)
    more = f"{reverse('counterparties-list')}?{urlencode({'q': text})}"
    return Findings([line(row) for row in rows], more, "" if hits.text == text else hits.text)


def recent_files(request: PersonalRequest) -> list[Found]:
    """The files that were opened last and may still be seen."""
    ids = recent(request)
    rows = Counterparty.objects.visible_to(request.user).in_bulk(ids) if ids else {}
    return [line(rows[pk]) for pk in ids if pk in rows]


def line(row: Counterparty) -> Found:
    """A counterparty in the answer; the number of a person is not shown."""
    legal = row.person_kind == Counterparty.PersonKind.LEGAL
    return Found(
        title=row.name,
        url=row.get_absolute_url(),
        icon="building" if legal else "user",
        sub=" · ".join(filter(None, (row.alias, row.uic if legal else "", row.vat_number))),
        note=_("Archived") if row.archived_at else row.code,
        archived=row.archived_at is not None,
    )


def suggest_files(request: PersonalRequest, text: str) -> list[Found]:
    """Lists of what was perhaps meant."""
    address = reverse("counterparties-list")
    return [
        Found(each.text, f"{address}?{urlencode({'q': each.text})}", "bulb", note=str(each.number or ""))
        for each in suggestions(Counterparty.objects.visible_to(request.user).live(), text)
    ]


def find_people(request: PersonalRequest, text: str) -> Findings:
    """Contact persons whose name, e-mail or phone has every word, in some of the files that the text finds."""
    hits = meant(request, text)
    sought = words(hits.text)
    seen = ContactPerson.objects.visible_to(request.user)
    files = [pk for _key, pk in hits.some]
    rows = seen.live().filter(counterparty__in=files).order_by("last_name", "first_name", "pk")
    # Of the hundreds that are read only those shown are made into records.
    texts = rows.values_list("pk", "first_name", "middle_name", "last_name", "email", "phone")
    found = list(islice((pk for pk, *said in texts if _says(said, hits.text, sought)), PEOPLE)) if sought else []
    people = seen.select_related("counterparty").in_bulk(found)
    return Findings([person_line(people[pk]) for pk in found if pk in people])


def _says(said: list[str], text: str, sought: list[str]) -> bool:
    """Whether every word is in the names, e-mail or phone of a person."""
    *names, email, phone = said
    # Behind the @ stands the firm.
    written = search_text([*names, email if "@" in text else email.partition("@")[0]], [phone])
    return all(word in written for word in sought)


def person_line(person: ContactPerson) -> Found:
    """A contact person in the answer, who leads to the tab of the file."""
    return Found(
        title=str(person),
        url=reverse("contact-persons-list", args=[person.counterparty_id]),
        icon="user",
        sub=" · ".join(filter(None, (person.counterparty.name, person.position))),
        note=person.phone or person.email,
    )


def register() -> None:
    """Makes the finders of this room known; called once, when its screens are loaded."""
    finders.add(
        Finder(gettext_lazy("Counterparties"), find_files, recent=recent_files, suggest=suggest_files, order=100)
    )
    finders.add(Finder(gettext_lazy("Contact persons"), find_people, order=110))
