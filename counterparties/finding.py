"""What the global search finds of counterparties: the files, the people in them, and the commands of this room."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from access.requests import PersonalRequest
from counterparties.folding import search_text, words
from counterparties.meaning import Hits, meaning
from counterparties.models import ContactLink, ContactPerson, Counterparty
from counterparties.querysets import CounterpartyQuerySet, rights_of
from counterparties.ranking import EXACTLY, Ranking, ranking
from counterparties.recent import recent
from counterparties.searching import found_in, searched
from counterparties.suggesting import suggestions
from counterparties.walking import Place
from screens.finding import finders
from screens.finding.finders import Finder, Findings, Found

FILES, PEOPLE = 8, 4
"Results of each sort that are shown as one types."
TOGETHER = 50
"People who are looked through at once for words that none of them has."


@dataclass(frozen=True)
class Meant:
    """What a text was understood as, and some of the counterparties that it finds: all of them if they are few."""

    text: str
    rows: QuerySet[Counterparty]
    order: Ranking
    some: list[Place]


def meant(request: PersonalRequest, text: str) -> Meant:
    """The likeliest reading of the text that finds anything, else the text; worked out once for a request."""
    kept: Meant | None = getattr(request, "_meant", None)
    if kept is None:
        seen = Counterparty.objects.visible_to(request.user)
        tried: dict[str, Meant] = {}

        def found(each: str) -> Hits:
            hits = tried[each] = _understood(seen, each)
            return Hits(hits.some, many=bool(hits.some) and hits.order.common)

        sought = meaning(text, seen, found)
        kept = tried.get(sought) or _understood(seen, sought)
        if not kept.some:
            kept = Meant(text, seen.none(), ranking(text), [])
        request._meant = kept  # type: ignore[attr-defined]
    return kept


def _understood(seen: CounterpartyQuerySet, text: str) -> Meant:
    rows, order = searched(seen, text), ranking(text)
    return Meant(text, rows, order, order.some(rows))


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
    files = [pk for _key, pk in hits.some] if sought else []
    # Whoever sees a file, and has the tab, sees the people in it.
    rows = (
        ContactPerson.objects.of_files(files)
        .live()
        .in_tab("contact-persons", request.user)
        .order_by("last_name", "first_name", "pk")
    )
    # Of the hundreds that are read only those shown are made into records.
    columns = (*ContactPerson.searched_texts, *ContactPerson.searched_numbers)
    read = list(rows.values_list("pk", *columns)) if files else []
    found = list(islice(_saying(read, hits.text, sought), PEOPLE))
    people = ContactPerson.objects.select_related("counterparty").in_bulk(found)
    shown = [people[pk] for pk in found if pk in people]
    return Findings([person_line(person, place) for person, place in placed(shown, request.user)])


def _saying(people: list[tuple[Any, ...]], text: str, sought: list[str]) -> Iterator[int]:
    """The ids of the people in whose names, e-mails or phones every word is."""
    for at in range(0, len(people), TOGETHER):
        some = people[at : at + TOGETHER]
        # Most texts are names of firms: what none of many people has is seen at once.
        if _says([said for _pk, *said in some], text, sought):
            yield from (pk for pk, *said in some if _says([said], text, sought))


def _says(people: list[list[Any]], text: str, sought: list[str]) -> bool:
    """Whether every word is in the names, e-mails or phones of these people."""
    names = len(ContactPerson.searched_texts)
    texts = list(chain(*(found_in(value) for said in people for value in said[:names])))
    numbers = list(chain(*(found_in(value) for said in people for value in said[names:])))
    if "@" not in text:
        # Behind the @ stands the firm.
        texts = [each.partition("@")[0] for each in texts]
    written = search_text(texts, numbers)
    return all(word in written for word in sought)


def placed(people: list[ContactPerson], user: User) -> Iterator[tuple[ContactPerson, Counterparty]]:
    """The people, each with a counterparty whose contact they are and which the user may see: home, else a further."""
    seen = Counterparty.objects.visible_to(user)
    hidden = {each.pk for each in people}
    if rights_of(user).unrestricted(Action.SEE):
        hidden = set()
    elif people:
        at_home = seen.filter(pk__in=[each.counterparty_id for each in people]).values_list("pk", flat=True)
        homes = set(at_home)
        hidden = {each.pk for each in people if each.counterparty_id not in homes}
    links = ContactLink.objects.live().filter(person__in=hidden, counterparty__in=seen) if hidden else ()
    elsewhere = {link.person_id: link.counterparty for link in links}
    for person in people:
        yield person, elsewhere.get(person.pk, person.counterparty)


def person_line(person: ContactPerson, place: Counterparty) -> Found:
    """A contact person in the answer, who leads to the tab of a file."""
    position = person.position if place.pk == person.counterparty_id else ""
    return Found(
        title=str(person),
        url=reverse("contact-persons-list", args=[place.pk]),
        icon="user",
        sub=" · ".join(filter(None, (place.name, position))),
        note=person.phone or person.email,
    )


def register() -> None:
    """Makes the finders of this room known; called once, when its screens are loaded."""
    finders.add(
        Finder(gettext_lazy("Counterparties"), find_files, recent=recent_files, suggest=suggest_files, order=100)
    )
    finders.add(Finder(gettext_lazy("Contact persons"), find_people, order=110))
