"""Adding and changing a counterparty: rights, types, codes, holders of numbers, versions, history."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone

from access.models import Action
from counterparties import holders, saving
from counterparties.coding import next_codes
from counterparties.holders import Identifier
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from history.models import Change
from reference.kinds import Kind
from reference.models.features import DataType
from tests import factories as f

pytestmark = pytest.mark.django_db


def errors(**arguments: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        save_counterparty(**{"record": None, "values": {}, **arguments})
    return caught.value.message_dict


def codes(record: Counterparty) -> set[str]:
    return set(record.types.values_list("code", flat=True))


def test_adds_with_everything_derived() -> None:
    wholesaler = f.type_(Kind.CUSTOMER, code="wholesaler")
    made = save_counterparty(
        user=f.superuser(),
        record=None,
        values={"name": "„Щастливеца“ ООД", "uic": "201556742", "phone": "0888 123 456", "website": "https://a.bg"},
        types=[wholesaler, f.kind_type(Kind.BANK)],
    )
    stored = Counterparty.objects.get(pk=made.pk)
    assert stored.code.isdigit()
    assert stored.kinds == ["customer", "bank"]
    assert codes(stored) == {"wholesaler", "bank"}
    assert (stored.name_sort, stored.letter, stored.country.code) == ("щастливеца оод", "Щ", "BG")
    assert stored.search == f" shtastlivetsa ood a bg {stored.code} 201556742 359888123456"
    assert stored.version == made.version == 1


def test_a_name_of_signs_only_and_a_very_long_one() -> None:
    assert f.counterparty(name="***").letter == "#"
    assert len(f.counterparty(name="Ж" * 307).name_sort) == 307


def test_all_kinds_come_in_their_order_and_none_is_allowed() -> None:
    made = f.counterparty(types=[Kind.HOLDING, Kind.CUSTOMER, Kind.BANK])
    assert made.kinds == [Kind.CUSTOMER, Kind.BANK, Kind.HOLDING]
    assert f.counterparty(types=[]).kinds == []


def test_codes_come_from_a_sequence_and_pass_over_taken_ones() -> None:
    first = int(next_codes(1)[0])
    f.counterparty(code=str(first + 1))
    f.counterparty(code=str(first + 3))
    assert next_codes(3) == [str(first + 2), str(first + 4), str(first + 5)]
    assert next_codes(0) == []
    assert f.counterparty(code="").code == str(first + 6)
    changed = save_counterparty(user=f.superuser(), record=f.counterparty(code="АБ-1"), values={"code": ""})
    assert changed.code == "АБ-1"


def test_changes_only_what_differs() -> None:
    record = f.counterparty(name="Алфа", alias="А")
    before = Change.objects.count()
    same = save_counterparty(user=f.superuser(), record=record, values={"name": "Алфа", "alias": "А", "country": "BG"})
    assert (same.version, Change.objects.filter(table="counterparties_counterparty", action="U").count()) == (1, 0)
    changed = save_counterparty(user=f.superuser(), record=same, values={"name": "Бета"})
    assert (changed.version, changed.letter, changed.alias) == (2, "Б", "А")
    assert changed.search.startswith(" ") and "beta" in Counterparty.objects.get(pk=record.pk).search
    change = Change.objects.filter(owner_id=record.pk, action="U").get()
    assert (change.before, change.after) == ({"name": "Алфа"}, {"name": "Бета"})
    assert Change.objects.count() > before


def test_whoever_comes_second_writes_nothing() -> None:
    first = f.counterparty()
    again = Counterparty.objects.get(pk=first.pk)
    save_counterparty(user=f.superuser(), record=first, values={"name": "Първи"})
    with pytest.raises(ValidationError, match="Somebody else has changed this record just now"):
        save_counterparty(user=f.superuser(), record=again, values={"name": "Втори"})
    assert Counterparty.objects.get(pk=first.pk).name == "Първи"


def test_ticking_types_counts_as_a_change_too() -> None:
    wholesaler = f.type_(Kind.CUSTOMER)
    record = f.counterparty()
    again = Counterparty.objects.get(pk=record.pk)
    changed = save_counterparty(
        user=f.superuser(), record=record, values={}, types=[f.kind_type(Kind.CUSTOMER), wholesaler]
    )
    assert (changed.kinds, changed.version) == (["customer"], 2)
    assert Change.objects.filter(owner_id=record.pk, table="counterparties_counterpartytype", action="I").count() == 2
    with pytest.raises(ValidationError):
        save_counterparty(user=f.superuser(), record=again, values={"name": "Втори"})
    unticked = save_counterparty(user=f.superuser(), record=changed, values={}, types=[])
    assert (unticked.kinds, codes(unticked)) == ([], set())
    kept = save_counterparty(user=f.superuser(), record=f.counterparty(), values={"alias": "x"})
    assert kept.kinds == ["customer"]


# --- rights


def test_adding_needs_the_right_to_a_ticked_type() -> None:
    customers, banks = f.kind_type(Kind.CUSTOMER), f.kind_type(Kind.BANK)
    user = f.limited_user(Kind.CUSTOMER, actions=[Action.SEE, Action.ADD])
    assert save_counterparty(user=user, record=None, values={"name": "А"}, types=[customers]).pk
    assert errors(user=user, values={"name": "Б"}, types=[]) == {"types": ["Choose at least one type."]}
    assert errors(user=user, values={"name": "Б"}, types=[customers, banks]) == {
        "types": ["You may not choose: Bank."]
    }
    with pytest.raises(PermissionDenied):
        save_counterparty(user=f.reader(), record=None, values={"name": "Б"}, types=[])
    assert Counterparty.objects.count() == 1


def test_changing_needs_the_right() -> None:
    record = f.counterparty(types=[Kind.BANK])
    for user in (
        f.reader(),
        f.limited_user(Kind.CUSTOMER),
        f.limited_user(Kind.BANK, actions=[Action.SEE, Action.ADD]),
    ):
        with pytest.raises(PermissionDenied):
            save_counterparty(user=user, record=record, values={"name": "Б"})
    assert save_counterparty(user=f.limited_user(Kind.BANK), record=record, values={"name": "Б"}).name == "Б"


def test_hidden_types_of_a_record_stay() -> None:
    wholesaler, chain = f.type_(Kind.CUSTOMER, code="wholesaler"), f.type_(Kind.CUSTOMER, code="chain")
    record = f.counterparty(types=[wholesaler, Kind.SUPPLIER])
    user = f.limited_user(Kind.CUSTOMER)
    changed = save_counterparty(user=user, record=record, values={}, types=[chain])
    assert (codes(changed), changed.kinds) == ({"chain", "supplier"}, ["customer", "supplier"])
    with pytest.raises(ValidationError, match="Choose at least one type"):
        save_counterparty(user=user, record=changed, values={}, types=[])
    with pytest.raises(ValidationError, match="You may not choose: Bank"):
        save_counterparty(user=user, record=changed, values={}, types=[chain, f.kind_type(Kind.BANK)])
    assert codes(Counterparty.objects.get(pk=record.pk)) == {"chain", "supplier"}


# --- rules


def test_rules_between_fields_are_asked() -> None:
    assert set(errors(user=f.superuser(), values={"name": "", "uic": "1"})) == {"name", "uic"}


def test_a_stopped_status_stays_but_is_not_newly_chosen() -> None:
    stopped = f.status(name_en="Old", stopped_at=timezone.now())
    assert errors(user=f.superuser(), values={"name": "А", "status": stopped}) == {
        "status": ["“Old” is stopped; choose another."]
    }
    record = f.counterparty()
    Counterparty.objects.filter(pk=record.pk).update(status=stopped)
    record = Counterparty.objects.get(pk=record.pk)
    assert save_counterparty(user=f.superuser(), record=record, values={"status": stopped, "alias": "x"}).alias == "x"


def test_features_are_put_by_their_attributes() -> None:
    text, number = f.feature(code="text"), f.feature(code="size", data_type=DataType.NUMBER)
    record = f.counterparty()
    features = {"f.text": "Здравей", "f.size": Decimal(5)}
    made = save_counterparty(user=f.superuser(), record=record, values={}, features=features)
    assert made.features == {str(text.pk): "Здравей", str(number.pk): "5"}
    cleared = save_counterparty(user=f.superuser(), record=made, values={}, features={"f.text": ""})
    assert cleared.features == {str(number.pk): "5"}
    same = save_counterparty(user=f.superuser(), record=cleared, values={}, features={"f.size": Decimal(5)})
    assert same.version == cleared.version


def test_a_stopped_item_is_refused_under_the_name_of_its_feature() -> None:
    nomenclature = f.nomenclature()
    item = f.item(nomenclature, stopped_at=timezone.now())
    f.feature(code="sector", data_type=DataType.NOMENCLATURE, nomenclature=nomenclature)
    assert set(errors(user=f.superuser(), values={"name": "А"}, features={"f.sector": (item.pk,)})) == {"f.sector"}
    assert not Counterparty.objects.exists()


def test_field_limits_of_the_model_hold() -> None:
    assert set(errors(user=f.superuser(), values={"name": "А", "alias": "x" * 201})) == {"alias"}


# --- numbers that others hold


@pytest.mark.parametrize(
    ("field", "value"),
    [("uic", "201556742"), ("vat_number", "BG201556742"), ("lei", "213800KUD8LAJWSQ9D15"), ("code", "АБ-1")],
)
def test_a_number_has_one_holder(field: str, value: str) -> None:
    holder = f.counterparty(name="Алфа", **{field: value})
    with pytest.raises(ValidationError) as caught:
        f.counterparty(**{field: value})
    (error,) = caught.value.error_dict[field]
    assert error.messages == [f"“Алфа” has {value} already."]
    assert error.code == "held" and error.params and error.params["holder"] == holder
    unchanged = save_counterparty(user=f.superuser(), record=holder, values={field: value, "alias": "x"})
    assert unchanged.alias == "x"


def test_archived_and_hidden_holders() -> None:
    f.counterparty(name="Стара", uic="201556742", archived_at=timezone.now())
    assert errors(user=f.superuser(), values={"name": "А", "uic": "201556742"}) == {
        "uic": ["“Стара” has 201556742 already and is archived: activate it."]
    }
    banker = f.limited_user(Kind.BANK)
    with pytest.raises(ValidationError) as caught:
        save_counterparty(
            user=banker, record=None, values={"name": "А", "uic": "201556742"}, types=[f.kind_type(Kind.BANK)]
        )
    (error,) = caught.value.error_dict["uic"]
    assert error.messages == ["A counterparty that you may not see has 201556742 already."]
    assert error.params and error.params["holder"] is None


def test_other_countries_numbers_are_unique_in_their_country() -> None:
    f.counterparty(country="DE", uic="123", vat_number="DE136695976")
    f.counterparty(country="NO", uic="123", vat_number="123456789MVA")
    f.counterparty(country="RS", uic="12", vat_number="123456789MVA")
    assert set(errors(user=f.superuser(), values={"name": "А", "country": "NO", "uic": "123"})) == {"uic"}
    taken = {"name": "А", "country": "NO", "vat_number": "123456789 mva"}
    assert set(errors(user=f.superuser(), values=taken)) == {"vat_number"}
    for country in ("BG", "US", "DE"):
        taken = {"name": "А", "country": country, "vat_number": "DE136695976"}
        assert set(errors(user=f.superuser(), values=taken)) == {"vat_number"}


def test_moving_to_a_country_where_the_number_is_taken() -> None:
    f.counterparty(country="DE", uic="123")
    record = f.counterparty(country="AT", uic="123")
    with pytest.raises(ValidationError) as caught:
        save_counterparty(user=f.superuser(), record=record, values={"country": "DE"})
    assert set(caught.value.message_dict) == {"uic"}


def test_holders_of_many_cost_one_query_a_field(django_assert_num_queries: Any) -> None:
    records = [f.counterparty(uic=f.uic(each), lei="") for each in range(5)]
    coded = f.counterparty(code="x", country="DE", uic="7")
    wanted = [Identifier("uic", record.uic, "BG") for record in records] + [
        Identifier("uic", "7", "DE"),
        Identifier("uic", "7", "BG"),
        Identifier("code", "x"),
        Identifier("lei", "none"),
    ]
    with django_assert_num_queries(3):
        found = holders.holders(wanted)
    assert found == {
        **{Identifier("uic", record.uic, "BG"): record.pk for record in records},
        Identifier("uic", "7", "DE"): coded.pk,
        Identifier("code", "x"): coded.pk,
    }
    assert holders.holders([]) == {}


def test_who_loses_the_race_for_a_number_is_told_the_holder(monkeypatch: pytest.MonkeyPatch) -> None:
    f.counterparty(name="Алфа", uic="201556742")
    asked = iter([False])
    real = holders.refuse_held

    def late(**arguments: Any) -> None:
        if next(asked, True):
            real(**arguments)

    monkeypatch.setattr(saving, "refuse_held", late)
    assert errors(user=f.superuser(), values={"name": "А", "uic": "201556742"}) == {
        "uic": ["“Алфа” has 201556742 already."]
    }


def test_another_broken_constraint_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "next_codes", lambda number: ["1"] * number)
    f.counterparty(code="1")
    monkeypatch.setattr(saving, "refuse_held", lambda **arguments: None)
    with pytest.raises(IntegrityError):
        f.counterparty(code="")
