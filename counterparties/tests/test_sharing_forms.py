"""Links to further counterparties in forms: added, changed, ended, refused, told, and found before they are typed."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from access.models import Role
from counterparties.models import BankAccount, ContactLink, ContactPerson
from counterparties.sharing.knowing import known
from counterparties.sharing.saving import share
from counterparties.tests.sharing import data_of, edit_url, linked
from history.models import Change
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db


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


def test_files_of_one_name_are_told_apart_by_code_and_uic_and_never_by_a_personal_number():
    firm = f.counterparty(code="A-1", name="Алфа", uic="201556742")
    person = f.counterparty(code="A-2", name="Алфа", person_kind="natural", uic="8001010008")
    for home in (firm, person):
        f.contact_person(home, last_name="Колева", phone="0888123457")
    client, other = client_of(f.superuser()), f.counterparty()
    for name, asked in (("known", {"phone": "0888 123 457"}), ("link", {"q": "koleva"})):
        told = client.get(reverse(f"contact-persons-{name}", args=[other.pk]), asked).content.decode()
        assert "A-1 · 201556742" in told and "A-2" in told and "8001010008" not in told, name


def test_a_known_account_is_found_by_its_number_or_holder():
    home, other = f.counterparty(name="Алфа ООД"), f.counterparty()
    account, user = f.bank_account(home), f.superuser()
    for text in (str(account), account.iban, "алфа"):
        assert known(BankAccount, user=user, owner=other, text=text) == [account], text


def test_what_stands_in_a_closed_tab_is_neither_found_nor_taken_over():
    f.load_defaults()
    clerk, tab = f.user(roles=[Role.objects.get(code="clerk")]), FileTab.objects.get(interface="bank-accounts")
    FileTab.objects.filter(pk=tab.pk).update(kinds=[Kind.CUSTOMER])
    values = {"interface": tab.interface, "parent": tab.parent, "position": 99, "kinds": [Kind.SUPPLIER]}
    closed = FileTab.objects.create(code="of-suppliers", name_en="Accounts", **values)
    open_to(tab=closed, roles=[Role.objects.get(code="administrator")])
    home, mine = f.counterparty(name="Supplier", types=[Kind.SUPPLIER]), f.counterparty(name="Mine")
    account, client = f.bank_account(home), client_of(clerk)
    assert client.get(reverse("bank-accounts-list", args=[home.pk])).status_code == 404
    url = reverse("bank-accounts-link", args=[mine.pk])
    for text in ("Supplier", account.iban):
        assert account.iban[-4:] not in client.get(url, {"q": text}).content.decode().replace(text, "")
    known_url = reverse("bank-accounts-known", args=[mine.pk])
    assert not client.get(known_url, {"iban": account.iban}).content.strip()
    assert client.post(url, {"row": account.pk}).status_code == 404
    with pytest.raises(PermissionDenied):
        share(user=clerk, record=account, counterparty=mine, details={})
    # In the file of a customer the tab is open.
    linked(account, f.counterparty(name="Open"))
    assert known(BankAccount, user=clerk, owner=mine, text="Open") == [account]
    assert client.post(url, {"row": account.pk}).status_code == 302


def test_the_history_tells_phones_and_consents_as_people_read_them_and_takes_them_back():
    f.load_defaults()
    home = f.counterparty()
    person = f.contact_person(home)
    client = client_of(f.superuser())
    values = {"further_phones": "02 987 65 43 | work", "phone": "0888123457", "consents": "newsletter | 2026-01-05"}
    data = data_of("contact-persons", person) | values
    assert client.post(edit_url("contact-persons", home, person), data).status_code == 302
    page = client.get(reverse("counterparty-changes", args=[home.pk])).content.decode()
    assert ", further phones: <ins>+359 2 987 6543 · Work</ins>" in page
    assert ", consents: <ins>Newsletter · from 5 Jan 2026</ins>" in page
    change = Change.objects.filter(table=ContactPerson._meta.db_table, action="U").latest("pk")
    url = reverse("take-change-back", args=[home.pk, change.pk])
    assert client.post(f"{url}?place=consents").status_code == 302
    person.refresh_from_db()
    assert person.consents == [] and person.further_phones == [{"number": "+35929876543", "kind": "work"}]
