"""Writes many rows of tabs at once, from the table of what is coming."""

import json
from collections.abc import Iterable
from functools import cache

from counterparties.models import BankAccount
from counterparties.models.records import Record
from counterparties.sub_importing.judging import defaults_of
from counterparties.sub_importing.kinds import KINDS, SubKind
from exchange.coming import TABLE as COMING
from exchange.coming import ask

STATE = "state"
"In the work of a line: the sum of the versions of the rows that it was judged beside; it grows with every change."
TOGETHER = "together"
"In the work of a line from a file of its own: the first line of those that it was judged beside."
# A row of a counterparty that comes with it is alone: no other has to yield to it.
BESIDE = f"""
    select w.record_id as owner, (e.row ->> 'id')::bigint as id, null::bigint as given_id,
        w.outcome = 'created' as alone, e.row -> 'values' as given
    from {COMING} w
    cross join lateral jsonb_array_elements(w.work -> 'rows' -> '{{prefix}}') with ordinality e(row, at)
    where w.outcome in ('created', 'updated')
    order by w.line, e.at"""
OWN = f"""
    select (w.work ->> 'owner')::bigint as owner, case w.outcome when 'updated' then w.record_id end as id,
        w.record_id as given_id, false as alone, w.work -> 'values' as given
    from {COMING} w where w.outcome in ('created', 'updated') order by w.line"""

OWNER = "(w.work ->> 'owner')::bigint"
OWNERS = f"select distinct (work ->> 'owner')::bigint from {COMING} where outcome in ('created', 'updated')"


def outdated_beside(kinds: Iterable[SubKind]) -> list[int]:
    """The lines of counterparties whose rows of these kinds are others than they were judged beside."""
    sums = (
        f"(select coalesce(sum(version), 0) from {kind.model._meta.db_table} where counterparty_id = w.record_id)"
        for kind in kinds
    )
    found = ask(
        f"select w.line from {COMING} w where w.outcome = 'updated'"
        f" and (w.work ->> '{STATE}')::bigint is distinct from {' + '.join(sums)}"
    )
    return [line for (line,) in found]


def write_beside() -> list[int]:
    """Writes the rows that come with counterparties; returns the changed ones of these, whose search it concerns."""
    for kind in KINDS:
        _write(kind.model, BESIDE.format(prefix=kind.prefix))
    found = ask(f"select record_id from {COMING} where outcome = 'updated' and work -> 'rows' <> '{{}}'")
    return [pk for (pk,) in found]


def write_own(model: type[Record]) -> list[int]:
    """Writes rows of a tab that come by themselves; returns their counterparties."""
    _write(model, OWN)
    return [pk for (pk,) in ask(OWNERS)]


def outdated_own(model: type[Record]) -> list[int]:
    """The lines that were judged beside other rows than their counterparty has by now, or before it was archived.

    A check cuts long rows into shorter chunks: the lines of one counterparty may have been judged apart. The
    counterparties stay locked until the transaction ends.
    """
    ask(
        f"select from counterparties_counterparty where id in (select {OWNER} from {COMING} w)"
        " order by id for no key update"
    )
    found = ask(
        f"select w.line from (select w.*, min((w.work ->> '{TOGETHER}')::bigint) over (partition by {OWNER}) as first"
        f" from {COMING} w) w join counterparties_counterparty c on c.id = {OWNER}"
        " where w.outcome in ('created', 'updated') and (c.archived_at is not null"
        f" or (w.work ->> '{TOGETHER}')::bigint <> w.first or (w.work ->> '{STATE}')::bigint <>"
        f" (select coalesce(sum(version), 0) from {model._meta.db_table} where counterparty_id = c.id))"
    )
    return [line for (line,) in found]


def _write(model: type[Record], source: str) -> None:
    new, changed, main = ask(
        "select count(*) filter (where id is null), count(id), bool_or((given ->> 'main')::boolean and not alone)"
        f" from ({source}) s"
    )[0]
    if main:
        _yield_main(model, source)
    if changed:
        _update(model, source)
    if new:
        _insert(model, source)


def _yield_main(model: type[Record], source: str) -> None:
    """A new main row takes the place of the one before it."""
    table = model._meta.db_table
    usual = defaults_of(model).get("currency")
    same_currency = " and t.currency = coalesce(s.given ->> 'currency', o.currency, %(usual)s)"
    ask(
        f"update {table} t set main = false from ({source}) s left join {table} o on o.id = s.id"
        " where (s.given ->> 'main')::boolean and not s.alone"
        " and t.counterparty_id = s.owner and t.main and t.archived_at is null"
        f" and t.id is distinct from s.id{same_currency if model is BankAccount else ''}",
        {"usual": usual},
    )


def _update(model: type[Record], source: str) -> None:
    table = model._meta.db_table
    found = ask(f"select distinct jsonb_object_keys(given) from ({source}) s where id is not null")
    settings = ", ".join(f'"{column}" = r."{column}"' for (column,) in sorted(found))
    ask(
        f"update {table} t set {settings} from ({source}) s join {table} o on o.id = s.id"
        f" cross join lateral jsonb_populate_record(o, s.given) r where t.id = o.id"
    )


def _insert(model: type[Record], source: str) -> None:
    table = model._meta.db_table
    columns = ", ".join(f'"{column}"' for column in defaults_of(model))
    values = ", ".join(f'r."{column}"' for column in defaults_of(model))
    ask(
        f"insert into {table} (id, counterparty_id, version, {columns})"
        f" select coalesce(s.given_id, nextval(pg_get_serial_sequence('{table}', 'id'))), s.owner, 1, {values}"
        f" from ({source}) s cross join (select jsonb_populate_record(null::{table}, %s) as usual offset 0) d"
        " cross join lateral jsonb_populate_record(d.usual, s.given) r where s.id is null",
        [_usual(model)],
    )


@cache
def _usual(model: type[Record]) -> str:
    return json.dumps(defaults_of(model))
