"""An import obeys the rules of the form, finds the records that are meant, and accounts for every row."""

import pytest
from django.db import connection
from django.utils import timezone

from counterparties.models import Counterparty
from counterparties.tests.importing import balance, done, reasons
from exchange import running
from history.models import Change
from tests import factories

pytestmark = pytest.mark.django_db

LEI_1, LEI_2, LEI_WRONG = "213800OK2JEGZ4GE7M14", "391200J2KPJZYV13G604", "391200J2KPJZYV13G605"


@pytest.fixture(autouse=True)
def _defaults():
    factories.load_defaults()


def test_new_rows_become_counterparties_with_everything_that_follows(load):
    run = load(("name", "uic", "country"), ("Алпи Фреш ООД", factories.uic(1), "BG"), kind="customer")
    record = Counterparty.objects.get()
    assert balance(run) == {"read": 1, "created": 1}
    assert (record.name, record.uic, record.kinds) == ("Алпи Фреш ООД", factories.uic(1), ["customer"])
    assert (record.letter, record.name_sort) == ("А", "алпи фреш оод")
    assert "alpi" in record.search
    assert factories.uic(1) in record.search
    assert record.code
    assert [row.code for row in record.types.all()] == ["customer"]
    assert run.rows.get().record_id == record.pk


def waiting() -> int:
    """The pages that wait to be sorted into the index of words; none do behind that."""
    with connection.cursor() as cursor:
        cursor.execute("select gin_clean_pending_list('counterparty_by_search')")
        return cursor.fetchone()[0]


def test_what_an_import_brings_is_found_without_reading_what_waits_for_the_index(load):
    factories.counterparty()
    assert waiting() > 0
    load(("name",), ("Алпи Фреш ООД",))
    assert waiting() == 0


def test_history_says_who_and_which_run(load):
    user = factories.administrator()
    run = load(("name",), ("Alpha",), ("Beta",), user=user)
    changes = Change.objects.filter(table="counterparties_counterparty")
    assert {(change.user_id, change.run, change.action) for change in changes} == {
        (user.pk, f"job:{job_of(run)}", "I")
    }


def job_of(run):
    return Change.objects.filter(table="counterparties_counterparty").latest("pk").run.removeprefix("job:")


@pytest.mark.parametrize(
    ("field", "stored", "text"),
    [
        ("uic", factories.uic(7), f"BG {factories.uic(7)}"),
        ("vat_number", f"BG{factories.uic(7)}", f"{factories.uic(7)}"),
        ("lei", LEI_1, LEI_1.lower()),
        ("code", "K-17", "K-17"),
    ],
)
def test_a_match_is_updated(load, field, stored, text):
    record = factories.counterparty(**{field: stored})
    run = load(("name", field), ("Renamed", text))
    record.refresh_from_db()
    assert balance(run) == {"read": 1, "updated": 1}
    assert record.name == "Renamed"
    assert "renamed" in record.search
    assert getattr(record, field) == stored
    assert record.version == 2


def test_a_personal_number_matches_a_person(load):
    person = factories.counterparty(person_kind="natural", uic="7523169263")
    load(("person_kind", "first_name", "last_name", "uic"), ("natural", "Мария", "Стоева", "7523169263"))
    person.refresh_from_db()
    assert person.name == "Мария Стоева"


def test_a_foreign_number_is_found_without_its_country(load):
    factories.counterparty(country="DE", foreign=True, uic="HRB 1234")
    assert balance(load(("name", "uic"), ("Rotus", "HRB 1234"))) == {"read": 1, "updated": 1}


def test_the_same_number_in_another_country_is_another_counterparty(load):
    factories.counterparty(country="DE", foreign=True, uic="1234")
    run = load(("name", "uic", "country"), ("Rotus", "1234", "AT"))
    assert balance(run) == {"read": 1, "created": 1}


def test_numbers_of_two_records_fail_and_name_both(load):
    factories.counterparty(name="First", lei=LEI_1)
    factories.counterparty(name="Second", uic=factories.uic(3))
    run = load(("name", "lei", "uic"), ("Which", LEI_1, factories.uic(3)))
    assert balance(run) == {"read": 1, "failed": 1}
    assert "First" in reasons(run)[2]
    assert "Second" in reasons(run)[2]


def test_equal_rows_are_unchanged_and_make_no_history(load):
    table = ("name", "lei", "country"), ("Bancoposta", LEI_1, "IT"), ("Rotus", LEI_2, "DE")
    load(*table)
    changes = Change.objects.count()
    assert balance(load(*table)) == {"read": 2, "same": 2}
    assert Change.objects.count() == changes


def test_equal_rows_of_another_mapping_are_compared_and_unchanged(load):
    load(("name", "lei", "country"), ("Bancoposta", LEI_1, "IT"))
    assert balance(load(("lei", "name"), (LEI_1, "Bancoposta"))) == {"read": 1, "same": 1}


def test_a_record_that_was_edited_since_is_compared_anew(load):
    table = ("name", "lei"), ("Bancoposta", LEI_1)
    load(*table)
    Counterparty.objects.update(name="By hand", name_sort="by hand")
    run = load(*table)
    assert balance(run) == {"read": 1, "updated": 1}
    assert run.rows.get().changes == {"name": ["By hand", "Bancoposta"]}


