"""What a definition may say: what is emptied, what is refused, how default and bounds are written."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation

from reference.adding import add
from reference.arranging import append
from reference.changing import change
from reference.features import carriers
from reference.features.rules import OF_SOME, duplicates, settle, value_of
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.models.features import DataType
from reference.stopping import stop


def feature(data_type: str = "text", **values: Any) -> Feature:
    return Feature(code="f", name_en="F", data_type=data_type, **values)


def refused(made: Feature) -> dict[str, list[str]]:
    """The sentences by field."""
    errors = settle(made)
    return ValidationError(errors).message_dict if errors else {}


FULL: dict[str, Any] = {
    "multiple": True,
    "unit": "EUR",
    "decimals": 2,
    "minimum": "1",
    "maximum": "2",
    "pattern": "a+",
    "unique": True,
    "indexed": True,
}


@pytest.mark.parametrize("data_type", DataType.values)
def test_what_a_data_type_has_no_use_for_is_emptied(data_type: str, nomenclature: Nomenclature) -> None:
    made = feature(data_type, nomenclature=nomenclature, required=True, shown=True, help_text="Hint", **FULL)
    if data_type == "date":
        made.minimum, made.maximum = "2026-01-01", "31.12.2026"
    assert refused(made) == {}
    others = {name: data_types for name, data_types in OF_SOME.items() if name != "default"}
    for name, data_types in others.items():
        assert bool(getattr(made, name)) is (data_type in data_types), name
    assert made.required and made.shown and made.help_text == "Hint", "every data type has these"
    made.full_clean(exclude=["position"])


@pytest.mark.parametrize(
    ("made", "name", "sentence"),
    [
        (feature("nomenclature"), "nomenclature", "Choose the nomenclature that the items come from."),
        (feature("number", decimals=7), "decimals", "Enter a number from 0 to 6."),
        (feature("number", decimals=-1), "decimals", "Enter a number from 0 to 6."),
        (feature("sound"), "data_type", "Choose the kind of value."),
        (feature("number", minimum="many"), "minimum", "Enter a number, such as 1250.50; “many” is not one."),
        (feature("number", minimum="1.5"), "minimum", "Enter a whole number."),
        (feature("number", maximum="nan"), "maximum", "Enter a number, such as 1250.50; “nan” is not one."),
        (feature("date", maximum="soon"), "maximum", "Enter a date as 2026-11-20 or 20.11.2026; “soon” is not one."),
        (
            feature("number", minimum="10", maximum="9"),
            "maximum",
            "The highest value lies below the lowest, 10.",
        ),
        (feature("text", pattern="(a"), "pattern", "This is no regular expression: missing ) at position 2."),
        (feature("number", default="abc"), "default", "Enter a number, such as 1250.50; “abc” is not one."),
        (feature("number", minimum="5", default="4"), "default", "Enter 5 or more."),
        (feature("number", maximum="5", default="6"), "default", "Enter 5 or less."),
        (feature("date", minimum="2026-01-01", default="31.12.2025"), "default", "Enter 1 Jan 2026 or later."),
        (feature("text", pattern="[A-Z]{3}", default="ab"), "default", "It must match the pattern [A-Z]{3}."),
        (feature("text", default="x" * 1001), "default", "Shorten it to 1000 characters; it has 1001."),
        (feature("yes_no", default="perhaps"), "default", "Enter yes or no; “perhaps” is neither."),
        (
            feature("text", unique=True, default="same"),
            "default",
            "Leave it empty: a unique feature cannot begin with the same value everywhere.",
        ),
    ],
)
def test_an_unsound_definition_is_refused_by_field(made: Feature, name: str, sentence: str) -> None:
    assert refused(made) == {name: [sentence]}


@pytest.mark.parametrize("data_type", ["file", "picture"])
def test_a_file_has_no_default(data_type: str) -> None:
    made = feature(data_type, default="left over from a text")
    assert refused(made) == {} and made.default == ""


def test_both_bounds_are_told_at_once() -> None:
    assert set(refused(feature("number", minimum="a", maximum="b", default="c"))) == {"minimum", "maximum"}


@pytest.mark.parametrize(
    ("made", "written"),
    [
        (feature("number", minimum=" 1 000,5 ", maximum="2,000.25", default="1500", decimals=2),
         {"minimum": "1000.50", "maximum": "2000.25", "default": "1500.00"}),
        (feature("number", minimum="-0", maximum="0", default="0"), {"minimum": "0", "maximum": "0", "default": "0"}),
        (feature("date", minimum="1.2.2026", maximum="2026-03-01", default="20.02.2026"),
         {"minimum": "2026-02-01", "maximum": "2026-03-01", "default": "2026-02-20"}),
        (feature("yes_no", default="Не"), {"default": "no"}),
        (feature("text", pattern="[A-Z]+", default=" ABC "), {"default": "ABC"}),
        (feature("long_text", default="one\r\ntwo"), {"default": "one\ntwo"}),
    ],
)  # fmt: skip
def test_default_and_bounds_are_written_as_the_data_type_does(made: Feature, written: dict[str, str]) -> None:
    with translation.override("bg"):
        assert refused(made) == {}
    assert {name: getattr(made, name) for name in written} == written
    attribute = value_of(made)
    assert attribute.format(attribute.default) == made.default


def test_the_default_of_items(nomenclature: Nomenclature, regions: dict[str, NomenclatureItem]) -> None:
    one = feature("nomenclature", nomenclature=nomenclature, default="Юг")
    assert refused(one) == {} and one.default == "south"
    several = feature("nomenclature", nomenclature=nomenclature, multiple=True, default="south, Vidin")
    assert refused(several) == {} and several.default == "vidin; south", "in the order of the nomenclature"
    assert value_of(several).default == (regions["vidin"].pk, regions["south"].pk)

    assert refused(feature("nomenclature", nomenclature=nomenclature, default="south; vidin")) == {
        "default": ["Choose one item; “south; vidin” names several."]
    }
    unknown = feature("nomenclature", nomenclature=nomenclature, default="east")
    assert refused(unknown) == {"default": ["There is no item “east” in Regions."]}
    stop(record=regions["south"])
    assert refused(one) == {"default": ["“South” is stopped; choose another."]}
    assert value_of(one).default == (), "a new record does not begin with a stopped item"


def test_a_default_that_has_become_unreadable_is_none() -> None:
    assert value_of(feature("number", default="abc")).default is None
    assert value_of(feature("text")).default == ""


def test_the_rules_hold_in_the_attribute_of_form_and_import() -> None:
    attribute = value_of(feature("number", required=True, minimum="1", maximum="5", help_text="Per week"))
    assert (attribute.required, attribute.unique, attribute.help_text) == (True, False, "Per week")
    field = attribute.form_field()
    assert field.clean("3") == 3 and field.help_text == "Per week"
    for entered, sentence in (
        ("0", "Enter 1 or more."),
        ("6", "Enter 5 or less."),
        ("", "Fill this in: it is required."),
    ):
        with pytest.raises(ValidationError) as refusal:
            field.clean(entered)
        assert refusal.value.messages == [sentence]
    with pytest.raises(ValidationError, match="must match the pattern"):
        value_of(feature("text", pattern=r"\d{3}")).clean("12a")
    assert value_of(feature("text", pattern=r"\d{3}")).clean("123") == "123"


@pytest.fixture
def carrier(db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A table with a column `features`, as a room above has one; a function that stores values of a feature in it."""

    class Carrier:
        class _meta:  # noqa: N801 - Django's name
            db_table = "carrier"

    monkeypatch.setattr(carriers, "carriers", {Carrier: lambda ids: None})
    monkeypatch.setattr("reference.features.rules.carriers", {Carrier: lambda ids: None})
    with connection.cursor() as cursor:
        cursor.execute("create temporary table carrier (features jsonb not null) on commit drop")

    def store(of: Feature, *texts: str) -> None:
        attribute = value_of(of)
        with connection.cursor() as cursor:
            for text in texts:
                cursor.execute(
                    "insert into carrier select jsonb_build_object(%s, %s::jsonb)",
                    [attribute.key, json.dumps(attribute.to_json(attribute.clean(text)))],
                )

    return store


