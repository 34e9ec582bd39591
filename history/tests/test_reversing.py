"""Whatever stands in the columns of a tracked table comes back out of the history as it was."""

import datetime
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from history.models import Change
from history.reversing import columns_of, reverse
from history.standing import documents_of, edited, written
from tests import factories

pytestmark = pytest.mark.django_db

RUN = "job:1"
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def tracked_models() -> list[type[models.Model]]:
    """Every model whose history is kept."""
    return [
        model
        for model in apps.get_models()
        if any(trigger.name == "history_update" for trigger in getattr(model._meta, "triggers", ()))
    ]


def moments(**options: Any) -> st.SearchStrategy[datetime.datetime]:
    return st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2200, 1, 1), **options)


VALUES: dict[type[models.Field], Callable[[Any], st.SearchStrategy[Any]]] = {
    models.JSONField: lambda field: st.dictionaries(TEXT, JSON, max_size=4),
    ArrayField: lambda field: st.lists(TEXT.map(lambda text: text[: field.base_field.max_length]), max_size=3),
    models.DateTimeField: lambda field: moments(timezones=st.just(datetime.UTC)),
    models.DateField: lambda field: moments().map(datetime.datetime.date),
    models.DecimalField: lambda field: st.decimals(0, 100, places=field.decimal_places),
    models.BooleanField: lambda field: st.booleans(),
    models.IntegerField: lambda field: st.integers(0, 2**15 - 1),
    models.CharField: lambda field: TEXT.map(lambda text: f"a{text}"[: field.max_length]),
    models.TextField: lambda field: TEXT,
}


def values_of(field: models.Field) -> st.SearchStrategy[Any] | None:
    """What the database takes in a column; None for columns that say who somebody is, or lead to others."""
    if field.primary_key or field.is_relation or field.unique:
        return None
    made = next((values(field) for kind, values in VALUES.items() if isinstance(field, kind)), None)
    return made | st.none() if made is not None and field.null else made


def stored(model: type[models.Model], pk: int, columns: Collection[str]) -> dict[str, Any] | None:
    """The row as it is, in the database's own words."""
    with connection.cursor() as cursor:
        names = ", ".join(f'"{name}"::text' for name in sorted(columns))
        cursor.execute(f"select {names} from {model._meta.db_table} where id = %s", [pk])
        row = cursor.fetchone()
        return dict(zip([each.name for each in cursor.description], row, strict=True)) if row else None


def as_run() -> int:
    """From now on the run writes; returns the id of the last change before it."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('primio.run', %s, true)", [RUN])
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def take_back(model: type[models.Model], pk: int, after: int) -> None:
    changes = written(
        runs=[RUN], where='"table" = %s and record_id = %s and id > %s', values=[model._meta.db_table, pk, after]
    )
    assert edited(changes, {}) is None if changes else True
    reverse(changes, {})


@pytest.mark.parametrize("model", [model for model in tracked_models() if model in factories.FACTORIES], ids=str)
@settings(max_examples=5, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_column_comes_back(model, data):
    columns = {field.attname: each for field in model._meta.concrete_fields if (each := values_of(field)) is not None}
    one, two = (data.draw(st.fixed_dictionaries(columns)) for _time in range(2))
    with back_to_here():
        record = factories.make(model)
        without_rules(model)
        rows = model._base_manager.filter(pk=record.pk)
        rows.update(**one)
        kept = kept_of(model, record.pk)
        before, after = stored(model, record.pk, kept), as_run()
        rows.update(**two)
        take_back(model, record.pk, after)
        assert stored(model, record.pk, kept) == before
        after = as_run()
        with connection.cursor() as cursor:
            cursor.execute(f"delete from {model._meta.db_table} where id = %s", [record.pk])
        assert stored(model, record.pk, kept) is None
        take_back(model, record.pk, after)
        assert stored(model, record.pk, kept) == before


def kept_of(model: type[models.Model], pk: int) -> set[str]:
    """The columns that the history keeps: what follows from others is made right by who knows how."""
    made = Change.objects.get(table=model._meta.db_table, record_id=pk, action=Change.Action.INSERT)
    return set(made.after) & set(columns_of(model))


@contextmanager
def back_to_here() -> Iterator[None]:
    """What is written inside is gone behind it, rules of the table included."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def without_rules(model: type[models.Model]) -> None:
    """Drops the rules that values drawn by chance break: this is about forms of values, not about rules."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname from pg_trigger where tgrelid = %s::regclass and tgname like 'pgtrigger_holds%%'",
            [model._meta.db_table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'drop trigger "{name}" on {model._meta.db_table}')
        cursor.execute(
            "select conname from pg_constraint where conrelid = %s::regclass and contype in ('c', 'x')",
            [model._meta.db_table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'alter table {model._meta.db_table} drop constraint "{name}"')


@settings(max_examples=20, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.dictionaries(TEXT, JSON, max_size=4), after=st.dictionaries(TEXT, JSON, max_size=4), mine=JSON)
def test_an_object_comes_back_key_by_key(before, after, mine):
    key = "a key of somebody else's"
    with back_to_here():
        record = factories.counterparty()
        model = type(record)
        assert documents_of(model) == ["features"]
        rows = model._base_manager.filter(pk=record.pk)
        rows.update(features=before | {key: mine})
        wanted = stored(model, record.pk, ["features"])
        rows.update(features=before)
        last = as_run()
        rows.update(features=after)
        with connection.cursor() as cursor:
            cursor.execute("select set_config('primio.run', '', true)")
        # Somebody writes a key that the run has not.
        rows.update(features=after | {key: mine})
        take_back(model, record.pk, last)
        assert stored(model, record.pk, ["features"]) == wanted
