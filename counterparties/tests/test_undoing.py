"""What a job has written is taken back: what it made goes, what it changed is as before, what people edited stays."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from counterparties.archiving import archive_counterparty
from counterparties.models import Address, BankAccount, Counterparty
from counterparties.saving import save_counterparty, save_sub_record
from counterparties.tests.undoing import change, job_of, outcomes, people, reasons, state, undone, work
from exchange.undoing.ordering import start_undo
from history.models import Change
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db


def test_what_an_import_created_goes(imported, admin):
    before = factories.counterparty(name="Before")
    run = imported(["name", "types"], ["Alpha", "customer"], ["Beta", "supplier"], user=admin)
    assert outcomes(undone(run.job, admin)) == {"reversed": 2}
    assert list(Counterparty.objects.all()) == [before]
    assert Change.objects.filter(table="counterparties_counterparty", action="D", before__name="Alpha").exists()


def test_what_an_import_changed_is_as_before(imported, admin):
    record = factories.counterparty(name="Alpha", code="A1", phone="+359888123456", alias="a")
    before = state()
    run = imported(["code", "name", "alias", "types"], ["A1", "Омега", "o", "supplier"], user=admin)
    assert state() != before
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}
    assert state() == before
    assert list(Counterparty.objects.found_by("alpha")) == [record]


def edit_the_same(record, by):
    change(record, by, alias="mine")


def edit_the_type(record, by):
    change(record, by, types=[factories.kind_type(Kind.BANK)])


def archive(record, by):
    people(by)
    archive_counterparty(user=by, record=record)


@pytest.mark.parametrize(
    ("edit", "told"),
    [(edit_the_same, "Alias"), (edit_the_type, "Type of a counterparty: deleted"), (archive, "Archived")],
)
def test_what_was_edited_since_stays(imported, admin, clerk, edit, told):
    record = factories.counterparty(name="Alpha", code="A1", alias="a")
    run = imported(["code", "alias", "types"], ["A1", "o", "supplier"], ["B1", "no name", "supplier"], user=admin)
    edit(record, clerk)
    edited = state()
    done = undone(run.job, admin)
    if edit is archive:
        assert outcomes(done) == {"failed": 1}
        assert reasons(done) == {record.pk: "It is archived: activate it first."}
    else:
        assert outcomes(done) == {"kept": 1}
        assert reasons(done) == {record.pk: told}
        row = done.rows.get()
        assert row.changed_by == clerk.pk
        assert timezone.now() - row.changed_at < datetime.timedelta(minutes=1)
    assert state() == edited


def test_another_field_that_somebody_changed_is_not_lost(imported, admin, clerk):
    record = factories.counterparty(name="Alpha", code="A1", alias="a")
    run = imported(["code", "alias"], ["A1", "o"], user=admin)
    change(record, clerk, note="important", email="a@example.com")
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}
    record.refresh_from_db()
    assert (record.alias, record.note, record.email) == ("a", "important", "a@example.com")


@pytest.mark.parametrize("added", [factories.contact_person, factories.address, factories.bank_account])
def test_a_new_record_that_somebody_has_added_to_stays(imported, admin, added):
    run = imported(["name", "types"], ["Alpha", "customer"], ["Beta", "customer"], user=admin)
    record = Counterparty.objects.get(name="Alpha")
    row = added(record)
    done = undone(run.job, admin)
    assert outcomes(done) == {"reversed": 1, "kept": 1}
    assert reasons(done) == {record.pk: f"Added since: {row._meta.verbose_name} “{row}”."}
    assert list(Counterparty.objects.all()) == [record]


def test_a_new_record_that_somebody_changed_stays(imported, admin, clerk):
    run = imported(["name", "types"], ["Alpha", "customer"], user=admin)
    record = change(Counterparty.objects.get(), clerk, note="mine")
    done = undone(run.job, admin)
    assert outcomes(done) == {"kept": 1}
    assert reasons(done) == {record.pk: "Note"}


def test_a_change_that_was_changed_back_is_none(imported, admin, clerk):
    run = imported(["name", "types"], ["Alpha", "customer"], user=admin)
    record = change(Counterparty.objects.get(), clerk, note="mine")
    change(record, clerk, note="")
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}


def test_a_new_record_that_others_refer_to_stays(imported, admin):
    run = imported(["name", "types"], ["Alpha", "holding"], ["Beta", "customer"], user=admin)
    record = Counterparty.objects.get(name="Alpha")
    other = factories.counterparty(name="Gamma")
    factories.holding_member(record, other)
    done = undone(run.job, admin)
    assert outcomes(done) == {"reversed": 1, "failed": 1}
    assert reasons(done) == {record.pk: "Referred to by holding membership “Alpha / Gamma”."}


def test_references_among_what_goes_hold_nothing(admin):
    def deed():
        holds, member = factories.holding(), factories.counterparty()
        factories.holding_member(holds, member)
        factories.contact_person(member)

    assert outcomes(undone(job_of(admin, deed), admin)) == {"reversed": 2}
    assert not Counterparty.objects.exists()


def test_who_is_named_by_one_that_stays_stays_too(admin, clerk):
    made = {}

    def deed():
        made["holding"], made["member"] = factories.holding(name="H"), factories.counterparty(name="M")
        factories.holding_member(made["holding"], made["member"])

    job = job_of(admin, deed)
    change(made["member"], clerk, note="mine")
    done = undone(job, admin)
    assert outcomes(done) == {"kept": 1, "failed": 1}
    assert reasons(done)[made["holding"].pk] == "Referred to by holding membership “H / M”."


def test_a_number_that_somebody_took_meanwhile_is_not_given_back(imported, admin):
    number = factories.uic(1)
    record = factories.counterparty(name="Alpha", code="A1", uic=number)
    run = imported(["code", "uic"], ["A1", ""], user=admin, uic={"blank": "clear"})
    factories.counterparty(name="Beta", uic=number)
    done = undone(run.job, admin)
    assert outcomes(done) == {"failed": 1}
    assert reasons(done) == {record.pk: f"“Beta” has {number} already."}


def test_numbers_that_a_job_has_swapped_go_back(admin):
    one, two = factories.uic(1), factories.uic(2)
    alpha, beta = factories.counterparty(uic=one), factories.counterparty(uic=two)

    def deed():
        for record, number in ((alpha, ""), (beta, one), (alpha, two)):
            record.refresh_from_db()
            save_counterparty(user=admin, record=record, values={"uic": number})

    before = state()
    assert outcomes(undone(job_of(admin, deed), admin)) == {"reversed": 2}
    assert state() == before


def test_a_main_contact_gives_way_to_the_one_before_it(admin):
    record = factories.counterparty()
    first, second = factories.contact_person(record, main=True), factories.contact_person(record)
    before = state()

    def deed():
        save_sub_record(user=admin, record=second, values={"main": True})

    assert outcomes(undone(job_of(admin, deed), admin)) == {"reversed": 1}
    assert state() == before
    first.refresh_from_db()
    assert first.main


def test_what_was_archived_together_comes_back_together(admin):
    record = factories.counterparty(name="Alpha")
    factories.contact_person(record, first_name="Zora")
    factories.holding_member(factories.holding(), record)
    before = state()
    job = job_of(admin, lambda: archive_counterparty(user=admin, record=record))
    assert state() != before
    assert outcomes(undone(job, admin)) == {"reversed": 1}
    assert state() == before
    assert list(Counterparty.objects.found_by("zora")) == [record]


def test_rows_of_tabs_are_as_before(admin):
    record = factories.counterparty(name="Alpha")
    person, place = factories.contact_person(record, first_name="Zora"), factories.address(record)
    member = factories.holding_member(factories.holding(), record, share=Decimal("33.10"), from_date="2020-02-29")
    before = state()

    def deed():
        save_sub_record(user=admin, record=person, values={"first_name": "Яна", "email": "y@example.com"})
        save_sub_record(user=admin, record=member, values={"share": None, "to_date": datetime.date(2030, 1, 1)})
        factories.bank_account(record)
        Address.objects.filter(pk=place.pk).delete()

    job = job_of(admin, deed)
    assert outcomes(undone(job, admin)) == {"reversed": 1}
    assert state() == before
    assert list(Counterparty.objects.found_by("zora")) == [record]
    assert not Counterparty.objects.found_by("yana").exists()


def test_an_account_that_was_added_again_since_is_in_the_way(admin):
    record = factories.counterparty()
    account = factories.bank_account(record)
    job = job_of(admin, lambda: BankAccount.objects.filter(pk=account.pk).delete())
    factories.bank_account(record, iban=account.iban)
    done = work(start_undo(user=admin, job=job))
    assert outcomes(done) == {"failed": 1}
    assert reasons(done) == {record.pk: "The counterparty has this account already."}
