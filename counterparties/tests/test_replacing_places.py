"""What Replace and a removal leave behind of an address."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from counterparties.addresses.moving import move_on
from counterparties.models import Address, Counterparty
from counterparties.tests.importing import balance
from counterparties.tests.places import client, imported, saved
from history.models import Change
from jobs.models import Job
from jobs.running import run as run_job
from reference.locations import replacing
from reference.locations.replacing import replace_location
from reference.models import Location
from reference.models.locations import Level
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)


# --- Replace


@pytest.fixture
def wrong(lists) -> Location:
    """Ruse as somebody has written it, with a street that the right one has too and one that it has not."""
    made = factories.location(name_bg="Русчук", name_en="Rustchuk", postal_code="7001")
    factories.location(level=Level.STREET, name_bg="ул. Дунав", parent=made)
    factories.location(level=Level.STREET, name_bg="Нова", parent=made)
    return made


def replaced(location, by, *, keep=True):
    return replace_location(location=location, by=by, keep=keep, user=factories.superuser())


def test_replace_moves_all_that_had_the_wrong_one(lists, wrong):
    one = saved(settlement="Русчук", street="Дунав")
    latin = saved(settlement="Rustchuk", postal_code="9", street="Нова")
    archived = saved(settlement="Русчук", archived_at="2026-01-01T00:00Z")
    assert replaced(wrong, lists["Ruse"]) is None
    for made in (one, latin, archived):
        made.refresh_from_db()
        assert made.settlement_location == lists["Ruse"] and made.area_location == lists["area Ruse"]
    assert (one.settlement, one.postal_code, one.area) == ("Русе", "7000", "Русе")
    assert (latin.settlement, latin.postal_code) == ("Ruse", "9")
    assert one.street_location == lists["Дунав"], "streets of one name are united"
    assert latin.street_location.parent == lists["Ruse"] and latin.street == "Нова"
    told = Change.objects.filter(table="counterparties_address", record_id=one.pk, action="U").latest("id")
    assert told.before["settlement"] == "Русчук" and told.after["settlement"] == "Русе"
    assert "ruse" in Counterparty.objects.get(pk=one.counterparty_id).search


def test_the_wrong_writing_means_the_right_place_from_then_on(lists, wrong, tmp_path):
    owner = factories.counterparty()
    factories.address(owner, kind="office", settlement="Русчук", street="Дунав", number="", postal_code="")
    replaced(wrong, lists["Ruse"])
    made = saved(settlement="гр. Русчук", street="Нова")
    assert made.settlement == "Русе" and made.settlement_location == lists["Ruse"] and made.street_location
    assert balance(imported(tmp_path, [owner.code, "office", "Русчук", "Дунав"])) == {"read": 1, "same": 1}
    right = factories.location(name_bg="Русе град", parent=lists["area Ruse"])
    replaced(lists["Ruse"], right)
    assert saved(settlement="Русчук").settlement_location == right, "another name of another name"


def test_the_wrong_one_may_be_removed(lists, wrong):
    saved(settlement="Русчук", street="Дунав")
    replaced(wrong, lists["Ruse"], keep=False)
    assert not Location.objects.filter(name_bg="Русчук").exists()
    assert saved(settlement="Русчук").settlement_location is None


def test_a_wrong_area_gives_its_settlements_away(lists):
    made = saved(settlement="Иваново", area="Шумен")
    replaced(lists["area Shumen"], lists["area Ruse"])
    made.refresh_from_db()
    assert made.area == "Русе" and made.area_location == lists["area Ruse"]
    assert made.settlement_location == lists["Ivanovo Ruse"] and made.postal_code == "7088"


def test_replace_refuses_what_cannot_be(lists, wrong):
    country = factories.location(level=Level.COUNTRY, code="BG", name_en="Bulgaria")
    pairs = [
        (wrong, wrong),
        (wrong, lists["area Ruse"]),
        (wrong, lists["stopped"]),
        (country, wrong),
        (wrong, factories.location(country="RO")),
    ]
    for location, by in pairs:
        with pytest.raises(ValidationError):
            replaced(location, by)
    replaced(wrong, lists["Ruse"])
    with pytest.raises(ValidationError):
        replaced(lists["Ruse"], wrong)


def test_many_are_moved_by_a_job_that_goes_on_where_it_was(lists, wrong, monkeypatch):
    monkeypatch.setattr(replacing, "AT_ONCE", 2)
    made = [saved(settlement="Русчук", street="Дунав") for _each in range(3)]
    job = replaced(wrong, lists["Ruse"])
    assert job is not None and not Address.objects.filter(settlement="Русе").exists()
    with pytest.raises(ValidationError):
        replaced(wrong, lists["Ruse"])
    Address.objects.filter(pk=made[0].pk).update(settlement="Русе", settlement_location=lists["Ruse"])
    assert run_job(job).state == Job.State.DONE, job.message
    assert Address.objects.filter(settlement="Русе", settlement_location=lists["Ruse"]).count() == 3
    wrong.refresh_from_db()
    assert wrong.replaced_by == lists["Ruse"]


def test_the_page_says_how_many_and_does_it(lists, wrong):
    made = [saved(settlement="Русчук", street="Дунав") for _each in range(2)]
    url = reverse("locations-replace", args=[wrong.pk])
    page = client().get(url, {"by": lists["Ruse"].pk}).content.decode()
    assert "<b>4</b> addresses" in page and "<b>2</b> locations" in page and "<b>1</b> of them" in page
    assert client().post(url, {"then": "keep"}).status_code == 422
    answer = client().post(url, {"by": lists["Ruse"].pk, "then": "keep"})
    assert answer.status_code == 302
    made[0].refresh_from_db()
    assert made[0].settlement == "Русе"
    form = client().get(reverse("locations-edit", args=[lists["Ruse"].pk])).content.decode()
    assert "Also found as" in form
    reader = Client()
    reader.force_login(factories.reader())
    assert reader.post(reverse("locations-replace", args=[lists["Ruse"].pk])).status_code == 403


def test_addresses_from_before_the_lists_are_looked_up(db):
    made = saved(settlement="Търново")
    listed = factories.location(name_bg="Търново")
    client().post(reverse("link-addresses"))
    assert run_job(Job.objects.latest("pk")).state == Job.State.DONE
    made.refresh_from_db()
    assert made.settlement_location == listed and made.version == 1, "nobody's form is disturbed"


# --- removals


def test_a_removal_keeps_the_old_address_and_begins_the_new_one(db):
    old = saved(settlement="Русе", kind="office", valid_from=datetime.date(2020, 1, 1))
    new = move_on(user=factories.superuser(), record=old, values={"settlement": "Варна"}, day=DAY)
    old = Address.objects.get(pk=old.pk)
    assert (old.settlement, old.valid_to) == ("Русе", datetime.date(2026, 4, 30))
    assert (new.settlement, new.kind, new.valid_from, new.valid_to) == ("Варна", "office", DAY, None)
    rows = Address.objects.all()
    assert list(rows.on(DAY - datetime.timedelta(days=1))) == [old] and list(rows.on(DAY)) == [new]


@pytest.mark.parametrize(
    ("days", "values", "field"),
    [
        ({"valid_from": DAY}, {"settlement": "Варна"}, "moved_on"),
        ({"valid_to": datetime.date(2026, 4, 1)}, {"settlement": "Варна"}, "moved_on"),
        ({}, {"settlement": "Русе"}, "moved_on"),
        ({}, {"settlement": ""}, "settlement"),
    ],
)
def test_a_removal_that_cannot_be_changes_nothing(db, days, values, field):
    old = saved(settlement="Русе", **days)
    with pytest.raises(ValidationError) as error:
        move_on(user=factories.superuser(), record=Address.objects.get(pk=old.pk), values=values, day=DAY)
    assert list(error.value.message_dict) == [field]
    assert Address.objects.get().valid_to == days.get("valid_to")


def test_the_form_moves_and_says_why_it_cannot(db):
    old = saved(settlement="Русе", valid_from=datetime.date(2020, 1, 1))
    url = reverse("addresses-edit", args=[old.counterparty_id, old.pk])
    data = {"kind": "registered", "country": "BG", "settlement": "Варна", "valid_from": "2020-01-01"}
    refusal = client().post(url, data | {"moved_on": "2019-01-01"})
    assert refusal.status_code == 422 and "choose a later day" in refusal.content.decode()
    assert client().post(url, data | {"moved_on": "2026-05-01"}).status_code == 302
    assert [(each.settlement, each.valid_from, each.valid_to) for each in Address.objects.order_by("pk")] == [
        ("Русе", datetime.date(2020, 1, 1), datetime.date(2026, 4, 30)),
        ("Варна", DAY, None),
    ]
