import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reference.adding import add_items
from reference.arranging import append
from reference.features.items import ItemsValue
from reference.features.values import DateValue, NumberValue, TextValue, YesNoValue
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.stopping import stop
from reference.tree import Items


class Record:
    """Stands for a counterparty."""

    def __init__(self) -> None:
        self.features: dict[str, Any] = {}


def text() -> TextValue:
    return TextValue(Feature(pk=1, code="note", name_en="Note"))


def number(decimals: int = 2) -> NumberValue:
    return NumberValue(Feature(pk=2, code="turnover", name_en="Turnover", unit="EUR", decimals=decimals))


def day() -> DateValue:
    return DateValue(Feature(pk=3, code="since", name_en="Since"))


def yes_no() -> YesNoValue:
    return YesNoValue(Feature(pk=4, code="cold", name_en="Cold chain"))


@pytest.fixture
def region(nomenclature: Nomenclature, regions: dict[str, NomenclatureItem]) -> ItemsValue:
    feature = Feature(code="region", name_en="Region", data_type="nomenclature", nomenclature=nomenclature)
    return ItemsValue(append(record=feature), Items([nomenclature.pk]))


@pytest.fixture
def several(region: ItemsValue) -> ItemsValue:
    region.feature.multiple = True
    return region


@pytest.mark.parametrize(
    ("attribute", "entered", "value", "stored"),
    [
        (text(), "  Beer  ", "Beer", "Beer"),
        (text(), "", "", None),
        (number(), "1 250,50", Decimal("1250.5"), "1250.5"),
        (number(), "100.00", Decimal(100), "100"),
        (number(), "-0", Decimal(0), "0"),
        (number(), "0", Decimal(0), "0"),
        (number(), "12345678901234567.89", Decimal("12345678901234567.89"), "12345678901234567.89"),
        (number(), "", None, None),
        (day(), "20.11.2026", datetime.date(2026, 11, 20), "2026-11-20"),
        (day(), "2026-11-20", datetime.date(2026, 11, 20), "2026-11-20"),
        (day(), "", None, None),
        (yes_no(), "да", True, True),
        (yes_no(), "no", False, False),
        (yes_no(), "", None, None),
    ],
)
def test_a_text_becomes_a_value_and_is_stored(attribute: Any, entered: str, value: Any, stored: Any) -> None:
    record = Record()
    assert attribute.clean(entered) == value
    attribute.put(record.features, attribute.clean(entered))
    assert record.features == ({} if stored is None else {attribute.key: stored})
    assert attribute.value(record) == value
    assert attribute.clean(attribute.format(value)) == value
    assert attribute.form_field().clean(entered) == value


@pytest.mark.parametrize(
    ("attribute", "entered"),
    [
        (number(), "many"),
        (number(0), "1.5"),
        (number(), "1" * 40),
        (number(), "1e5"),
        (number(), "NaN"),
        (day(), "31.02.2026"),
        (day(), "tomorrow"),
        (yes_no(), "perhaps"),
        (text(), "x" * 1001),
        (text(), "nul\x00l"),
    ],
)
def test_a_wrong_text_is_refused_with_a_sentence(attribute: Any, entered: str) -> None:
    with pytest.raises(ValidationError) as refused:
        attribute.clean(entered)
    assert refused.value.messages[0].endswith((".", "one.", "neither."))


