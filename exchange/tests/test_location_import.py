"""The location lists come in by spreadsheet, and go out so that they come in again unchanged."""

import pytest

from counterparties.tests.importing import balance, done, prepared, reasons
from exchange.exporting import export, list_of
from exchange.reading import inspected, rows_of
from exchange.targets import target_of
from reference.locations.replacing import replace_location
from reference.models import Location
from reference.models.locations import Level
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db
SETTLEMENTS = {"level": "settlement", "country": "BG"}


def taken(folder, *rows: list[str], options=SETTLEMENTS, write=True):
    return done(prepared(folder, list(rows), target="locations", options=options), write=write)


@pytest.fixture
def area(db) -> Location:
    return factories.location(level=Level.AREA, name_bg="Русе", name_en="Ruse", code="RSE")


def test_settlements_stand_under_their_areas(area, tmp_path):
    head = ["code", "name_bg", "name_en", "area", "postal_code"]
    run = taken(
        tmp_path,
        head,
        ["63427", "Русе", "Ruse", "обл. Русе", "7000"],
        ["32024", "Иваново", "Ivanovo", "RSE", "7088"],
        ["1", "Никъде", "", "Атлантида", ""],
        ["", "", "", "", "1000"],
        ["32024", "Пак", "", "", ""],
    )
    assert balance(run) == {"read": 5, "created": 2, "failed": 3}
    assert "“Атлантида” is not in the list" in reasons(run)[4] and "Enter the name" in reasons(run)[5]
    assert "line 3 has it already" in reasons(run)[6]
    made = Location.objects.get(code="32024")
    assert (made.parent, made.level, made.country, made.key_bg) == (area, "settlement", "BG", "иваново")
    again = taken(tmp_path, head, ["63427", "Русе", "Rousse", "Ruse", ""], ["32024", "Иваново", "", "", ""])
    assert balance(again) == {"read": 2, "updated": 1, "same": 1}
    assert Location.objects.get(code="63427").key_en == "rousse"


def test_a_blank_cell_clears_what_it_is_said_to_clear(area, tmp_path):
    factories.location(code="63427", name_bg="Русе", name_en="Ruse", postal_code="7000", parent=area)
    blank = {"blank": "clear"}

    def cleared(*rows):
        columns = dict.fromkeys(("name_bg", "name_en", "postal_code"), blank)
        made = prepared(tmp_path, list(rows), target="locations", options=SETTLEMENTS, **columns)
        return done(made)

    head = ["code", "name_bg", "name_en", "postal_code"]
    assert balance(cleared(head, ["63427", "Русе", "", ""])) == {"read": 1, "updated": 1}
    stored = Location.objects.get(code="63427")
    assert (stored.name_bg, stored.name_en, stored.key_en, stored.postal_code) == ("Русе", "", "", "")
    assert "Enter the name" in reasons(cleared(head, ["63427", "", "", "7000"]))[2]


def test_streets_name_their_settlement_and_villages_of_one_name_their_codes(area, tmp_path):
    for code in ("1", "2"):
        factories.location(name_bg="Иваново", code=code, parent=area)
    options = {"level": "street", "country": "BG"}
    run = taken(
        tmp_path, ["name_bg", "settlement"], ["Първа", "1"], ["Първа", "2"], ["Втора", "Иваново"], ["X", ""],
        options=options,
    )  # fmt: skip
    assert balance(run) == {"read": 4, "created": 2, "failed": 2}
    assert "Several are called" in reasons(run)[4] and "Say the settlement" in reasons(run)[5]
    assert balance(taken(tmp_path, ["name_bg", "settlement"], ["ул. Първа", "1"], options=options))["updated"] == 1


def test_a_column_says_the_level_and_later_rows_stand_under_earlier_ones(db, tmp_path):
    table = [
        ["level", "name_bg", "area", "settlement"],
        ["Area", "Видин", "", ""],
        ["settlement", "Лом", "Видин", ""],
        ["street", "Първа", "", "Лом"],
        ["country", "Нова", "", ""],
    ]
    run = taken(tmp_path, *table, options={"country": "BG"})
    assert balance(run) == {"read": 4, "created": 1, "failed": 3}
    assert balance(taken(tmp_path, *table[:3], options={"country": "BG"})) == {"read": 2, "created": 1, "same": 1}
    run = taken(tmp_path, ["name_bg"], ["x"], options={})
    assert "choose it for the whole file" in reasons(run)[2]


def test_what_is_another_name_by_now_is_not_added_again(area, tmp_path):
    right, wrong = factories.location(name_bg="Русе", parent=area), factories.location(name_bg="Русчук", parent=area)
    replace_location(location=wrong, by=right, keep=True, user=None)
    run = taken(tmp_path, ["name_bg", "area"], ["Русчук", "Русе"])
    assert balance(run) == {"read": 1, "same": 1}
    right.refresh_from_db()
    assert right.name_bg == "Русе"


def test_what_goes_out_comes_in_again_unchanged(area, tmp_path):
    ruse = factories.location(name_bg="Русе", code="63427", parent=area, postal_code="7000", stopped=True)
    factories.location(name_bg="Иваново", parent=area)
    factories.location(level=Level.STREET, name_bg="Дунав", parent=ruse)
    names = [*target_of("locations").attributes(None)]
    query = list_of(
        screen=screens["locations"], user=factories.superuser(), query="&".join(f"columns={each}" for each in names)
    )
    path = tmp_path / "out.csv"
    assert export(query=query, path=path, format="csv") == 4
    rows = [row.cells for row in rows_of(path, inspected(path))]
    assert balance(taken(tmp_path, names, *rows, options={})) == {"read": 4, "same": 4}


def test_only_who_may_edit_settings_imports(area):
    assert target_of("locations").allows(factories.administrator())
    assert not target_of("locations").allows(factories.reader())
