"""Contact persons are named to nobody who has not their tab, wherever else their names would stand."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from access.models import Role
from counterparties.events.reminding import send_reminders
from counterparties.events.saving import save_event
from counterparties.models import Event, Signatory
from counterparties.own_companies.signing import save_signatory
from counterparties.sharing.saving import share
from counterparties.sharing.seeing import seen_people
from counterparties.tests.sharing import edit_url
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from screens.forms import ScreenForm
from screens.notices.models import Notice
from screens.registry import screens
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Zqxname", "zqx@alpha.example"


@pytest.fixture(autouse=True)
def _defaults() -> None:
    f.load_defaults()


@pytest.fixture
def clerk():
    return f.user(roles=[Role.objects.get(code="clerk")], username="clerk")


@pytest.fixture
def person():
    return f.contact_person(f.own_company(), first_name=NAME, email=EMAIL)


@pytest.fixture
def event(clerk, person):
    return f.event(person.counterparty, by=clerk, contact_persons=[person], remind_at=timezone.now())


def close(interface: str) -> None:
    open_to(tab=FileTab.objects.get(interface=interface), roles=[Role.objects.get(code="administrator")])


def test_no_page_names_people_whose_tab_is_closed(clerk, event, person):
    documents = FileTab.objects.get(interface="personal-documents")
    open_to(tab=documents, roles=[Role.objects.get(code="clerk")])
    FileTab.objects.filter(pk=documents.pk).update(kinds=[])
    owner = person.counterparty_id
    pages = [
        reverse("email", args=[owner]),
        reverse("event", args=[event.pk]),
        reverse("events-edit", args=[owner, event.pk]),
        reverse("events-add", args=[owner]),
        reverse("events-add", args=[owner]) + f"?follows={event.pk}",
        reverse("exchange:export", args=["all-events"]) + "?format=csv&columns=topic&columns=contact_persons",
        reverse("signatories-add", args=[owner]),
        reverse("personal-documents-add", args=[owner]),
    ]
    client = client_of(clerk)
    for is_named in (True, False):
        for url in pages:
            answer = client.get(url)
            assert answer.status_code == 200, url
            told = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert (NAME in told.decode()) is is_named, url
        close("contact-persons")


def test_a_reminder_names_people_to_who_has_their_tab(clerk, event):
    close("contact-persons")
    boss = f.superuser(username="boss")
    values = {"related_users": [boss], "remind_related": True}
    save_event(user=boss, record=Event.objects.get(pk=event.pk), values=values)
    assert send_reminders() == 1
    assert {each.user.username: NAME in each.detail for each in Notice.objects.all()} == {"clerk": False, "boss": True}


def test_who_does_not_read_of_people_takes_none_off(clerk, event, person):
    close("contact-persons")
    form = ScreenForm(screens["events"], clerk, event)
    assert "contact_persons" not in form.fields
    sent = {"type": event.type_id, "visibility": event.visibility, "stage": event.stage, "base": form.initial["base"]}
    sent |= {"topic": "Other", "begins": "2030-01-01 10:00"}
    assert client_of(clerk).post(edit_url("events", event.counterparty, event), sent).status_code == 302
    event.refresh_from_db()
    assert event.topic == "Other" and list(event.contact_persons.all()) == [person]


def test_one_who_was_chosen_and_is_out_of_sight_stays(person):
    guest, boss = f.contact_person(f.counterparty(types=[Kind.BANK])), f.superuser()
    link = share(user=boss, record=guest, counterparty=person.counterparty, details={})
    event = f.event(person.counterparty, by=boss, contact_persons=[person, guest])
    type(link).objects.filter(pk=link.pk).update(archived_at=timezone.now())
    limited, screen = f.limited_user(Kind.COMPANY), screens["events"]
    assert list(screen.persons_of(limited, event.counterparty_id, event)()) == [person]
    screen.save(user=limited, record=Event.objects.get(pk=event.pk), values={"contact_persons": []})
    assert list(event.contact_persons.all()) == [guest]


def test_a_signatory_stays_and_no_other_is_chosen_unseen(clerk, person):
    row, other = f.signatory(person.counterparty, person=person), f.contact_person(person.counterparty)
    close("contact-persons")
    save_signatory(user=clerk, record=Signatory.objects.get(pk=row.pk), values={"person": person, "position": "CEO"})
    with pytest.raises(ValidationError):
        save_signatory(user=clerk, record=Signatory.objects.get(pk=row.pk), values={"person": other})


def test_people_are_seen_with_each_file_that_has_the_tab(clerk):
    FileTab.objects.filter(interface="contact-persons").update(kinds=[Kind.CUSTOMER])
    home, mine = f.counterparty(types=[Kind.SUPPLIER]), f.counterparty()
    here, shared, alone = f.contact_person(mine), f.contact_person(home), f.contact_person(home)
    assert set(seen_people(clerk)) == {here}
    FileTab.objects.filter(interface="contact-persons").update(kinds=[])
    share(user=f.superuser(), record=shared, counterparty=mine, details={})
    FileTab.objects.filter(interface="contact-persons").update(kinds=[Kind.CUSTOMER])
    assert set(seen_people(clerk)) == {here, shared} and alone not in seen_people(clerk)
