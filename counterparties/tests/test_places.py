"""Addresses and the lists of places: what follows, what is refused, what Replace and a removal leave behind."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from counterparties.models import Address, Counterparty
from counterparties.saving import save_sub_record
from counterparties.tests.importing import balance, done, prepared, reasons
from counterparties.tests.places import HEAD, client, imported, refused, saved
from reference.kinds import Kind
from reference.locations.naming import folded
from reference.locations.rules import mode_of
from reference.models.locations import Level, Mode
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)


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
