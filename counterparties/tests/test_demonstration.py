"""The demonstration data: valid by the product's own rules, whole, and gone again without a trace in other data."""

import csv
import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from stdnum import lei

from access.models import User
from counterparties.accounts import clean_bic, clean_iban
from counterparties.comments.mentions import mentioned, named_in
from counterparties.demonstration import loading
from counterparties.demonstration.happening import moment
from counterparties.demonstration.loading import invented, load_demonstration
from counterparties.demonstration.places import listed, remove_places
from counterparties.demonstration.removing import remove_demonstration
from counterparties.models import (
    Address,
    Attachment,
    BankAccount,
    Comment,
    ContactPerson,
    Counterparty,
    CounterpartyType,
    Event,
    EventContact,
    HoldingMember,
    Upload,
)
from history.models import Change
from history.recording import recorded
from reference.defaults import load_defaults
from reference.features.attributes import feature_attributes
from reference.features.rules import duplicates, settle
from reference.kinds import Kind
from reference.locations.saving import save_location
from reference.models import EventType, Feature, FeatureGroup, Nomenclature, NomenclatureItem, Type
from tests import factories

pytestmark = pytest.mark.django_db
GLEIF = loading.FILE.with_name("gleif-500.csv")


@pytest.fixture(autouse=True)
def configuration(db):
    load_defaults()


@pytest.fixture
def user():
    return User.objects.create_user("iva")


def real(**values):
    names = {"name": "Истинска фирма", "code": "77", "name_sort": "истинска фирма", "letter": "И"}
    return Counterparty.objects.create(**names | values)


def test_loads_counterparties_of_all_kinds_with_what_their_files_hold(user):
    number = load_demonstration(user=user)
    assert number == Counterparty.objects.filter(demonstration=True).count() == len(invented())
    assert {kind for kinds in Counterparty.objects.values_list("kinds", flat=True) for kind in kinds} == set(Kind)
    assert all(model.objects.count() > 100 for model in (ContactPerson, Address, BankAccount))
    assert (
        HoldingMember.objects.filter(holding__kinds__contains=["holding"]).count()
        == HoldingMember.objects.count()
        > 20
    )
    assert CounterpartyType.objects.filter(type__code="horeca").exists()
    assert Counterparty.objects.exclude(archived_at=None).exists()
    assert not Counterparty.objects.filter(search="").exists()
    feature = Feature.objects.get(code="annual-turnover")
    assert (feature.group.name_en, feature.minimum, feature.shown, feature.indexed) == ("Size", "0.00", True, True)
    assert Counterparty.objects.filter(features__has_key=str(feature.pk)).count() > 50
    carrier = Feature.objects.get(code="usual-carrier")
    linked = Counterparty.objects.filter(features__has_key=str(carrier.pk))
    carriers = Counterparty.objects.filter(types__code="carrier")
    assert {record.features[str(carrier.pk)] for record in linked} <= set(carriers.values_list("pk", flat=True))
    assert linked.count() > 10


def test_history_says_who_loaded_them(user):
    load_demonstration(user=user)
    assert set(Change.objects.filter(table="counterparties_counterparty").values_list("user_id", "run")) == {
        (user.pk, "demonstration")
    }


def test_loading_twice_is_refused():
    load_demonstration(user=None)
    with pytest.raises(ValidationError, match="remove them first"):
        load_demonstration(user=None)


def test_a_number_that_is_taken_is_said_and_nothing_is_written():
    real(uic="990000012", country="BG")
    with pytest.raises(ValidationError, match="number of the demonstration data"):
        load_demonstration(user=None)


