"""Bulk edits: every way to change a value, what is refused, two people at once, the balance."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from access.models import Action, User
from counterparties.models import Counterparty, CounterpartyType
from exchange import clearing
from exchange.bulk import ordering, running
from exchange.bulk.changes import ADD, CLEAR, SET, TAKE, Change, ways_of
from exchange.bulk.clearing import clear_edits
from exchange.bulk.models import BulkEdit
from exchange.bulk.ordering import begin, edit_now, order_check, order_run
from exchange.targets import target_of
from history.models import Change as Changed
from jobs.models import Job
from jobs.running import run
from reference.kinds import Kind
from reference.models import TypeRight
from reference.models.features import DataType
from screens.registry import screens
from tests import factories as f

pytestmark = pytest.mark.django_db


def edited(records, *changes, user=None):
    """The edit of these records, done."""
    user = user or f.superuser()
    return edit_now(user=user, screen="counterparties", ids=[each.pk for each in records], changes=changes)


def balance(edit):
    """The counts that are not 0, after seeing that they balance."""
    counts = edit.counts
    assert counts["found"] == counts["changed"] + counts["same"] + counts["refused"] + counts["remaining"]
    return {name: number for name, number in counts.items() if number}


def reasons(edit):
    return {row.record_id: (row.why, row.reason) for row in edit.rows.filter(outcome="refused")}


def test_a_status_is_set_once_and_the_history_knows_the_run() -> None:
    one, other = f.status(code="one"), f.status(code="other")
    records = [f.counterparty(status=one), f.counterparty(status=other), f.counterparty()]
    edit = edited(records, Change("status", SET, "other"))
    assert balance(edit) == {"found": 3, "changed": 2, "same": 1}
    assert set(Counterparty.objects.values_list("status__code", flat=True)) == {"other"}
    changes = Changed.objects.filter(run=f"job:{edit.job.pk}", table="counterparties_counterparty")
    assert {change.record_id for change in changes} == {records[0].pk, records[2].pk}
    assert all(change.after == {"status_id": other.pk} for change in changes)
    row = edit.rows.get(record_id=records[0].pk)
    assert row.changes == {"status": [str(one), str(other)]}
    assert [each.version for each in Counterparty.objects.order_by("pk")] == [2, 1, 2]


def test_own_columns_are_set_and_cleared() -> None:
    trader = f.user(username="trader")
    records = [f.counterparty(alias="Old", language="bg"), f.counterparty(phone="+359 2 1234567")]
    changes = [
        *(Change("alias", SET, "New alias"), Change("responsible", SET, "trader"), Change("country", SET, "DE")),
        *(Change("language", CLEAR), Change("note", SET, "two\nlines"), Change("phone", CLEAR)),
    ]
    edited(records, *changes)
    for record in Counterparty.objects.all():
        assert (record.alias, record.responsible, record.country.code) == ("New alias", trader, "DE")
        assert (record.language, record.note, record.phone, record.foreign) == ("", "two\nlines", "", True)
        assert "new alias" in record.search


def test_types_are_set_added_and_taken_away() -> None:
    wholesaler, retailer = f.type_(code="wholesaler"), f.type_(code="retailer")
    first, second = f.counterparty(types=[wholesaler]), f.counterparty(types=[retailer, Kind.SUPPLIER])

    def ticked(record):
        return set(CounterpartyType.objects.filter(counterparty=record).values_list("type__code", flat=True))

    edit = edited([first, second], Change("types", ADD, "retailer"))
    assert balance(edit) == {"found": 2, "changed": 1, "same": 1}
    assert ticked(first) == {"wholesaler", "retailer"}
    edited([first, second], Change("types", TAKE, "retailer, supplier"))
    assert (ticked(first), ticked(second)) == ({"wholesaler"}, set())
    edited([first, second], Change("types", SET, "bank"))
    assert [row.kinds for row in Counterparty.objects.all()] == [["bank"], ["bank"]]


VALUES = [
    ({"data_type": DataType.TEXT}, "red", "red"),
    ({"data_type": DataType.LONG_TEXT}, "one\ntwo", "one\ntwo"),
    ({"data_type": DataType.NUMBER, "decimals": 2}, "12.50", "12.5"),
    ({"data_type": DataType.DATE}, "2026-11-22", "2026-11-22"),
    ({"data_type": DataType.YES_NO}, "no", False),
]


@pytest.mark.parametrize(("definition", "text", "stored"), VALUES)
def test_features_are_set_and_cleared(definition, text, stored) -> None:
    feature = f.feature(code="it", **definition)
    records = [f.counterparty(), f.counterparty()]
    assert balance(edited(records, Change("f.it", SET, text))) == {"found": 2, "changed": 2}
    assert [row.features for row in Counterparty.objects.all()] == [{str(feature.pk): stored}] * 2
    assert balance(edited(records, Change("f.it", SET, text))) == {"found": 2, "same": 2}
    edited(records, Change("f.it", CLEAR))
    assert [row.features for row in Counterparty.objects.all()] == [{}, {}]


def test_items_are_added_and_taken_away_where_there_may_be_several() -> None:
    words = f.nomenclature(items=("A", "B", "C"))
    a, b, c = words.items.order_by("position")
    feature = f.feature(code="words", data_type=DataType.NOMENCLATURE, nomenclature=words, multiple=True)
    key = str(feature.pk)
    first, second = f.counterparty(features={"f.words": (a.pk,)}), f.counterparty()
    edited([first, second], Change("f.words", ADD, f"{c.code};{b.code}"))
    assert [row.features[key] for row in Counterparty.objects.order_by("pk")] == [[a.pk, b.pk, c.pk], [b.pk, c.pk]]
    edited([first, second], Change("f.words", TAKE, f"{b.code};{c.code}"))
    assert [row.features.get(key) for row in Counterparty.objects.order_by("pk")] == [[a.pk], None]


def test_a_counterparty_as_a_value() -> None:
    payer, record = f.counterparty(), f.counterparty()
    feature = f.feature(code="payer", data_type=DataType.COUNTERPARTY)
    edited([record], Change("f.payer", SET, payer.code))
    assert Counterparty.objects.get(pk=record.pk).features == {str(feature.pk): payer.pk}


def test_rules_refuse_rows_one_by_one() -> None:
    live, archived = f.counterparty(), f.counterparty(archived_at="2026-01-01T00:00:00Z")
    f.feature(code="must", required=True, types=[f.kind_type(Kind.BANK)])
    bank = f.counterparty(types=[Kind.BANK], features={"f.must": "x"})
    assert ways_of(target_of("counterparties").attributes(None)["f.must"]) == [SET]
    edit = edited([live, archived, bank], Change("alias", SET, "Same for all"))
    assert balance(edit) == {"found": 3, "changed": 2, "refused": 1}
    assert reasons(edit) == {archived.pk: ("archived", f"“{archived.name}” is archived: activate it first.")}


def test_a_unique_feature_is_only_cleared() -> None:
    f.feature(code="one", unique=True)
    attribute = target_of("counterparties").attributes(None)["f.one"]
    assert ways_of(attribute) == [CLEAR]
    with pytest.raises(ValidationError, match="cannot be changed in this way"):
        edited([f.counterparty()], Change("f.one", SET, "x"))


def test_rights_are_counted_not_raised() -> None:
    user = f.limited_user(Kind.CUSTOMER, actions=(Action.SEE, Action.EDIT))
    other = f.limited_user(Kind.CUSTOMER, Kind.SUPPLIER, actions=(Action.SEE,))
    mine, hidden = f.counterparty(), f.counterparty(types=[Kind.SUPPLIER])
    edit = edited([mine, hidden], Change("alias", SET, "x"), user=user)
    assert balance(edit) == {"found": 1, "changed": 1}, "what one does not see is not found either"
    seen = edited([mine, hidden], Change("alias", SET, "y"), user=other)
    assert balance(seen) == {"found": 2, "refused": 2}
    assert set(reasons(seen).values()) == {("right", "You may not change it.")}


@pytest.mark.parametrize("left", [True, False])
def test_a_right_is_taken_away_meanwhile(monkeypatch, left) -> None:
    user = f.limited_user(Kind.CUSTOMER, actions=(Action.SEE, Action.EDIT))
    edit = begin(user=user, screen=screens["counterparties"], ids=[f.counterparty().pk for _each in range(3)])
    order_check(edit=edit, changes=[Change("alias", SET, "x")])
    order_run(edit=edit)
    monkeypatch.setattr(running, "ROWS_A_CHUNK", 1)
    take = running.Passage.take

    def take_and_lose(passage, *chunk) -> None:
        take(passage, *chunk)
        if left:
            User.objects.filter(pk=user.pk).update(is_active=False)
        else:
            TypeRight.objects.update(actions=[Action.SEE])

    monkeypatch.setattr(running.Passage, "take", take_and_lose)
    edit.refresh_from_db()
    job = run(edit.job)
    edit.refresh_from_db()
    if left:
        assert job.state == Job.State.FAILED and "may not log in any more" in job.message
        assert balance(edit) == {"found": 3, "changed": 1, "remaining": 2}
    else:
        assert balance(edit) == {"found": 3, "changed": 1, "refused": 2}
        assert set(reasons(edit).values()) == {("right", "You may not change it.")}


def test_the_rows_are_those_that_were_meant_when_it_began() -> None:
    one, other, user = f.status(code="one"), f.status(code="other"), f.superuser()
    records = [f.counterparty(status=one) for _each in range(3)]
    edit = begin(user=user, screen=screens["counterparties"], query="status=one")
    edit = order_check(edit=edit, changes=[Change("alias", SET, "x")])
    assert balance(edit) == {"found": 3, "changed": 3}
    late = f.counterparty(status=one)
    Counterparty.objects.filter(pk=records[0].pk).update(status=other)
    Counterparty.objects.filter(pk=records[1].pk).update(alias="x")
    gone = records[2].pk
    Counterparty.types.through.objects.filter(counterparty=gone).delete()
    Counterparty.objects.filter(pk=gone).delete()
    done = run(order_run(edit=edit))
    assert done.state == Job.State.DONE, done.message
    edit.refresh_from_db()
    assert balance(edit) == {"found": 3, "changed": 1, "same": 1, "refused": 1, "meanwhile": 3}
    assert reasons(edit) == {gone: ("gone", "It has been deleted meanwhile.")}
    assert Counterparty.objects.get(pk=late.pk).alias == ""


def test_a_check_of_many_runs_in_the_worker(monkeypatch) -> None:
    monkeypatch.setattr(ordering, "ROWS_AT_ONCE", 2)
    user = f.superuser()
    records = [f.counterparty() for _each in range(3)]
    edit = begin(user=user, screen=screens["counterparties"])
    edit = order_check(edit=edit, changes=[Change("alias", SET, "x")])
    assert (edit.state, edit.job.kind) == ("choosing", "bulk-check")
    with pytest.raises(ValidationError, match="has begun already"):
        order_check(edit=edit, changes=[Change("alias", SET, "y")])
    run(edit.job)
    edit.refresh_from_db()
    assert edit.state == "checked" and balance(edit) == {"found": len(records), "changed": len(records)}
    assert not Counterparty.objects.filter(alias="x").exists()


def test_what_was_begun_and_left_is_forgotten() -> None:
    user, screen = f.superuser(), screens["counterparties"]
    left = order_check(
        edit=begin(user=user, screen=screen, ids=[f.counterparty().pk]), changes=[Change("alias", SET, "x")]
    )
    done = edited([f.counterparty()], Change("alias", SET, "x"))
    BulkEdit.objects.update(created_at="2026-01-01T00:00:00Z")
    fresh = begin(user=user, screen=screen, ids=[1])
    assert (clear_edits(days=0), clear_edits(days=30)) == (0, 1)
    assert set(BulkEdit.objects.all()) == {done, fresh} and not left.rows.exists() and done.rows.exists()


def test_of_what_ended_long_ago_only_the_work_goes(monkeypatch) -> None:
    monkeypatch.setattr(clearing, "ROWS_AT_ONCE", 2)
    edits = [edited([f.counterparty() for _each in range(3)], Change("alias", SET, "x")) for _old_or_not in range(2)]
    Job.objects.filter(pk=edits[0].job_id).update(finished_at="2026-01-01T00:00:00Z")
    clear_edits(days=30)
    assert [edit.rows.filter(work__isnull=True).count() for edit in edits] == [3, 0]
    assert edits[0].rows.filter(outcome="changed", changes__alias=["", "x"]).count() == 3


def test_what_does_not_balance_is_refused_by_the_database() -> None:
    edit = begin(user=f.superuser(), screen=screens["counterparties"])
    with pytest.raises(IntegrityError, match="bulk_edit_balances"):
        BulkEdit.objects.filter(pk=edit.pk).update(changed=1)


def test_refusals_before_anything_is_done() -> None:
    user, screen = f.superuser(), screens["counterparties"]
    record = f.counterparty()
    with pytest.raises(ValidationError, match="Tick the rows"):
        begin(user=user, screen=screen, ids=[])
    with pytest.raises(ValidationError, match="There is no filter"):
        begin(user=user, screen=screen, query="nonsense=1")
    with pytest.raises(ValidationError, match="cannot be changed together"):
        begin(user=user, screen=screens["statuses"], ids=[1])
    edit = begin(user=user, screen=screen, ids=[record.pk])
    with pytest.raises(ValidationError, match="Choose what is to be changed"):
        order_check(edit=edit, changes=[])
    with pytest.raises(ValidationError, match="There is no"):
        order_check(edit=edit, changes=[Change("status", SET, "nonsense")])
    with pytest.raises(ValidationError, match="by themselves"):
        order_check(edit=edit, changes=[Change("archived_at", "archive"), Change("alias", CLEAR)])
    with pytest.raises(ValidationError, match="Look first"):
        order_run(edit=edit)


def test_two_values_of_one_number_are_exact() -> None:
    f.feature(code="n", data_type=DataType.NUMBER, decimals=6)
    record = f.counterparty()
    edited([record], Change("f.n", SET, "0.100000"))
    attribute = target_of("counterparties").attributes(None)["f.n"]
    assert attribute.value(Counterparty.objects.get(pk=record.pk)) == Decimal("0.1")
