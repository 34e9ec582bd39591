"""Statement triggers that write the history of a table, whichever door its rows are written through."""

from collections.abc import Sequence

import pgtrigger

WRITE = """
    insert into history_change (at, user_id, run, "table", record_id, owner_id, action, before, after)
    select now(), nullif(current_setting('primio.user', true), '')::bigint,
        coalesce(current_setting('primio.run', true), ''), {table},"""

# Columns are compared one by one and only what has changed becomes JSON: whole images would cost four times as much.
# A row whose tracked columns did not change is no change.
CHANGED = """string_agg(format('case when n.%1$I is distinct from o.%1$I'
            ' then jsonb_build_object(%1$L, {row}.%1$I) else ''{{}}'' end', attname), ' || ' order by attnum)"""
UPDATED = """if exists (select from are) then execute (
    select format($statement${write} id, owner_id, 'U', before, after from (
            select n.id, {owner_of_new}, %s, %s from are n join were o using (id) where o is distinct from n offset 0
        ) as changed(id, owner_id, before, after) where after <> '{{}}'$statement$,
        {before},
        {after})
    from pg_attribute where attrelid = TG_RELID and attnum > 0 and not attisdropped and attname <> all({without})
) using TG_TABLE_NAME; end if;
return null;"""
INSERTED = "{write} n.id, {owner_of_new}, 'I', null, to_jsonb(n) - {without} from added n; return null;"
DELETED = "{write} o.id, {owner_of_old}, 'D', to_jsonb(o) - {without}, null from removed o; return null;"


def tracked(*, owner: str | None = None, through: str = "", leave_out: Sequence[str] = ()) -> list[pgtrigger.Trigger]:
    """The triggers for `Meta.triggers` of a model whose rows' changes are kept.

    `owner` is the column that holds the id of the record whose file shows the change; with `through`, a table and its
    column ("events.counterparty_id"), it holds the id of that table's row, which knows the owner. `leave_out` names
    derived columns. The bodies ask for the columns that the table has, so a new column needs no new trigger.
    """
    names = ", ".join(f"'{name}'" for name in ("version", *leave_out))
    parts = {
        "write": WRITE.format(table="TG_TABLE_NAME"),
        "without": f"array[{names}]::text[]",
        "owner_of_new": owner_of("n", owner, through),
        "owner_of_old": owner_of("o", owner, through),
    }
    images = {"before": CHANGED.format(row="o"), "after": CHANGED.format(row="n")}
    updated = UPDATED.format(**parts | images | {"write": WRITE.format(table="$1")})
    # Three triggers: PostgreSQL allows transition tables for one event each.
    return [
        after("insert", pgtrigger.Insert, INSERTED.format(**parts), new="added"),
        after("update", pgtrigger.Update, updated, old="were", new="are"),
        after("delete", pgtrigger.Delete, DELETED.format(**parts), old="removed"),
        refused("truncate", pgtrigger.Truncate),
    ]


def owner_of(row: str, owner: str | None, through: str) -> str:
    """The owner of a row of a transition table, in SQL."""
    if owner is None:
        return "null::bigint"
    table, _dot, column = through.partition(".")
    return f"(select t.{column} from {table} t where t.id = {row}.{owner})" if through else f"{row}.{owner}"


def after(name: str, operation: pgtrigger.Operation, body: str, **tables: str) -> pgtrigger.Trigger:
    """A trigger behind a whole statement, whose rows are in transition tables of these names."""
    return pgtrigger.Trigger(
        name=f"history_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=body,
    )


def refused(name: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Refuses an operation on a whole table."""
    return pgtrigger.Trigger(
        name=f"no_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=operation,
        func="raise exception '% of % is refused: its history would be lost', TG_OP, TG_TABLE_NAME;",
    )


def versioned(*, leave_out: Sequence[str] = ()) -> pgtrigger.Trigger:
    """Counts `version` up whenever a row changes in more than its derived columns."""
    return pgtrigger.Trigger(
        name="count_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["version", *leave_out]),
        func="new.version = old.version + 1; return new;",
    )
