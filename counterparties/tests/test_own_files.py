"""Contact persons, addresses and accounts in files of their own, which refer to their counterparties."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.models import Ability, Action
from counterparties.models import Address, BankAccount, ContactPerson, Counterparty
from counterparties.sub_importing.targets import TARGETS
from counterparties.tests.importing import balance, reasons
from exchange import running
from exchange.exporting import everything, export, list_of
from exchange.mapping import suggested
from exchange.reading import inspected, rows_of
from exchange.running.chunks import chunks
from exchange.running.writing import Writing
from exchange.targets import targets
from history.models import Change
from reference.kinds import Kind
from screens.registry import screens
from tests import factories as f

pytestmark = pytest.mark.django_db
LEI = "213800OK2JEGZ4GE7M14"
PERSONS, ADDRESSES, ACCOUNTS = "contact-persons", "addresses", "bank-accounts"
MAKERS = {
    PERSONS: f.contact_person,
    ADDRESSES: f.address,
    ACCOUNTS: f.bank_account,
    "holdings": lambda owner: f.holding_member(member=owner),
    "personal-documents": f.personal_document,
}


@pytest.fixture(autouse=True)
def _defaults() -> None:
    f.load_defaults()


@pytest.mark.parametrize(
    ("field", "text"),
    [("code", "K-1"), ("uic", f"BG {f.uic(1)}"), ("vat_number", f.uic(1)), ("lei", LEI.lower())],
)
def test_rows_say_whose_they_are(load: Any, field: str, text: str) -> None:
    owner = f.counterparty(code="K-1", uic=f.uic(1), vat_number=f"BG{f.uic(1)}", lei=LEI)
    f.counterparty()
    run = load((f"counterparty.{field}", "name", "phone"), (text, "Иван Петров", "0888123456"), target=PERSONS)
    assert balance(run) == {"read": 1, "created": 1}
    person = ContactPerson.objects.get()
    assert (person.counterparty, person.last_name, person.phone) == (owner, "Петров", "+359888123456")
    assert run.rows.get().record_id == person.pk
    assert Counterparty.objects.found_by("petrov").get() == owner
    change = Change.objects.get(table="counterparties_contactperson")
    assert (change.run, change.owner_id) == (f"job:{run.job_id}", owner.pk)


def test_many_rows_of_one_counterparty_in_any_chunks(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    table = [
        ("counterparty.code", "first_name", "email"),
        *((f"K-{at % 3}", f"Име {at}", f"a{at}@b.bg") for at in range(9)),
        ("K-0", "Пак той", "A0@b.bg"),
    ]
    owners = [f.counterparty(code=f"K-{at}") for at in range(3)]
    for number in (1, 4, 5000):
        monkeypatch.setattr(running, "ROWS_A_CHUNK", number)
        for write in (False, True):
            run = load(*table, target=PERSONS, write=write)
            first = not ContactPerson.objects.exists() or (write and not Change.objects.filter(action="U").exists())
            assert run.failed == 1 and "line 2" in reasons(run)[11].lower(), (number, write, first)
        assert ContactPerson.objects.count() == 9
        assert set(ContactPerson.objects.values_list("counterparty", flat=True)) == {owner.pk for owner in owners}


def test_an_email_in_other_capitals_is_no_change(load: Any) -> None:
    owner = f.counterparty(code="K-1")
    f.contact_person(owner, first_name="Ива", email="Iva@firma.bg")
    table = ("counterparty.code", "first_name", "email"), ("K-1", "Ива", "IVA@FIRMA.BG")
    assert balance(load(*table, target=PERSONS)) == {"read": 1, "same": 1}
    assert ContactPerson.objects.get().email == "Iva@firma.bg"


def test_each_kind_is_updated_and_added(load: Any) -> None:
    owner = f.counterparty(code="K-1")
    address = f.address(owner, kind="office", settlement="София", street="ул. Шипка", number="1")
    account = f.bank_account(owner)
    run = load(
        ("counterparty.code", "kind", "settlement", "street", "number", "postal_code"),
        ("K-1", "office", "София", "ул. Шипка", "1", "1111"),
        ("K-1", "office", "София", "ул. Шипка", "2", "2222"),
        target=ADDRESSES,
    )
    assert balance(run) == {"read": 2, "created": 1, "updated": 1}
    address.refresh_from_db()
    assert address.postal_code == "1111" and Address.objects.count() == 2
    run = load(("counterparty.code", "iban", "note"), ("K-1", account.iban, "Основна"), target=ACCOUNTS)
    assert balance(run) == {"read": 1, "updated": 1}
    assert run.rows.get().changes == {"note": ["", "Основна"]}
    assert BankAccount.objects.get().note == "Основна"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"counterparty.code": "", "first_name": "А"}, "Say by code, UIC, VAT number or LEI"),
        (
            {"counterparty.code": "K-9", "first_name": "А"},
            "counterparty.code: No counterparty that you see has “K-9”: correct it, or import or add the counterparty"
            " first.",
        ),
        ({"counterparty.code": "K-1", "counterparty.uic": f.uic(2), "first_name": "А"}, "different counterparties"),
        ({"counterparty.code": "K-3", "first_name": "А"}, "is archived: activate it first"),
        ({"counterparty.code": "K-1", "first_name": ""}, "The row says nothing of the contact person."),
        ({"counterparty.code": "K-1", "email": "x"}, "email: “x” is not an e-mail address"),
        ({"counterparty.code": "K-1", "email": "a@b.bg"}, "First name: Enter the first name."),
    ],
)
def test_what_is_refused(load: Any, row: dict[str, str], reason: str) -> None:
    f.counterparty(code="K-1")
    f.counterparty(code="K-2", uic=f.uic(2))
    f.counterparty(code="K-3", archived_at=timezone.now())
    run = load(tuple(row), tuple(row.values()), target=PERSONS)
    assert reason in reasons(run)[2]
    assert not ContactPerson.objects.exists()


def test_a_main_one_yields_and_two_in_a_file_are_refused(load: Any) -> None:
    owner = f.counterparty(code="K-1")
    f.contact_person(owner, main=True)
    head = ("counterparty.code", "first_name", "main")
    run = load(head, ("K-1", "Иван", "да"), ("K-1", "Мария", "да"), target=PERSONS)
    assert balance(run) == {"read": 2, "created": 1, "failed": 1}
    assert ContactPerson.objects.get(main=True).first_name == "Иван"


def test_rights_hold_row_by_row(load: Any) -> None:
    f.counterparty(code="K-1", types=[Kind.CUSTOMER])
    f.counterparty(code="K-2", types=[Kind.SUPPLIER])
    f.counterparty(code="K-3", types=[Kind.BANK])
    user = f.user(
        roles=[
            f.role({f.kind_type(Kind.CUSTOMER): tuple(Action)}, abilities=[Ability.IMPORT]),
            f.role({f.kind_type(Kind.BANK): [Action.SEE]}),
        ]
    )
    head = ("counterparty.code", "first_name")
    run = load(head, ("K-1", "А"), ("K-2", "Б"), ("K-3", "В"), target=PERSONS, user=user)
    assert balance(run) == {"read": 3, "created": 1, "failed": 2}
    told = reasons(run)
    assert "No counterparty that you see" in told[3] and "You may not change" in told[4]


def test_all_rows_belong_to_the_counterparty_of_the_import(load: Any) -> None:
    owner = f.counterparty(code="K-1")
    other = f.counterparty(code="K-2")
    head = ("counterparty.code", "first_name")
    run = load(head, ("", "А"), ("K-2", "Б"), target=PERSONS, options={"counterparty": "K-1"})
    assert balance(run) == {"read": 2, "created": 2}
    assert ContactPerson.objects.get(first_name="А").counterparty == owner
    assert ContactPerson.objects.get(first_name="Б").counterparty == other


def test_the_same_again_is_unchanged_until_somebody_edits(load: Any) -> None:
    f.counterparty(code="K-1")
    table = ("counterparty.code", "first_name", "position"), ("K-1", "Иван", "Шеф")
    load(*table, target=PERSONS)
    assert balance(load(*table, target=PERSONS)) == {"read": 1, "same": 1}
    ContactPerson.objects.update(position="Друг")
    assert balance(load(*table, target=PERSONS)) == {"read": 1, "updated": 1}


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.slug)
def test_an_export_comes_back_as_it_was(
    load: Any, tmp_path: Any, settings: Any, target: Any, format: str, language: str
) -> None:
    settings.LANGUAGE_CODE = language
    owner = f.counterparty(code="K-1", types=[Kind.CUSTOMER])
    make = MAKERS[target.slug]
    for _at in range(3):
        make(owner)
    archived = make(owner)
    archived.archived_at = timezone.now()
    archived.save()
    options = {"counterparty": "K-1"}
    found = came_back(load, tmp_path, target.slug, owner, options, target=target.slug, format=format)
    assert found == {"read": 4, "same": 4}


def came_back(
    load: Any,
    folder: Any,
    slug: str,
    owner: Any,
    options: dict[str, str],
    *,
    target: str,
    format: str = "csv",
) -> dict[str, int]:
    """Exports a list with all columns, and imports it: the balance, of which no row has failed."""
    screen, user = screens[slug], f.superuser()
    query = list_of(screen=screen, user=user, query=everything(screen=screen, user=user), parent=owner)
    path = folder / f"out.{format}"
    written = export(query=query, path=path, format=format)
    sheet, known = inspected(path), targets[target]
    mapping = suggested(sheet.headers, known.attributes(user), known.synonyms)
    rows = [row.cells + [""] * (len(sheet.headers) - len(row.cells)) for row in rows_of(path, sheet)]
    fields = [mapping_at(mapping, at) for at in range(len(sheet.headers))]
    run = load(sheet.headers, *rows, fields=fields, target=target, options=options)
    assert written == len(rows) and not reasons(run)
    return balance(run)


def test_those_of_all_counterparties_go_out_and_come_back(load: Any, tmp_path: Any, client: Any) -> None:
    user = f.superuser()
    client.force_login(user)
    for at in range(3):
        owner = f.counterparty(code=f"K-{at}", types=[Kind.CUSTOMER])
        for make in MAKERS.values():
            make(owner)
    for target in TARGETS:
        url = f"{reverse('exchange:export', args=[target.slug])}?all=1&format=csv"
        path = tmp_path / f"{target.slug}.csv"
        path.write_bytes(client.get(url).getvalue())
        sheet = inspected(path)
        mapping = suggested(sheet.headers, target.attributes(user), target.synonyms)
        fields = [(mapping_at(mapping, at)) for at in range(len(sheet.headers))]
        assert "counterparty.code" in fields
        run = load(sheet.headers, *(row.cells for row in rows_of(path, sheet)), fields=fields, target=target.slug)
        assert balance(run) == {"read": 3, "same": 3}, reasons(run)


def mapping_at(mapping: Any, at: int) -> str:
    return next((column.attribute for column in mapping.columns if column.at == at), "")


def test_the_pages_offer_them(client: Any) -> None:
    client.force_login(f.administrator())
    owner = f.counterparty(code="K-1", types=[Kind.CUSTOMER])
    page = client.get(reverse("exchange:choose")).content.decode()
    for target in TARGETS:
        assert f"?target={target.slug}" in page
        address = f"{reverse('exchange:choose')}?target={target.slug}"
        assert client.get(f"{address}&counterparty=K-1").status_code == 200
        tab = client.get(target.kind.tab.url(parent=owner)).content.decode()
        assert f"{address}&amp;counterparty=K-1" in tab


def test_the_same_address_in_two_chunks_of_a_check(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    f.counterparty(code="K-1")
    monkeypatch.setitem(chunks.__globals__, "SIGNS_A_CHUNK", 1)
    row = ("K-1", "Пловдив", "Първа", "1")
    run = load(("counterparty.code", "settlement", "street", "number"), row, row, target=ADDRESSES)
    assert Address.objects.count() == 1, reasons(run)
    assert balance(run)["failed"] + balance(run).get("same", 0) == 1


def test_only_what_is_new_or_changed_is_written(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    f.counterparty(code="K-1")
    table = ("counterparty.code", "first_name", "email"), ("K-1", "Иван", "a@b.bg")
    load(*table, target=PERSONS)
    anew: list[int] = []
    judged = Writing._write_anew

    def noted(self: Writing, lines: list[int], numbers: dict[str, int]) -> Any:
        anew.extend(lines)
        return judged(self, lines, numbers)

    monkeypatch.setattr(Writing, "_write_anew", noted)
    f.counterparty(code="K-2")
    run = load(*table, ("K-2", "Мария", "m@b.bg"), ("NONE", "Петър", "p@b.bg"), target=PERSONS)
    assert balance(run) == {"read": 3, "same": 1, "created": 1, "failed": 1}
    assert anew == [], "A row that is not to be written made the database refuse those that were."
