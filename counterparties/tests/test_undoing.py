"""What a job has written is taken back: what it made goes, what it changed is as before, what people edited stays."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from access.models import Ability, Action
from counterparties.archiving import archive_counterparty
from counterparties.models import Address, BankAccount, Counterparty
from counterparties.saving import save_counterparty, save_sub_record
from counterparties.tests.undoing import job_of, outcomes, people, reasons, state, undone, work
from exchange.undoing.models import Undoing
from exchange.undoing.ordering import check_undo, leave_undo, start_undo
from history.models import Change
from reference.kinds import Kind
from reference.models.features import DataType
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return factories.administrator()


@pytest.fixture
def clerk():
    return factories.superuser(first_name="Мария", last_name="Колева")


@pytest.fixture
def load(load):
    """An import, behind which people go on."""

    def loaded(*table, **options):
        run = load(*table, **options)
        people()
        return run

    return loaded


def change(record, by, **values):
    """An edit in the form."""
    people(by)
    types = values.pop("types", None)
    record.refresh_from_db()
    features = values.pop("features", None)
    return save_counterparty(user=by, record=record, values=values, types=types, features=features)


def test_what_an_import_created_goes(load, admin):
    before = factories.counterparty(name="Before")
    run = load(["name", "types"], ["Alpha", "customer"], ["Beta", "supplier"], user=admin)
    assert outcomes(undone(run.job, admin)) == {"reversed": 2}
    assert list(Counterparty.objects.all()) == [before]
    assert Change.objects.filter(table="counterparties_counterparty", action="D", before__name="Alpha").exists()


def test_what_an_import_changed_is_as_before(load, admin):
    record = factories.counterparty(name="Alpha", code="A1", phone="+359888123456", alias="a")
    before = state()
    run = load(["code", "name", "alias", "types"], ["A1", "Омега", "o", "supplier"], user=admin)
    assert state() != before
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}
    assert state() == before
    assert list(Counterparty.objects.found_by("alpha")) == [record]


def test_the_same_file_again_makes_it_anew(load, admin):
    factories.counterparty(name="Alpha", code="A1")
    table = ["code", "name", "types"], ["A1", "Alpha", "supplier"], ["B1", "Beta", "customer"]
    undone(load(*table, user=admin).job, admin)
    again = load(*table, user=admin)
    assert (again.created, again.updated, again.same) == (1, 1, 0)


def test_an_undoing_is_undone(load, admin):
    factories.counterparty(name="Alpha", code="A1", alias="a")
    load_ = load(["code", "name", "alias", "types"], ["A1", "Omega", "", "supplier"], ["B1", "Beta", "b", "customer"])
    after = state()
    done = undone(load_.job, factories.superuser())
    assert outcomes(undone(done.work, admin)) == {"reversed": 2}
    assert state() == after
    assert outcomes(undone(Undoing.objects.latest("pk").work, admin)) == {"reversed": 2}


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
def test_what_was_edited_since_stays(load, admin, clerk, edit, told):
    record = factories.counterparty(name="Alpha", code="A1", alias="a")
    run = load(["code", "alias", "types"], ["A1", "o", "supplier"], ["B1", "no name", "supplier"], user=admin)
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


def test_another_field_that_somebody_changed_is_not_lost(load, admin, clerk):
    record = factories.counterparty(name="Alpha", code="A1", alias="a")
    run = load(["code", "alias"], ["A1", "o"], user=admin)
    change(record, clerk, note="important", email="a@example.com")
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}
    record.refresh_from_db()
    assert (record.alias, record.note, record.email) == ("a", "important", "a@example.com")


@pytest.mark.parametrize("added", [factories.contact_person, factories.address, factories.bank_account])
def test_a_new_record_that_somebody_has_added_to_stays(load, admin, added):
    run = load(["name", "types"], ["Alpha", "customer"], ["Beta", "customer"], user=admin)
    record = Counterparty.objects.get(name="Alpha")
    row = added(record)
    done = undone(run.job, admin)
    assert outcomes(done) == {"reversed": 1, "kept": 1}
    assert reasons(done) == {record.pk: f"Added since: {row._meta.verbose_name} “{row}”."}
    assert list(Counterparty.objects.all()) == [record]


def test_a_new_record_that_somebody_changed_stays(load, admin, clerk):
    run = load(["name", "types"], ["Alpha", "customer"], user=admin)
    record = change(Counterparty.objects.get(), clerk, note="mine")
    done = undone(run.job, admin)
    assert outcomes(done) == {"kept": 1}
    assert reasons(done) == {record.pk: "Note"}


def test_a_change_that_was_changed_back_is_none(load, admin, clerk):
    run = load(["name", "types"], ["Alpha", "customer"], user=admin)
    record = change(Counterparty.objects.get(), clerk, note="mine")
    change(record, clerk, note="")
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}


def test_later_jobs_are_undone_first(load, admin):
    first = load(["code", "name", "types"], ["A1", "Alpha", "customer"], user=admin)
    second = load(["code", "name", "types"], ["A1", "Omega", "supplier"], user=admin)
    assert outcomes(undone(first.job, admin)) == {"kept": 1}
    assert outcomes(undone(second.job, admin)) == {"reversed": 1}
    assert outcomes(undone(first.job, admin)) == {"reversed": 1}
    assert not Counterparty.objects.exists()


def test_a_new_record_that_others_refer_to_stays(load, admin):
    run = load(["name", "types"], ["Alpha", "holding"], ["Beta", "customer"], user=admin)
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


def test_a_number_that_somebody_took_meanwhile_is_not_given_back(load, admin):
    number = factories.uic(1)
    record = factories.counterparty(name="Alpha", code="A1", uic=number)
    run = load(["code", "uic"], ["A1", ""], user=admin, uic={"blank": "clear"})
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
    member = factories.holding_member(factories.holding(), record, share="33.10", from_date="2020-02-29")
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


def test_features_go_back_key_by_key(admin, clerk):
    kept, written = factories.feature(name_en="Kept"), factories.feature(name_en="Written")
    record = factories.counterparty(features={f"f.{kept.code}": "a", f"f.{written.code}": "b"})
    job = job_of(
        admin,
        lambda: save_counterparty(user=admin, record=record, values={}, features={f"f.{written.code}": "needle"}),
    )
    change(record, clerk, features={f"f.{kept.code}": "mine"})
    assert outcomes(undone(job, admin)) == {"reversed": 1}
    record.refresh_from_db()
    assert record.features == {str(kept.pk): "mine", str(written.pk): "b"}
    assert not Counterparty.objects.found_by("needle").exists()


def test_a_feature_that_somebody_changed_is_named(admin, clerk):
    feature = factories.feature(name_en="Region")
    record = factories.counterparty()
    name = f"f.{feature.code}"
    job = job_of(admin, lambda: save_counterparty(user=admin, record=record, values={}, features={name: "a"}))
    change(record, clerk, features={name: "b"})
    done = undone(job, admin)
    assert reasons(done) == {record.pk: "Region"}


def test_a_value_of_a_feature_that_means_something_else_now_is_not_given_back(admin):
    feature = factories.feature(name_en="Region")
    record = factories.counterparty(features={f"f.{feature.code}": "a"})
    job = job_of(
        admin, lambda: save_counterparty(user=admin, record=record, values={}, features={f"f.{feature.code}": ""})
    )
    type(feature).objects.filter(pk=feature.pk).update(data_type=DataType.YES_NO)
    done = undone(job, admin)
    assert reasons(done) == {record.pk: "The feature “Region” has been changed or deleted since."}


def test_a_unique_value_that_another_has_now_is_not_given_back(admin):
    feature = factories.feature(name_en="Passport", unique=True)
    name = f"f.{feature.code}"
    record = factories.counterparty(features={name: "A1"})
    job = job_of(admin, lambda: save_counterparty(user=admin, record=record, values={}, features={name: ""}))
    factories.counterparty(name="Beta", features={name: "A1"})
    done = undone(job, admin)
    assert reasons(done) == {record.pk: "“Beta” has A1 already."}


def test_who_is_named_by_a_feature_of_others_stays(load, admin):
    feature = factories.feature(data_type=DataType.COUNTERPARTY)
    run = load(["name", "types"], ["Alpha", "customer"], ["Beta", "customer"], user=admin)
    record = Counterparty.objects.get(name="Alpha")
    factories.counterparty(name="Gamma", features={f"f.{feature.code}": record.pk})
    done = undone(run.job, admin)
    assert outcomes(done) == {"reversed": 1, "failed": 1}
    assert reasons(done) == {record.pk: "A feature of “Gamma” names it."}


def test_a_status_that_is_deleted_is_not_given_back(admin):
    status = factories.status(name_en="Old")
    record = factories.counterparty(status=status)
    job = job_of(admin, lambda: save_counterparty(user=admin, record=record, values={"status": None}))
    status.delete()
    done = undone(job, admin)
    assert reasons(done) == {record.pk: "Status from before is deleted."}


def test_an_account_that_was_added_again_since_is_in_the_way(admin):
    record = factories.counterparty()
    account = factories.bank_account(record)
    job = job_of(admin, lambda: BankAccount.objects.filter(pk=account.pk).delete())
    factories.bank_account(record, iban=account.iban)
    done = work(start_undo(user=admin, job=job))
    assert outcomes(done) == {"failed": 1}
    assert reasons(done) == {record.pk: "The counterparty has this account already."}


def test_items_that_an_import_added_go_unless_used(load, admin):
    nomenclature = factories.nomenclature(items=["Old"])
    feature = factories.feature(data_type=DataType.NOMENCLATURE, nomenclature=nomenclature)
    name = f"f.{feature.code}"
    table = ["name", "types", name], ["Alpha", "customer", "New"], ["Beta", "customer", "Newer"]
    run = load(*table, user=admin, **{name: {"create": True}})
    assert nomenclature.items.count() == 3
    change(Counterparty.objects.get(name="Beta"), admin, note="mine")
    done = work(start_undo(user=admin, job=run.job))
    assert outcomes(done) == {"reversed": 2, "kept": 1, "failed": 1}
    assert sorted(item.name for item in nomenclature.items.all()) == ["Newer", "Old"]


def test_those_whom_one_may_not_see_are_not_named(load):
    his = factories.limited_user(Kind.CUSTOMER, Kind.HOLDING, abilities=[Ability.IMPORT])
    feature = factories.feature(data_type=DataType.COUNTERPARTY)
    run = load(["name", "types"], ["Alpha", "holding"], ["Beta", "customer"], user=his)
    alpha, beta = (Counterparty.objects.get(name=name) for name in ("Alpha", "Beta"))
    factories.holding_member(alpha, factories.counterparty(name="Secret", types=[Kind.SUPPLIER]))
    factories.counterparty(name="Hidden", types=[Kind.SUPPLIER], features={f"f.{feature.code}": beta.pk})
    assert reasons(undone(run.job, his)) == {
        alpha.pk: "Referred to by a holding membership that you may not see.",
        beta.pk: "A feature of a counterparty that you may not see names it.",
    }


def test_only_once_at_a_time(load, admin):
    run = load(["name", "types"], ["Alpha", "customer"], user=admin)
    first = start_undo(user=admin, job=run.job)
    assert start_undo(user=admin, job=run.job) == first
    assert check_undo(user=admin, job=run.job) == first
    work(first)
    assert Undoing.objects.count() == 1


def test_the_rest_is_tried_again(load, admin, clerk):
    run = load(["name", "types"], ["Alpha", "customer"], ["Beta", "customer"], user=admin)
    record = change(Counterparty.objects.get(name="Beta"), clerk, note="mine")
    assert outcomes(undone(run.job, admin)) == {"reversed": 1, "kept": 1}
    change(record, clerk, note="")
    again = undone(run.job, admin)
    assert (again.found, outcomes(again)) == (1, {"reversed": 1})


def test_a_check_can_be_left(load, admin):
    run = load(["name", "types"], ["Alpha", "customer"], user=admin)
    leave_undo(undoing=work(check_undo(user=admin, job=run.job)))
    assert not Undoing.objects.exists()
    done = work(start_undo(user=admin, job=run.job))
    with pytest.raises(ValidationError):
        leave_undo(undoing=done)


def test_what_wrote_nothing_is_not_undone(load, admin):
    run = load(["code", "alias"], ["A1", "no name"], user=admin)
    with pytest.raises(ValidationError):
        check_undo(user=admin, job=run.job)


def test_whose_job_it_is_not_does_not_undo_it(load, admin):
    stranger = factories.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    run = load(["name", "types"], ["Alpha", "customer"], user=admin)
    with pytest.raises(PermissionDenied):
        start_undo(user=stranger, job=run.job)


def test_without_the_right_to_edit_nothing_is_undone(load):
    reader = factories.limited_user(Kind.CUSTOMER, actions=[Action.SEE], abilities=[Ability.IMPORT])
    run = load(["name", "types"], ["Alpha", "customer"], user=None)
    type(run.job).objects.filter(pk=run.job.pk).update(user=reader)
    run.job.refresh_from_db()
    with pytest.raises(PermissionDenied):
        start_undo(user=reader, job=run.job)


def test_records_that_one_may_not_change_stay(load):
    his = factories.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    run = load(["name", "types"], ["Alpha", "customer"], ["Beta", "supplier"], user=None)
    type(run.job).objects.filter(pk=run.job.pk).update(user=his)
    run.job.refresh_from_db()
    done = undone(run.job, his)
    assert outcomes(done) == {"reversed": 1, "failed": 1}
    assert set(reasons(done).values()) == {"You may not change this counterparty."}
