"""One question: what is kept of it, for whom, and what the file shows."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from counterparties.models import Address, ViesCheck
from counterparties.models.vies import ViesState
from counterparties.saving import save_counterparty
from counterparties.vies import asking
from counterparties.vies.asking import order_check, order_check_of
from counterparties.vies.showing import badge, section
from counterparties.vies.tests import ADDRESS, GREEK, HTMX, NAME, NUMBER, OTHER
from history.models import Change
from jobs.models import Job
from jobs.running import run
from tests import factories

pytestmark = pytest.mark.django_db


def check(user, record) -> ViesCheck | None:
    run(order_check_of(user=user, record=record))
    return ViesCheck.objects.about(record).first()


def test_one_question_is_brief_and_stands_in_no_list_of_jobs(maria, record, client):
    order_check_of(user=maria, record=record)
    client.force_login(maria)
    assert list(client.get(reverse("jobs:list")).context["jobs"]) == []
    assert list(client.get(reverse("jobs:list"), {"brief": "1"}).context["jobs"]) == [*Job.objects.all()] != []


def test_what_is_asked_in_the_file_is_kept_with_who_asked_and_stands_in_the_history(vies, maria, record):
    vies.known[NUMBER] = (NAME, ADDRESS)
    found = check(maria, record)
    assert (found.state, found.name, found.address, found.asked_by) == (ViesState.VALID, NAME, ADDRESS, maria)
    assert badge(record)["label"] == "Valid"
    change = Change.objects.get(table=ViesCheck._meta.db_table)
    assert (change.owner_id, change.user_id, change.run) == (record.pk, maria.pk, f"job:{found.job_id}")


def test_an_edited_number_is_not_checked(vies, maria, record):
    vies.known[NUMBER] = (NAME, ADDRESS)
    check(maria, record)
    save_counterparty(user=maria, record=record, values={"vat_number": OTHER})
    record.refresh_from_db()
    assert badge(record)["label"] == "Not checked"
    assert section(record, maria)["best"] is None


def test_a_service_that_is_down_takes_no_answer_away(vies, maria, record):
    vies.known[NUMBER] = (NAME, ADDRESS)
    check(maria, record)
    vies.faults("MS_UNAVAILABLE")
    assert check(maria, record).state == ViesState.DOWN
    assert badge(record)["label"] == "Valid"
    shown = section(record, maria)
    assert (shown["best"].state, shown["in_vain"].state) == (ViesState.VALID, ViesState.DOWN)


def test_without_any_answer_the_state_is_that_the_service_is_down(vies, maria, record):
    vies.faults("MS_UNAVAILABLE")
    check(maria, record)
    assert badge(record)["label"] == "Service down"


def test_asking_takes_the_right_to_edit(record):
    with pytest.raises(PermissionDenied):
        order_check_of(user=factories.reader(), record=record)


def test_nobody_asks_about_what_has_no_number_or_is_archived(maria, record):
    with pytest.raises(ValidationError):
        order_check_of(user=maria, record=factories.counterparty())
    record.archived_at = record.created_at
    with pytest.raises(ValidationError):
        order_check_of(user=maria, record=record)


def test_a_job_that_is_taken_up_after_its_answer_was_kept_keeps_no_second(vies, maria, record):
    job = order_check_of(user=maria, record=record)
    run(job)
    asking.check_ordered(job)
    assert asking.keep_ordered(user=maria, record=record, job=job) == ViesCheck.objects.get()
    assert ViesCheck.objects.count() == 1


def test_questions_keep_their_distance(vies, maria, record, settings, monkeypatch):
    rests: list[float] = []
    monkeypatch.setattr(asking.time, "sleep", rests.append)
    settings.VIES_PER_MINUTE = 6
    check(maria, record)
    assert rests == []
    check(maria, record)
    assert [0 < rest <= 10 for rest in rests] == [True]


def test_questions_about_numbers_that_nobody_has_keep_their_distance_too(vies, maria, settings, monkeypatch):
    rests: list[float] = []
    monkeypatch.setattr(asking.time, "sleep", rests.append)
    settings.VIES_PER_MINUTE = 6
    for _time in range(2):
        run(order_check(user=maria, number=NUMBER))
    assert [0 < rest <= 10 for rest in rests] == [True]


def test_the_file_shows_the_state_and_asks_again_without_a_new_page(vies, page, record):
    vies.known[NUMBER] = (NAME, ADDRESS)
    address = reverse("vies-check", args=[record.pk])
    assert "Not checked yet" in page.get(record.get_absolute_url()).content.decode()
    assert "is being asked" in page.post(address, **HTMX).content.decode()
    job = Job.objects.get()
    run(job)
    told = page.get(address, {"job": job.pk}, **HTMX)
    assert told.status_code == 286
    assert NAME in told.content.decode()
    assert 'hx-swap-oob="true"' in told.content.decode()
    assert "Check again" in page.get(record.get_absolute_url()).content.decode()


def test_the_address_is_added_from_the_file_once(vies, page, maria, record):
    vies.known[NUMBER] = (NAME, ADDRESS)
    found = check(maria, record)
    url = reverse("vies-address", args=[record.pk, found.pk])
    assert "Add to the addresses" in page.get(record.get_absolute_url()).content.decode()
    page.post(url)
    page.post(url)
    assert Address.objects.get(counterparty=record).free_text == ADDRESS


def test_the_file_is_as_dear_with_checks_as_without(vies, page, maria, record, django_assert_max_num_queries):
    for _time in range(8):
        check(maria, record)
    page.get(record.get_absolute_url())
    with django_assert_max_num_queries(15):
        page.get(record.get_absolute_url())


@pytest.mark.parametrize(
    ("state", "found"), [("valid", ["Балкан Фрукт"]), ("invalid", []), ("unchecked", ["Нов"]), ("down", ["В Атина"])]
)
def test_lists_are_filtered_by_the_state_of_the_present_number(vies, page, maria, record, state, found):
    vies.known[NUMBER] = (NAME, ADDRESS)
    new = factories.counterparty(name="Нов", vat_number=OTHER, vat_registered=True)
    greek = factories.counterparty(name="В Атина", country="GR", vat_number=GREEK, vat_registered=True)
    check(maria, record)
    check(maria, new)
    save_counterparty(user=maria, record=new, values={"vat_number": "", "vat_registered": False})
    vies.faults("MS_UNAVAILABLE")
    check(maria, record)
    check(maria, greek)
    shown = page.get(reverse("counterparties-list"), {"vies_state": state, "columns": ["name", "vies_state"]})
    rows = shown.context["table"]
    text = shown.content.decode()
    assert shown.status_code == 200 and rows
    assert [name for name in ("Балкан Фрукт", "Нов", "В Атина") if f'">{name}<' in text] == found
