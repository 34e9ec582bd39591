"""Who takes a job back, when and how often; and one job after another."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from access.models import Ability, Action, User
from counterparties.models import Counterparty
from counterparties.tests.undoing import change, outcomes, people, reasons, state, undone, work
from exchange import running
from exchange.ordering import order_import
from exchange.running.writing import Writing
from exchange.undoing.models import Undoing
from exchange.undoing.ordering import check_undo, leave_undo, start_undo, told_undoings
from jobs.models import Job
from jobs.running import cancel
from jobs.running import run as run_job
from reference.kinds import Kind
from reference.models.features import DataType
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_same_file_again_makes_it_anew(imported, admin):
    factories.counterparty(name="Alpha", code="A1")
    table = ["code", "name", "types"], ["A1", "Alpha", "supplier"], ["B1", "Beta", "customer"]
    undone(imported(*table, user=admin).job, admin)
    again = imported(*table, user=admin)
    assert (again.created, again.updated, again.same) == (1, 1, 0)


def test_an_undoing_is_undone(imported, admin):
    factories.counterparty(name="Alpha", code="A1", alias="a")
    run = imported(
        ["code", "name", "alias", "types"], ["A1", "Omega", "", "supplier"], ["B1", "Beta", "b", "customer"]
    )
    after = state()
    done = undone(run.job, factories.superuser())
    assert outcomes(undone(done.work, admin)) == {"reversed": 2}
    assert state() == after
    assert outcomes(undone(Undoing.objects.latest("pk").work, admin)) == {"reversed": 2}


def test_later_jobs_are_undone_first(imported, admin):
    first = imported(["code", "name", "types"], ["A1", "Alpha", "customer"], user=admin)
    second = imported(["code", "name", "types"], ["A1", "Omega", "supplier"], user=admin)
    assert outcomes(undone(first.job, admin)) == {"kept": 1}
    assert outcomes(undone(second.job, admin)) == {"reversed": 1}
    assert outcomes(undone(first.job, admin)) == {"reversed": 1}
    assert not Counterparty.objects.exists()


def test_those_whom_one_may_not_see_are_not_named(imported):
    his = factories.limited_user(Kind.CUSTOMER, Kind.HOLDING, abilities=[Ability.IMPORT])
    feature = factories.feature(data_type=DataType.COUNTERPARTY)
    run = imported(["name", "types"], ["Alpha", "holding"], ["Beta", "customer"], user=his)
    alpha, beta = (Counterparty.objects.get(name=name) for name in ("Alpha", "Beta"))
    factories.holding_member(alpha, factories.counterparty(name="Secret", types=[Kind.SUPPLIER]))
    factories.counterparty(name="Hidden", types=[Kind.SUPPLIER], features={f"f.{feature.code}": beta.pk})
    assert reasons(undone(run.job, his)) == {
        alpha.pk: "Referred to by a holding membership that you may not see.",
        beta.pk: "A feature of a counterparty that you may not see names it.",
    }


def test_only_once_at_a_time(imported, admin):
    run = imported(["name", "types"], ["Alpha", "customer"], user=admin)
    first = start_undo(user=admin, job=run.job)
    assert start_undo(user=admin, job=run.job) == first
    assert check_undo(user=admin, job=run.job) == first
    work(first)
    assert Undoing.objects.count() == 1


def test_the_rest_is_tried_again(imported, admin, clerk):
    run = imported(["name", "types"], ["Alpha", "customer"], ["Beta", "customer"], user=admin)
    record = change(Counterparty.objects.get(name="Beta"), clerk, note="mine")
    assert outcomes(undone(run.job, admin)) == {"reversed": 1, "kept": 1}
    change(record, clerk, note="")
    again = undone(run.job, admin)
    assert (again.found, outcomes(again)) == (1, {"reversed": 1})


def test_a_check_can_be_left(imported, admin):
    run = imported(["name", "types"], ["Alpha", "customer"], user=admin)
    leave_undo(undoing=work(check_undo(user=admin, job=run.job)))
    assert not told_undoings().filter(job=run.job).exists()
    done = work(start_undo(user=admin, job=run.job))
    with pytest.raises(ValidationError, match="done already"):
        leave_undo(undoing=done)


def test_one_that_was_cancelled_while_it_waited_can_be_left(imported, admin):
    run = imported(["name", "types"], ["Alpha", "customer"], user=admin)
    undoing = start_undo(user=admin, job=run.job)
    with pytest.raises(ValidationError, match="not finished yet"):
        leave_undo(undoing=undoing)
    cancel(job=undoing.work)
    leave_undo(undoing=undoing)
    assert Counterparty.objects.count() == 1
    assert outcomes(undone(run.job, admin)) == {"reversed": 1}


def test_what_went_on_since_the_check_is_undone_too(load, admin, monkeypatch):
    """A fault stops the import; an undoing of that is checked, but the import goes on first."""
    monkeypatch.setattr(running, "ROWS_A_CHUNK", 1)
    run = load(["name", "types"], ["Alpha", "customer"], ["Beta", "customer"], user=admin, write=False)
    with monkeypatch.context() as patch:
        take, taken = Writing.take, []

        def break_off(passage, *chunk):
            if taken:
                raise RuntimeError
            taken.append(take(passage, *chunk))

        patch.setattr(Writing, "take", break_off)
        assert run_job(order_import(run=run)).state == "failed"
    run.refresh_from_db()
    people()
    assert work(check_undo(user=admin, job=run.job)).found == 1
    assert run_job(order_import(run=run)).state == "done"
    people()
    assert outcomes(work(start_undo(user=admin, job=run.job))) == {"reversed": 2}
    assert not Counterparty.objects.exists()


def test_what_wrote_nothing_is_not_undone(imported, admin):
    run = imported(["code", "alias"], ["A1", "no name"], user=admin)
    with pytest.raises(ValidationError):
        check_undo(user=admin, job=run.job)


def test_whose_job_it_is_not_does_not_undo_it(imported, admin):
    stranger = factories.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    run = imported(["name", "types"], ["Alpha", "customer"], user=admin)
    with pytest.raises(PermissionDenied):
        start_undo(user=stranger, job=run.job)


def test_without_the_right_to_edit_nothing_is_undone(imported):
    reader = factories.limited_user(Kind.CUSTOMER, actions=[Action.SEE], abilities=[Ability.IMPORT])
    run = imported(["name", "types"], ["Alpha", "customer"], user=None)
    type(run.job).objects.filter(pk=run.job.pk).update(user=reader)
    run.job.refresh_from_db()
    with pytest.raises(PermissionDenied):
        start_undo(user=reader, job=run.job)


def test_records_that_one_may_not_change_stay(imported):
    his = factories.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    run = imported(["name", "types"], ["Alpha", "customer"], ["Beta", "supplier"], user=None)
    type(run.job).objects.filter(pk=run.job.pk).update(user=his)
    run.job.refresh_from_db()
    done = undone(run.job, his)
    assert outcomes(done) == {"reversed": 1, "failed": 1}
    assert set(reasons(done).values()) == {"You may not change this counterparty."}


@pytest.mark.parametrize("order", [check_undo, start_undo])
def test_an_import_that_is_being_finished_is_not_undone(imported, admin, order):
    run = imported(["name", "types"], ["Alpha", "customer"], user=admin)
    first = run.job
    run.state = run.State.IMPORTING
    run.save()
    rest = order_import(run=run)
    with pytest.raises(ValidationError, match="not finished yet"):
        order(user=admin, job=first)
    cancel(job=rest)
    assert order(user=admin, job=first).job == first


def test_an_import_that_is_being_undone_is_not_finished(imported, admin):
    run = imported(["name", "types"], ["Alpha", "customer"], user=admin)
    run.state = run.State.IMPORTING
    run.save()
    start_undo(user=admin, job=run.job)
    with pytest.raises(ValidationError, match="being undone"):
        order_import(run=run)
    assert run.rows.count() == 1


def test_who_may_not_log_in_any_more_undoes_nothing(imported, admin):
    run = imported(["name", "types"], ["Alpha", "customer"], user=admin)
    undoing = start_undo(user=admin, job=run.job)
    User.objects.filter(pk=admin.pk).update(is_active=False)
    job = run_job(undoing.work)
    assert job.state == Job.State.FAILED and "may not log in any more" in job.message
    assert Counterparty.objects.get().name == "Alpha"