def test_unique_is_refused_while_values_are_stored_more_than_once(carrier: Any) -> None:
    made = add(record=Feature(code="contract", name_en="Contract", data_type="text"))
    other = add(record=Feature(code="other", name_en="Other", data_type="text"))
    carrier(made, "A", "A", "A", "B", "B", "C", "D", "D", "E", "E")
    carrier(other, "C", "C")

    made.unique = True
    with pytest.raises(ValidationError) as refusal:
        change(record=made)
    assert refusal.value.message_dict == {
        "unique": [
            "4 values are stored more than once, such as “A” (3 times), “B” (2 times), “D” (2 times). "
            "Make them differ first."
        ]
    }
    assert duplicates(other) == (1, [("C", 2)])
    assert not Feature.objects.get(pk=made.pk).unique


def test_unique_is_accepted_where_all_values_differ(carrier: Any) -> None:
    made = add(record=Feature(code="places", name_en="Places", data_type="number", decimals=2))
    carrier(made, "1", "2", "2.5")
    made.unique = True
    change(record=made)
    assert Feature.objects.get(pk=made.pk).unique
    carrier(made, "2.50")
    made.name_en = "Named anew"
    change(record=made)
    assert duplicates(made) == (1, [("2.5", 2)])


def test_nothing_carries_features(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr("reference.features.rules.carriers", {})
    assert duplicates(append(record=feature())) == (0, [])


def test_who_makes_values_unique_or_of_another_kind_waits_for_those_who_write(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    waited = []
    monkeypatch.setattr("reference.changing.let_writers_through", lambda: waited.append(True))
    made = add(record=Feature(name_en="Places"))
    for name, value, waits in (("help_text", "Hint", 0), ("unique", True, 1), ("data_type", "number", 1)):
        setattr(made, name, value)
        change(record=made)
        assert len(waited) == waits, name
        waited.clear()
