from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from reference import usage
from reference.adding import add
from reference.arranging import append
from reference.changing import attach
from reference.deleting import delete, why_none, why_not
from reference.models import Feature, FeatureType, Nomenclature, NomenclatureItem, Status, Type, TypeRight
from reference.tests.conftest import together


@pytest.mark.django_db
def test_an_unused_row_goes_and_its_siblings_close_up() -> None:
    made = [append(record=Status(code=code, name_en=code)) for code in "abc"]
    delete(record=made[1])
    assert list(Status.objects.order_by("position").values_list("code", "position")) == [("a", 1), ("c", 2)]


def test_a_used_row_stays_and_the_reason_tells_the_number(defaults: None, users_of_status: dict[int, int]) -> None:
    status = Status.objects.get(code="active")
    users_of_status[status.pk] = 88
    with pytest.raises(ValidationError) as refused:
        delete(record=status)
    assert refused.value.messages == ["“Active” cannot be deleted. Used by 88 counterparties; stop it instead."]
    assert Status.objects.filter(code="active").exists()


def test_all_kinds_of_users_are_told(customer: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "_uses", {key: list(value) for key, value in usage._uses.items()})
    usage.register(Type, lambda ids: dict.fromkeys(ids, 1))
    wholesale = add(record=Type(code="wholesale", name_en="Wholesale", parent=customer))
    feature = append(record=Feature(code="area", name_en="Area"))
    attach(feature=feature, types=[wholesale])
    assert why_not(wholesale) == "Used by 1 feature and 1 counterparty."


def test_a_kind_is_never_deleted(customer: Type) -> None:
    with pytest.raises(ValidationError, match="system type"):
        delete(record=Type.objects.get(code="holding"))
    assert Type.objects.filter(parent=None).count() == 6


def test_a_type_takes_its_rights_along_but_not_its_features(customer: Type) -> None:
    wholesale = add(record=Type(code="wholesale", name_en="Wholesale", parent=customer))
    right = TypeRight.objects.filter(type=customer).first()
    assert right
    TypeRight.objects.create(role=right.role, type=wholesale, actions=["see"])
    feature = append(record=Feature(code="area", name_en="Area"))
    attach(feature=feature, types=[wholesale])
    with pytest.raises(ValidationError, match="1 feature"):
        delete(record=wholesale)
    attach(feature=feature, types=[])
    delete(record=wholesale)
    assert not TypeRight.objects.filter(type=wholesale.pk).exists()


def test_a_feature_takes_its_places_along(customer: Type) -> None:
    feature = append(record=Feature(code="area", name_en="Area"))
    attach(feature=feature, types=[customer])
    delete(record=feature)
    assert not FeatureType.objects.exists()


def test_a_nomenclature_with_items_or_features_stays(
    nomenclature: Nomenclature, regions: dict[str, NomenclatureItem]
) -> None:
    append(record=Feature(code="region", name_en="Region", data_type="nomenclature", nomenclature=nomenclature))
    assert why_not(nomenclature) == "Used by 1 feature and 6 items under it."
    assert why_not(regions["north"]) == "Used by 2 items under it; stop it, or replace it by another one."
    assert why_not(regions["vidin"]) == ""


def test_reasons_for_a_list_cost_one_query_a_counter(
    regions: dict[str, NomenclatureItem], django_assert_num_queries: Callable
) -> None:
    registered = len([use for use in usage._uses[NomenclatureItem] if use.listed])
    with django_assert_num_queries(registered):
        reasons = why_none(regions.values())
    assert set(reasons) == {regions[code].pk for code in ("north", "south", "plovdiv")}
    assert why_none([]) == {}


@pytest.mark.django_db
def test_a_reference_that_nobody_registered_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "_uses", {})
    nomenclature = append(record=Nomenclature(code="n", name_en="N"))
    append(record=NomenclatureItem(nomenclature=nomenclature, code="i", name_en="I"))
    with pytest.raises(ValidationError, match="come into use"):
        delete(record=nomenclature)
    assert Nomenclature.objects.filter(pk=nomenclature.pk).exists()


@pytest.mark.django_db
def test_a_row_that_is_gone_says_so() -> None:
    status = append(record=Status(code="a", name_en="A"))
    Status.objects.filter(pk=status.pk).delete()
    with pytest.raises(Status.DoesNotExist):
        delete(record=status)


@pytest.mark.usefixtures("committed")
def test_deleting_and_coming_into_use_at_once_leave_no_orphan() -> None:
    for number in range(12):
        nomenclature = append(record=Nomenclature(code=f"n{number}", name_en="N"))
        errors = together(
            lambda row=nomenclature: delete(record=Nomenclature.objects.get(pk=row.pk)),
            lambda row=nomenclature: append(record=NomenclatureItem(nomenclature=row, code="i", name_en="I")),
        )
        assert all(isinstance(error, ValidationError) for error in errors) and len(errors) == 1
        items = NomenclatureItem.objects.filter(nomenclature_id=nomenclature.pk).count()
        assert items == Nomenclature.objects.filter(pk=nomenclature.pk).count()
    places = list(Nomenclature.objects.order_by("position").values_list("position", flat=True))
    assert places == list(range(1, len(places) + 1))


@pytest.mark.django_db
def test_nothing_is_added_to_what_is_gone(nomenclature: Nomenclature) -> None:
    Nomenclature.objects.filter(pk=nomenclature.pk).delete()
    with pytest.raises(ValidationError, match="deleted meanwhile"):
        append(record=NomenclatureItem(nomenclature_id=nomenclature.pk, code="i", name_en="I"))
