"""What an export has PostgreSQL write of what not everybody sees, and of values on their way to another data type."""

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from access.models import Action
from counterparties.models import Counterparty, HoldingMember
from exchange.exporting import everything, list_of, rows_of
from jobs.models import Job
from reference.features.former_values import ChangingValue
from reference.kinds import Kind
from reference.models import Feature
from reference.models.features import DataType
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db


def differences(query: ListQuery) -> list[tuple[str, str, str]]:
    """Where the texts of an export are not those of `format`: the attribute, the one and the other."""
    rows = rows_of(query).order_by("pk")
    written = rows.values_list(*(attribute.exported() for attribute in query.columns))
    return [
        (attribute.name, text or "", attribute.format(attribute.value(record)))
        for record, texts in zip(query.with_related(rows), written, strict=True)
        for attribute, text in zip(query.columns, texts, strict=True)
        if (text or "") != attribute.format(attribute.value(record))
    ]


def columns(query: ListQuery, *names: str) -> list[tuple[str, ...]]:
    rows = rows_of(query).order_by("pk").values_list(*(query.attributes[name].exported() for name in names))
    return [tuple(text or "" for text in row) for row in rows]


def everything_of(user) -> ListQuery:
    screen = screens["counterparties"]
    return list_of(screen=screen, user=user, query=everything(screen=screen, user=user))


@pytest.fixture
def mixed():
    """Customers who are suppliers too, in holdings that not everybody sees, introduced by others."""
    wholesaler, carrier = factories.type_(), factories.type_(Kind.SUPPLIER)
    factories.feature(code="payer", data_type=DataType.COUNTERPARTY)
    supplier = factories.counterparty(types=[carrier])
    seen, unseen = factories.holding(types=[Kind.HOLDING, Kind.CUSTOMER]), factories.holding()
    both = factories.counterparty(types=[wholesaler, carrier], features={"f.payer": supplier.pk})
    factories.counterparty(types=[Kind.CUSTOMER, Kind.SUPPLIER, Kind.BANK], features={"f.payer": both.pk})
    for holds in (seen, unseen):
        factories.holding_member(holds, both)
    factories.holding_member(seen, supplier, to_date=timezone.localdate().replace(year=2001))
    factories.holding_member(unseen, supplier, archived_at=timezone.now())
    return both


def test_who_sees_all_exports_all(mixed):
    assert differences(everything_of(factories.superuser())) == []
    assert differences(everything_of(factories.administrator())) == []


def test_what_a_user_does_not_see_is_not_written(mixed):
    user = factories.limited_user(Kind.CUSTOMER)
    query = everything_of(user)
    assert differences(query) == []
    written = columns(query, "code", "kinds", "types", "holding", "f.payer")
    supplier = Counterparty.objects.get(kinds=["supplier"])
    types = Counterparty.objects.get(pk=mixed.pk).types.get(kind="customer").code
    held = HoldingMember.objects.get(counterparty=mixed, holding__kinds__contains=["customer"]).holding.code
    assert (mixed.code, "customer", types, held, f"#{supplier.pk}") in written
    assert {row[1] for row in written} == {"customer"}


def test_a_single_type_of_a_kind_is_enough_to_see_the_kind(mixed):
    carrier = mixed.types.get(kind="supplier")
    query = everything_of(factories.limited_user(carrier))
    assert differences(query) == []
    assert {row[0] for row in columns(query, "kinds")} == {"supplier"}


def test_somebody_who_exports_less_than_he_sees(mixed):
    customer, supplier = factories.kind_type(Kind.CUSTOMER), factories.kind_type(Kind.SUPPLIER)
    role = factories.role({customer: [Action.SEE, Action.EXPORT], supplier: [Action.SEE]})
    query = everything_of(factories.user(roles=[role]))
    assert differences(query) == []
    assert {row[0] for row in columns(query, "kinds")} == {"customer", "customer, supplier"}


@pytest.mark.parametrize("language", ["en", "bg"])
def test_values_that_a_job_is_changing(language):
    items = factories.nomenclature()
    one = factories.item(items, name_en="One", name_bg="Едно")
    two = factories.item(items, name_en="", name_bg="Две")
    feature = factories.feature(code="size")
    for stored in ("=text", True, False, 7, [one.pk, 10**12, two.pk], [], "12.50"):
        record = factories.counterparty()
        Counterparty.objects.filter(pk=record.pk).update(features={str(feature.pk): stored})
    factories.counterparty()
    Feature.objects.filter(pk=feature.pk).update(job=Job.objects.create(kind="convert"))
    with translation.override(language):
        query = ListQuery(screens["counterparties"], factories.superuser(), QueryDict("columns=f.size"))
        assert isinstance(query.columns[0], ChangingValue)
        assert differences(query) == []


def test_many_items_stand_in_the_order_of_their_nomenclature():
    items = factories.nomenclature()
    codes = [factories.item(items, code=code).pk for code in ("b", "a", "c")]
    feature = factories.feature(code="size", data_type=DataType.NOMENCLATURE, nomenclature=items, multiple=True)
    record = factories.counterparty()
    Counterparty.objects.filter(pk=record.pk).update(features={str(feature.pk): [*reversed(codes), 10**12]})
    query = everything_of(factories.superuser())
    assert differences(query) == []
    assert columns(query, "f.size") == [("b; a; c",)]
