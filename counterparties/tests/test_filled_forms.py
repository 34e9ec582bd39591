"""Filled forms: what is refused, who sees them where, how they are told, listed, exported, copied and printed."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from access.models import Role, User
from counterparties.archiving import archive_counterparty
from counterparties.changes import changes_of_file
from counterparties.forms.filling import save_form
from counterparties.models import Counterparty, FilledForm
from counterparties.taking_back import take_back
from counterparties.tests.test_exported import differences
from exchange.exporting import list_of
from history.models import Change
from history.recording import recorded
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab, FormTemplate
from reference.models.features import OF_FORMS, DataType
from reference.stopping import stop
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db
TEXTS = {
    DataType.TEXT: ("Алфа; „x“", "beta"),
    DataType.LONG_TEXT: ("Два\nреда", ""),
    DataType.NUMBER: ("-0.5", "1250"),
    DataType.DATE: ("2026-11-20", ""),
    DataType.YES_NO: ("yes", "no"),
    DataType.NOMENCLATURE: ("two; one", ""),
    DataType.COUNTERPARTY: ("first", ""),
}


@pytest.fixture
def owner() -> Counterparty:
    return factories.counterparty(name="Alpha", code="first")


@pytest.fixture
def clerk(owner: Counterparty) -> User:
    return factories.user(roles=[Role.objects.get(code="clerk")], first_name="Rada")


@pytest.fixture
def client(clerk: User) -> Client:
    found = Client()
    found.force_login(clerk)
    return found


@pytest.fixture
def survey(owner: Counterparty) -> FormTemplate:
    """A form with a field of each data type, called as the type is."""
    template = factories.form_template(code="every", name_en="Every")
    items = factories.nomenclature()
    for code in ("one", "two"):
        factories.item(items, code=code, name_en=code.title())
    for data_type in OF_FORMS:
        own = {"nomenclature": items, "multiple": True} if data_type == DataType.NOMENCLATURE else {}
        decimals = {"decimals": 2} if data_type == DataType.NUMBER else {}
        factories.form_field(
            template, code=str(data_type), name_en=str(data_type), data_type=data_type, **own, **decimals
        )
    return template


def answers(user: User, survey: FormTemplate, place: int) -> dict:
    """Values by name, as the form of the template cleans their texts."""
    screen = screens["forms"].narrowed(survey.code)
    attributes = screen.attributes(user)
    return {f"f.{kind}": attributes[f"f.{kind}"].clean(texts[place]) for kind, texts in TEXTS.items()}


def filled(owner: Counterparty, clerk: User, **values) -> FilledForm:
    template = values.pop("template", None) or FormTemplate.objects.get(code="flight-form")
    own = {"f.flight-number": "FB 1", "f.date": date(2026, 11, 20), "f.from": "Sofia", "f.to": "Varna"}
    own |= {"f.passenger": "Ada"}
    given = (own if template.code == "flight-form" else {}) | values
    with recorded(user_id=clerk.pk, run="web:1"):
        return save_form(user=clerk, record=FilledForm(counterparty=owner, template=template), values=given)


# --- what is refused


def test_what_is_mandatory_and_what_is_wrong_is_named_by_field(client, owner):
    address = reverse("forms-add", args=[owner.pk]) + "?of=flight-form"
    answer = client.post(address, {"date": "2026-11-22", "f.flight-number": "FB 437", "f.date": "tomorrow"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="FB 437"' in page
    assert "Date of flight: Enter a date" in page and "Passenger: Fill this in" in page
    assert not FilledForm.objects.exists()


def test_a_form_is_filled_in_and_numbered(client, clerk, owner):
    address = reverse("forms-add", args=[owner.pk]) + "?of=flight-form"
    sent = {"f.flight-number": "FB 437", "f.date": "2026-11-25", "f.from": "София", "f.to": "London"}
    for _each in range(2):
        answer = client.post(address, {"date": "2026-11-22", "f.passenger": "Ada", **sent})
        assert answer.status_code == 302, answer.content.decode()
    first, second = FilledForm.objects.order_by("number")
    assert (first.number, second.number, first.author, first.date) == (1, 2, clerk, date(2026, 11, 22))
    assert str(first) == "Flight form No. 1"
    with translation.override("bg"):
        assert str(FilledForm.objects.get(pk=first.pk)) == "Полетен формуляр № 1"


def test_bounds_defaults_and_stopped_fields(client, clerk, owner):
    template = factories.form_template(code="marks")
    mark = factories.form_field(template, code="mark", data_type="number", minimum="1", maximum="5", default="3")
    page = client.get(reverse("forms-add", args=[owner.pk]) + "?of=marks").content.decode()
    assert BeautifulSoup(page, "html.parser").select_one("[name='f.mark']")["value"] == "3"
    row = filled(owner, clerk, template=template, **{"f.mark": Decimal(4)})
    assert (
        client.post(reverse("forms-edit", args=[owner.pk, row.pk]), {"date": "2026-11-22", "f.mark": "6"}).status_code
        == 422
    )
    stop(record=mark)
    with pytest.raises(ValidationError, match="stopped"):
        save_form(user=clerk, record=FilledForm.objects.get(pk=row.pk), values={"f.mark": Decimal(2)})
    assert "4" in client.get(row.get_absolute_url()).content.decode(), "what is stored is still told"
    assert "f.mark" not in client.get(reverse("forms-add", args=[owner.pk]) + "?of=marks").content.decode()


@pytest.mark.parametrize("why", ["stopped", "kind"])
def test_a_form_that_is_not_for_this_counterparty_is_not_filled_in(clerk, client, owner, why):
    template = factories.form_template(code="other", kinds=["supplier"] if why == "kind" else [])
    if why == "stopped":
        stop(record=template)
    with pytest.raises(ValidationError, match="not filled in here"):
        filled(owner, clerk, template=template)
    assert client.get(reverse("forms-add", args=[owner.pk]) + "?of=other").status_code == 403
    assert client.get(reverse("empty-form", args=[owner.pk]) + "?of=nothing").status_code == 404


def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(clerk, owner):
    row = filled(owner, clerk)
    mine, theirs = (FilledForm.objects.get(pk=row.pk) for _each in range(2))
    save_form(user=clerk, record=theirs, values={"f.to": "London"})
    with pytest.raises(ValidationError, match="changed"):
        save_form(user=clerk, record=mine, values={"f.to": "Paris"})
    row.refresh_from_db()
    assert "London" in row.features.values()


def test_nothing_is_filled_in_for_an_archived_counterparty_or_without_the_right(clerk, owner):
    reader = factories.reader()
    with pytest.raises(PermissionDenied):
        filled(owner, reader)
    archive_counterparty(user=clerk, record=owner)
    with pytest.raises(ValidationError, match="archived"):
        filled(Counterparty.objects.get(pk=owner.pk), clerk)


# --- who sees them where


def test_a_tab_of_one_template_shows_that_alone_and_opens_nothing_else(client, clerk, owner):
    flight, other = filled(owner, clerk), filled(owner, clerk, template=factories.form_template(code="other"))
    contacts = FileTab.objects.get(code="contacts")
    own = factories.file_tab(parent=contacts, interface="forms.flight-form", name_en="", code="flights")
    page = BeautifulSoup(client.get(reverse("forms-list", args=[owner.pk])).content, "html.parser")
    tabs = {link.find(string=True).strip(): link["href"] for link in page.select("nav[aria-label=Tabs] a")}
    assert tabs["Forms"].endswith("/forms/") and "of=flight-form" in tabs["Flight form"]
    page = BeautifulSoup(client.get(tabs["Flight form"]).content, "html.parser")
    assert page.select_one("nav[aria-label=Tabs] a[aria-current]").find(string=True).strip() == "Flight form"
    assert [row["data-pk"] for row in page.select("tbody tr")] == [str(flight.pk)]
    heads = [head["data-name"] for head in page.select("th[data-name]")]
    assert heads[:4] == ["number", "date", "f.flight-number", "f.date"] and heads[-1] == "author"
    open_to(tab=FileTab.objects.get(code="forms"), roles=[Role.objects.get(code="administrator")])
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(reverse("print-form", args=[owner.pk, other.pk])).status_code == 404
    assert client.get(flight.get_absolute_url()).status_code == 200
    rows = BeautifulSoup(client.get("/forms/").content, "html.parser").select("tbody tr")
    assert [row["data-pk"] for row in rows] == [str(flight.pk)]
    told = [line for entry in changes_of_file(owner, clerk, limit=50)[0] for line in entry.titles]
    assert any("Flight form" in line for line in told) and not any("Form 1" in line for line in told)
    open_to(tab=own, roles=[Role.objects.get(code="administrator")])
    assert client.get(reverse("forms-list", args=[owner.pk])).status_code == 404
    assert not BeautifulSoup(client.get("/forms/").content, "html.parser").select("tbody tr")


def test_banks_have_no_forms(client, clerk):
    bank = factories.counterparty(types=[Kind.BANK])
    assert client.get(reverse("forms-list", args=[bank.pk])).status_code == 404


# --- lists


def query(user: User, address: str) -> ListQuery:
    return ListQuery(screens["all-forms"], user, QueryDict(address))


def test_fields_are_columns_filters_orders_and_searched(clerk, owner, survey):
    one, two = (filled(owner, clerk, template=survey, **answers(clerk, survey, place)) for place in (0, 1))
    filled(owner, clerk)
    for asked, rows in (
        ("f.text=алфа", [one]),
        ("f.number.min=1", [two]),
        ("f.yes_no=no", [two]),
        ("f.nomenclature=one", [one]),
        ("f.counterparty=first", [one]),
        ("f.date=-", [two]),
        ("q=beta", [two]),
        ("q=%25", []),
        ("sort=f.number", [one, two]),
        ("sort=-f.text&q=", [one, two]),
    ):
        found = query(clerk, f"of=every&{asked}")
        assert not found.errors and [row.pk for row in found.page().rows] == [row.pk for row in rows], asked
    assert query(clerk, "f.text=x").errors, "without a template there are no fields"
    assert query(clerk, "of=nothing").page().rows == []


@pytest.mark.parametrize("language", ["en", "bg"])
def test_an_export_has_all_fields_and_says_what_format_says(clerk, owner, survey, language):
    for place in (0, 1):
        filled(owner, clerk, template=survey, **answers(clerk, survey, place))
    with translation.override(language):
        columns = "&".join(f"columns={name}" for name in query(clerk, "of=every").attributes)
        found = list_of(screen=screens["all-forms"], user=clerk, query=f"of=every&{columns}")
        assert {f"f.{kind}" for kind in TEXTS} < {each.name for each in found.columns}
        assert differences(found) == []


def test_a_file_has_the_columns_of_the_list(client, clerk, owner):
    filled(owner, clerk)
    address = reverse("exchange:export", args=["forms"])
    content = client.get(f"{address}?parent={owner.pk}&of=flight-form&format=csv").getvalue().decode("utf-8-sig")
    head, row = content.splitlines()[:2]
    assert head.split(",")[2:4] == ["Flight number", "Date of flight"] and "FB 1,2026-11-20,Sofia,Varna" in row


def test_the_columns_that_somebody_chooses_are_those_of_one_template(client, clerk, owner):
    filled(owner, clerk)
    chosen = "/forms/?of=flight-form&columns=number&columns=f.to"
    client.get(chosen, headers={"HX-Request": "true", "HX-Target": "results", "HX-Trigger": "filter"})

    def heads(address: str) -> list[str]:
        page = BeautifulSoup(client.get(address).content, "html.parser")
        return [head["data-name"] for head in page.select("th[data-name]")]

    assert heads("/forms/?of=flight-form") == ["number", "f.to"]
    assert heads("/forms/") == list(screens["all-forms"].columns)


def test_the_first_answers_are_told_in_one_line(client, clerk, owner):
    filled(owner, clerk)
    text = BeautifulSoup(client.get("/forms/").content, "html.parser").select_one("tbody").get_text()
    assert "FB 1 · 20 Nov 2026 · Sofia · Varna" in text


@pytest.mark.parametrize("address", ["/forms/", "/forms/?of=every"])
def test_a_list_asks_as_much_for_many_forms_of_many_templates(client, clerk, owner, survey, address):
    numbers = []
    for _round in range(2):
        for _each in range(4):
            filled(owner, clerk, template=survey, **answers(clerk, survey, 0))
            other = factories.form_template()
            payer = factories.form_field(other, data_type=DataType.COUNTERPARTY)
            filled(owner, clerk, template=other, **{f"f.{payer.code}": factories.counterparty().pk})
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


# --- one form


def test_its_page_says_everything_and_offers_a_new_one_from_it(client, clerk, owner, survey):
    row = filled(owner, clerk, template=survey, **answers(clerk, survey, 0))
    page = BeautifulSoup(client.get(row.get_absolute_url()).content, "html.parser")
    facts = page.select_one(".pr-facts").get_text(" ", strip=True)
    assert "Алфа; „x“" in facts and "One, Two" in facts and "Alpha" in facts and "20 Nov 2026" in facts
    again = page.find("a", string=lambda text: text and "New from this one" in text) or page.select_one(
        f"a[href*='like={row.pk}']"
    )
    form = BeautifulSoup(client.get(again["href"]).content, "html.parser")
    assert form.select_one("[name='f.text']")["value"] == "Алфа; „x“"
    data = {
        field["name"]: field.get("value", "")
        for field in form.select("#main input[name]")
        if field["name"][:2] == "f."
    }
    answer = client.post(again["href"], data | {"date": "2026-11-22", "f.yes_no": "yes"})
    assert answer.status_code == 302
    copy = FilledForm.objects.latest("pk")
    assert (copy.number, copy.template) == (2, survey) and "Алфа; „x“" in copy.features.values()


def test_a_reader_sees_and_prints_but_does_not_change(clerk, owner):
    row, client = filled(owner, clerk), Client()
    client.force_login(factories.reader())
    page = client.get(row.get_absolute_url()).content.decode()
    assert "FB 1" in page and "New from this one" not in page and "/edit/" not in page
    assert client.get(reverse("print-form", args=[owner.pk, row.pk])).status_code == 200
    assert client.get(reverse("forms-edit", args=[owner.pk, row.pk])).status_code == 403


def text_of(client: Client, address: str, language: str) -> str:
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer["Content-Type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.getvalue())).pages)


@pytest.mark.parametrize(("language", "said"), [("en", "Passenger"), ("bg", "Пътник")])
def test_it_is_printed_in_the_language_of_the_page(client, clerk, owner, language, said):
    row = filled(owner, clerk, **{"f.passenger": "Иван Ёж"})
    with translation.override(language):
        text = text_of(client, reverse("print-form", args=[owner.pk, row.pk]), language)
        empty = text_of(client, reverse("empty-form", args=[owner.pk]) + "?of=flight-form", language)
    assert "Иван Ёж" in text and "Alpha" in text and said in text
    assert "Иван Ёж" not in empty and "Alpha" in empty and said in empty


# --- history


def test_history_tells_the_fields_by_their_labels_and_takes_one_back(clerk, owner):
    row = filled(owner, clerk)
    with recorded(user_id=clerk.pk, run="web:2"):
        save_form(user=clerk, record=FilledForm.objects.get(pk=row.pk), values={"f.to": "London", "f.notes": "New"})
    entries, _older = changes_of_file(owner, clerk, limit=50)
    lines = [line for entry in entries for line in entry.lines]
    told = {line.label: (line.before, line.after) for line in lines}
    assert told["Flight form No. 1, to"] == ("Varna", "London") and told["Flight form No. 1, notes"] == ("", "New")
    line = next(line for line in lines if line.label.endswith(", to"))
    change = Change.objects.get(pk=line.change)
    assert take_back(user=clerk, record=owner, change=change, place=line.place) == "To"
    row.refresh_from_db()
    assert "Varna" in row.features.values() and "New" in row.features.values()


def test_forms_are_archived_and_come_back_with_their_counterparty(clerk, owner):
    row = filled(owner, clerk)
    archive_counterparty(user=clerk, record=owner)
    row.refresh_from_db()
    assert row.archived_at is not None


def test_a_file_costs_no_more_for_its_forms(client, clerk, owner):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("contact-persons-list", args=[owner.pk])).status_code == 200
        return len(queries)

    asked()
    before = asked()
    for _each in range(3):
        filled(owner, clerk)
    assert asked() == before <= 15