@given(st.text())
def test_no_text_breaks_a_data_type(entered: str) -> None:
    for attribute in (text(), number(), number(0), day(), yes_no()):
        try:
            value = attribute.clean(entered)
        except ValidationError:
            continue
        assert attribute.clean(attribute.format(value)) == value
        assert attribute.from_json(attribute.to_json(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_numbers_are_exact(value: Decimal) -> None:
    attribute = number(4)
    assert attribute.from_json(attribute.to_json(value)) == value
    assert attribute.clean(attribute.format(value)) == value
    assert "E" not in str(attribute.to_json(value))


def test_setting_the_empty_value_takes_the_key_away() -> None:
    record = Record()
    attribute = yes_no()
    attribute.put(record.features, False)
    assert record.features == {"4": False}
    attribute.put(record.features, None)
    assert record.features == {}


def test_the_label_tells_the_unit() -> None:
    assert str(number().label) == "Turnover, EUR"
    assert number().name == "f.turnover"


def test_an_item_is_found_by_code_and_name_in_either_language(region: ItemsValue, regions: dict[str, Any]) -> None:
    for entered in ("vidin", "VIDIN", "Видин", "видин", " Vidin "):
        assert region.clean(entered) == (regions["vidin"].pk,)
    assert region.clean("") == ()
    assert region.clean("Пловдив, град") == (regions["city"].pk,)


def test_items_stand_in_the_order_of_the_nomenclature(several: ItemsValue, regions: dict[str, Any]) -> None:
    value = several.clean("plovdiv; Видин;ruse")
    assert value == (regions["vidin"].pk, regions["ruse"].pk, regions["plovdiv"].pk)
    assert several.clean("ruse, vidin") == (regions["vidin"].pk, regions["ruse"].pk)
    assert several.clean("Пловдив, град; vidin") == (regions["vidin"].pk, regions["city"].pk)
    assert several.format(value) == "vidin; ruse; plovdiv"
    assert several.clean(several.format(value)) == value
    with translation.override("bg"):
        assert several.show(value) == "Видин, Русе, Пловдив"
        assert several.clean(several.format(value)) == value


def test_items_are_stored_as_ids(several: ItemsValue, regions: dict[str, Any]) -> None:
    record = Record()
    several.put(record.features, several.clean("vidin;ruse"))
    assert record.features == {several.key: [regions["vidin"].pk, regions["ruse"].pk]}
    assert several.value(record) == (regions["vidin"].pk, regions["ruse"].pk)
    several.put(record.features, ())
    assert record.features == {}


def test_an_item_that_is_gone_is_not_shown_and_breaks_nothing(several: ItemsValue) -> None:
    record = Record()
    record.features = {several.key: [99_999_999]}
    assert several.show(several.value(record)) == several.format(several.value(record)) == ""


@pytest.mark.parametrize("entered", ["Varna", "vidin; Varna", "vidin;ruse"])
def test_unknown_items_and_several_for_one_are_refused(region: ItemsValue, entered: str) -> None:
    with pytest.raises(ValidationError):
        region.clean(entered)


def test_a_name_of_several_items_asks_for_a_code(region: ItemsValue, regions: dict[str, Any]) -> None:
    extra = NomenclatureItem(
        nomenclature=regions["south"].nomenclature, parent=regions["south"], code="v2", name_bg="Видин"
    )
    append(record=extra)
    region.items.forget()
    with pytest.raises(ValidationError, match="v2"):
        region.clean("Видин")
    assert region.clean("vidin") == (regions["vidin"].pk,)
    assert region.clean("v2") == (extra.pk,)


def test_missing_items_are_named_and_can_be_added(several: ItemsValue, nomenclature: Nomenclature) -> None:
    entered = "Vidin; Нов район;Varna"
    assert several.missing(entered) == ["Нов район", "Varna"]
    made = add_items(nomenclature=nomenclature, names=several.missing(entered))
    assert [(item.code, item.name_bg, item.name_en) for item in made] == [
        ("nov-rayon", "Нов район", ""),
        ("varna", "", "Varna"),
    ]
    several.items.forget()
    assert len(several.clean(entered)) == 3
    assert add_items(nomenclature=nomenclature, names=["varna", "VIDIN", " "]) == []


def test_added_items_have_codes_of_their_own(nomenclature: Nomenclature) -> None:
    made = add_items(nomenclature=nomenclature, names=["A b", "a-b", "A, B", "Ж" * 150, "…"])
    assert [item.code for item in made][:3] == ["a-b", "a-b-2", "a-b-3"]
    assert all(len(item.code) <= 100 for item in made)
    with pytest.raises(ValidationError):
        add_items(nomenclature=nomenclature, names=["x" * 201])


def test_a_stopped_item_stays_but_is_not_newly_chosen(several: ItemsValue, regions: dict[str, Any]) -> None:
    stop(record=regions["ruse"])
    several.items.forget()
    old = several.clean("ruse")
    assert several.clean(several.format(old)) == old
    several.check_change(old, old)
    with pytest.raises(ValidationError, match="stopped"):
        several.check_change((), old)
    field = several.form_field()
    assert "Ruse" not in field.widget.render("f.region", [])
    assert "Ruse" in field.widget.render("f.region", ["ruse"])


def test_the_form_field_takes_codes_only(several: ItemsValue, regions: dict[str, Any]) -> None:
    field = several.form_field()
    assert field.clean(["vidin", "ruse"]) == (regions["vidin"].pk, regions["ruse"].pk)
    assert field.clean([]) == ()
    assert field.prepare_value((regions["vidin"].pk,)) == ["vidin"]
    with pytest.raises(ValidationError):
        field.clean(["nonsense"])
    several.feature.multiple = False
    single = several.form_field()
    assert single.clean("vidin") == (regions["vidin"].pk,)
    assert single.prepare_value((regions["vidin"].pk,)) == "vidin"
    assert single.clean("") == ()
