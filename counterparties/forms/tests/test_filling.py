"""What is refused when a form is filled in, and who sees filled forms where."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import translation

from access.models import Role
from counterparties.archiving import archive_counterparty
from counterparties.changes import changes_of_file
from counterparties.forms.filling import save_form
from counterparties.forms.tests.filled import filled
from counterparties.models import Counterparty, FilledForm
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab, FormTemplate
from reference.stopping import stop
from tests import factories

pytestmark = pytest.mark.django_db


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


def test_a_template_that_was_deleted_meanwhile_is_not_filled_in(clerk, owner):
    template = factories.form_template(code="gone")
    read = FormTemplate.objects.get(pk=template.pk)
    template.delete()
    with pytest.raises(ValidationError, match="not filled in here"):
        filled(owner, clerk, template=read)


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
    page = BeautifulSoup(client.get("/forms/").content, "html.parser")
    assert [row["data-pk"] for row in page.select("tbody tr")] == [str(flight.pk)]
    assert page.select("nav a[href='/forms/']")
    assert client.get(reverse("forms-add", args=[owner.pk]) + "?of=other").status_code == 403
    with pytest.raises(ValidationError, match="not filled in here"):
        filled(owner, clerk, template=other.template)
    told = [line for entry in changes_of_file(owner, clerk, limit=50)[0] for line in entry.titles]
    assert any("Flight form" in line for line in told) and not any("Form 1" in line for line in told)
    open_to(tab=own, roles=[Role.objects.get(code="administrator")])
    assert client.get(reverse("forms-list", args=[owner.pk])).status_code == 404
    cache.clear()  # the menu remembers for a minute
    page = BeautifulSoup(client.get("/forms/").content, "html.parser")
    assert not page.select("tbody tr") and not page.select("nav a[href='/forms/']")


def test_banks_have_no_forms(client, clerk):
    bank = factories.counterparty(types=[Kind.BANK])
    assert client.get(reverse("forms-list", args=[bank.pk])).status_code == 404
