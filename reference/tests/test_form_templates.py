"""Form templates and their fields: what an administrator may do with them, and what may not happen to filled ones."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from history.models import Change
from jobs.models import Job
from jobs.running import run
from reference.adding import add
from reference.changing import change
from reference.deleting import delete, delete_with_values, why_not
from reference.features.converting import Target, order_conversion
from reference.file_tabs.screen import components
from reference.form_templates.defaults import TEMPLATES
from reference.form_templates.reading import forms
from reference.items.replacing import replace_item
from reference.models import Feature, FileTab, FormField, FormTemplate
from reference.stopping import stop
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db
LIST = "/settings/reference/form-templates/"


@pytest.fixture
def admin() -> Client:
    return client_of(factories.administrator())


@pytest.fixture
def template() -> FormTemplate:
    return factories.form_template(code="survey", name_en="Survey")


def field(code: str) -> FormField:
    return FormField.objects.get(code=code)


def test_two_forms_ship_in_both_languages_and_come_once():
    factories.load_defaults()
    flight = FormTemplate.objects.get(code="flight-form")
    codes = ["flight-number", "date", "from", "to", "aircraft", "passenger", "document", "notes"]
    assert list(flight.fields.values_list("code", flat=True)) == codes
    for template in FormTemplate.objects.all():
        rows = [template, *template.fields.all()]
        assert all(row.name_bg and row.name_en and row.name_bg != row.name_en for row in rows)
    with translation.override("bg"):
        assert str(flight) == "Полетен формуляр"
    delete(record=flight)
    factories.load_defaults()
    assert FormTemplate.objects.count() == len(TEMPLATES) - 1


def test_features_and_fields_keep_apart(template):
    feature, own = factories.feature(code="area"), factories.form_field(template, code="area")
    assert list(Feature.objects.all()) == [feature] and list(FormField.objects.all()) == [own]
    assert (feature.position, own.position) == (1, 1)
    with pytest.raises(ValidationError) as refused:
        factories.form_field(template, code="area")
    assert "already" in str(refused.value)
    assert factories.form_field(code="area").template != template


def test_a_new_template_leads_to_its_fields_and_keeps_its_code(admin):
    response = admin.post(f"{LIST}add/", {"name_en": "Protocol", "kinds": ["customer"]})
    made = FormTemplate.objects.get(name_en="Protocol")
    assert response["Location"] == f"{LIST}{made.pk}/fields/" and made.kinds == ["customer"]
    assert b'name="code"' in admin.get(f"{LIST}add/").content
    assert b'name="code"' not in admin.get(f"{LIST}{made.pk}/edit/").content


def test_fields_are_added_in_the_line_below_them(admin, template):
    address = f"{LIST}{template.pk}/fields/"
    htmx = {"HX-Request": "true", "HX-Target": "slide-body"}
    page = admin.get(address).content.decode()
    assert 'id="quick-name"' in page and "No fields yet" in page
    for name, data_type in (("Rating", "number"), ("Remarks", "long_text")):
        answer = admin.post(f"{address}add/", {"name_en": name, "data_type": data_type, "shown": "on"}, headers=htmx)
        assert answer["HX-Retarget"] == "#configuration" and name in answer.content.decode()
    assert [(each.code, each.position, each.shown) for each in template.fields.all()] == [
        ("rating", 1, True),
        ("remarks", 2, True),
    ]
    refused = admin.post(f"{address}add/", {"name_en": "Area", "data_type": "nomenclature"}, headers=htmx)
    assert refused.status_code == 422 and "Choose the nomenclature" in refused.content.decode()
    assert 'value="Area"' in refused.content.decode()


@pytest.mark.parametrize(("decimals", "told"), [("0", "Number, whole numbers"), ("2", "Number, 2 decimals")])
def test_the_line_asks_for_decimals_and_the_list_tells_what_was_made(admin, template, decimals, told):
    address = f"{LIST}{template.pk}/fields/"
    form = BeautifulSoup(admin.get(address).content, "html.parser").select_one("#quick-field")
    asked = form.select_one("[data-when='data_type=number'] [name=decimals]")
    assert (asked["value"], asked["min"], asked["max"]) == ("0", "0", "6")
    for data_type in ("number", "text"):
        sent = {"name_en": f"A {data_type}", "data_type": data_type, "decimals": decimals}
        assert admin.post(f"{address}add/", sent).status_code == 302
    assert list(template.fields.values_list("decimals", flat=True)) == [int(decimals), 0]
    rows = BeautifulSoup(admin.get(address).content, "html.parser").select("tbody tr")
    assert [told in row.get_text() for row in rows] == [True, False]


def test_the_arrows_move_fields_within_their_form(admin, template):
    first, second = (factories.form_field(template, code=code) for code in ("a", "b"))
    other = factories.form_field(code="a")
    admin.post(f"{LIST}{template.pk}/fields/{second.pk}/up/")
    assert [each.code for each in template.fields.order_by("position")] == ["b", "a"]
    assert field_place(first) == 2 and field_place(other) == 1
    assert admin.post(f"{LIST}{other.template_id}/fields/{first.pk}/up/").status_code == 404


def field_place(row: FormField) -> int:
    return FormField.objects.get(pk=row.pk).position


def test_who_may_not_edit_settings_reads_only(template):
    client = Client()
    client.force_login(factories.reader())
    assert client.get(f"{LIST}{template.pk}/fields/").status_code == 200
    assert client.post(f"{LIST}{template.pk}/fields/add/", {"name_en": "X"}).status_code == 403
    assert not template.fields.exists()


def test_a_file_or_a_picture_begins_with_nothing_and_has_no_limits(template, admin):
    for data_type in ("file", "picture"):
        rules = {"default": "x", "minimum": "1", "pattern": "y"}
        own = factories.form_field(template, code=data_type, data_type=data_type, **rules)
        assert (own.default, own.minimum, own.pattern) == ("", "", "")
    page = admin.get(f"/settings/reference/form-templates/{template.pk}/fields/").content.decode()
    assert '<option value="file">File</option>' in page and '<option value="picture">Picture</option>' in page


def test_what_is_filled_in_is_stopped_and_not_deleted(template):
    own = factories.form_field(template, code="rating", data_type="number")
    factories.filled_form(template=template, **{"f.rating": Decimal(5)})
    assert why_not(own) == "Used by 1 filled form; stop it instead."
    assert why_not(template) == "Used by 1 filled form; stop it instead."
    with pytest.raises(ValidationError):
        delete(record=template)
    own.data_type = "text"
    with pytest.raises(ValidationError) as refused:
        change(record=own)
    assert "The feature has values: 1 filled form" in refused.value.message_dict["data_type"][0]
    stop(record=own)
    assert [each.key for each in forms()[template.pk].asked] == []


def test_an_unused_template_goes_with_its_fields_but_not_from_under_a_tab(template):
    factories.load_defaults()
    factories.form_field(template)
    tab = factories.file_tab(parent=FileTab.objects.get(code="contacts"), interface=template.interface)
    assert tab.shown == "Survey" and (template.interface, "Form: Survey") in components()
    assert "1 tab of the file" in why_not(template)
    delete(record=tab)
    delete(record=template)
    assert not FormField.objects.filter(template=template.pk).exists()
    table = Feature._meta.db_table
    assert Change.objects.filter(table=table, action="D").exists()


def test_a_tab_names_only_a_template_that_is_there():
    factories.load_defaults()
    with pytest.raises(ValidationError) as refused:
        add(record=FileTab(parent=FileTab.objects.get(code="contacts"), interface="forms.nothing", name_en="X"))
    assert "interface" in refused.value.message_dict


def test_a_field_changes_its_data_type_with_all_values(template):
    own = factories.form_field(template, code="rating")
    good, bad = (factories.filled_form(template=template, **{"f.rating": text}) for text in ("5", "many"))
    job = order_conversion(feature=own, target=Target("number"), user=None, drop=True)
    assert run(Job.objects.get(pk=job.pk)).state == "done"
    for row in (good, bad):
        row.refresh_from_db()
    assert (good.features, bad.features) == ({str(own.pk): "5"}, {}) and field("rating").data_type == "number"


def test_a_field_is_deleted_with_its_values_when_asked(template):
    own = factories.form_field(template, code="rating")
    filled = factories.filled_form(template=template, **{"f.rating": "5"})
    assert delete_with_values(feature=own, user=None) is None
    filled.refresh_from_db()
    assert filled.features == {} and not FormField.objects.filter(pk=own.pk).exists()


def test_an_item_is_replaced_in_forms_too_and_counted(admin, template):
    items = factories.nomenclature()
    one, two = (factories.item(items, code=code, name_en=code.title()) for code in ("one", "two"))
    own = factories.form_field(template, code="kind", data_type="nomenclature", nomenclature=items)
    filled = factories.filled_form(template=template, **{"f.kind": (one.pk,)})
    page = admin.get(f"/settings/reference/nomenclatures/{items.pk}/items/").content.decode()
    assert "/forms/?of=survey&amp;f.kind=one" in page
    assert "filled form" in why_not(own)
    replace_item(item=one, by=two, keep=False, user=None)
    filled.refresh_from_db()
    assert filled.features == {str(own.pk): [two.pk]}
