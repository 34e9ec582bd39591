"""Contact persons of several counterparties and accounts of several holders: who sees, finds, changes and keeps them."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import Action, User
from counterparties.archiving import activate_counterparty, archive_counterparty, archive_sub_record
from counterparties.demonstration.loading import load_demonstration
from counterparties.demonstration.removing import remove_demonstration
from counterparties.models import AccountHolder, BankAccount, ContactLink, ContactPerson, Counterparty
from counterparties.saving import save_sub_record
from counterparties.sharing.knowing import known
from counterparties.sharing.saving import share
from history.models import Change
from reference.kinds import Kind
from screens.forms import ScreenForm
from screens.registry import screens
from tests import factories as f

pytestmark = pytest.mark.django_db


def linked(person: Any, owner: Counterparty, **details: Any) -> Any:
    return share(user=f.superuser(), record=person, counterparty=owner, details=details)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def data_of(screen: str, record: Any, **values: Any) -> dict[str, Any]:
    """What the form of this record sends, with these rows and values changed."""
    form = ScreenForm(screens[screen], f.superuser(), record)
    sent = {a.name: form[a.name].value() for a in form.attributes}
    shown = {name: form.fields[name].prepare_value(value) for name, value in sent.items()}
    return {name: value for name, value in shown.items() if value} | {"base": form.initial["base"]} | values


def edit_url(screen: str, owner: Counterparty, record: Any) -> str:
    return reverse(f"{screen}-edit", args=[owner.pk, record.pk])


# --- rows in several files


@pytest.mark.parametrize("make", [f.contact_person, f.bank_account])
def test_a_row_stands_in_each_file_is_counted_and_found_there(make):
    home, other, third = f.counterparty(), f.counterparty(), f.counterparty()
    row = make(home)
    linked(row, other)
    assert set(type(row).objects.of_files([other.pk])) == {row} == set(type(row).objects.of_files([home.pk]))
    assert not type(row).objects.of_files([third.pk]).exists()
    slug = "contact-persons" if isinstance(row, ContactPerson) else "bank-accounts"
    page = client_of(f.superuser()).get(reverse(f"{slug}-list", args=[other.pk])).content.decode()
    assert f'data-pk="{row.pk}"' in page and f">{home.name}</a>" in page
    assert reverse(f"{slug}-edit", args=[other.pk, row.pk]) in page
    assert reverse(f"{slug}-archive", args=[other.pk, row.pk]) not in page, "only its home archives it"
    sought = row.last_name if isinstance(row, ContactPerson) else row.iban
    assert set(Counterparty.objects.found_by(sought)) == {home, other}


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


# --- forms


def test_a_form_adds_changes_and_ends_links_without_script():
    home, other, third = f.counterparty(), f.counterparty(), f.counterparty()
    client = client_of(f.superuser())
    sent = {
        "first_name": "Мария",
        "last_name": "Колева",
        "phone": "0888 123 457",
        "further_phones-0-number": "02 987 65 43",
        "further_phones-0-kind": "work",
        "links-1-counterparty": other.code,
        "links-1-role": "Управител",
        "links-2-counterparty": third.code,
    }
    assert client.post(reverse("contact-persons-add", args=[home.pk]), sent).status_code == 302
    person = ContactPerson.objects.get()
    assert person.further_phones == [{"number": "+35929876543", "kind": "work"}]
    assert {link.counterparty: link.role for link in person.links.live()} == {other: "Управител", third: ""}
    kept = person.links.get(counterparty=other)
    data = data_of("contact-persons", person, links=f"{other.code} | Управител |  | 2026-01-31")
    assert client.post(edit_url("contact-persons", home, person), data).status_code == 302
    assert person.links.live().get().pk == kept.pk
    assert person.links.live().get().to_date == datetime.date(2026, 1, 31)
    changes = client.get(reverse("contact-persons-history", args=[home.pk, person.pk])).content.decode()
    assert f"{person} / {other}" in changes and "31 Jan 2026" in changes.replace("01/31/2026", "31 Jan 2026")


def test_a_form_says_which_line_is_wrong_and_keeps_all():
    home = f.counterparty()
    sent = {"first_name": "Мария", "links-0-counterparty": "nobody", "links-0-role": "Управител", "note": "typed"}
    answer = client_of(f.superuser()).post(reverse("contact-persons-add", args=[home.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Line 1: There is no counterparty" in page
    assert 'value="Управител"' in page and "typed</textarea>" in page and not ContactPerson.objects.exists()
    answer = client_of(f.superuser()).post(
        reverse("contact-persons-add", args=[home.pk]), sent | {"links-0-counterparty": home.code}
    )
    assert answer.status_code == 422 and "in its own file already" in answer.content.decode()
    assert not ContactPerson.objects.exists()


def test_links_that_somebody_else_has_added_are_a_conflict():
    home, other = f.counterparty(), f.counterparty()
    person, client = f.contact_person(home), client_of(f.superuser())
    opened = data_of("contact-persons", person)
    linked(ContactPerson.objects.get(pk=person.pk), other)
    answer = client.post(edit_url("contact-persons", home, person), opened | {"note": "mine"})
    assert answer.status_code == 409 and other.name in answer.content.decode()
    page = answer.context["form"]
    again = {name: page[name].value() for name in page.fields if page[name].value()}
    assert client.post(edit_url("contact-persons", home, person), again).status_code == 302
    assert person.links.live().get().counterparty == other


def test_a_change_of_a_link_is_told_and_taken_back():
    home, other = f.counterparty(), f.counterparty()
    person = f.contact_person(home)
    link = linked(person, other, role="Управител")
    person.refresh_from_db()
    client = client_of(f.superuser())
    data = data_of("contact-persons", person, links=f"{other.code} | Съветник")
    assert client.post(edit_url("contact-persons", home, person), data).status_code == 302
    change = Change.objects.filter(table=ContactLink._meta.db_table, action="U").latest("pk")
    url = reverse("take-change-back", args=[other.pk, change.pk])
    assert client.post(f"{url}?place=role").status_code == 302
    link.refresh_from_db()
    assert link.role == "Управител"


# --- known already


def test_somebody_known_is_found_by_phone_name_or_firm_and_linked():
    home, other = f.counterparty(name="Алфа ООД"), f.counterparty()
    person = f.contact_person(home, first_name="Мария", last_name="Колева", phone="0888123457", email="m@alfa.bg")
    f.contact_person(other, email="m@alfa.bg")
    user = f.superuser()
    for text in ("0888 123 457", "m@alfa.bg", "koleva", "Алфа"):
        assert known(ContactPerson, user=user, owner=other, text=text) == [person], text
    assert known(ContactPerson, user=user, owner=other, text=" ") == []
    assert known(ContactPerson, user=f.limited_user(Kind.BANK), owner=other, text="koleva") == []
    client = client_of(user)
    told = client.get(reverse("contact-persons-known", args=[other.pk]), {"email": "", "phone": "0888 123 457"})
    assert "Already known?" in told.content.decode() and "Алфа ООД" in told.content.decode()
    nothing = client.get(reverse("contact-persons-known", args=[other.pk]), {"email": "x@y.bg"})
    assert not nothing.content.strip()
    url = reverse("contact-persons-link", args=[other.pk])
    assert "Мария" in client.get(url, {"q": "koleva"}).content.decode()
    assert client.post(f"{url}?q=koleva", {}).status_code == 422
    sent = {"row": person.pk, "role": "Управител", "from_date": "2026-01-01"}
    assert client.post(f"{url}?q=koleva", sent | {"to_date": "2025-01-01"}).status_code == 422
    assert client.post(f"{url}?q=koleva", sent).status_code == 302
    assert ContactLink.objects.get().role == "Управител"
    assert client_of(f.reader()).get(url).status_code == 403


def test_a_known_account_is_found_by_its_number_or_holder():
    home, other = f.counterparty(name="Алфа ООД"), f.counterparty()
    account, user = f.bank_account(home), f.superuser()
    for text in (str(account), account.iban, "алфа"):
        assert known(BankAccount, user=user, owner=other, text=text) == [account], text


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