def test_removing_leaves_no_trace_but_history():
    before = Type.objects.count()
    load_demonstration(user=None)
    edited = Counterparty.objects.filter(demonstration=True).first()
    edited.alias = "Моя"
    edited.save()
    removed = remove_demonstration(user=None)
    assert (removed.counterparties, removed.kept, removed.let_go) == (len(invented()), [], [])
    assert not any(
        model.objects.exists()
        for model in (Counterparty, ContactPerson, Address, Feature, FeatureGroup, NomenclatureItem)
    )
    assert Type.objects.count() == before
    assert Change.objects.filter(table="counterparties_counterparty", action="D").count() == removed.counterparties


def test_removing_keeps_what_real_records_use_and_says_so():
    load_demonstration(user=None)
    mine = real()
    mine.types.add(Type.objects.get(code="horeca"))
    removed = remove_demonstration(user=None)
    assert removed.kept == ["HoReCa"]
    assert list(Counterparty.objects.all()) == [mine]


def test_removing_keeps_what_was_configured_before():
    Nomenclature.objects.create(code="region", name_en="My regions", position=1)
    load_demonstration(user=None)
    remove_demonstration(user=None)
    assert [row.name_en for row in Nomenclature.objects.all()] == ["My regions"]


def test_a_real_member_of_an_invented_holding_is_let_go_and_named():
    load_demonstration(user=None)
    holding = Counterparty.objects.filter(kinds__contains=["holding"]).first()
    HoldingMember.objects.create(holding=holding, counterparty=real())
    assert remove_demonstration(user=None).let_go == ["Истинска фирма"]
    assert not HoldingMember.objects.exists()


def test_the_numbers_are_valid_and_lead_to_nobody():
    for row in invented():
        for account in row.get("bank_accounts", []):
            assert clean_iban(account["iban"]) == account["iban"]
            assert clean_bic(account["bic"]) == account["bic"]
        for each in (row, *row.get("contact_persons", [])):
            assert each.get("email", ".example").endswith((".example", "@example.com"))
            assert not each.get("phone", "").startswith(("+3598", "+359888"))


def test_commands_load_and_remove(capsys):
    call_command("load_demonstration")
    call_command("remove_demonstration")
    said = capsys.readouterr().out
    assert f"{len(invented())} demonstration counterparties added." in said
    assert f"{len(invented())} demonstration counterparties removed." in said


def test_the_cut_of_the_register_has_what_makes_imports_stumble():
    with GLEIF.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [row["Legal name"] for row in rows]
    assert len(rows) == 500
    assert [row["LEI"] for row in rows if not lei.is_valid(row["LEI"])] == ["39120001Z9GOWMYW0G44"]
    assert any("SHELL" in name for name in names)
    assert max(map(len, names)) == 247
    assert sum(not row["Country"] for row in rows) == 2
    assert any('"' in name for name in names) and any("," in name for name in names)
    assert all(any(first <= sign <= last for name in names for sign in name) for first, last in ("ΑΩ", "АЯ", "一龥"))


def test_the_definitions_are_sound_and_the_values_obey_them():
    load_demonstration(user=None)
    for attribute in feature_attributes():
        assert settle(attribute.feature) == {}
        assert duplicates(attribute.feature)[0] == 0 or not attribute.unique
    for record in Counterparty.objects.filter(demonstration=True):
        for attribute in feature_attributes(record.types.values_list("pk", flat=True), record=record):
            assert attribute.clean(attribute.format(attribute.value(record))) == attribute.value(record)


def test_values_that_point_to_invented_ones_go_with_them_and_are_named(user):
    payer = factories.feature(code="payer-of", data_type="counterparty")
    load_demonstration(user=user)
    invented = Counterparty.objects.filter(demonstration=True).order_by("pk")
    mine, other = factories.counterparty(name="Истинска"), factories.counterparty()
    mine.features, other.features = {str(payer.pk): invented[0].pk}, {str(payer.pk): mine.pk}
    for record in (mine, other):
        record.save(update_fields=["features"])
    removed = remove_demonstration(user=user)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.features == {} and other.features == {str(payer.pk): mine.pk}
    assert "Истинска" in removed.let_go


