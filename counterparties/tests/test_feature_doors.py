"""Every data type through every door: one table says what is typed, stored and shown, and what is refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from access.models import User
from counterparties.changes import changes_of_file
from counterparties.importing import Counterparties
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from counterparties.tests.importing import balance, done, prepared, reasons
from exchange.exporting import everything, export, list_of
from exchange.mapping import suggested
from exchange.models import ImportRun
from exchange.reading import inspected
from reference.features.attributes import by_key
from reference.kinds import Kind
from reference.models.features import DataType
from screens.registry import screens
from tests import factories as f

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Door:
    """A data type: `typed` in a cell, `posted` by a form where that is another text, and what becomes of it."""

    data_type: DataType
    typed: str
    stored: Any
    en: str
    bg: str
    wrong: str
    error: str
    posted: Any = None
    definition: dict[str, Any] = field(default_factory=dict)


DOORS = [
    Door(
        *(DataType.TEXT, "  =Борова гора;  ", "=Борова гора;", "=Борова гора;", "=Борова гора;"),
        *("№ 5", "It must match the pattern"),
        definition={"pattern": r"\D*"},
    ),
    Door(
        *(DataType.LONG_TEXT, "Първи ред\r\n\r\n'втори, „ред“", "Първи ред\n\n'втори, „ред“"),
        *("Първи ред\n\n'втори, „ред“", "Първи ред\n\n'втори, „ред“"),
        *("x" * 20_001, "Shorten it to 20000 characters"),
    ),
    Door(
        *(DataType.NUMBER, "1 250 000,50", "1250000.5", "1,250,000.50", "1\xa0250\xa0000,50"),
        *("много", "Enter a number, such as 1250.50; “много” is not one."),
        definition={"unit": "EUR", "decimals": 2, "name_en": "Annual turnover", "name_bg": "Годишен оборот"},
    ),
    Door(
        *(DataType.DATE, "20.11.2026", "2026-11-20", "20 Nov 2026", "20.11.2026"),
        *("31.02.2026", "Enter a date as 2026-11-20 or 20.11.2026; “31.02.2026” is not one."),
        posted="2026-11-20",
    ),
    Door(
        *(DataType.YES_NO, "не", False, "No", "Не"),
        *("може би", "Enter yes or no; “може би” is neither."),
        posted="no",
    ),
    Door(
        *(DataType.NOMENCLATURE, "Север; east", ["north", "east"], "North, East", "Север, Изток"),
        *("Запад", "There is no item “Запад”"),
        posted=["north", "east"],
        definition={"multiple": True},
    ),
    Door(
        *(DataType.COUNTERPARTY, "payer ltd.", "PAY-1", "Payer Ltd", "Payer Ltd"),
        *("Nobody", "There is no counterparty with the code, UIC or name “Nobody”."),
        posted="PAY-1",
    ),
]
by_type = pytest.mark.parametrize("door", DOORS, ids=[str(door.data_type.value) for door in DOORS])


@dataclass
class Place:
    """A feature of the data type, attached to Customer, and a customer."""

    door: Door
    user: User
    name: str
    key: str
    stored: Any
    record: Counterparty

    @property
    def value(self) -> Any:
        return Counterparty.objects.get(pk=self.record.pk).features.get(self.key)


@pytest.fixture
def user(client: Client) -> User:
    user = f.superuser()
    client.force_login(user)
    return user


@pytest.fixture
def place(door: Door, user: User) -> Place:
    return made(door, user)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def made(door: Door, user: User) -> Place:
    values: dict[str, Any] = {"code": door.data_type.value, "data_type": door.data_type, **door.definition}
    stored = door.stored
    if door.data_type == DataType.NOMENCLATURE:
        values["nomenclature"] = f.nomenclature(code="regions")
        items = {
            code: f.item(values["nomenclature"], code=code, name_en=code.title(), name_bg=name)
            for code, name in (("north", "Север"), ("east", "Изток"), ("south", "Юг"))
        }
        stored = [items[code].pk for code in door.stored]
    if door.data_type == DataType.COUNTERPARTY:
        stored = f.counterparty(code=door.stored, name="Payer Ltd").pk
    feature = f.feature(types=[f.kind_type(Kind.CUSTOMER)], **values)
    return Place(door, user, f"f.{feature.code}", str(feature.pk), stored, f.counterparty(code="C-1"))


def give(place: Place) -> None:
    """Stores the value, through the verb."""
    attribute = by_key()[place.key]
    features = {place.name: attribute.from_json(place.stored)}
    place.record = save_counterparty(user=place.user, record=place.record, values={}, features=features)


def posted(client: Client, place: Place, value: Any) -> Any:
    """The answer to the edit form with this value in the feature's field."""
    url = reverse("counterparties-edit", args=[place.record.pk])
    form = client.get(url).context["form"]
    data = {bound.name: bound.value() for bound in form if bound.value()}
    return client.post(url, data | {place.name: value, "seen": place.name})


@by_type
def test_the_form(client: Client, place: Place) -> None:
    typed = place.door.typed if place.door.posted is None else place.door.posted
    assert posted(client, place, typed).status_code == 302
    assert place.value == place.stored
    again = client.get(reverse("counterparties-edit", args=[place.record.pk])).context["form"]
    assert posted(client, place, again[place.name].value()).status_code == 302
    assert place.value == place.stored
    wrong = posted(client, place, place.door.wrong)
    assert wrong.status_code == 422
    assert " ".join(wrong.context["form"].errors[place.name]).startswith(problem(place.door))
    assert posted(client, place, "").status_code == 302
    assert place.value is None


