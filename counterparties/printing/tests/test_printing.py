"""The file on paper: what one user sees of it and nothing else, with masked numbers, at once or by a job."""

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from pypdf import PdfReader

from access.models import Action, Role
from counterparties.file import COUNTERPARTY_FILE
from counterparties.models import Counterparty
from counterparties.printing import views
from counterparties.printing.texts import plain
from jobs.models import Job
from jobs.running import run as run_job
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Counterparty:
    f.load_defaults()
    made = f.counterparty(name="Балкан & <Син> ООД", types=[Kind.CUSTOMER], phone="+359881234567")
    f.contact_person(made, first_name="Мария", last_name="Петрова", email="maria@balkan.example", main=True)
    f.contact_person(made, first_name="Стара", last_name="Връзка", archived_at=timezone.now())
    f.address(made, street="ул. Гео Милев", number="63")
    f.bank_account(made, main=True)
    f.event(made, topic="Среща за цените", note="Отстъпка до пет процента.")
    f.attachment(made, name="Договор.txt")
    return made


@pytest.fixture
def client(record) -> Client:
    return client_of(f.administrator(first_name="Ана", last_name="Иванова"))


def text_of(answer) -> str:
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    paper = PdfReader(BytesIO(b"".join(answer.streaming_content)))
    return "\n".join(page.extract_text() for page in paper.pages)


def printed(client, record, **asked) -> str:
    return text_of(client.post(reverse("print", args=[record.pk]), {"extent": "file", **asked}))


def test_the_data_sheet_has_what_one_wants_first(client, record):
    text = text_of(client.get(reverse("print-sheet", args=[record.pk])))
    for said in ("Балкан & <Син> ООД", record.code, "Мария Петрова", "maria@balkan.example", "ул. Гео Милев 63"):
        assert said in text
    assert "Printed by Ана Иванова" in text and "Page 1 of 1" in text
    assert "Среща за цените" not in text


def test_the_whole_file_has_every_tab_in_the_order_of_the_file(client, record):
    text = printed(client, record)
    heads = ["Contact persons · 1", "Addresses · 1", "Bank accounts · 1", "Events · 1", "Files and documents · 1"]
    assert sorted(heads, key=text.index) == heads
    for said in ("Среща за цените", "Отстъпка до пет процента.", "Договор.txt"):
        assert said in text
    assert "Стара Връзка" not in text and "History" not in text


def test_archived_rows_and_history_come_when_they_are_asked_for(client, record):
    text = printed(client, record, archived="1", history="1").replace("\n", " ")
    assert "Contact persons · 2" in text
    assert "Стара Връзка Archived" in text
    assert "History" in text and "Event Среща за цените: added" in text


def test_all_answers_of_a_form_are_printed(client, record):
    f.filled_form(record, **{"f.passenger": "Петър Петров"})
    text = printed(client, record)
    assert "Forms · 1" in text and "Петър Петров" in text and "Varna" in text


def test_only_the_chosen_tabs(client, record):
    text = printed(client, record, extent="tabs", tab=["addresses"])
    assert "Addresses · 1" in text and "Events" not in text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"extent": "tabs"}, "Tick at least one tab."),
        ({"extent": "tabs", "tab": "nothing"}, "Tick at least one tab."),
        ({"extent": "all"}, "Choose what is printed."),
        ({}, "Choose what is printed."),
    ],
)
def test_a_wrong_choice_is_told_and_nothing_is_lost(client, record, asked, told):
    answer = client.post(reverse("print", args=[record.pk]), asked | {"history": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page and 'id="with-history" checked' in page


def test_the_page_offers_the_tabs_with_their_numbers(client, record):
    page = client.get(reverse("print", args=[record.pk])).content.decode()
    tabs = COUNTERPARTY_FILE.tabs_of(record, f.administrator())
    assert all(f'value="{tab.key}"' in page for tab in tabs) and page.count('name="tab"') == len(tabs)


def test_a_tab_that_is_closed_to_the_roles_is_printed_for_others_only(client, record):
    open_to(tab=FileTab.objects.get(interface="events"), roles=[Role.objects.get(code="clerk")])
    text = printed(client, record)
    assert "Среща за цените" not in text and "Events" not in text and "Addresses · 1" in text
    assert "Среща за цените" not in printed(client, record, extent="tabs", tab=["events", "addresses"])
    page = client.get(reverse("print", args=[record.pk])).content.decode()
    assert 'value="events"' not in page


def test_private_events_of_others_are_not_printed(client, record):
    other = f.administrator()
    f.event(record, topic="Тайна среща", visibility="private", by=other)
    assert "Тайна среща" not in printed(client, record, history="1")


def test_who_does_not_see_the_counterparty_prints_nothing(record):
    stranger = Client()
    stranger.force_login(f.limited_user(Kind.SUPPLIER, actions=[Action.SEE]))
    assert stranger.get(reverse("print", args=[record.pk])).status_code == 404
    assert stranger.get(reverse("print-sheet", args=[record.pk])).status_code == 404


def test_personal_numbers_are_masked_as_on_the_screen(client):
    person = f.counterparty(person_kind="natural", first_name="Петър", last_name="Петров", uic="8001010008")
    text = printed(client, person, history="1")
    assert "8001010008" not in text and "0008" in text


def test_comments_stand_behind_the_tabs(client, record):
    client.post(reverse("comment", args=[record.pk]), {"text": "Обади се във вторник\nслед обяд"})
    text = printed(client, record)
    assert text.index("Comments · 1") > text.index("Files and documents") and "след обяд" in text
    assert "след обяд" in printed(client, record, extent="tabs", tab=["comments"])


def test_many_rows_are_printed_by_a_job(client, record, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 2)
    answer = client.post(reverse("print", args=[record.pk]), {"extent": "file", "archived": "1", "history": "1"})
    job = Job.objects.latest("pk")
    assert answer["Location"] == reverse("exchange:exported", args=[job.pk])
    assert run_job(job).state == Job.State.DONE, job.message
    assert client.get(answer["Location"]).status_code == 200
    file = client.get(reverse("exchange:exported_file", args=[job.pk]))
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(b"".join(file.streaming_content))).pages)
    assert "Среща за цените" in text and "Стара Връзка" in text
    assert record.code in job.result["name"] and job.result["rows"] > 5


