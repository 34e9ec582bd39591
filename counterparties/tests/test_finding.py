"""The global search: files, people and commands in groups, each only as far as the user may see it."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from counterparties.word_list import refresh_words
from reference.kinds import Kind
from screens.finding import finders
from screens.finding.finders import Finder, Findings, Found
from tests import factories as f

pytestmark = pytest.mark.django_db


def groups(client, text, **headers):
    """What the answer shows: the titles under each heading."""
    page = BeautifulSoup(client.get("/search/", {"q": text}, headers=headers).content, "html.parser")
    return {
        group.select_one(".pr-label").get_text(" ", strip=True): [each.get_text() for each in group.select("a b")]
        for group in page.select("[role=listbox] [role=group]")
    }


@pytest.fixture
def signed_in(client):
    client.force_login(f.superuser())
    return client


def test_files_are_found_by_number_then_by_how_names_begin_then_by_the_rest(signed_in):
    (
        f.counterparty(name="Вила 201556742A"),
        f.counterparty(name="201556742B"),
        f.counterparty(name="Я", uic="201556742"),
    )
    assert groups(signed_in, "201556742") == {"Counterparties": ["Я", "201556742B", "Вила 201556742A"]}


def test_archived_files_stand_last_unless_it_is_their_number(signed_in):
    for name, uic in (("Алфа", "201556742"), ("Алфа Две", "")):
        f.counterparty(name=name, uic=uic, archived_at=timezone.now() if uic else None)
    assert groups(signed_in, "алфа") == {"Counterparties": ["Алфа Две", "Алфа"]}
    assert groups(signed_in, "201556742") == {"Counterparties": ["Алфа"]}


@pytest.mark.parametrize("text", ["Зорница", "zornitsa", "petrova", "0888 123 456", "zori@", "пр.неизвестен зорница"])
def test_people_are_found_by_name_mail_and_phone(signed_in, text):
    owner = f.counterparty(name="Алфа")
    f.contact_person(
        owner, first_name="Зорница", last_name="Петрова", phone="+359888123456", email="zori@alfa.example"
    )
    f.contact_person(owner, first_name="Боян", email="boyan@alfa.example")
    people = groups(signed_in, text).get("Contact persons", [])
    assert people == ([] if "неизвестен" in text else ["Зорница Петрова"])


def test_the_firm_in_an_address_finds_no_people(signed_in):
    f.contact_person(f.counterparty(name="Алфа"), first_name="Боян", email="boyan@alfa.example")
    assert "Contact persons" not in groups(signed_in, "alfa")
    assert "Contact persons" in groups(signed_in, "boyan@alfa")


def test_who_does_not_see_a_file_does_not_see_its_people_or_find_it(client):
    client.force_login(f.limited_user())
    hidden = f.counterparty(name="Тайна", types=[f.kind_type(Kind.SUPPLIER)])
    f.contact_person(hidden, first_name="Скрита")
    assert groups(client, "тайна") == {} and groups(client, "скрита") == {}


def test_commands_are_found_by_the_beginnings_of_their_words_in_any_layout(signed_in):
    f.kind_type(Kind.CUSTOMER)
    assert groups(signed_in, "new cus") == {"Commands": ["New customer"]}
    assert groups(signed_in, "туц сгы") == {"Commands for “new cus” (other keyboard layout)": ["New customer"]}
    assert "Import" in groups(signed_in, "impo")["Commands"]
    assert "Export" in groups(signed_in, "expo")["Commands"]
    assert any("Types and characteristics" in each for each in groups(signed_in, "charact")["Commands"])


def test_what_one_may_not_do_is_no_command(client):
    client.force_login(f.user())
    for text in ("new", "import", "export", "types and"):
        assert "Commands" not in groups(client, text)


def test_an_open_file_offers_what_may_be_done_with_it(signed_in):
    record = f.counterparty(name="Алфа")
    here = {"HX-Current-URL": f"http://testserver/counterparties/{record.pk}/?x=1"}
    assert groups(signed_in, "archive", **here)["Commands"][0] == "Archive"
    assert groups(signed_in, "edit", **here)["Commands"] == ["Edit"]
    assert "Commands" not in groups(signed_in, "edit")
    assert "Commands" not in groups(signed_in, "edit", **{"HX-Current-URL": "http://testserver/counterparties/0/"})


def test_an_empty_field_offers_what_was_opened_last(signed_in):
    first, second, third = (f.counterparty(name=name) for name in ("Алфа", "Бета", "Гама"))
    for record in (first, second, third, first):
        signed_in.get(f"/counterparties/{record.pk}/")
    assert groups(signed_in, "") == {"Opened last": ["Алфа", "Гама", "Бета"]}
    signed_in.force_login(f.superuser())
    assert groups(signed_in, "") == {}, "of this user, not of this browser"
    signed_in.cookies["recent"] = "x:1.y..3"
    assert groups(signed_in, "") == {}


def test_another_layout_is_understood_and_small_errors_lead_on(signed_in):
    f.counterparty(name="Пловдив Мебел")
    refresh_words(whole=True)
    assert groups(signed_in, "gkjdlbd") == {"Counterparties for “пловдив” (other keyboard layout)": ["Пловдив Мебел"]}
    assert groups(signed_in, "пловидв") == {"Did you mean": ["Пловдив"]}


def test_a_room_adds_what_it_finds(signed_in, monkeypatch):
    monkeypatch.setattr(finders, "finders", list(finders.finders))
    invoice = Found("Invoice 7", "/invoices/7/", "file-invoice")
    finders.add(Finder("Documents", lambda request, text: Findings([invoice] if text == "inv 7" else []), order=120))
    assert groups(signed_in, "inv 7") == {"Documents": ["Invoice 7"]}


def test_enter_is_meant_for_the_first_only_where_no_list_has_more(signed_in):
    f.kind_type(Kind.CUSTOMER)
    assert b"data-first" in signed_in.get("/search/", {"q": "new cus"}).content
    f.counterparty(name="New custom works")
    assert b"data-first" not in signed_in.get("/search/", {"q": "new cus"}).content
    assert b"data-first" not in signed_in.get("/search/").content


def test_a_list_that_finds_nothing_leads_to_the_archived(signed_in):
    f.counterparty(name="Забравена фирма", archived_at=timezone.now())
    page = signed_in.get("/counterparties/", {"q": "забравена"})
    link = BeautifulSoup(page.content, "html.parser").select_one(".pr-empty a")
    assert link.get_text() == "Look among archived too"
    assert "Забравена фирма" in signed_in.get(f"/counterparties/{link['href']}").content.decode()
    assert "Look among" not in signed_in.get("/counterparties/", {"q": "нищо", "archived": "1"}).content.decode()


def test_two_letters_of_another_layout_are_understood_where_they_find_nothing(signed_in):
    f.counterparty(name="Alfa")
    assert groups(signed_in, "ьв") == {"Counterparties for “al” (other keyboard layout)": ["Alfa"]}
    assert groups(signed_in, "сп") == {}, "“im” is not meant to begin a command"
    f.counterparty(name="Ьвор")
    assert groups(signed_in, "ьв")["Counterparties"][0] == "Ьвор"
