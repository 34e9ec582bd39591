"""Filters of features, on the table that they are made for."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterparties.models import Counterparty
from reference.adding import add, add_items
from reference.features.attributes import attribute_of
from reference.features.fields import OFFERED
from reference.features.stored import holds_one_of
from reference.features.values import FeatureValue
from reference.models import Feature, NomenclatureItem
from reference.tests.carrying import carry, feature
from reference.tree import Items

Regions = dict[str, NomenclatureItem]
Asking = Callable[[str], str]


def made(regions: Regions, **options: Any) -> FeatureValue:
    feature = add(record=Feature(name_en="F", code="x", **options))
    return attribute_of(feature, Items([regions["north"].nomenclature_id]))


def counterparties(attribute: FeatureValue, *texts: str) -> QuerySet:
    rows = []
    for number, text in enumerate(texts):
        row = Counterparty(code=f"c{number}", name=text or "none", name_sort=text, letter="#", search="")
        attribute.put(row.features, attribute.clean(text))
        rows.append(row)
    Counterparty.objects.bulk_create(rows)
    return Counterparty.objects.order_by("code")


def names(rows: QuerySet) -> str:
    return " ".join(rows.values_list("name", flat=True))


def asked(attribute: FeatureValue, rows: QuerySet, address: str) -> QuerySet:
    """The rows that an address asks for; the feature is called x in it."""
    made: Any = attribute.filter()
    field = made.field
    value = field.widget.value_from_datadict(QueryDict(address), {}, "x")
    return made.filter(rows, field.clean(value))


def asking(attribute: FeatureValue, *texts: str) -> Asking:
    rows = counterparties(attribute, *texts)
    return lambda address: names(asked(attribute, rows, address))


def test_items_are_found_with_all_that_stand_under_them(regions: Regions) -> None:
    options = {"data_type": "nomenclature", "nomenclature": regions["north"].nomenclature, "multiple": True}
    found = asking(made(regions, **options), "north", "vidin", "city", "vidin;plovdiv", "")
    assert found("x=north") == "north vidin vidin;plovdiv"
    assert found("x=south") == "city vidin;plovdiv"
    assert found("x=ruse") == ""
    assert found("x=ruse&x=south") == "city vidin;plovdiv"
    assert found("x=-") == "none"
    assert found("x=%2B") == found("x=+") == "north vidin city vidin;plovdiv"
    assert found("x=city&x=-") == "city none"
    assert found("") == found("x=") == "north vidin city vidin;plovdiv none"
    with pytest.raises(ValidationError, match="There is no “nowhere” to choose"):
        found("x=nowhere")


def test_tens_of_thousands_of_items_are_no_deeper_than_two(regions: Regions) -> None:
    found = carry(feature("region", data_type="text"), [7], [60_001], 60_000)
    key = next(iter(found[0].features))
    rows = Counterparty.objects.filter(holds_one_of(key, range(7, 60_001))).order_by("pk")
    assert list(rows) == [found[0], found[2]]


def test_yes_no_and_not_set_are_three(regions: Regions) -> None:
    found = asking(made(regions, data_type="yes_no"), "yes", "no", "")
    assert found("x=yes") == "yes"
    assert found("x=no") == "no"
    assert found("x=-") == "none"
    assert found("x=no&x=-") == "no none"
    assert found("x=no&x=yes") == "yes no"
    assert found("x=%2B") == "yes no"


@pytest.mark.parametrize("indexed", [False, True])
def test_numbers_lie_between_two_limits_and_unset_ones_nowhere(regions: Regions, indexed: bool) -> None:
    attribute = made(regions, data_type="number", decimals=1, indexed=indexed)
    found = asking(attribute, "-5", "0", "1.5", "1000", "")
    assert found("x.min=0&x.max=1,5") == "0 1.5"
    assert found("x.min=1.5") == "1.5 1000"
    assert found("x.max=0") == "-5 0", "what is not set lies below no limit"
    assert found("x.min=1 000") == "1000"
    assert found("x.max=-6") == found("x.min=1001") == ""
    assert found("x=-") == "none"
    assert found("x=%2B") == "-5 0 1.5 1000"
    assert found("x.min=2&x=-") == "1000 none"
    assert found("x.min=&x.max=") == "-5 0 1.5 1000 none"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("x.min=abc", "“abc” is not one"),
        ("x.min=5&x.max=4", "Nothing lies between 5 and 4: swap them"),
        ("x.min=1&x.min=2", "Enter one limit"),
        ("x.max=0.05", "at most 1 decimals"),
        ("x=5", "There is no “5” to choose"),
        ("x=this-year", "There is no “this-year” to choose"),
    ],
)
def test_a_mistyped_range_is_an_error_in_a_sentence(regions: Regions, address: str, said: str) -> None:
    found = asking(made(regions, data_type="number", decimals=1), "1")
    with pytest.raises(ValidationError, match=said):
        found(address)


def test_the_bounds_of_a_feature_do_not_bind_its_filter(regions: Regions) -> None:
    found = asking(made(regions, data_type="number", minimum="10", maximum="20"), "10", "15")
    assert found("x.min=0&x.max=12") == "10"


@pytest.mark.parametrize("indexed", [False, True])
def test_days_lie_in_a_range_or_in_a_span_with_a_name(regions: Regions, indexed: bool) -> None:
    today = timezone.localdate()
    near = [today + datetime.timedelta(days=days) for days in (-1, 0, 29)]
    attribute = made(regions, data_type="date", indexed=indexed)
    found = asking(attribute, "1999-12-31", *(day.isoformat() for day in near), "")
    assert found("x.max=31.12.1999") == "1999-12-31"
    assert found("x.min=1999-12-31&x.max=1999-12-31") == "1999-12-31"
    assert found("x=today") == today.isoformat()
    assert found("x=yesterday&x=next-30-days") == " ".join(day.isoformat() for day in near)
    assert found("x=last-30-days") == f"{near[0]} {near[1]}"
    assert found("x=-") == "none" and found("x.max=1900-01-01") == ""
    with pytest.raises(ValidationError, match="There is no “tomorrow-week”"):
        found("x=tomorrow-week")


def test_texts_contain_one_of_several_in_any_case(regions: Regions) -> None:
    found = asking(made(regions, data_type="text"), "Бяла КУЧЕ", "50%_off", "Куче", "")
    assert found("x=куче") == "Бяла КУЧЕ Куче"
    assert found("x=%25_") == "50%_off", "no sign stands for others"
    assert found("x=бяла&x=OFF") == "Бяла КУЧЕ 50%_off"
    assert found("x=-") == "none"
    assert found("x=%2B") == "Бяла КУЧЕ 50%_off Куче"


DATA_TYPES = ("text", "long_text", "number", "date", "yes_no", "nomenclature", "counterparty")
TYPED = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=30)


@pytest.mark.parametrize("data_type", DATA_TYPES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(st.sampled_from(["x", "x.min", "x.max"]), TYPED | st.from_regex(r"[-+\d. ,']{1,24}")))
def test_whatever_is_typed_gives_an_answer_or_a_sentence(
    regions: Regions, typed: dict[str, str], data_type: str
) -> None:
    Feature.objects.all().delete()
    nomenclature = regions["north"].nomenclature if data_type == "nomenclature" else None
    attribute = made(regions, data_type=data_type, nomenclature=nomenclature)
    address = QueryDict(mutable=True)
    address.update(typed)
    try:
        rows = asked(attribute, Counterparty.objects.all(), address.urlencode())
    except ValidationError as error:
        assert error.messages
    else:
        list(rows)
        suffixes: Any = attribute.filter()
        said = any(
            typed.get("x" + suffix, "").strip() or typed.get("x" + suffix) == " " for suffix in suffixes.suffixes
        )
        assert bool(rows.query.where) == said, "who asks for something never gets everything"


def test_many_items_are_found_remotely_and_only_the_chosen_ones_are_shown(regions: Regions) -> None:
    nomenclature = regions["north"].nomenclature
    attribute = made(regions, data_type="nomenclature", nomenclature=nomenclature)
    few: Any = attribute.filter()
    assert not few.lookup and len(few.parts("x", {"": ["vidin"]})) == 8
    add_items(nomenclature=nomenclature, names=[f"Item {number}" for number in range(OFFERED)])
    attribute = attribute_of(attribute.feature, Items([nomenclature.pk]))
    many: Any = attribute.filter()
    assert "/lookup/" in many.lookup
    parts = many.parts("x", {"": ["vidin", "-"]})
    assert [(part.kind, part.value, part.chosen, part.said) for part in parts] == [
        ("option", "vidin", True, "Vidin"),
        ("box", "-", True, "not set"),
        ("box", "+", False, "set"),
    ]
    assert names(asked(attribute, counterparties(attribute, "vidin", "north", ""), "x=north")) == "vidin north"


def test_nobody_filters_by_a_feature_whose_values_a_job_is_changing(regions: Regions) -> None:
    for data_type in DATA_TYPES:
        feature = Feature(code="x", data_type=data_type, job_id=1)
        attribute = attribute_of(feature, Items([]))
        assert attribute.filter() is None and not attribute.sortable, data_type