def problem(door: Door) -> str:
    # The form offers the items to choose from; a cell may name what is not there.
    return "“Запад” is not an item of the list." if door.data_type == DataType.NOMENCLATURE else door.error


@by_type
def test_the_file_and_the_list(client: Client, place: Place) -> None:
    give(place)
    for language, text in (("en", place.door.en), ("bg", place.door.bg)):
        client.cookies["django_language"] = language
        with translation.override(language):
            feature = by_key()[place.key]
            assert feature.show(feature.value(place.record)) == text
            page = client.get(place.record.get_absolute_url()).content.decode()
            (line,) = client.get(place.record.get_absolute_url()).context["features"]["sections"][0]["lines"]
        assert line["label"] == feature.label
        assert text.split("\n")[0] in page.replace("&#x27;", "'")


@by_type
def test_the_import(load: Any, place: Place) -> None:
    header = ("code", place.name)
    run = load(header, ("C-1", place.door.typed))
    assert (balance(run), place.value) == ({"read": 1, "updated": 1}, place.stored)
    assert run.rows.get().changes[place.name] == ["", place.door.en]
    assert balance(load(header, ("C-1", f" {place.door.typed}"))) == {"read": 1, "same": 1}
    run = load(header, ("C-1", place.door.wrong))
    assert balance(run) == {"read": 1, "failed": 1}
    assert reasons(run)[2].startswith(f"{place.name}: {place.door.error}")
    run = load(header, ("C-1", ""), user=f.superuser(language="bg"), **{place.name: {"blank": "clear"}})
    assert (run.rows.get().changes[place.name], place.value) == ([place.door.bg, ""], None)


@by_type
def test_the_history(place: Place) -> None:
    give(place)
    save_counterparty(
        user=place.user, record=place.record, values={}, features={place.name: by_key()[place.key].empty}
    )
    for language, text in (("en", place.door.en), ("bg", place.door.bg)):
        with translation.override(language):
            entries, _older = changes_of_file(place.record, place.user, limit=10)
            lines = [(line.label, line.before, line.after) for entry in entries for line in entry.lines]
            label = by_key()[place.key].label
        assert {(label, text, ""), (label, "", text)} <= set(lines)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "bg"])
def test_an_export_imports_unchanged(user: User, tmp_path: Path, format: str, language: str) -> None:
    """The list as it is, all data types at once, with the headers that it has in either language."""
    for door in DOORS:
        place = made(door, user)
        give(place)
        Counterparty.objects.filter(pk=place.record.pk).update(code=f"X-{door.data_type.value}")
    screen, path = screens["counterparties"], tmp_path / f"list.{format}"
    with translation.override(language):
        query = list_of(screen=screen, user=user, query=everything(screen=screen, user=user))
        number = export(query=query, path=path, format=format)
    run = uploaded(path, user)
    names = {
        column.attribute for column in suggested(run.reading.headers, Counterparties().attributes(user), {}).columns
    }
    assert {f"f.{door.data_type.value}" for door in DOORS} <= names
    assert balance(done(run)) == {"read": number, "same": number}


def uploaded(path: Path, user: User) -> ImportRun:
    """A run over the file with the mapping that is suggested."""
    sheet, target = inspected(path), Counterparties()
    mapping = suggested(sheet.headers, target.attributes(user), target.synonyms)
    return ImportRun.objects.create(
        target="counterparties",
        user=user,
        path=str(path),
        name=path.name,
        sheet=sheet.values(),
        mapping=mapping.values(),
    )


@pytest.mark.parametrize(
    "header",
    ["Annual turnover, EUR", "Годишен оборот, EUR", "annual turnover", "Годишен Оборот", "number", "f.number"],
)
def test_headers_that_mean_a_feature(user: User, header: str) -> None:
    made(next(door for door in DOORS if door.data_type == DataType.NUMBER), user)
    (column,) = suggested([header], Counterparties().attributes(user), Counterparties().synonyms).columns
    assert column.attribute == "f.number"


def test_what_an_export_writes_goes_before_other_words(user: User) -> None:
    f.feature(code="alias", name_en="Note")
    f.feature(code="second", name_en="Note")
    f.feature(code="vat", name_en="Forms")
    columns = suggested(["Note", "Note (f.second)", "Alias", "f.alias", "VAT"], Counterparties().attributes(user), {})
    assert [column.attribute for column in columns.columns] == ["note", "f.second", "alias", "f.alias", "f.vat"]


def test_missing_items_are_added_when_wished(tmp_path: Path, user: User) -> None:
    place = made(next(door for door in DOORS if door.data_type == DataType.NOMENCLATURE), user)
    table = [["code", place.name], ["C-1", "Север, Югозапад"]]
    assert balance(done(prepared(tmp_path, table, user=user))) == {"read": 1, "failed": 1}
    run = done(prepared(tmp_path, table, user=user, **{place.name: {"create": True}}))
    assert run.rows.get().changes[place.name] == ["", "North, Югозапад"]
