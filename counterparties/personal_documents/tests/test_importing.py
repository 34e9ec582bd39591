"""Personal documents in files of their own: matching, hidden numbers, holders, round trip, undo, rights."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.models import Ability, Action, Role
from counterparties.archiving import archive_sub_record
from counterparties.models import ContactPerson, Counterparty, NumberShown, PersonalDocument
from counterparties.personal_documents.numbers import masked
from counterparties.sharing.saving import share
from counterparties.sub_importing import documents
from counterparties.sub_importing.matching import folded
from counterparties.tests.importing import balance, done, reasons
from counterparties.tests.test_own_files import came_back
from counterparties.tests.undoing import outcomes, people, state, undone
from exchange.models import StagedRow
from history.models import Change
from reference.kinds import Kind
from reference.models import PersonalDocumentKind
from reference.stopping import stop
from tests import factories as f

TARGET = "personal-documents"
NUMBER, HIDDEN = "731952846", masked("731952846")
HEAD = ("counterparty.code", "kind", "number")


@pytest.fixture
def owner(db: None) -> Counterparty:
    f.load_defaults()
    return f.counterparty(code="K-1", name="Фирма ООД", types=[Kind.CUSTOMER])


@pytest.fixture
def document(owner: Counterparty) -> PersonalDocument:
    kind = PersonalDocumentKind.objects.get(code="identity-card")
    return f.personal_document(owner, kind=kind, number=NUMBER, issuer="МВР София")


# --- matching


def test_a_row_becomes_a_document(load: Any, owner: Counterparty) -> None:
    person = f.contact_person(owner, first_name="Мария", last_name="Колева", email="m@firma.bg")
    columns = ("person", "country", "issuer", "issued_on", "valid_until", "note")
    run = load(
        (*HEAD, *columns),
        ("K-1", "Лична карта", "aa 123 4567", "мария  КОЛЕВА", "България", "МВР", "1.2.2025", "1.2.2035", "Копие"),
        ("K-1", "passport", "380000001", "M@firma.bg", "", "", "", "", ""),
        ("K-1", "passport", "380000002", "Фирма ООД", "DE", "", "", "", ""),
        target=TARGET,
    )
    assert balance(run) == {"read": 3, "created": 3}, reasons(run)
    card, passport, own = PersonalDocument.objects.order_by("pk")
    assert (card.number, card.person, card.kind.code, card.issuer) == ("AA1234567", person, "identity-card", "МВР")
    assert (card.issued_on, card.valid_until, card.note) == (date(2025, 2, 1), date(2035, 2, 1), "Копие")
    assert (passport.person, passport.country, own.person, own.country) == (person, "BG", None, "DE")
    change = Change.objects.filter(table="counterparties_personaldocument").earliest("pk")
    assert (change.run, change.owner_id, change.action) == (f"job:{run.job_id}", owner.pk, "I")


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ({"number": "7319 52846"}, "same"),
        ({"number": NUMBER, "country": ""}, "same"),
        ({"number": NUMBER, "issuer": "МВР Русе"}, "updated"),
        ({"number": NUMBER, "kind": ""}, "same"),
        ({"number": NUMBER, "kind": "passport"}, "created"),
        ({"number": NUMBER, "country": "DE"}, "created"),
        ({"number": "731952847"}, "created"),
        ({"number": "731952847", "kind": ""}, "failed"),
        ({"number": ""}, "failed"),
    ],
)
def test_it_is_found_by_kind_and_number(load: Any, document: Any, row: Any, outcome: str) -> None:
    given = {"counterparty.code": "K-1", "kind": "identity-card", "country": "BG"} | row
    run = load(tuple(given), tuple(given.values()), target=TARGET)
    assert balance(run) == {"read": 1, outcome: 1}, reasons(run)


def test_that_of_another_counterparty_is_another(load: Any, document: Any) -> None:
    f.counterparty(code="K-2", types=[Kind.CUSTOMER])
    run = load(HEAD, ("K-2", "identity-card", NUMBER), ("K-2", "identity-card", NUMBER), target=TARGET)
    assert balance(run) == {"read": 2, "created": 1, "failed": 1}
    assert "Line 2 adds it already" in reasons(run)[3]


# --- the hidden number


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ({}, "same"),
        ({"issuer": "МВР София"}, "same"),
        ({"issuer": "МВР Русе"}, "failed"),
        ({"kind": "passport"}, "failed"),
        ({"number": "••••••9999"}, "failed"),
        ({"number": "731•52846"}, "failed"),
        ({"person": "Мария Колева"}, "failed"),
    ],
)
def test_a_hidden_number_changes_nothing(load: Any, document: Any, row: Any, outcome: str) -> None:
    f.contact_person(document.counterparty, first_name="Мария", last_name="Колева")
    before = state()
    given = {"counterparty.code": "K-1", "kind": "identity-card", "number": HIDDEN} | row
    run = load(tuple(given), tuple(given.values()), target=TARGET)
    assert balance(run) == {"read": 1, outcome: 1}
    assert state() == before
    if outcome == "failed":
        assert "type the whole number" in reasons(run)[2]


def test_a_change_tells_no_number(load: Any, document: Any) -> None:
    run = load((*HEAD, "issuer"), ("K-1", "identity-card", NUMBER, "МВР Русе"), target=TARGET)
    assert run.rows.get().changes == {"issuer": ["МВР София", "МВР Русе"]}
    assert not StagedRow.objects.filter(changes__icontains=NUMBER).exists()


def test_a_check_that_meets_a_number_is_told_in_the_history(
    load: Any,
    document: PersonalDocument,
) -> None:
    user = f.superuser()
    f.personal_document(document.counterparty, kind=document.kind, number="7319528460")
    guesses = [("K-1", "identity-card", number) for number in ("731952845", NUMBER, HIDDEN)]
    for write in (False, True):
        before = NumberShown.objects.count()
        load(HEAD, *guesses, target=TARGET, user=user, write=write)
        shown = NumberShown.objects.order_by("pk")[before:]
        assert [(row.document_id, row.user_id) for row in shown] == [(document.pk, user.pk)]
        change = Change.objects.filter(table=NumberShown._meta.db_table).latest("pk")
        assert (change.user_id, change.owner_id) == (user.pk, document.counterparty_id)


# --- what is refused


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"kind": "xyz"}, "kind: There is no “xyz” in"),
        ({"kind": "visa"}, "kind: “Visa” is stopped; choose another."),
        ({"number": "--"}, "number: Enter the number that stands on the document."),
        ({"person": "Никой"}, "person: “Фирма ООД” has no contact person “Никой”: correct the name"),
        ({"person": "Иван Петров"}, "person: Several contact persons are called “Иван Петров”"),
        ({"person": "Стара Позната"}, "person: “Стара Позната” is archived: activate it first."),
        ({"issued_on": "2025-01-01", "valid_until": "2024-01-01"}, "valid_until: It expires before it is issued"),
        ({"counterparty.code": "K-3"}, "is archived: activate it first"),
    ],
)
def test_it_says_column_and_way_out(load: Any, owner: Any, row: Any, reason: str) -> None:
    for _each in range(2):
        f.contact_person(owner, first_name="Иван", last_name="Петров")
    f.contact_person(owner, first_name="Стара", last_name="Позната", archived_at=timezone.now())
    f.counterparty(code="K-3", archived_at=timezone.now(), types=[Kind.CUSTOMER])
    stop(record=PersonalDocumentKind.objects.get(code="visa"))
    given = {"counterparty.code": "K-1", "kind": "passport", "number": "1234567"} | row
    run = load(tuple(given), tuple(given.values()), target=TARGET)
    assert reason in reasons(run)[2]
    assert not PersonalDocument.objects.exists()


@pytest.mark.parametrize("shared", [False, True])
def test_a_holder_who_left_since_the_check(load: Any, owner: Any, shared: bool) -> None:
    admin = f.superuser()
    person = f.contact_person(f.counterparty() if shared else owner, first_name="Мария", last_name="Колева")
    if shared:
        share(user=admin, record=person, counterparty=owner, details={})
    run = load((*HEAD, "person"), ("K-1", "passport", "1234567", "Мария Колева"), target=TARGET, write=False)
    assert balance(run) == {"read": 1, "created": 1}
    archive_sub_record(user=admin, record=person.links.get() if shared else person)
    done(run)
    assert balance(run) == {"read": 1, "failed": 1} and not PersonalDocument.objects.exists()
    assert ("has no contact person" if shared else "is archived: activate it first") in reasons(run)[2]


def test_each_person_is_folded_once(load: Any, owner: Any, monkeypatch: Any) -> None:
    people = [f.contact_person(owner, first_name="Мария", last_name=f"Колева{at}") for at in range(4)]
    asked: list[Any] = []
    monkeypatch.setattr(documents, "folded", lambda text: asked.append(text) or folded(text))
    rows = [("K-1", "passport", f"100000{at}", str(person)) for at, person in enumerate(people)]
    run = load((*HEAD, "person"), *rows, target=TARGET, write=False)
    assert balance(run) == {"read": 4, "created": 4}
    assert [each for each in asked if not isinstance(each, str)] == people


def test_one_who_is_linked_between_two_queries(owner: Any, monkeypatch: Any) -> None:
    person = f.contact_person(first_name="Гост", last_name="Общ")
    share(user=f.superuser(), record=person, counterparty=owner, details={})
    monkeypatch.setattr(documents, "holders_of_all", lambda _owners: ContactPerson.objects.none())
    assert documents.people_of([owner.pk]) == {}


# --- round trip, undo


@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_list_comes_back(load: Any, tmp_path: Any, settings: Any, owner: Any, language: str) -> None:
    settings.LANGUAGE_CODE = language
    guest = f.contact_person(first_name="Гост", last_name="Общ")
    share(user=f.superuser(), record=guest, counterparty=owner, details={})
    twins = [f.contact_person(owner, first_name="Иван", last_name="Петров") for _each in range(2)]
    for person in (None, guest, *twins):
        f.personal_document(owner, person=person, note="Два\nреда", valid_until=date(2030, 1, 1))
    f.personal_document(owner, archived_at=timezone.now())
    assert came_back(load, tmp_path, TARGET, owner, {"counterparty": "K-1"}, target=TARGET) == {"read": 5, "same": 5}
    assert came_back(load, tmp_path, TARGET, None, {}, target=TARGET) == {"read": 5, "same": 5}
    assert came_back(load, tmp_path, "all-personal-documents", None, {}, target=TARGET) == {"read": 5, "same": 5}


def test_an_import_is_undone(load: Any, document: Any) -> None:
    admin, before = f.superuser(), state()
    table = (*HEAD, "issuer"), ("K-1", "identity-card", NUMBER, "МВР Русе"), ("K-1", "passport", "1234567", "")
    run = load(*table, target=TARGET, user=admin)
    people()
    assert balance(run) == {"read": 2, "created": 1, "updated": 1}
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}
    assert state() == before


# --- rights


def test_who_lacks_the_tab_is_not_offered_it(load: Any, client: Any, document: Any) -> None:
    grants = {f.kind_type(kind): tuple(Action) for kind in Kind}
    stranger = f.user(roles=[f.role(grants, abilities=[Ability.IMPORT])])
    named = f.user(roles=[f.role(grants, abilities=[Ability.IMPORT]), Role.objects.get(code="administrator")])
    address, tab = reverse("exchange:choose"), reverse(f"{TARGET}-list", args=[document.counterparty_id])
    run = load(HEAD, ("K-1", "identity-card", NUMBER), target=TARGET, user=named, write=False)
    for user, status, offered in ((stranger, 403, False), (named, 200, True)):
        client.force_login(user)
        assert client.get(f"{address}?target={TARGET}").status_code == status
        assert client.get(reverse("exchange:form", args=[TARGET, "csv"])).status_code == status
        exported = client.get(f"{reverse('exchange:export', args=[TARGET])}?all=1")
        assert exported.status_code == (200 if offered else 404)
        assert (f"target={TARGET}" in client.get(address).text) is offered
        assert (TARGET in client.get(reverse("exchange:list")).text) is offered
        assert client.get(tab).status_code == (200 if offered else 404)
    run.user = stranger
    run.save()
    client.force_login(stranger)
    assert client.get(run.get_absolute_url()).status_code == 403


def test_who_loses_the_tab_meanwhile_imports_nothing(load: Any, document: Any) -> None:
    user = f.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    with pytest.raises(AssertionError, match="You do not have the right to import here"):
        load(HEAD, ("K-1", "passport", "1234567"), target=TARGET, user=user)
    assert PersonalDocument.objects.count() == 1
