"""The form in which administrators define features, and what their list says of the rules."""

import re

from django.template.loader import get_template
from django.test import Client

from reference.adding import add
from reference.arranging import append
from reference.changing import change
from reference.features.rules import OF_SOME
from reference.models import Feature, FeatureGroup
from reference.tests.answers import ROOT, form_data


def test_the_form_shows_a_part_to_the_data_types_that_have_a_use_for_it() -> None:
    source = get_template("reference/feature_form.html").template.source
    shown = {
        name: set(data_types.split("|"))
        for data_types, inside in re.findall(r'data-when="data_type=([^"]+)">(.*)</div>', source)
        for name in re.findall(r"form\.(\w+)\|", inside)
    }
    assert shown == {name: set(map(str, data_types)) for name, data_types in OF_SOME.items()}


def test_a_definition_with_all_its_rules_goes_through_the_form(client: Client) -> None:
    group = append(record=FeatureGroup(code="money", name_en="Money"))
    sent = {
        "name_en": "Annual turnover",
        "data_type": "number",
        "unit": "EUR",
        "decimals": "2",
        "required": "on",
        "minimum": "0",
        "maximum": "1 000 000",
        "default": "10,5",
        "pattern": "left over from a text",
        "group": group.pk,
        "shown": "on",
        "indexed": "on",
        "help_text": "In thousands",
        "definition": "As in the report.\r\nOf the last year.",
    }
    assert client.post(f"{ROOT}/features/add/", sent).status_code == 302
    made = Feature.objects.get(code="annual-turnover")
    assert (made.minimum, made.maximum, made.default, made.pattern) == ("0.00", "1000000.00", "10.50", "")
    assert (made.required, made.unique, made.shown, made.indexed, made.group) == (True, False, True, True, group)
    assert (made.help_text, made.definition) == ("In thousands", "As in the report.\nOf the last year.")

    url = f"{ROOT}/features/{made.pk}/edit/"
    assert client.post(url, form_data(client, url)).status_code == 302
    assert Feature.objects.get(pk=made.pk).version == made.version, "sent as it was, it is as it was"
    answer = client.post(url, form_data(client, url, default="-1", maximum="x"))
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"maximum"}


def test_two_people_edit_the_rules_of_one_feature(client: Client) -> None:
    made = add(record=Feature(name_en="Places", data_type="number", maximum="10"))
    url = f"{ROOT}/features/{made.pk}/edit/"
    mine = form_data(client, url, minimum="2", maximum="20")
    made.maximum, made.required = "30", True
    change(record=made)
    answer = client.post(url, mine)
    assert answer.status_code == 409
    assert {each.name: (each.theirs, each.mine) for each in answer.context["differences"]} == {
        "maximum": ("30", "20"),
        "required": ("Yes", None),
    }
    again = {field.name: field.value() for field in answer.context["form"] if field.value()}
    assert client.post(url, again).status_code == 302
    made.refresh_from_db()
    assert (made.minimum, made.maximum, made.required) == ("2", "20", True)


def test_the_list_of_features_shows_their_rules_by_small_marks(client: Client) -> None:
    group = append(record=FeatureGroup(code="money", name_en="Money"))
    add(record=Feature(name_en="Plain"))
    add(
        record=Feature(
            name_en="Turnover", data_type="number", minimum="0", maximum="1000000", group=group, indexed=True
        )
    )
    add(record=Feature(name_en="Contract", pattern="[A-Z]+", required=True, unique=True, shown=True))
    add(record=Feature(name_en="Cold chain", data_type="yes_no", default="no"))
    add(record=Feature(name_en="Since", data_type="date", minimum="2000-01-01"))
    add(record=Feature(name_en="Places", data_type="number", maximum="9"))
    response = client.get(f"{ROOT}/features/")
    assert {line.record.name_en: [mark.title for mark in line.marks] for line in response.context["lines"]} == {
        "Plain": [],
        "Turnover": ["From 0 to 1,000,000", "Quick to sort and filter"],
        "Contract": ["Mandatory", "Unique", "Matches [A-Z]+", "Shown in the list by default"],
        "Cold chain": ["Begins with No"],
        "Since": ["From 1 Jan 2000"],
        "Places": ["Up to 9"],
    }
    html = response.content.decode()
    assert 'title="Mandatory"' in html and '<span class="pr-sub">Money</span>' in html


def test_the_form_of_a_stored_feature_leads_to_the_change_of_its_data_type(client: Client) -> None:
    made = add(record=Feature(name_en="Places"))
    assert f"{ROOT}/features/{made.pk}/convert/" in client.get(f"{ROOT}/features/{made.pk}/edit/").content.decode()
    assert "/convert/" not in client.get(f"{ROOT}/features/add/").content.decode()
