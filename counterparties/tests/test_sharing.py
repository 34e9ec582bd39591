"""Contact persons of several counterparties, accounts of several holders: who sees, finds and keeps them."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import Action
from counterparties.archiving import (
    activate_counterparty,
    activate_sub_record,
    archive_counterparty,
    archive_sub_record,
)
from counterparties.demonstration.loading import load_demonstration
from counterparties.demonstration.removing import remove_demonstration
from counterparties.models import AccountHolder, ContactLink, ContactPerson, Counterparty
from counterparties.saving import save_sub_record
from counterparties.sharing.saving import save_shared, share
from counterparties.tests.sharing import data_of, edit_url, linked
from reference.kinds import Kind
from screens.forms import ScreenForm
from screens.registry import screens
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db


def slug_of(row):
    return "contact-persons" if isinstance(row, ContactPerson) else "bank-accounts"


# --- rows in several files


@pytest.mark.parametrize("make", [f.contact_person, f.bank_account])
def test_a_row_stands_in_each_file_is_counted_and_found_there(make):
    home, other, third = f.counterparty(), f.counterparty(), f.counterparty()
    row = make(home)
    linked(row, other)
    assert set(type(row).objects.of_files([other.pk])) == {row} == set(type(row).objects.of_files([home.pk]))
    assert not type(row).objects.of_files([third.pk]).exists()
    slug = slug_of(row)
    page = client_of(f.superuser()).get(reverse(f"{slug}-list", args=[other.pk])).content.decode()
    assert f'data-pk="{row.pk}"' in page and f">{home.name}</a>" in page
    assert reverse(f"{slug}-edit", args=[other.pk, row.pk]) in page
    assert reverse(f"{slug}-archive", args=[other.pk, row.pk]) not in page, "only its home archives it"
    sought = row.last_name if isinstance(row, ContactPerson) else row.iban
    assert set(Counterparty.objects.found_by(sought)) == {home, other}


def test_each_file_names_the_others_and_says_what_the_person_is_there():
    home, other = f.counterparty(name="Дом"), f.counterparty(name="Друга")
    linked(f.contact_person(home), other, role="Одитор")
    for file, told in ((home, ["Друга", "Одитор"]), (other, ["Одитор", "Дом"])):
        page = client_of(f.superuser()).get(reverse("contact-persons-list", args=[file.pk])).content
        entries = BeautifulSoup(page, "html.parser").select("#rows .pr-entry")
        said = " ".join(entry.get_text(" ", strip=True) for entry in entries)
        assert all(each in said for each in told) and file.name not in said


def test_search_follows_a_person_into_every_file():
    home, other = f.counterparty(), f.counterparty()
    person = f.contact_person(home, last_name="Преходна")
    link = linked(person, other)
    save_sub_record(user=f.superuser(), record=person, values={"last_name": "Непреходна"})
    assert set(Counterparty.objects.found_by("neprehodna")) == {home, other}
    assert person.version == 3
    archive_sub_record(user=f.superuser(), record=person)
    assert not Counterparty.objects.found_by("neprehodna").exists()
    assert ContactLink.objects.get(pk=link.pk).archived_at is None


def test_one_link_at_a_time_and_none_at_home():
    home, other = f.counterparty(), f.counterparty()
    person = f.contact_person(home)
    with pytest.raises(ValidationError, match="has it in its own file already"):
        linked(person, home)
    linked(person, other, to_date=datetime.date(2025, 12, 31))
    with pytest.raises(ValidationError, match="in that time already"):
        linked(person, other, from_date=datetime.date(2025, 12, 31))
    assert linked(person, other, from_date=datetime.date(2026, 1, 1), role="Управител").pk
    linked(account := f.bank_account(home), other)
    with pytest.raises(ValidationError, match="holds this account already"):
        linked(account, other)


def test_linking_takes_the_right_to_the_file_and_to_see_the_row():
    supplier, customer = f.counterparty(types=[Kind.SUPPLIER]), f.counterparty(types=[Kind.CUSTOMER])
    person = f.contact_person(supplier)
    clerk = f.limited_user(Kind.CUSTOMER)
    with pytest.raises(PermissionDenied):
        share(user=clerk, record=person, counterparty=customer, details={})
    both = f.limited_user(Kind.CUSTOMER, Kind.SUPPLIER, actions=[Action.SEE])
    with pytest.raises(PermissionDenied):
        share(user=both, record=person, counterparty=customer, details={})
    archived = f.counterparty(archived_at="2026-01-01T00:00Z")
    with pytest.raises(ValidationError, match="is archived"):
        linked(person, archived)


# --- rights


def test_a_person_is_seen_through_the_files_that_one_sees_and_these_alone_are_named():
    supplier, customer = f.counterparty(types=[Kind.SUPPLIER], name="Тайна ООД"), f.counterparty(name="Явна ООД")
    person, hidden = f.contact_person(supplier, last_name="Обща"), f.contact_person(supplier)
    linked(person, customer, role="счетоводител")
    clerk = f.limited_user(Kind.CUSTOMER)
    assert set(ContactPerson.objects.visible_to(clerk)) == {person}
    assert not ContactPerson.objects.visible_to(clerk, Action.EDIT).exists()
    assert hidden not in ContactPerson.objects.visible_to(clerk)
    client = client_of(clerk)
    for address in (
        reverse("contact-persons-list", args=[customer.pk]),
        reverse("search") + "?q=Обща",
        reverse("counterparty", args=[customer.pk]),
        reverse("counterparty-changes", args=[customer.pk]),
    ):
        page = client.get(address).content.decode()
        assert "Обща" in page and "Тайна" not in page, address
    assert client.get(edit_url("contact-persons", customer, person)).status_code == 403
    assert client.get(reverse("contact-persons-list", args=[supplier.pk])).status_code == 404


def test_links_that_one_may_not_see_stay():
    customer, supplier, other = f.counterparty(), f.counterparty(types=[Kind.SUPPLIER]), f.counterparty()
    person = f.contact_person(customer)
    for owner in (supplier, other):
        linked(person, owner)
    person.refresh_from_db()
    clerk, url = f.limited_user(Kind.CUSTOMER), edit_url("contact-persons", customer, person)
    form = ScreenForm(screens["contact-persons"], clerk, person)
    assert form["links"].value() == other.code
    data = data_of("contact-persons", person, base=form.initial["base"], links="")
    assert client_of(clerk).post(url, data).status_code == 302
    assert ContactLink.objects.live().get(person=person).counterparty == supplier


# --- archiving, removing


def test_what_others_have_too_is_not_archived_with_its_home():
    home, other = f.counterparty(), f.counterparty()
    alone, both = f.contact_person(home), f.contact_person(home)
    linked(both, other)
    archive_counterparty(user=f.superuser(), record=home)
    assert set(ContactPerson.objects.live()) == {both}
    archive_counterparty(user=f.superuser(), record=other)
    assert not ContactLink.objects.live().exists()
    activate_counterparty(user=f.superuser(), record=other)
    assert ContactLink.objects.live().get().counterparty == other
    activate_counterparty(user=f.superuser(), record=home)
    assert set(ContactPerson.objects.live()) == {alone, both}


@pytest.mark.parametrize("make", [f.contact_person, f.bank_account])
def test_a_row_whose_home_is_archived_is_kept_in_the_file_it_is_linked_to(make):
    home, other, user = f.counterparty(name="Дом"), f.counterparty(), f.superuser()
    row = make(home, note="Стара")
    link = linked(row, other)
    archive_counterparty(user=user, record=home)
    slug, client = slug_of(row), client_of(user)
    row.refresh_from_db()
    sent = data_of(slug, row, note="Нова")
    assert client.post(edit_url(slug, other, row), sent).status_code == 302
    row.refresh_from_db()
    assert row.note == "Нова"
    archive_url = reverse(f"{slug}-archive", args=[other.pk, row.pk])
    assert archive_url in client.get(reverse(f"{slug}-list", args=[other.pk])).content.decode()
    assert client.post(archive_url).status_code == 302
    row.refresh_from_db()
    assert row.archived_at
    activate_sub_record(user=user, record=row)
    save_shared(user=user, record=row, values={}, lines=[], seen=[link])
    assert not type(link).objects.live().exists()
    with pytest.raises(ValidationError, match="“Дом” is archived: activate it first"):
        save_sub_record(user=user, record=row, values={"note": "Никоя"})


def test_a_linked_row_does_not_move_into_an_archived_file():
    person, archived = f.contact_person(), f.counterparty(archived_at="2026-01-01T00:00Z")
    linked(person, f.counterparty())
    person.refresh_from_db()
    with pytest.raises(ValidationError, match="is archived: activate it first"):
        save_sub_record(user=f.superuser(), record=person, values={"counterparty": archived})


def test_demonstration_data_leave_real_rows_alone():
    f.load_defaults()
    load_demonstration(user=None)
    mine, invented = f.counterparty(), Counterparty.objects.filter(demonstration=True).of_kind(Kind.BANK)[0]
    account = f.bank_account(mine, bank=invented)
    person = f.contact_person(mine)
    linked(person, invented)
    remove_demonstration(user=None)
    account.refresh_from_db()
    assert account.bank is None and ContactPerson.objects.get() == person
    assert not ContactLink.objects.exists() and not AccountHolder.objects.exists()


# --- the price


def test_a_file_costs_the_same_however_many_people_are_linked():
    owner, client = f.counterparty(), client_of(f.superuser())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("contact-persons-list", args=[owner.pk])).status_code == 200
        return len(captured)

    linked(f.contact_person(), owner)
    queries()
    few = queries()
    for _number in range(12):
        linked(f.contact_person(), owner)
    assert queries() <= few <= 15
