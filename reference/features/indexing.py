"""The indexes of features that are quick to sort and filter: brings the database in line with the definitions.

They are built and dropped CONCURRENTLY, so that everybody goes on writing meanwhile; only within a transaction
(tests, the making of a data set) they are built as any other index.
"""

import re
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import DataError, connection, models
from django.db.models import Model

from history.standing import table_of
from jobs.models import Job
from jobs.running import start
from reference.features.attributes import attribute_of
from reference.features.carriers import carriers, of_forms
from reference.models import Feature
from reference.models.features import DataType
from reference.tree import Items

KIND = "index-features"
LOCK = 0x46494458
SECONDS_BETWEEN_TRIES = 0.2
ORDERED = (DataType.TEXT, DataType.NUMBER, DataType.DATE, DataType.YES_NO)
"The data types that lists sort by an expression of their own; of items and links the general index finds all."
OURS = re.compile(r"feature_\d+_[a-z_]+(_in_\d+)?\Z")


@dataclass(frozen=True)
class Wanted:
    """An index that a definition asks for."""

    model: type[Model]
    index: models.Index


@dataclass
class Difference:
    """What lies between the database and the definitions; the names of indexes by table."""

    missing: list[Wanted] = field(default_factory=list)
    invalid: list[tuple[type[Model], str]] = field(default_factory=list)
    "Left over by builds that were killed."
    unwanted: list[tuple[type[Model], str]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.invalid or self.unwanted)


@dataclass
class Indexed:
    """What has been done, as names of indexes."""

    built: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    "Those that a stored value does not fit: `check_features` finds it."


def index_later() -> None:
    """Orders the job that brings the indexes in line once the transaction commits; one that waits already will do."""
    waiting = Job.objects.filter(kind=KIND, state=Job.State.WAITING, foreground=False)
    if waiting.select_for_update(skip_locked=True).first() is None:
        start(kind=KIND, user=None, arguments={})


def difference(leave_out: Collection[str] = ()) -> Difference:
    """What would have to be built and dropped now."""
    found = Difference()
    for at, model in enumerate(each for each in carriers if each not in of_forms):
        wanted, there = _wanted(model, at), _there(model)
        found.missing += [each for name, each in wanted.items() if name not in {*there, *leave_out}]
        found.invalid += [(model, name) for name, valid in there.items() if not valid]
        found.unwanted += [(model, name) for name, valid in there.items() if valid and name not in wanted]
    return found


def sync_indexes(step: Callable[[int], None] = lambda done: None) -> Indexed:
    """Builds missing indexes, drops unwanted ones and what killed builds left; statistics follow. One at a time.

    The definitions are read anew after each: what changes meanwhile is obeyed as well.
    """
    done = Indexed()
    with alone(step):
        while found := difference(leave_out=done.refused):
            step(len(done.built) + len(done.dropped))
            if leaving := found.invalid + found.unwanted:
                _drop(leaving[0][1])
                done.dropped.append(leaving[0][1])
            else:
                _build(found.missing[0], done)
        with connection.cursor() as cursor:
            for model in carriers if done.built else ():
                cursor.execute(f"analyze {table_of(model)}")
    return done


@contextmanager
def alone(step: Callable[[int], None]) -> Iterator[None]:
    """Waits until nobody else builds. Asks again and again: a build waits for everybody who waits in a statement."""
    while not _ask("select pg_try_advisory_lock(%s, 0)"):
        step(0)
        time.sleep(SECONDS_BETWEEN_TRIES)
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed and not connection.needs_rollback:
            _ask("select pg_advisory_unlock(%s, 0)")


def index_of(feature: Feature, at: int = 0) -> models.Index:
    """The index of a feature: the very expression that lists sort and filter by, then the id as cursors have it."""
    expression = attribute_of(feature, Items([])).order_by()
    name = f"feature_{feature.pk}_{feature.data_type}"
    return models.Index(expression, "id", name=f"{name}_in_{at}" if at else name)


def _wanted(model: type[Model], at: int) -> dict[str, Wanted]:
    """By name. A stopped feature keeps its index: it is shown where it is set, and started again by one click."""
    features = Feature.objects.filter(indexed=True, job=None, data_type__in=ORDERED).order_by("pk")
    indexes = (index_of(feature, at) for feature in features)
    return {index.name: Wanted(model, index) for index in indexes}


def _there(model: type[Model]) -> dict[str, bool]:
    """The features' indexes of a table by name, and whether each is valid."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid"
            " where i.indrelid = %s::regclass order by c.relname",
            [table_of(model)],
        )
        return {name: valid for name, valid in cursor.fetchall() if OURS.match(name)}


def _build(wanted: Wanted, done: Indexed) -> None:
    concurrently = not connection.in_atomic_block
    if not concurrently:
        # What a transaction has yet to check would hold the index up.
        connection.check_constraints()
    try:
        with connection.schema_editor(atomic=not concurrently) as editor:
            editor.add_index(wanted.model, wanted.index, concurrently=concurrently)  # type: ignore[call-arg]
    except DataError:
        done.refused.append(wanted.index.name)
    else:
        done.built.append(wanted.index.name)


def _drop(name: str) -> None:
    how = "" if connection.in_atomic_block else "concurrently"
    with connection.cursor() as cursor:
        cursor.execute(f"drop index {how} if exists {connection.ops.quote_name(name)}")


def _ask(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [LOCK])
        return bool(cursor.fetchone()[0])
