"""Whatever a feature holds comes back from its text and from the database as it was, under any rules."""

import datetime
import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reference.features.attributes import FeatureValue
from reference.features.items import ItemsValue
from reference.features.rules import settle, value_of
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.tree import Items


def attribute(data_type: str, **rules: Any) -> FeatureValue:
    feature = Feature(pk=7, code="f", name_en="F", data_type=data_type, **rules)
    assert settle(feature) == {}
    return value_of(feature)


AMOUNT = attribute("number", decimals=2, unit="EUR", minimum="-5", maximum="1000.25")
DAY = attribute("date", minimum="2000-01-01", maximum="2030-12-31", default="2026-01-01")
RULED = [
    attribute("text"),
    attribute("text", pattern=r"[a-zа-я ]*", required=True),
    attribute("text", unique=True),
    attribute("long_text"),
    attribute("long_text", default="one\ntwo"),
    attribute("number"),
    AMOUNT,
    attribute("number", decimals=6, minimum="0"),
    attribute("date"),
    DAY,
    attribute("yes_no"),
    attribute("yes_no", required=True, default="no"),
]
ENTERED = st.one_of(
    st.text(),
    st.text(alphabet="0123456789.,- +'\u2212\u00a0", max_size=12),
    st.dates().map(str),
    st.dates().map(lambda day: f"{day.day}.{day.month:02}.{day.year:04} г."),
    st.sampled_from(["yes", "Не", "ДА", "x", "one\r\ntwo\rthree\n\n four"]),
)


@given(entered=ENTERED, each=st.sampled_from(RULED), language=st.sampled_from(["bg", "en"]))
def test_what_is_entered_comes_back(entered: str, each: FeatureValue, language: str) -> None:
    with translation.override(language):
        try:
            value = each.clean(entered)
        except ValidationError as refusal:
            assert all(refusal.messages)
            return
        comes_back(each, value)


def comes_back(each: FeatureValue, value: Any) -> None:
    """From its text, from the database, and from the form and the file, where nothing is left of a record but JSON."""
    record = SimpleNamespace(features={})
    each.put(record.features, value)
    record.features = json.loads(json.dumps(record.features))
    assert each.value(record) == value
    assert each.clean(each.format(value)) == value
    assert isinstance(each.cell(record), str) and isinstance(each.full(record), str)
    assert len(each.cell(record)) <= max(100, len(each.show(value)))
    assert each.form_field().prepare_value(value) == each.format(value) or isinstance(each, ItemsValue)
    assert bool(record.features) is (value != each.empty)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value="-5", max_value="1000.25"))
def test_numbers_within_the_bounds(value: Decimal) -> None:
    comes_back(AMOUNT, AMOUNT.clean(AMOUNT.format(value)))
    assert AMOUNT.clean(AMOUNT.format(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value="-999999", max_value="999999"))
def test_numbers_are_refused_exactly_outside_the_bounds(value: Decimal) -> None:
    if Decimal(-5) <= value <= Decimal("1000.25"):
        assert AMOUNT.clean(str(value)) == value
    else:
        with pytest.raises(ValidationError, match=r"or more|or less"):
            AMOUNT.clean(str(value))


@given(st.dates(min_value=datetime.date(1900, 1, 1)))
def test_days_are_refused_exactly_outside_the_bounds(value: datetime.date) -> None:
    if datetime.date(2000, 1, 1) <= value <= datetime.date(2030, 12, 31):
        comes_back(DAY, DAY.clean(value.strftime("%d.%m.%Y")))
    else:
        with pytest.raises(ValidationError, match=r"or later|or earlier"):
            DAY.clean(value.isoformat())


@given(st.lists(st.text(), max_size=5).map("\n".join))
def test_the_lines_of_a_long_text_stay(entered: str) -> None:
    each = attribute("long_text")
    if "\x00" in entered:
        return
    value = each.clean(entered.replace("\n", "\r\n"))
    assert "\r" not in value and value.count("\n") <= entered.count("\n") + entered.count("\r")
    comes_back(each, value)
    assert each.form_field().widget.__class__.__name__ == "Textarea"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), language=st.sampled_from(["bg", "en"]))
def test_items_come_back(
    nomenclature: Nomenclature, regions: dict[str, NomenclatureItem], data: st.DataObject, language: str
) -> None:
    made = Feature(pk=7, code="f", data_type="nomenclature", nomenclature=nomenclature, multiple=True)
    each = ItemsValue(made, Items([nomenclature.pk]))
    chosen = data.draw(st.lists(st.sampled_from(sorted(regions)), unique=True))
    with translation.override(language):
        value = each.clean(data.draw(st.sampled_from(["; ", ",", "\n"])).join(chosen))
        assert set(value) == {regions[code].pk for code in chosen}
        comes_back(each, value)


def test_a_text_of_one_line_has_one() -> None:
    assert attribute("text").clean(" one \r\n\r\n two\nthree ") == "one two three"