def test_a_wrong_cell_fails_its_row_alone(load):
    run = load(("name", "lei"), ("Right", LEI_1), ("Wrong", LEI_WRONG), ("", ""), ("", LEI_2))
    assert balance(run) == {"read": 4, "created": 1, "skipped": 1, "failed": 2}
    assert "lei: The check digits" in reasons(run)[3]
    assert "name: Enter the name" in reasons(run)[5]
    failed = run.rows.get(line=3)
    assert failed.errors[0]["value"] == LEI_WRONG
    assert failed.cells == ["Wrong", LEI_WRONG]


@pytest.mark.parametrize("size", [1, 2, 5000])
def test_the_same_number_twice_in_a_file_fails_the_second(load, monkeypatch, size):
    monkeypatch.setattr(running, "ROWS_A_CHUNK", size)
    for write in (False, True):
        run = load(
            ("name", "uic"), ("A", factories.uic(1)), ("B", factories.uic(2)), ("C", factories.uic(1)), write=write
        )
        assert balance(run) == {"read": 3, "created": 2, "failed": 1}
        assert "line 2 has it already" in reasons(run)[4]


def test_a_repeated_row_fails_in_every_run(load):
    table = ("name", "lei"), ("A", LEI_1), ("A", LEI_1)
    assert balance(load(*table)) == {"read": 2, "created": 1, "failed": 1}
    assert balance(load(*table)) == {"read": 2, "same": 1, "failed": 1}


def test_two_rows_for_one_record_by_different_numbers(load):
    factories.counterparty(lei=LEI_1, uic=factories.uic(1))
    run = load(("alias", "lei", "uic"), ("one", LEI_1, ""), ("two", "", factories.uic(1)))
    assert balance(run) == {"read": 2, "updated": 1, "failed": 1}
    assert "line 2" in reasons(run)[3]


def test_a_check_writes_nothing_and_says_the_same(load):
    factories.counterparty(name="Old", lei=LEI_1)
    table = ("name", "lei", "alias"), ("New", LEI_2, ""), ("Old", LEI_1, "Renamed"), ("Bad", LEI_WRONG, "")
    changes = Change.objects.count()
    run = load(*table, write=False)
    assert balance(run) == {"read": 3, "created": 1, "updated": 1, "failed": 1}
    assert run.state == "checked"
    assert Counterparty.objects.count() == 1
    assert Change.objects.count() == changes
    assert run.rows.get(line=3).changes == {"alias": ["", "Renamed"]}
    assert run.rows.get(line=2).cells == ["New", LEI_2, ""]
    done(run)
    assert balance(run) == {"read": 3, "created": 1, "updated": 1, "failed": 1}
    assert Counterparty.objects.count() == 2


def test_an_archived_record_is_not_changed(load):
    factories.counterparty(name="Gone", lei=LEI_1, archived_at=timezone.now())
    run = load(("lei", "name"), (LEI_1, "Back"))
    assert "archived" in reasons(run)[2]
    assert balance(load(("lei", "name"), (LEI_1, "Gone"))) == {"read": 1, "same": 1}


def test_a_number_that_is_taken_meanwhile_fails_its_row_alone(load, monkeypatch):
    from counterparties import pairing

    factories.counterparty(lei=LEI_1)
    monkeypatch.setattr(pairing, "matches", lambda rows: [{} for _row in rows])
    run = load(("name", "lei"), ("A", ""), ("B", LEI_1), ("C", LEI_2), ("D", ""))
    assert balance(run) == {"read": 4, "created": 3, "failed": 1}
    assert "Another counterparty has this LEI" in reasons(run)[3]


def test_too_many_cells_fail_the_row(load, tmp_path):
    run = load(("name", "alias"), ("A", "B", "C"), ("D", "E", ""))
    assert balance(run) == {"read": 2, "created": 1, "failed": 1}
    assert "3 cells" in reasons(run)[2]


def test_an_error_of_the_spreadsheet_is_not_imported(load):
    assert "error of the spreadsheet" in reasons(load(("name",), ("#REF!",)))[2]


def test_a_long_name_fits_and_a_longer_one_fails(load):
    run = load(("name",), ("x" * 307,), ("x" * 401,))
    assert balance(run) == {"read": 2, "created": 1, "failed": 1}
    assert "401" in reasons(run)[3]


def test_ten_thousand_errors_are_counted_and_told(load):
    run = load(("name", "lei"), *(("A", f"WRONG{at}") for at in range(10_000)))
    assert balance(run) == {"read": 10_000, "failed": 10_000}
    assert run.rows.filter(outcome="failed").count() == 10_000


def test_a_run_in_chunks_is_the_same(load, monkeypatch):
    monkeypatch.setattr(running, "ROWS_A_CHUNK", 7)
    run = load(("name",), *((f"Name {at}" if at % 10 else "",) for at in range(100)), *(("",),))
    assert balance(run) == {"read": 101, "created": 90, "skipped": 11}
    assert run.last_line == 102
