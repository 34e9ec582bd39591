"""Addresses and the lists of places: what follows, what is refused, what Replace and a removal leave behind."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from counterparties.addresses.moving import move_on
from counterparties.models import Address, Counterparty
from counterparties.saving import save_sub_record
from counterparties.tests.importing import balance, done, prepared, reasons
from history.models import Change
from jobs.models import Job
from jobs.running import run as run_job
from reference.kinds import Kind
from reference.locations import replacing
from reference.locations.naming import folded
from reference.locations.replacing import replace_location
from reference.locations.rules import mode_of
from reference.models import Location
from reference.models.locations import Level, Mode
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)


@pytest.fixture
def lists(db) -> dict[str, Location]:
    """Two areas with a village of the same name in each, Ruse with two streets, a stopped village."""
    made = {}
    for name, english in (("Русе", "Ruse"), ("Шумен", "Shumen")):
        made[f"area {english}"] = factories.location(level=Level.AREA, name_bg=name, name_en=english)
        made[f"Ivanovo {english}"] = factories.location(
            name_bg="Иваново",
            name_en="Ivanovo",
            parent=made[f"area {english}"],
            postal_code={"Ruse": "7088", "Shumen": "9830"}[english],
        )
    area = made["area Ruse"]
    ruse = made["Ruse"] = factories.location(
        name_bg="Русе", name_en="Ruse", code="63427", postal_code="7000", parent=area
    )
    made["stopped"] = factories.location(name_bg="Долно Село", parent=area, stopped=True)
    for name in ("Дунав", "бул. Дунав"):
        made[name] = factories.location(level=Level.STREET, name_bg=name, parent=ruse)
    return made


@pytest.fixture
def strict(lists):
    return factories.address_rule(country="BG")


def saved(**values) -> Address:
    return factories.address(**{"settlement": "", "postal_code": "", "street": "", "number": "", **values})


def refused(**values) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        saved(**values)
    return error.value.message_dict


# --- names


@pytest.mark.parametrize(
    ("level", "one", "other"),
    [
        (Level.SETTLEMENT, "гр. София", "СОФИЯ"),
        (Level.SETTLEMENT, "с.Иваново", "Иваново"),
        (Level.AREA, "обл. Русе", "Област Русе"),
        (Level.NEIGHBOURHOOD, "ж.к. „Люлин“", "жк Люлин"),
        (Level.STREET, "ул. „Дунав“", "улица Дунав"),
        (Level.STREET, "булевард Витоша", "бул. Витоша"),
        (Level.STREET, "O'Connell Street", "OConnell street"),
    ],
)
def test_one_place_written_in_several_ways_is_one(level, one, other):
    assert folded(one, level) == folded(other, level) != ""


@pytest.mark.parametrize(
    ("level", "one", "other"),
    [(Level.STREET, "ул. Витоша", "бул. Витоша"), (Level.SETTLEMENT, "Село", "Град"), (Level.AREA, "Русе", "Ruse")],
)
def test_different_places_stay_different(level, one, other):
    assert folded(one, level) != folded(other, level)


@given(st.text(max_size=60), st.sampled_from(list(Level)))
def test_any_text_is_compared_and_stays_so(text, level):
    assert folded(text, level) == folded(f"  {text}. ", level)


# --- what follows


def test_without_lists_nothing_changes(db):
    made = saved(settlement="Никъде", postal_code="")
    assert (made.settlement, made.postal_code, made.settlement_location) == ("Никъде", "", None)


def test_free_text_stays_as_typed_and_is_linked(lists):
    made = saved(settlement="гр. Русе", street="ул. „Дунав“")
    assert (made.settlement, made.street) == ("гр. Русе", "ул. „Дунав“")
    assert (made.area, made.postal_code) == ("Русе", "7000"), "they follow from the settlement"
    assert made.settlement_location == lists["Ruse"] and made.area_location == lists["area Ruse"]
    assert made.street_location == lists["Дунав"] and made.neighbourhood_location is None


def test_what_is_typed_is_never_overwritten_in_free(lists):
    made = saved(settlement="Русе", area="Шумен", postal_code="1")
    assert (made.area, made.postal_code, made.settlement_location) == ("Шумен", "1", None), "no such place there"
    assert saved(settlement="Непознато").settlement_location is None


def test_of_several_of_one_name_area_or_postal_code_decide(lists):
    assert saved(settlement="Иваново").settlement_location is None
    assert saved(settlement="Иваново", area="Шумен").settlement_location == lists["Ivanovo Shumen"]
    assert saved(settlement="Иваново", postal_code="7088").settlement_location == lists["Ivanovo Ruse"]


def test_what_follows_is_written_in_the_language_of_the_settlement(lists):
    assert saved(settlement="Ivanovo", postal_code="9830").area == "Shumen"


# --- strict


def test_strict_takes_the_lists_word_and_refuses_others(lists, strict):
    made = saved(settlement="ГР. РУСЕ", street="улица дунав")
    assert (made.settlement, made.street, made.area) == ("Русе", "Дунав", "Русе")
    assert list(refused(settlement="Русse")) == ["settlement"]
    told = refused(settlement="Русе", street="Непозната")["street"][0]
    assert "“Непозната” is not in the list for “Русе”" in told and "ask an administrator" in told
    assert "Several are called “Иваново”" in refused(settlement="Иваново")["settlement"][0]
    assert "is stopped" in refused(settlement="Долно Село")["settlement"][0]
    assert "of settlements of “Шумен”" in refused(settlement="Русе", area="Шумен")["settlement"][0]
    assert list(refused(area="Ямбол", settlement="Русе")) == ["area"]
    assert "Choose the settlement" in refused(free_text="anything")["settlement"][0]


def test_where_nothing_is_listed_any_text_will_do(lists, strict):
    made = saved(settlement="Иваново", area="Русе", street="ул. Първа", neighbourhood="Горна махала")
    assert (made.street, made.neighbourhood) == ("ул. Първа", "Горна махала")
    assert saved(country="DE", settlement="Berlin").settlement == "Berlin"


def test_what_was_there_before_the_rule_stays_until_it_is_changed(lists):
    old = saved(settlement="Старо име")
    factories.address_rule(country="BG")
    save_sub_record(user=factories.superuser(), record=old, values={"number": "5"})
    assert old.settlement == "Старо име"
    with pytest.raises(ValidationError):
        save_sub_record(user=factories.superuser(), record=old, values={"settlement": "Ново"})


def test_a_stopped_country_is_not_newly_chosen(db):
    old = saved(country="DE", settlement="Berlin")
    factories.location(level=Level.COUNTRY, country="DE", code="DE", name_en="Germany", stopped=True)
    assert list(refused(country="DE", settlement="Bonn")) == ["country"]
    save_sub_record(user=factories.superuser(), record=old, values={"number": "5"})
    page = client().get(reverse("addresses-add", args=[old.counterparty_id])).content.decode()
    assert 'value="DE"' not in page and 'value="FR"' in page


def test_the_rule_that_says_most_decides(db):
    customer, bank = factories.kind_type(Kind.CUSTOMER), factories.kind_type(Kind.BANK)
    wholesaler = factories.type_(customer)
    assert mode_of("BG", [customer.pk]) == Mode.FREE
    factories.address_rule(country="BG")
    assert mode_of("BG", []) == mode_of("BG", [bank.pk]) == Mode.STRICT and mode_of("DE", []) == Mode.FREE
    factories.address_rule(country="BG", type=customer, mode=Mode.FREE)
    assert mode_of("BG", [wholesaler.pk]) == Mode.FREE and mode_of("BG", [bank.pk]) == Mode.STRICT
    assert mode_of("BG", [bank.pk, customer.pk]) == Mode.FREE, "a type says more than none"
    factories.address_rule(country="BG", type=wholesaler, mode=Mode.STRICT)
    assert mode_of("BG", [wholesaler.pk]) == Mode.STRICT and mode_of("BG", [customer.pk]) == Mode.FREE
    factories.address_rule(type=bank, mode=Mode.STRICT)
    assert mode_of("DE", [bank.pk]) == Mode.STRICT and mode_of("DE", [customer.pk]) == Mode.FREE


# --- import


HEAD = ["counterparty.code", "kind", "settlement", "street"]


def imported(folder, *rows, head=HEAD):
    return done(prepared(folder, [head, *rows], target="addresses"))


def test_an_import_obeys_the_same_rules(lists, strict, tmp_path):
    owner = factories.counterparty()
    run = imported(tmp_path, [owner.code, "office", "гр. Русе", "ул. Дунав"], [owner.code, "office", "Атлантида", ""])
    assert balance(run) == {"read": 2, "created": 1, "failed": 1}
    assert list(reasons(run)) == [3] and "Атлантида" in reasons(run)[3]
    made = Address.objects.get()
    assert (made.settlement, made.street, made.postal_code, made.area) == ("Русе", "Дунав", "7000", "Русе")
    assert made.street_location == lists["Дунав"]
    again = imported(tmp_path, [owner.code, "office", "гр. Русе", "ул. Дунав"])
    assert balance(again) == {"read": 1, "same": 1}


def test_rules_for_a_type_hold_in_a_file_too(lists, tmp_path):
    wholesaler = factories.type_()
    factories.address_rule(type=wholesaler)
    bound, free = factories.counterparty(types=[wholesaler]), factories.counterparty()
    run = imported(tmp_path, [bound.code, "office", "Атлантида", ""], [free.code, "office", "Атлантида", ""])
    assert list(reasons(run)) == [2] and Address.objects.get().counterparty == free


def test_beside_a_counterparty_too(lists, strict, tmp_path):
    table = [["name", "address.settlement"], ["Алфа", "с. Иваново"], ["Бета", "гр. Русе"]]
    run = done(prepared(tmp_path, table))
    assert balance(run) == {"read": 2, "created": 1, "failed": 1}
    assert Address.objects.get().settlement == "Русе"
    assert "русе" in Counterparty.objects.get(name="Бета").search or " ruse" in Counterparty.objects.get().search


def test_a_rule_made_between_check_and_import_holds(lists, tmp_path):
    owner = factories.counterparty()
    run = done(prepared(tmp_path, [HEAD, [owner.code, "office", "Атлантида", ""]], target="addresses"), write=False)
    assert balance(run) == {"read": 1, "created": 1}
    client().post(reverse("address-rules-add"), {"country": "BG", "mode": "strict"})
    assert balance(done(run)) == {"read": 1, "failed": 1} and not Address.objects.exists()


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


# --- suggestions and the list of all


def client() -> Client:
    made = Client()
    made.force_login(factories.superuser())
    return made


def suggested(owner, **asked) -> dict:
    return client().get(reverse("address-places", args=[owner.pk]), {"country": "BG", **asked}).json()


def test_suggestions_are_narrowed_by_what_stands_above(lists, strict):
    owner = factories.counterparty()
    found = suggested(owner, part="settlement", settlement="ива", area="")
    assert [(each["note"], each["fills"]["area"]) for each in found["results"]] == [
        ("7088, Ruse", "Ruse"),
        ("9830, Shumen", "Shumen"),
    ]
    assert found["strict"]
    assert len(suggested(owner, part="settlement", settlement="ива", area="Шумен")["results"]) == 1
    assert suggested(owner, part="street", street="")["results"] == []
    streets = suggested(owner, part="street", street="ду", settlement="Русе")["results"]
    assert [each["value"] for each in streets] == ["Дунав"]
    assert not suggested(owner, part="settlement", settlement="долно")["results"], "a stopped one is not offered"
    assert suggested(owner, part="settlement", settlement="x", country="DE") == {"results": [], "strict": False}
    assert suggested(owner, part="nonsense")["results"] == []
    stranger = Client()
    stranger.force_login(factories.limited_user(Kind.BANK))
    assert stranger.get(reverse("address-places", args=[owner.pk])).status_code == 404


def listed(**asked) -> str:
    return client().get(reverse("all-addresses-list"), asked).content.decode().split('id="rows"')[-1]


def test_the_list_of_all_filters_by_day_and_by_counterparty(db):
    customer = factories.counterparty(name="Клиентът", status=factories.status(code="good"))
    bank = factories.counterparty(name="Банката", types=[Kind.BANK])
    factories.address(customer, settlement="Русе", valid_to=DAY)
    factories.address(bank, settlement="Варна", valid_from=DAY)
    assert "Русе" in listed(holds="2026-04-30") and "Варна" not in listed(holds="2026-04-30")
    assert all(name in listed(holds=DAY.isoformat()) for name in ("Русе", "Варна"))
    assert "Русе" not in listed(types="bank") and "Варна" in listed(types="bank")
    assert "Русе" in listed(status="good") and "Варна" not in listed(status="good")
    assert "Русе" in listed(q="русе") and "Варна" not in listed(q="русе")
    limited = Client()
    limited.force_login(factories.limited_user(Kind.BANK))
    page = limited.get(reverse("all-addresses-list")).content.decode()
    assert "Варна" in page and "Русе" not in page
