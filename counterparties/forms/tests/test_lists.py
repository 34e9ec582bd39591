"""Filled forms in lists and exports: fields are columns, filters and orders where one template is chosen."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from access.models import User
from counterparties.forms.tests.filled import TEXTS, answers, filled
from counterparties.models import FilledForm
from counterparties.tests.test_exported import differences
from exchange.exporting import list_of
from reference.kinds import Kind
from reference.models.features import DataType
from screens.listing import ListQuery
from screens.models import SavedView
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db


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
        ("f.picture=%2B", [one]),
        ("f.picture=-", [two]),
        ("f.file=%2B", [two]),
        ("q=beta", [two]),
        ("q=%25", []),
        ("sort=f.number", [one, two]),
        ("sort=-f.text&q=", [one, two]),
    ):
        found = query(clerk, f"of=every&{asked}")
        assert not found.errors and [row.pk for row in found.page().rows] == [row.pk for row in rows], asked
    assert query(clerk, "f.text=x").errors, "without a template there are no fields"
    assert query(clerk, "of=nothing").page().rows == []


def test_a_form_is_found_by_what_its_answers_say_in_any_language_and_not_by_ids(clerk, owner, survey):
    named = factories.counterparty(name="Щастливеца ООД", types=[Kind.SUPPLIER])
    values = answers(clerk, survey, 0) | {"f.counterparty": named.pk}
    row = filled(owner, clerk, template=survey, **values)
    for text in ("щастливеца", "Shtastlivetsa", "ONE two", "Nov 2026", "20.11.2026", str(row.number)):
        assert query(clerk, f"q={text}").page().rows == [row], text
    FilledForm.objects.update(number=1_000_000)
    assert query(clerk, f"q={named.pk * 1000}").page().rows == []
    assert str(named.pk) not in FilledForm.objects.get().named.split()
    limited = factories.limited_user(Kind.CUSTOMER)
    assert query(limited, "q=реда").page().rows == [row]
    assert query(limited, "q=щастливеца").page().rows == [], "he does not see who is named"


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


@pytest.mark.parametrize("place", ["all", "file"])
def test_a_view_is_offered_under_its_template_alone_and_opens_there_from_anywhere(client, owner, survey, place):
    address = "/forms/" if place == "all" else reverse("forms-list", args=[owner.pk])
    for of in ("flight-form", "every", ""):
        shown = client.get(address, {"of": of, "size": "20"} if of else {"size": "20"})
        client.post(shown.context["views"].add_url, {"name": f"View {of}"})
        view = SavedView.objects.get(name=f"View {of}".strip())
        for other in ("flight-form", "every", ""):
            named = [
                each.name for each in client.get(f"{address}?of={other}".removesuffix("?of=")).context["views"].all
            ]
            assert (view.name in named) == (other == of), (of, other)
        opened = client.get(f"{address}?view={view.pk}", follow=True)
        assert opened.context["views"].current == view and opened.context["query"].size == 20
        assert opened.context["request"].GET.get("of", "") == of
    assert client.get(f"{address}?of=every&view={view.pk}&sort=date").context["views"].current is None


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
