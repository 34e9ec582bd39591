"""Many in one job: by outcome, taken up again, left alone where the service is down."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from access.models import Action
from counterparties.models import ViesCheck, ViesTurn
from counterparties.saving import save_counterparty
from counterparties.vies import rechecking
from counterparties.vies.asking import order_check
from counterparties.vies.rechecking import IN_VAIN, order_recheck, order_rest
from counterparties.vies.tests import ADDRESS, GREEK, NAME, NUMBER, OTHER
from jobs.models import Job
from jobs.running import Interrupted, Progress, cancel, run
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(record):
    down = factories.counterparty(name="В Атина", country="GR", foreign=True, vat_number=GREEK, vat_registered=True)
    return [record, down, factories.counterparty(name="Без номер")]


def order(user, **values) -> Job:
    return order_recheck(user=user, screen="counterparties", **values)


def outcomes(job: Job) -> dict[str, str]:
    return dict(ViesTurn.objects.filter(job=job).values_list("counterparty__name", "outcome"))


def test_all_that_match_are_asked_about_and_told_by_outcome(vies, page, maria, three, settings):
    settings.VIES_PER_MINUTE = 2
    vies.known[NUMBER] = (NAME, ADDRESS)
    order_url, all_of_them = reverse("vies-recheck-list", args=["counterparties"]), {"all": "1", "query": ""}
    told = page.post(order_url, all_of_them)
    assert (told.context["number"], told.context["time"]) == (2, (0, 1))
    assert not Job.objects.exists(), "it says how long it takes before it begins"
    answered = page.post(order_url, all_of_them | {"sure": "1"})
    job = Job.objects.get()
    settings.VIES_PER_MINUTE = 0
    assert answered.url == reverse("vies-recheck", args=[job.pk])
    run(job)
    assert job.state == "done", job.message
    assert outcomes(job) == {"Балкан Фрукт": "valid", "В Атина": "invalid", "Без номер": "unchecked"}
    assert (job.done, job.expected) == (3, 3)
    told = page.get(answered.url, {"outcome": "invalid"}).content.decode()
    assert f"{three[1].get_absolute_url()}#vies" in told


def test_of_several_checks_of_many_the_worker_does_one_at_a_time(maria, three):
    jobs = [order(maria), order(maria), order_check(user=maria, number=NUMBER)]
    locks = [ProcrastinateJob.objects.get(args__job_id=job.pk).lock for job in jobs]
    assert locks == ["kind vies-recheck", "kind vies-recheck", None]


def test_only_what_one_may_edit_is_asked_about(vies, three):
    user = factories.limited_user(Kind.CUSTOMER, actions=[Action.SEE])
    job = order(user, ids=[each.pk for each in three])
    run(job)
    assert outcomes(job) == {}
    assert vies.asked == []


def test_nothing_ticked_is_refused(page):
    answered = page.post(reverse("vies-recheck-list", args=["counterparties"]), {"query": ""})
    assert answered.url == reverse("counterparties-list")
    assert not Job.objects.exists()


def test_a_check_that_was_broken_off_goes_on_and_asks_nobody_twice(vies, maria, three, monkeypatch):
    job = order(maria)
    once = iter([None])

    def stop(progress, **_figures):
        if next(once, "over") is None:
            raise Interrupted

    monkeypatch.setattr(Progress, "step", stop)
    run(job)
    assert job.state in ("running", "waiting")
    assert len(vies.asked) == 1
    run(Job.objects.get(pk=job.pk))
    assert len(vies.asked) == 2
    assert "" not in outcomes(job).values()


def test_a_cancelled_check_keeps_what_it_has(vies, maria, three):
    job = order(maria)
    cancel(job=job)
    run(job)
    assert job.state == "cancelled"
    assert vies.asked == []


def test_a_service_that_is_down_is_left_alone_and_the_rest_asked_later(vies, maria):
    numbers = [f"BG{factories.uic(at)}" for at in range(IN_VAIN + 3)]
    for number in numbers:
        factories.counterparty(vat_number=number, vat_registered=True)
    vies.faults("SERVICE_UNAVAILABLE")
    job = order(maria)
    run(job)
    assert job.state == "failed"
    assert "later" in job.message
    assert len(vies.asked) == IN_VAIN
    vies.instead = None
    rest = order_rest(user=maria, job=job)
    run(rest)
    assert rest.state == "done", rest.message
    assert set(outcomes(rest).values()) == {"invalid"}
    with pytest.raises(ValidationError):
        order_rest(user=maria, job=rest)


def test_the_rest_waits_for_the_end(maria, three):
    with pytest.raises(ValidationError):
        order_rest(user=maria, job=order(maria))


def test_who_sees_not_the_record_sees_not_its_turn(vies, client, maria, three):
    job = order(maria)
    run(job)
    stranger = factories.limited_user(Kind.BANK)
    client.force_login(stranger)
    assert client.get(reverse("vies-recheck", args=[job.pk])).status_code == 404
    assert not ViesTurn.objects.visible_to(stranger).exists()
    assert not ViesCheck.objects.visible_to(stranger).exists()


def test_a_changed_number_is_asked_about_as_it_is_when_its_turn_comes(vies, maria, record):
    job = order(maria)
    rechecking.fix(job)
    save_counterparty(user=maria, record=record, values={"vat_number": OTHER})
    run(job)
    assert ViesCheck.objects.get().number == OTHER


def test_the_page_is_loaded_anew_when_the_check_is_over(vies, page, maria, three):
    job = order(maria)
    address = reverse("vies-progress", args=[job.pk])
    assert "every 1s" in page.get(address).content.decode()
    run(job)
    over = page.get(address)
    assert (over.status_code, over.headers["HX-Refresh"]) == (286, "true")
