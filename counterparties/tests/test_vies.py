"""VAT numbers checked in VIES: in the form, in the file, many in one job; what is kept, for whom, and what is not."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from access.models import Action
from counterparties.identifiers import branch_check_digit
from counterparties.models import Address, Counterparty, ViesCheck, ViesTurn
from counterparties.models.vies import ViesState
from counterparties.saving import save_counterparty
from counterparties.vies import asking, rechecking
from counterparties.vies.asking import order_check, order_check_of
from counterparties.vies.numbers import is_asked, number_of, requester
from counterparties.vies.rechecking import IN_VAIN, order_recheck, order_rest
from counterparties.vies.showing import badge, section
from history.models import Change
from jobs.models import Job
from jobs.running import Interrupted, Progress, cancel, run
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db

NUMBER, OTHER, GREEK = "BG175074752", "BG831902088", "EL094259216"
NAME, ADDRESS = "БАЛКАН ФРУКТ ООД", "ул. Шипка 1\nгр. София 1000"
htmx = {"headers": {"HX-Request": "true"}}


@pytest.fixture(autouse=True)
def _defaults():
    factories.load_defaults()


@pytest.fixture
def maria():
    return factories.administrator(username="maria")


@pytest.fixture
def page(client, maria):
    client.force_login(maria)
    return client


@pytest.fixture
def record():
    return factories.counterparty(name="Балкан Фрукт", vat_number=NUMBER, vat_registered=True)


def check(user, record) -> ViesCheck | None:
    run(order_check_of(user=user, record=record))
    return ViesCheck.objects.about(record).first()


def typed(**values) -> dict[str, str]:
    return {"person_kind": "legal", "country": "BG"} | values


# --- which number is asked about


@pytest.mark.parametrize(
    ("values", "number"),
    [
        (typed(vat_number="bg 175074752"), NUMBER),
        (typed(vat_number="175074752"), NUMBER),
        (typed(uic="175074752"), NUMBER),
        (typed(uic="831902088", vat_number=NUMBER), NUMBER),
        (typed(country="GR", vat_number="GR 094259216"), GREEK),
        (typed(country="GB", vat_number="XI 110305878"), "XI110305878"),
        (typed(country="DE", vat_number="136695976"), "DE136695976"),
    ],
)
def test_the_number_that_is_meant(values, number):
    assert number_of(values) == number


def test_a_branch_is_asked_about_by_the_number_of_its_firm():
    branch = "1750747520010"[:12] + branch_check_digit("2001")
    assert number_of(typed(uic=branch)) == NUMBER


@pytest.mark.parametrize(
    "values",
    [
        typed(),
        typed(uic="175074751"),
        typed(vat_number="BG175074751"),
        typed(uic="12345", foreign="on"),
        typed(country="RS", uic="175074752"),
        typed(country="US", vat_number="12-3456789"),
        typed(country="GB", vat_number="GB110305878"),
        typed(person_kind="natural", uic="7501010010"),
    ],
)
def test_what_is_no_number_for_vies_is_refused_in_a_sentence(values):
    with pytest.raises(ValidationError) as refusal:
        number_of(values)
    assert refusal.value.messages[0].endswith((".", "."))


@pytest.mark.parametrize("number", ["", "US123", "GB110305878", "BG1", "12345", "CHE116281710MWST"])
def test_numbers_that_are_not_asked_about(number):
    assert not is_asked(number)


def test_we_name_ourselves_by_the_first_own_company_unless_the_settings_do(settings):
    assert requester() == ""
    factories.counterparty(types=[Kind.COMPANY], vat_number="US1", country="US")
    factories.counterparty(types=[Kind.COMPANY], vat_number=OTHER, vat_registered=True)
    assert requester() == OTHER
    settings.VIES_REQUESTER = "el 094259216"
    assert requester() == GREEK


# --- one question


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


# --- in the form


def ask_in_form(page, **values):
    answer = page.post(reverse("vies-ask"), typed(**values), **htmx)
    return answer, Job.objects.filter(kind="vies-check").order_by("-pk").first()


def test_the_form_asks_waits_and_gets_the_answer(vies, page):
    vies.known[NUMBER] = (NAME, ADDRESS)
    answer, job = ask_in_form(page, uic="175074752")
    waiting = page.get(reverse("vies-answer", args=[job.pk]), **htmx)
    assert "You can go on and save" in answer.content.decode()
    assert waiting.status_code == 200
    run(job)
    told = page.get(reverse("vies-answer", args=[job.pk]), **htmx)
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
    assert f"{NUMBER}: {said}" in page.get(reverse("vies-answer", args=[job.pk]), **htmx).content.decode()


def test_a_service_that_is_down_says_so_and_that_saving_is_possible(vies, page):
    vies.faults("MS_UNAVAILABLE")
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    run(job)
    told = page.get(reverse("vies-answer", args=[job.pk]), **htmx).content.decode()
    assert "Service down" in told
    assert "save anyway" in told


def test_without_a_worker_the_page_stops_waiting(page, settings):
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    settings.VIES_SECONDS = -60
    told = page.get(reverse("vies-answer", args=[job.pk]), **htmx)
    assert told.status_code == 286
    assert "save anyway" in told.content.decode()


def test_an_answer_is_its_askers_alone_and_a_page_of_its_own_by_hand(page, client):
    _answer, job = ask_in_form(page, vat_number=NUMBER)
    assert "<html" in page.get(reverse("vies-answer", args=[job.pk])).content.decode()
    client.force_login(factories.administrator())
    assert client.get(reverse("vies-answer", args=[job.pk]), **htmx).status_code == 404


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


# --- in the file


def test_the_file_shows_the_state_and_asks_again_without_a_new_page(vies, page, record):
    vies.known[NUMBER] = (NAME, ADDRESS)
    address = reverse("vies-check", args=[record.pk])
    assert "Not checked yet" in page.get(record.get_absolute_url()).content.decode()
    assert "is being asked" in page.post(address, **htmx).content.decode()
    job = Job.objects.get()
    run(job)
    told = page.get(address, {"job": job.pk}, **htmx)
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


# --- many


@pytest.fixture
def three(record):
    down = factories.counterparty(name="В Атина", country="GR", foreign=True, vat_number=GREEK, vat_registered=True)
    return [record, down, factories.counterparty(name="Без номер")]


def order(user, **values) -> Job:
    return order_recheck(user=user, screen="counterparties", **values)


def outcomes(job: Job) -> dict[str, str]:
    return dict(ViesTurn.objects.filter(job=job).values_list("counterparty__name", "outcome"))


def test_all_that_match_are_asked_about_and_told_by_outcome(vies, page, maria, three):
    vies.known[NUMBER] = (NAME, ADDRESS)
    answered = page.post(reverse("vies-recheck-list", args=["counterparties"]), {"all": "1", "query": ""})
    job = Job.objects.get()
    assert answered.url == reverse("vies-recheck", args=[job.pk])
    run(job)
    assert job.state == "done", job.message
    assert outcomes(job) == {"Балкан Фрукт": "valid", "В Атина": "invalid", "Без номер": "unchecked"}
    assert (job.done, job.expected) == (3, 3)
    told = page.get(answered.url, {"outcome": "invalid"}).content.decode()
    assert f"{three[1].get_absolute_url()}#vies" in told


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