def test_a_job_whose_user_sees_the_file_no_more_prints_nothing(client, record, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 0)
    client.post(reverse("print", args=[record.pk]), {"extent": "file"})
    job = Job.objects.latest("pk")
    job.user.roles.clear()
    assert run_job(job).state == Job.State.FAILED
    assert "You do not see this counterparty any more." in job.message


def test_archived_rows_make_a_paper_long_where_they_are_asked_for(client, record, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 6)
    for at in range(3):
        f.address(record, street=f"ул. {at}", archived_at=timezone.now())
    assert printed(client, record)
    answer = client.post(reverse("print", args=[record.pk]), {"extent": "file", "archived": "1"})
    job = Job.objects.latest("pk")
    assert answer["Location"] == reverse("exchange:exported", args=[job.pk])
    assert run_job(job).expected == 9


def test_more_than_the_data_sheet_needs_the_right_to_export(client, record, monkeypatch):
    reader, url = Client(), reverse("print", args=[record.pk])
    reader.force_login(f.limited_user(Kind.CUSTOMER, actions=[Action.SEE]))
    assert reader.get(url).status_code == 403
    assert reader.post(url, {"extent": "file", "history": "1"}).status_code == 403
    page = reader.get(record.get_absolute_url()).content.decode()
    assert f'"{url}"' not in page and reverse("print-sheet", args=[record.pk]) in page
    assert "Мария Петрова" in text_of(reader.get(reverse("print-sheet", args=[record.pk])))
    assert f'"{url}"' in client.get(record.get_absolute_url()).content.decode()
    monkeypatch.setattr(views, "AT_ONCE", 0)
    client.post(url, {"extent": "file"})
    job = Job.objects.latest("pk")
    job.user.roles.set([f.role({f.kind_type(Kind.CUSTOMER): [Action.SEE]})])
    assert run_job(job).state == Job.State.FAILED
    assert "You may not export this counterparty any more." in job.message


def test_the_number_of_questions_does_not_grow_with_the_rows(client, record):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            printed(client, record, archived="1")
        return len(queries)

    few = asked()
    for _each in range(20):
        f.contact_person(record)
        f.event(record)
        f.attachment(record)
    assert asked() == few


def test_in_bulgarian(client, record):
    with translation.override("bg"):
        text = text_of(client.get(reverse("print-sheet", args=[record.pk]), headers={"accept-language": "bg"}))
    assert "Отпечатано от" in text and "Основни данни" in text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>as it is</b> & so", "<b>as it is</b> & so"),
        (mark_safe("<b>A</b> &amp; B"), "A & B"),
        (format_html("<div>{}</div><div>{}</div>", "one", "<two>"), "one\n<two>"),
        (mark_safe('Name<span class="pr-sub">below</span>'), "Name\nbelow"),
        (mark_safe('A <i class="ti" role="img" aria-label="Private"></i>'), "A (Private)"),
        (mark_safe('<i class="ti" aria-hidden="true"></i><span>x.txt</span>'), "x.txt"),
        (mark_safe("a<br>\n  b"), "a\nb"),
        ("", ""),
    ],
)
def test_cells_as_texts(html, text):
    assert plain(html) == text
