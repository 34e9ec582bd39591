"""Writes many counterparties at once, from the table of what is coming. History comes of triggers."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils import timezone

from counterparties.coding import next_codes
from counterparties.models import Counterparty
from counterparties.saving import CALLED
from counterparties.searching import SEARCHED, refresh_search
from counterparties.sub_importing.writing import write_beside
from exchange.coming import TABLE as COMING
from exchange.coming import ask
from reference.features.attributes import text_keys
from reference.features.following import follow_names
from reference.models.features import DataType

TABLE, TICKS = "counterparties_counterparty", "counterparties_counterpartytype"
COLUMNS = [str(field.column) for field in Counterparty._meta.concrete_fields]


def broken_links(keys: Sequence[str]) -> list[int]:
    """The lines of what is coming that name a counterparty by a feature which is archived or gone."""
    if not keys:
        return []
    rows = ask(
        f"select distinct w.line from {COMING} w, unnest(%s::text[]) as key"
        " where w.outcome in ('created', 'updated') and w.work -> 'values' -> 'features' ? key and not exists ("
        f"  select from {TABLE} c where c.id = (w.work -> 'values' -> 'features' ->> key)::bigint"
        "   and c.archived_at is null)",
        [list(keys)],
    )
    return [line for (line,) in rows]


def features_of(key: str) -> list[tuple[Any, ...]]:
    """Of the lines of what is coming that have a value of this feature: line, record, and the value as JSON."""
    return ask(
        f"select line, record_id, work -> 'values' -> 'features' -> %s from {COMING}"
        " where outcome in ('created', 'updated') and work -> 'values' -> 'features' ? %s",
        [key, key],
    )


def write() -> None:
    """Adds and changes the counterparties that are coming, with their types; raises IntegrityError."""
    _insert()
    renamed = _renamed()
    changed = _update()
    follow_names(DataType.COUNTERPARTY, renamed)
    _tick()
    refresh_search({*changed, *write_beside()})


def _insert() -> None:
    """New ones: what is not given gets its default, the code the next free number."""
    lacking = ask(f"select count(*) from {COMING} where outcome = 'created' and not work -> 'values' ? 'code'")[0][0]
    given = {"id": "w.record_id", "code": "coalesce(n.code, r.code)", "created_at": "%(now)s"}
    names = ", ".join(f'"{column}"' for column in COLUMNS)
    values = ", ".join(given.get(column, f'r."{column}"') for column in COLUMNS)
    ask(
        f"insert into {TABLE} ({names}) select {values} from ("
        "   select record_id, work -> 'values' as given, case when not work -> 'values' ? 'code'"
        "   then row_number() over (partition by work -> 'values' ? 'code' order by line) end as place"
        f"  from {COMING} where outcome = 'created'"
        ") w left join unnest(%(codes)s::text[]) with ordinality n(code, place) on n.place = w.place"
        f" cross join (select jsonb_populate_record(null::{TABLE}, %(defaults)s) as defaults offset 0) d"
        " cross join lateral jsonb_populate_record(d.defaults, w.given) r order by w.record_id",
        {"codes": next_codes(lacking), "defaults": _defaults(), "now": timezone.now()},
    )


@cache
def _defaults() -> str:
    """A new record by column, as JSON."""
    record = Counterparty()
    values: dict[str, Any] = {}
    for field in Counterparty._meta.concrete_fields:
        values[str(field.column)] = getattr(record, field.attname)
    return json.dumps(values | {"country": str(record.country or "")})


def _update() -> list[int]:
    """Changed ones, each in its own columns; returns the ids of those whose search column is to be written anew."""
    found = _searched()
    rows = ask(f"select distinct jsonb_object_keys(work -> 'values') from {COMING} where outcome = 'updated'")
    columns = sorted(name for (name,) in rows)
    settings = ", ".join(f'"{column}" = r."{column}"' for column in columns)
    # Ticks lie in a table of their own: whoever edits at the same time must notice them too.
    ask(
        f"update {TABLE} c set {settings}{', ' if settings else ''} version = c.version + 1"
        f" from {COMING} w join {TABLE} o on o.id = w.record_id"
        " cross join lateral jsonb_populate_record(o, w.work -> 'values') r"
        " where w.outcome = 'updated' and c.id = o.id"
    )
    return found


def _searched() -> list[int]:
    """The records that will be found by other texts than before; of features only those that are texts count."""
    found = ask(
        f"select c.id from {COMING} w join {TABLE} c on c.id = w.record_id"
        " cross join lateral (select w.work -> 'values' as given offset 0) v"
        " where w.outcome = 'updated' and (v.given ?| %s or v.given ? 'features' and exists ("
        "  select from unnest(%s::text[]) k where v.given -> 'features' -> k is distinct from c.features -> k))",
        [[name for name in SEARCHED if name != "features"], text_keys()],
    )
    return [pk for (pk,) in found]


def _renamed() -> list[int]:
    """The records that will be called otherwise than before."""
    differs = " or ".join(f"v.given ->> '{name}' <> c.{name}" for name in sorted(CALLED))
    found = ask(
        f"select c.id from {COMING} w join {TABLE} c on c.id = w.record_id cross join lateral"
        f" (select w.work -> 'values' as given offset 0) v where w.outcome = 'updated' and ({differs})"
    )
    return [pk for (pk,) in found]


def _tick() -> None:
    """The types: those of new records, and those that others are to have from now on."""
    wanted = (
        f"select w.record_id, t.type_id::bigint from {COMING} w cross join jsonb_array_elements_text("
        "case jsonb_typeof(w.work -> 'types') when 'array' then w.work -> 'types' else '[]' end) as t(type_id)"
        " where w.outcome"
    )
    ask(f"insert into {TICKS} (counterparty_id, type_id) {wanted} = 'created'")
    if not ask(f"select 1 from {COMING} where outcome = 'updated' and work -> 'types' <> 'null' limit 1"):
        return
    ask(
        f"delete from {TICKS} t using {COMING} w where t.counterparty_id = w.record_id and w.outcome = 'updated'"
        " and work -> 'types' <> 'null' and not work -> 'types' @> to_jsonb(t.type_id)"
    )
    ask(f"insert into {TICKS} (counterparty_id, type_id) {wanted} = 'updated' on conflict do nothing")
