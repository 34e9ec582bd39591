"""The button in the form: the answer, and what is saved with it."""

import re

import pytest
from django.urls import reverse

from counterparties.models import Address, Counterparty, ViesCheck
from counterparties.models.vies import ViesState
from counterparties.vies.asking import order_check
from counterparties.vies.tests import ADDRESS, HTMX, NAME, NUMBER, OTHER, typed
from jobs.models import Job
from jobs.running import run
from tests import factories

pytestmark = pytest.mark.django_db


def ask_in_form(page, **values):
    answer = page.post(reverse("vies-ask"), typed(**values), **HTMX)
    return answer, Job.objects.filter(kind="vies-check").order_by("-pk").first()


def test_the_form_asks_waits_and_gets_the_answer(vies, page):
    vies.known[NUMBER] = (NAME, ADDRESS)
    answer, job = ask_in_form(page, uic="175074752")
    waiting = page.get(reverse("vies-answer", args=[job.pk]), **HTMX)
    assert "You can go on and save" in answer.content.decode()
    assert waiting.status_code == 200
    run(job)
    told = page.get(reverse("vies-answer", args=[job.pk]), **HTMX)
    assert told.status_code == 286
    assert re.search(rf'data-vies-field="name" data-value="{NAME}"', told.content.decode())
    assert not ViesCheck.objects.exists()


def test_the_form_is_told_what_it_cannot_ask(page):
    answer, job = ask_in_form(page, vat_number="BG175074751")
    assert "should be" in answer.content.decode()
    assert job is None


@pytest.mark.parametrize(("known", "said"), [(True, "Valid."), (False, "Invalid.")])
def test_the_states_in_the_form(vies, page, known, said):
    vies.known |= {NUMBER: ("---", "---")} if known else {}
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    run(job)
    assert f"{NUMBER}: {said}" in page.get(reverse("vies-answer", args=[job.pk]), **HTMX).content.decode()


def test_a_service_that_is_down_says_so_and_that_saving_is_possible(vies, page):
    vies.faults("MS_UNAVAILABLE")
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    run(job)
    told = page.get(reverse("vies-answer", args=[job.pk]), **HTMX).content.decode()
    assert "Service down" in told
    assert "save anyway" in told


def test_without_a_worker_the_page_stops_waiting(page, settings):
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    settings.VIES_SECONDS = -60
    told = page.get(reverse("vies-answer", args=[job.pk]), **HTMX)
    assert told.status_code == 286
    assert "save anyway" in told.content.decode()


def test_an_answer_is_its_askers_alone_and_a_page_of_its_own_by_hand(page, client):
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    assert "<html" in page.get(reverse("vies-answer", args=[job.pk])).content.decode()
    client.force_login(factories.administrator())
    assert client.get(reverse("vies-answer", args=[job.pk]), **HTMX).status_code == 404


def test_a_reader_asks_nothing(client):
    client.force_login(factories.reader())
    assert client.post(reverse("vies-ask"), typed(vat_number=NUMBER)).status_code == 403


def new(page, job, **values):
    form = typed(name="Балкан Фрукт", vat_number=NUMBER, vat_registered="on", vies=job.pk, base="")
    customer = factories.kind_type("customer")
    return page.post(reverse("counterparties-add"), form | {"types": customer.pk} | values)


def test_a_new_record_is_saved_with_its_answer_and_the_wanted_address(vies, page):
    vies.known[NUMBER] = (NAME, ADDRESS)
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    run(job)
    assert new(page, job, vies_address="1").status_code == 302
    record = Counterparty.objects.get(vat_number=NUMBER)
    assert ViesCheck.objects.get(counterparty=record).state == ViesState.VALID
    address = Address.objects.get(counterparty=record)
    assert (address.kind, address.free_text, address.country.code) == ("tax", ADDRESS, "BG")


@pytest.mark.parametrize("name", ["other number", "other user", "not finished", "nonsense"])
def test_an_answer_that_is_not_the_records_is_not_kept_and_never_in_the_way(vies, page, name):
    vies.known[NUMBER] = (NAME, ADDRESS)
    user = factories.administrator() if name == "other user" else None
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    job = order_check(user=user, number=NUMBER) if user else job
    if name != "not finished":
        run(job)
    values = {"vat_number": OTHER} if name == "other number" else {"vies": "x"} if name == "nonsense" else {}
    assert new(page, job, vies_address="1", **values).status_code == 302
    assert not ViesCheck.objects.exists()
    assert not Address.objects.exists()


def test_what_the_worker_answers_after_the_save_is_kept_too(vies, page):
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    new(page, job)
    run(job)
    assert ViesCheck.objects.get().state == ViesState.INVALID


def test_a_form_with_a_mistake_comes_back_with_the_answer(vies, page):
    vies.known[NUMBER] = (NAME, ADDRESS)
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    run(job)
    told = new(page, job, name="", vies_address="1")
    assert told.status_code == 422
    assert 'name="vies_address" value="1" checked' in told.content.decode()
    assert "гр. София" in told.content.decode()
