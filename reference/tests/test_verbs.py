"""Adding, changing, stopping, the defaults."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from access.models import Ability, Action, Role
from history.models import Change
from reference import usage
from reference.adding import add
from reference.arranging import append, arrange
from reference.changing import attach, change
from reference.deleting import delete
from reference.kinds import Kind
from reference.models import Feature, FeatureType, Location, Nomenclature, NomenclatureItem, Status, Type, TypeRight
from reference.stopping import start, stop


@pytest.mark.django_db
def test_a_code_is_made_of_the_name() -> None:
    assert add(record=Status(name_bg="Чака плащане")).code == "chaka-plashtane"
    assert add(record=Status(name_en="Chaka plashtane")).code == "chaka-plashtane-2"
    assert add(record=Status(code="UPPER", name_en="Upper")).code == "upper"
    assert add(record=Status(name_en="!!!")).code == "item"


@pytest.mark.django_db
@pytest.mark.parametrize("record", [Status(code="x"), Status(code="a b", name_en="X"), Status(name_en="y" * 201)])
def test_a_row_without_name_or_with_a_bad_code_is_refused(record: Status) -> None:
    with pytest.raises(ValidationError):
        add(record=record)
    assert not Status.objects.exists()


def test_one_code_a_row(defaults: None) -> None:
    with pytest.raises(ValidationError) as refused:
        add(record=Status(code="ACTIVE", name_en="Again"))
    assert "code" in refused.value.message_dict


def test_types_stand_under_customer_and_supplier_only(customer: Type) -> None:
    wholesale = add(record=Type(code="wholesale", name_en="Wholesale", parent=customer))
    assert wholesale.kind == Kind.CUSTOMER
    for parent in (None, wholesale, Type.objects.get(code="bank")):
        with pytest.raises(ValidationError, match="Customer and Supplier"):
            add(record=Type(code="wrong", name_en="Wrong", parent=parent))


def test_an_item_stands_under_one_of_its_own_nomenclature(regions: dict[str, NomenclatureItem]) -> None:
    other = add(record=Nomenclature(name_en="Other"))
    with pytest.raises(ValidationError, match="another nomenclature"):
        add(record=NomenclatureItem(nomenclature=other, parent=regions["north"], name_en="X"))
    assert add(record=NomenclatureItem(nomenclature=other, name_en="North")).code == "north"


def test_a_change_leaves_place_and_state_alone(defaults: None) -> None:
    mine, theirs = Status.objects.get(code="active"), Status.objects.get(code="active")
    stop(record=theirs)
    arrange(model=Status, ids=list(Status.objects.order_by("-position").values_list("pk", flat=True)))
    place = Status.objects.get(code="active").position
    mine.name_en = "Lively"
    change(record=mine)
    stored = Status.objects.get(code="active")
    assert (stored.name_en, stored.position, stored.stopped_at is not None) == ("Lively", place, True)


def test_a_kind_is_not_changed(customer: Type) -> None:
    customer.code = "client"
    with pytest.raises(ValidationError, match="system type"):
        change(record=customer)


def test_a_feature_with_values_keeps_what_they_mean(
    nomenclature: Nomenclature, monkeypatch: pytest.MonkeyPatch
) -> None:
    feature = add(record=Feature(name_en="Turnover", data_type="number", decimals=2))
    feature.data_type = "date"
    change(record=feature)
    monkeypatch.setattr(usage, "_uses", {})
    usage.register(Feature, lambda ids: dict.fromkeys(ids, 3))
    for changes in ({"data_type": "text"}, {"data_type": "nomenclature", "nomenclature": nomenclature}):
        wrong = Feature.objects.get(pk=feature.pk)
        for name, value in changes.items():
            setattr(wrong, name, value)
        with pytest.raises(ValidationError, match="3 counterparties"):
            change(record=wrong)
    renamed = Feature.objects.get(pk=feature.pk)
    renamed.name_en = "Since"
    change(record=renamed)
    assert Feature.objects.get().name_en == "Since"


def test_decimals_grow_but_do_not_shrink_under_values(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    feature = add(record=Feature(name_en="Turnover", data_type="number", decimals=2))
    monkeypatch.setattr(usage, "_uses", {Feature: [usage.Use(lambda ids: dict.fromkeys(ids, 1), str, False)]})
    feature.decimals = 3
    change(record=feature)
    feature.decimals = 1
    with pytest.raises(ValidationError):
        change(record=feature)


def test_a_feature_is_attached_to_exactly_these_types(customer: Type) -> None:
    feature = add(record=Feature(name_en="Area"))
    supplier = Type.objects.get(code="supplier")
    attach(feature=feature, types=[customer])
    first = FeatureType.objects.get()
    attach(feature=feature, types=[customer, supplier])
    assert FeatureType.objects.filter(pk=first.pk).exists()
    assert set(feature.types.all()) == {customer, supplier}
    attach(feature=feature, types=[])
    assert not feature.types.exists()


def test_stopping_and_starting(defaults: None) -> None:
    status = Status.objects.get(code="active")
    stop(record=status)
    at = status.stopped_at
    stop(record=status)
    assert Status.objects.get(code="active").stopped_at == at is not None
    start(record=status)
    start(record=status)
    assert Status.objects.get(code="active").stopped_at is None
    with pytest.raises(ValidationError, match="cannot be stopped"):
        stop(record=Type.objects.get(code="bank"))


def test_the_defaults(defaults: None) -> None:
    assert list(Type.objects.values_list("code", "position")) == [(k.value, n) for n, k in enumerate(Kind, 1)]
    assert list(Status.objects.values_list("code", "colour")) == [
        ("contracted", "blue"),
        ("active", "green"),
        ("inactive", "grey"),
        ("incorrect", "violet"),
    ]
    assert all(row.name_bg and row.name_en for row in [*Status.objects.all(), *Type.objects.all()])
    rights = {role.code: role for role in Role.objects.all()}
    assert set(rights["administrator"].abilities) == set(Ability.values)
    assert rights["clerk"].abilities == [Ability.IMPORT]
    assert rights["reader"].abilities == []
    assert TypeRight.objects.count() == 18
    for right in TypeRight.objects.select_related("role"):
        assert right.actions == ([Action.SEE] if right.role.code == "reader" else list(Action))


def test_the_defaults_are_loaded_once_and_touch_nothing(defaults: None) -> None:
    call_command("load_reference_defaults", verbosity=0)
    assert Location.objects.filter(level="country", code="BG", name_bg="България", name_en="Bulgaria").exists()
    Location.objects.filter(code="DE").update(stopped=True, name_en="Federal Republic")
    Role.objects.get(code="reader").delete()
    status = Status.objects.get(code="active")
    status.code, status.name_en, status.colour = "live", "Live", "teal"
    change(record=status)
    delete(record=Status.objects.get(code="incorrect"))
    arrange(model=Type, ids=list(Type.objects.order_by("-position").values_list("pk", flat=True)))
    append(record=Status(code="mine", name_en="Mine"))
    before = Change.objects.count()
    call_command("load_reference_defaults", verbosity=0)
    assert Change.objects.count() == before
    assert list(Status.objects.values_list("code", flat=True)) == ["contracted", "live", "inactive", "mine"]
    assert Location.objects.get(code="DE").stopped and Location.objects.filter(level="country").count() > 240


@pytest.mark.django_db
def test_the_command_ascribes_its_rows_to_its_run(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_reference_defaults")
    assert "Customer" in capsys.readouterr().out
    assert set(Change.objects.values_list("run", flat=True)) == {"command:load_reference_defaults"}
