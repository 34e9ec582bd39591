"""What the check has judged is what the import writes; rows for which that does not hold are judged anew, and told."""

import re

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from access.models import Action
from counterparties.models import Counterparty, CounterpartyType
from counterparties.tests.importing import balance, done, prepared, reasons
from exchange import running
from exchange.models import ImportRun, StagedRow
from history.models import Change
from reference.models import NomenclatureItem, TypeRight
from tests import factories

pytestmark = pytest.mark.django_db

LEIS = ("", "213800OK2JEGZ4GE7M14", "391200J2KPJZYV13G604", "391200J2KPJZYV13G605")
FIELDS = ("code", "name", "uic", "lei", "types", "status", "country", "alias", "phone", "f.note", "f.region")


@pytest.fixture(autouse=True)
def _defaults():
    factories.load_defaults()


@pytest.fixture
def checked(load):
    """A run after its check; the same run is imported by `done`."""

    def check(*table, **options):
        return load(*table, write=False, **options)

    return check


def any_of(*texts):
    return st.sampled_from(texts)


row = st.tuples(
    any_of("", "", "A1", "A2"),
    any_of("", "Алфа ООД", "Beta", "x" * 401, 'In "quotes"\tand \\ tabs'),
    any_of("", factories.uic(1), factories.uic(2), factories.uic(3), "123"),
    any_of(*LEIS),
    any_of("", "customer", "customer, supplier", "nothing"),
    any_of("", "active"),
    any_of("", "BG", "DE"),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8),
    any_of("", "0888123456", "+49 30 901820"),
    any_of("", "a note", "two\nlines"),
    any_of("", "North", "South", "West"),
)


def written(run):
    """Everything that an import leaves, without what no two imports have in common."""
    columns = [field.attname for field in Counterparty._meta.concrete_fields]
    changing = {"id", "created_at", "code", "search"}
    records = [
        {name: value for name, value in each.items() if name not in changing}
        | {"code": re.sub(r"^\d+$", "#", each["code"]), "search": set(each["search"].split()) - {each["code"]}}
        for each in Counterparty.objects.order_by("pk").values(*columns)
    ]
    types = CounterpartyType.objects.order_by("counterparty_id", "type_id").values_list("type_id", flat=True)
    rows = list(run.rows.order_by("line").values_list("line", "outcome", "changes"))
    failed = sorted(reasons(run))
    changes = Change.objects.filter(run=f"job:{run.job_id}").values_list("table", "action").order_by("table", "action")
    return balance(run), records, list(types), rows, failed, list(changes)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(row, max_size=8))
@example(rows=[("", "A", "", LEIS[2], *[""] * 7), ("", "", factories.uic(2), LEIS[2], *[""] * 7)])
def test_what_is_kept_is_written_as_if_it_were_judged_now(tmp_path, rows):
    with transaction.atomic():
        factories.feature(code="note", data_type="long_text")
        region = factories.nomenclature(items=("North", "South"))
        factories.feature(code="region", data_type="nomenclature", nomenclature=region)
        factories.counterparty(name="Old", uic=factories.uic(2), features={})
        found = []
        for kept in (True, False):
            with transaction.atomic():
                run = done(prepared(tmp_path, [list(FIELDS), ["", "One", *[""] * 9], *map(list, rows)]), write=False)
                if not kept:
                    ImportRun.objects.update(basis="")
                run.refresh_from_db()
                found.append(written(done(run)))
                transaction.set_rollback(True)
        assert found[0] == found[1]
        transaction.set_rollback(True)


def test_the_check_judges_and_the_import_only_writes(checked, monkeypatch):
    run = checked(("name", "uic"), ("A", factories.uic(1)), ("", ""), ("B", "wrong"))
    assert [row.outcome for row in run.rows.order_by("line")] == ["created", "skipped", "failed"]
    assert run.rows.get(line=2).work["values"]["search"]
    monkeypatch.setattr("exchange.running.passage.Passage.judge", None)
    assert balance(done(run)) == {"read": 3, "created": 1, "skipped": 1, "failed": 1}
    assert Counterparty.objects.get().pk == run.rows.get(line=2).record_id


