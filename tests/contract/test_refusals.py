"""What every form refuses it tells at the fields that mend it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from attributes.days import Date
from counterparties.feature_files import FileValue
from tests.contract.conftest import TYPED, Case


@pytest.mark.view("add")
def test_tells_at_a_field_that_a_row_is_there_already(case: Case):
    row = case.make()[0]
    files = [each.name for each in case.screen.form_attributes(case.user, row) if isinstance(each, FileValue)]
    data = case.form_data(row) | dict.fromkeys(files, "") | TYPED.get(case.screen.slug, {})
    response = case.client.post(case.url("add"), data)
    assert response.status_code == 302 or at_fields(response)


@pytest.mark.view("edit")
def test_tells_at_a_field_that_days_are_in_no_order(case: Case):
    row = case.make()[0]
    days = [each.name for each in case.screen.form_attributes(case.user, row) if isinstance(each, Date)]
    falling = {name: f"{20 - number}.01.2020" for number, name in enumerate(days)}
    response = case.client.post(case.url("edit", row), case.form_data(row) | falling)
    assert response.status_code == 302 or at_fields(response)


@pytest.mark.view("add")
def test_marks_what_it_asks_for(case: Case):
    response = case.client.post(case.url("add"), {"base": ""})
    page = BeautifulSoup(response.content, "html.parser")
    for field in page.select(".is-invalid"):
        group = page.select_one(f"#div_id_{field['name']}".replace(".", "\\."))
        assert group.select_one(".asteriskField, .form-text"), field["name"]


def at_fields(response: Any) -> bool:
    """Whether all that is refused is told at a field."""
    assert response.status_code == 422, response.content.decode()[:3000]
    page = BeautifulSoup(response.content, "html.parser")
    told, marked = page.select("#form-errors li"), page.select(".is-invalid[aria-invalid=true]")
    return bool(marked) and all(each.select_one("a[href^='#id_']") for each in told)
