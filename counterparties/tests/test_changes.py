"""What the history of a file tells: both ends of memberships, no personal numbers, page after page."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.models import User
from counterparties.archiving import archive_sub_record
from counterparties.changes import changes_of_file
from counterparties.comments.writing import write_comment
from counterparties.events.saving import save_event
from counterparties.models import Counterparty, HoldingMember
from counterparties.saving import save_counterparty, save_sub_record
from history.recording import recorded
from reference.kinds import Kind
from reference.models import FileTab
from screens.changes import changes_of
from tests import factories as f

pytestmark = pytest.mark.django_db
PERSONAL, ANOTHER = "7523169263", "6101057509"


def told(record: Counterparty, user: User | None = None) -> str:
    found, _older = changes_of_file(record, user or f.superuser(), limit=100)
    return "\n".join(
        part
        for entry in found
        for part in (*entry.titles, *(f"{line.label}: {line.before} > {line.after}" for line in entry.lines))
    )


def edit(record: Counterparty, run: str = "web:1", **values: Any) -> None:
    with recorded(user_id=None, run=run):
        save_counterparty(user=f.superuser(), record=Counterparty.objects.get(pk=record.pk), values=values)


def test_a_membership_is_told_with_both_ends_in_both_files() -> None:
    holding, member = f.holding(name="Холдинг АД"), f.counterparty(name="Фирма ООД")
    link = f.holding_member(holding, member)
    save_sub_record(user=f.superuser(), record=link, values={"from_date": date(2026, 1, 31)})
    archive_sub_record(user=f.superuser(), record=HoldingMember.objects.get(pk=link.pk))
    for file in (holding, member):
        text = told(file)
        assert "Holding membership Холдинг АД / Фирма ООД: added" in text
        assert "Холдинг АД / Фирма ООД, from:  > " in text
        assert "Holding membership Холдинг АД / Фирма ООД: archived" in text
    assert "Холдинг АД" not in told(member, f.limited_user(Kind.CUSTOMER))
    assert "Фирма ООД" not in told(holding, f.limited_user(Kind.HOLDING))
    assert "membership" not in told(f.holding())


def test_what_holds_at_both_ends_comes_in_the_order_of_time() -> None:
    holding = f.holding()
    for name in ("Първа", "Втора", "Трета"):
        edit(holding, run=f"web:{name}", alias=name)
        f.holding_member(holding, f.counterparty(name=f"{name} ООД"))
    pages, before = [], None
    for _page in range(50):
        found, before = changes_of_file(holding, f.superuser(), before=before, limit=1)
        pages += [part for entry in found for part in (*entry.titles, *(line.after for line in entry.lines))]
        if before is None:
            break
    words = [word for page in pages for word in ("Първа", "Втора", "Трета") if word in page]
    assert words == ["Трета", "Трета", "Втора", "Втора", "Първа", "Първа"]


def test_personal_numbers_are_masked() -> None:
    person = f.counterparty(person_kind="natural", uic=PERSONAL)
    edit(person, uic=ANOTHER)
    assert "••••••9263 > ••••••7509" in told(person)
    firm = f.counterparty(uic="201556742")
    edit(firm, uic="")
    assert "201556742 > " in told(firm)
    edit(person, person_kind="legal", name="Фирма ООД", uic="203283623")
    text = told(person)
    assert "203283623" in text and PERSONAL not in text and ANOTHER not in text
    foreigner = f.counterparty(person_kind="natural", country="RO")
    edit(foreigner, uic="1960101123457")
    assert "1960101123457" not in told(foreigner) and "••••••3457" in told(foreigner)


def test_the_number_of_queries_does_not_grow() -> None:
    def queries(number: int) -> int:
        holding = f.holding()
        for each in range(number):
            link = f.holding_member(holding, f.counterparty())
            save_sub_record(user=f.superuser(), record=link, values={"share": 10})
            edit(holding, uic=f.uic(1000 * number + each), alias=str(each))
        user = f.superuser()
        with CaptureQueriesContext(connection) as captured:
            changes_of_file(holding, user, limit=100)
        return len(captured)

    assert queries(5) <= queries(2)


def test_memberships_in_a_file_cost_as_many_queries_however_many_they_are(client: Client) -> None:
    client.force_login(f.superuser())
    holding = f.holding()

    def queries(number: int) -> int:
        for _each in range(number):
            f.holding_member(holding, f.counterparty())
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/counterparties/{holding.pk}/members/")
        return len(captured)

    queries(1)
    assert queries(1) == queries(5)


def test_a_change_that_says_nothing_does_not_end_the_paging() -> None:
    record = f.counterparty()
    edit(record, alias="Първи")
    for kinds in (["bank"], ["supplier"]):
        Counterparty.objects.filter(pk=record.pk).update(kinds=kinds)
    found, older = changes_of(record=record, limit=1)
    assert not found and older
    found, older = changes_of(record=record, before=older, limit=2)
    assert found[0].lines[0].after == "Първи"
    whole, end = changes_of(record=record, limit=4)
    assert whole and end is None


def test_both_pages_lead_to_older_changes(client: Client) -> None:
    client.force_login(f.superuser())
    record = f.counterparty()
    person = f.contact_person(record)
    for at in range(105):
        edit(record, run=f"web:{at}", alias=f"А{at}")
        type(person).objects.filter(pk=person.pk).update(note=f"Б{at}")
    for address, last in (
        (f"/counterparties/{record.pk}/changes/", "А104"),
        (f"/counterparties/{record.pk}/contact-persons/{person.pk}/history/", "Б104"),
    ):
        page = client.get(address)
        assert last in page.content.decode()
        link = f"?before={page.context['older']}"
        assert link in page.content.decode() and "Older changes" in page.content.decode()
        older = client.get(address + link)
        assert older.context["changes"] and last not in str(older.context["changes"])


def test_a_file_without_a_tab_tells_nothing_of_what_stands_in_it() -> None:
    """The tab is open to the role, in the files of other kinds."""
    f.load_defaults()
    user, contacts = f.administrator(), FileTab.objects.get(code="contacts")
    customer, both = f.counterparty(types=[Kind.CUSTOMER]), f.counterparty(types=[Kind.CUSTOMER, Kind.SUPPLIER])
    for record in (customer, both):
        f.scan(f.personal_document(record), name="тайна.txt")
        f.filled_form(record)
    FileTab.objects.filter(interface="personal-documents").update(kinds=[Kind.SUPPLIER])
    FileTab.objects.filter(interface="forms").update(kinds=[Kind.SUPPLIER])
    assert "тайна.txt" in told(both, user) and "Flight form" in told(both, user)
    assert "тайна.txt" not in told(customer, user) and "document" not in told(customer, user)
    assert "Flight form" not in told(customer, user)
    other = f.form_template(code="other", name_en="Visit form")
    f.file_tab(parent=contacts, interface="forms.other", kinds=[Kind.CUSTOMER])
    f.filled_form(customer, template=other)
    assert "Visit form" in told(customer, user) and "Flight form" not in told(customer, user)


def test_a_private_event_stays_private_in_the_file_that_it_left() -> None:
    author, reader, before, after = f.superuser(), f.superuser(), f.counterparty(), f.counterparty()
    event = f.event(before, by=author, topic="Тайна", visibility="private")
    write_comment(user=author, record=before, event=event, text="Шепот")
    save_event(user=author, record=event, values={"counterparty": after})
    for record in (before, after):
        assert "Тайна" not in told(record, reader) and "Шепот" not in told(record, reader)
    assert "Тайна" in told(after, author)


def test_where_an_event_came_from_is_named_to_who_may_see_it() -> None:
    f.load_defaults()
    hidden, seen = f.counterparty(name="Скрита", types=[Kind.SUPPLIER]), f.counterparty(types=[Kind.CUSTOMER])
    event = f.event(hidden, topic="Среща")
    save_event(user=f.superuser(), record=event, values={"counterparty": seen})
    assert "ounterparty: Скрита > " in told(seen)
    limited = told(seen, f.limited_user(Kind.CUSTOMER))
    assert "Среща" in limited and "ounterparty: one you may not see > " in limited and "Скрита" not in limited


def test_the_file_that_an_event_left_tells_where_it_went_and_nothing_more(client: Client) -> None:
    f.load_defaults()
    customer, supplier = f.counterparty(name="Клиент ООД"), f.counterparty(name="Доставчик ООД", types=[Kind.SUPPLIER])
    event = f.event(customer, topic="Преговори")
    values = {"counterparty": supplier, "contact_persons": [], "phone": "+359 2 987 65 43"}
    save_event(user=f.superuser(), record=event, values=values)
    went = "Преговори, counterparty: Клиент ООД > "
    assert told(customer).count(went) == 1 and f"{went}Доставчик ООД" in told(customer)
    assert f"{went}Доставчик ООД" in told(supplier) and went not in told(f.counterparty())
    assert "phone" in told(supplier) and "phone" not in told(customer)
    assert f"{went}one you may not see" in told(customer, f.limited_user(Kind.CUSTOMER))
    client.force_login(f.superuser())
    page = client.get(f"/counterparties/{customer.pk}/changes/").content.decode()
    assert "Доставчик ООД" in page and "place=counterparty_id" not in page


@pytest.mark.parametrize(("interface", "kept"), [("events", "На файла"), ("timeline", "На събитието")])
def test_comments_are_told_where_their_page_is_open(interface: str, kept: str) -> None:
    f.load_defaults()
    user, record = f.administrator(), f.counterparty(types=[Kind.CUSTOMER])
    person = f.contact_person(record, first_name="Ангелина")
    event = f.event(record, topic="Среща", contact_persons=[person])
    write_comment(user=f.superuser(), record=record, event=event, text="На събитието")
    write_comment(user=f.superuser(), record=record, text="На файла")
    assert "На събитието" in told(record, user) and "На файла" in told(record, user)
    FileTab.objects.filter(interface=interface).update(kinds=[Kind.SUPPLIER])
    found = told(record, user)
    assert [text for text in ("На събитието", "На файла") if text in found] == [kept]
    assert ("Среща" in found) is (interface == "timeline")


def test_a_bank_without_the_tab_of_accounts_tells_nothing_of_its_own() -> None:
    f.load_defaults()
    user, bank = f.administrator(), f.counterparty(types=[Kind.BANK])
    account = f.bank_account(bank)
    assert account.iban in told(bank, user)
    FileTab.objects.filter(interface="bank-accounts").update(kinds=[Kind.SUPPLIER])
    assert account.iban not in told(bank, user)