def test_a_record_that_somebody_edits_meanwhile_is_judged_anew(checked):
    record = factories.counterparty(name="Old", lei=LEIS[1])
    other = factories.counterparty(name="Other", lei=LEIS[2])
    run = checked(("lei", "name"), (LEIS[1], "New"), (LEIS[2], "Others"))
    Counterparty.objects.filter(pk=record.pk).update(name="New", name_sort="new", letter="N", alias="kept")
    done(run)
    assert (balance(run), run.otherwise) == ({"read": 2, "updated": 1, "same": 1}, 1)
    assert run.rows.get(line=2).planned == "updated"
    assert Counterparty.objects.get(pk=record.pk).alias == "kept"
    assert Counterparty.objects.get(pk=other.pk).name == "Others"


def test_a_record_that_was_unchanged_and_is_not_any_more(checked):
    record = factories.counterparty(name="Old", lei=LEIS[1])
    run = checked(("lei", "name"), (LEIS[1], "Old"))
    assert run.same == 1
    Counterparty.objects.filter(pk=record.pk).update(name="By hand")
    assert balance(done(run)) == {"read": 1, "updated": 1}
    assert (run.rows.get().planned, run.rows.get().changes) == ("same", {"name": ["By hand", "Old"]})


def test_a_number_that_somebody_takes_meanwhile(checked):
    run = checked(("lei", "name"), (LEIS[1], "A"), (LEIS[2], "B"))
    assert run.created == 2
    taken = factories.counterparty(name="Quick", lei=LEIS[2])
    assert (balance(done(run)), run.otherwise) == ({"read": 2, "created": 1, "updated": 1}, 1)
    taken.refresh_from_db()
    assert taken.name == "B" and run.rows.get(line=3).record_id == taken.pk


def test_a_record_that_is_archived_meanwhile_is_not_named(checked):
    factories.feature(code="payer", data_type="counterparty")
    payer = factories.counterparty(code="P1")
    run = checked(("name", "f.payer"), ("A", "P1"), ("B", ""))
    assert run.created == 2
    Counterparty.objects.filter(pk=payer.pk).update(archived_at=timezone.now())
    assert balance(done(run)) == {"read": 2, "created": 1, "failed": 1}
    assert "archived" in reasons(run)[2]


def test_a_unique_value_that_somebody_takes_meanwhile(checked):
    factories.feature(code="card", unique=True)
    run = checked(("name", "f.card"), ("A", "1"), ("B", "2"))
    factories.counterparty(name="Quick", features={"f.card": "2"})
    assert balance(done(run)) == {"read": 2, "created": 1, "failed": 1}
    assert "“Quick” has 2 already" in reasons(run)[3]


def test_rows_that_name_records_of_the_same_file_pass_in_the_import(checked, monkeypatch):
    monkeypatch.setattr(running, "ROWS_A_CHUNK", 1)
    factories.feature(code="payer", data_type="counterparty")
    run = checked(("code", "name", "f.payer"), ("P1", "A", ""), ("P2", "B", "P1"))
    assert (run.created, run.failed) == (1, 1)
    assert (balance(done(run)), run.otherwise) == ({"read": 2, "created": 2}, 1)


def test_rights_that_somebody_loses_meanwhile(checked):
    user = factories.administrator()
    run = checked(("name",), ("A",), user=user)
    TypeRight.objects.filter(role__users=user).update(actions=[Action.SEE])
    assert balance(done(ImportRun.objects.get(pk=run.pk))) == {"read": 1, "failed": 1}


def test_items_that_only_the_import_adds(checked):
    regions = factories.nomenclature(items=("North",))
    factories.feature(code="region", data_type="nomenclature", nomenclature=regions)
    run = checked(("name", "f.region"), ("A", "North"), ("B", "West"), **{"f.region": {"create": True}})
    assert [bool(row.work) for row in run.rows.order_by("line")] == [True, False]
    assert NomenclatureItem.objects.filter(nomenclature=regions).count() == 1
    assert balance(done(run)) == {"read": 2, "created": 2}
    west = NomenclatureItem.objects.get(nomenclature=regions, name_en="West")
    assert [west.pk] in Counterparty.objects.get(name="B").features.values()


def test_a_check_that_is_repeated_begins_anew(checked):
    run = checked(("name",), ("A",), ("B",))
    ImportRun.objects.filter(pk=run.pk).update(state="mapping")
    run.refresh_from_db()
    assert balance(done(run, write=False)) == {"read": 2, "created": 2}
    assert StagedRow.objects.count() == 2
