"""Filled forms are found by what the counterparties and items that they name are called now, whoever renames them."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from counterparties.models import Counterparty, FilledForm
from counterparties.saving import save_counterparty
from counterparties.tests.undoing import people, undone
from exchange.tests.test_item_import import Wizard
from jobs.models import Job
from jobs.running import run
from reference.changing import change
from reference.features import following
from reference.models.features import DataType
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def payer() -> Counterparty:
    return factories.counterparty(name="Alpha", code="A1")


@pytest.fixture
def named(payer, admin):
    """Makes forms that name the counterparty."""
    template = factories.form_template(code="order")
    factories.form_field(template, code="payer", data_type=DataType.COUNTERPARTY)
    return lambda: factories.filled_form(template=template, **{"f.payer": payer.pk})


def found(user, text: str) -> list[FilledForm]:
    return ListQuery(screens["all-forms"], user, QueryDict(f"q={text}")).page().rows


def rename(user, record: Counterparty, name: str) -> None:
    save_counterparty(user=user, record=Counterparty.objects.get(pk=record.pk), values={"name": name})


def test_a_form_is_found_by_the_new_name_at_once(admin, named, payer):
    form = named()
    rename(admin, payer, "Щастливец")
    assert found(admin, "щастливец") == [form] and found(admin, "alpha") == []
    save_counterparty(user=admin, record=Counterparty.objects.get(pk=payer.pk), values={"code": "B77"})
    assert found(admin, "b77") == [form]
    form.refresh_from_db()
    assert form.version == 1, "nobody has changed the form"


def test_an_import_and_its_undoing_rename_too(admin, named, payer, imported):
    form = named()
    imports = imported(["code", "name"], ["A1", "Beta"], ["C3", "Gamma"], user=admin)
    assert found(admin, "beta") == [form] and found(admin, "alpha") == []
    undone(imports.job, admin)
    assert found(admin, "alpha") == [form] and found(admin, "beta") == []


def test_forms_follow_a_renamed_item(admin):
    items = factories.nomenclature()
    one, two = (factories.item(items, code=code, name_en=code.title()) for code in ("one", "two"))
    template = factories.form_template(code="order")
    factories.form_field(template, code="kind", data_type=DataType.NOMENCLATURE, nomenclature=items, multiple=True)
    form = factories.filled_form(template=template, **{"f.kind": (one.pk, two.pk)})
    one.name_bg = "Първият"
    change(record=one)
    assert found(admin, "parviyat") == found(admin, "първият") == found(admin, "two") == [form]


def test_a_file_of_items_and_its_undoing_rename_too(admin, client):
    regions = factories.nomenclature(code="regions")
    vidin = factories.item(regions, code="vidin", name_en="Vidin")
    template = factories.form_template(code="place")
    factories.form_field(template, code="where", data_type=DataType.NOMENCLATURE, nomenclature=regions)
    form = factories.filled_form(template=template, **{"f.where": (vidin.pk,)})
    client.force_login(admin)
    imports = Wizard(client).write("code,name_en\nvidin,Bdin\n")
    assert found(admin, "bdin") == [form]
    people(admin)
    undone(imports.job, admin)
    assert found(admin, "bdin") == [] and found(admin, "vidin") == [form]


def test_many_forms_follow_by_a_job(admin, named, payer, monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 1)
    forms = [named() for _each in range(2)]
    rename(admin, payer, "Beta")
    assert found(admin, "beta") == []
    job = run(Job.objects.get(kind=following.KIND))
    assert job.state == Job.State.DONE and job.result == {"rows": 2}
    assert {each.pk for each in found(admin, "beta")} == {each.pk for each in forms}


def test_a_renaming_asks_as_much_for_many_forms(admin, named, payer):
    numbers = []
    for name in ("Beta", "Gamma", "Delta"):
        for _each in range(3):
            named()
        with CaptureQueriesContext(connection) as asked:
            rename(admin, payer, name)
        numbers.append(len(asked))
    assert numbers[1] == numbers[2]