def files_of_invented():
    return Attachment.objects.filter(counterparty__demonstration=True).select_related("content")


def test_something_has_happened_with_the_first_and_is_planned(user):
    load_demonstration(user=user)
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    days = [timezone.localdate(event.begins, timezone.get_default_timezone()) for event in Event.objects.all()]
    assert min(days) < today < max(days) and today in days
    for event in Event.objects.all():
        event.full_clean()
        assert (event.author == user and event.overdue is False) or event.first_day == today
    assert EventContact.objects.exists()
    assert all(row.person.counterparty_id == row.event.counterparty_id for row in EventContact.objects.all())
    comments = list(Comment.objects.order_by("pk"))
    assert len(comments) == 2 and named_in(comments[1].text, mentioned([comments[1].text])) == [user]


def test_files_are_what_they_are_called(user):
    load_demonstration(user=user)
    for attachment in files_of_invented():
        attachment.full_clean()
        ending = {"application/pdf": ".pdf", "image/png": ".png"}[attachment.content.content_type]
        assert attachment.name.endswith(ending) and attachment.content.uploaded_by == user
    assert [row.content.has_thumbnail for row in files_of_invented().order_by("pk")] == [False, True]
    assert files_of_invented().get(kind__code="contract").valid_until > timezone.localdate()


@pytest.mark.parametrize("today", ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"])
def test_only_what_is_today_falls_on_a_weekend(monkeypatch, today):
    monkeypatch.setattr(timezone, "localdate", lambda **zone: datetime.date.fromisoformat(today))
    assert moment(0, "10:00").date().isoformat() == today
    for days in range(1, 8):
        before, after = moment(-days, "10:00").date(), moment(days, "10:00").date()
        assert before.weekday() < 5 and after.weekday() < 5
        assert before.isoformat() < today < after.isoformat()


def test_without_anybody_nothing_is_said_and_without_types_nothing_happens():
    EventType.objects.all().delete()
    load_demonstration(user=None)
    assert not Comment.objects.exists() and not Event.objects.exists()
    assert files_of_invented().count() == 2


def test_places_come_and_go_with_the_data():
    load_demonstration(user=None)
    assert Address.objects.filter(settlement="Пловдив", settlement_location__code="56784").exists()
    assert remove_demonstration(user=None).kept == []
    assert not listed().exists()


def test_places_stay_out_of_lists_that_are_filled():
    mine = factories.location(name_bg="Габрово")
    load_demonstration(user=None)
    remove_demonstration(user=None)
    assert list(listed()) == [mine]


def test_places_stay_with_others_and_where_they_are_used(user):
    load_demonstration(user=None)
    names = {str(row) for row in listed()}
    address = factories.address(settlement="Пловдив")
    assert address.settlement_location.code == "56784"
    assert names <= set(remove_demonstration(user=None).kept)
    address.delete()
    with recorded(user_id=user.pk):
        factories.location(name_bg="Габрово")
    assert set(remove_places(run="demonstration")) == names


def test_a_place_that_somebody_edited_stays(user):
    load_demonstration(user=None)
    place = listed().get(code="56784")
    with recorded(user_id=user.pk):
        place.postal_code = "4001"
        save_location(record=place)
    assert "Plovdiv" in remove_demonstration(user=None).kept


def test_what_is_real_stays_when_files_and_events_go(user):
    load_demonstration(user=user)
    record = real()
    invented_one = Event.objects.filter(counterparty__demonstration=True).first()
    event = Event.objects.create(
        counterparty=record, type=invented_one.type, topic="Моя", begins=timezone.now(), follows=invented_one
    )
    EventContact.objects.create(event=event, person=ContactPerson.objects.first())
    remove_demonstration(user=user)
    event.refresh_from_db()
    assert event.follows is None and not Attachment.objects.exists() and not Upload.objects.exists()
    assert list(Event.objects.all()) == [event] and not Comment.objects.exists()
