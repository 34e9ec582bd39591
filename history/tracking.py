"""Statement triggers that write the history of a table, whichever door its rows are written through."""

from collections.abc import Sequence

import pgtrigger

ACTOR = "nullif(current_setting('primio.user', true), '')::bigint, coalesce(current_setting('primio.run', true), '')"
COLUMNS = 'at, user_id, run, "table", record_id, owner_id, action, before, after'


def tracked(*, owner: str | None = None, leave_out: Sequence[str] = ()) -> list[pgtrigger.Trigger]:
    """The triggers for `Meta.triggers` of a model whose rows' changes are kept.

    `owner` is the column that holds the id of the record whose file shows the change. `leave_out` names derived
    columns. The bodies use `to_jsonb`, so a new column needs no new trigger.
    """
    without = "array['version', " + ", ".join(f"'{name}'" for name in leave_out) + "]::text[]"
    without = without.replace(", ]", "]")
    old_owner, new_owner = (f"{row}.{owner}" if owner else "null::bigint" for row in ("o", "n"))
    head = f"insert into history_change ({COLUMNS}) select now(), {ACTOR}, TG_TABLE_NAME,"
    return [
        pgtrigger.Trigger(
            name="history_insert",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="added"),
            func=f"{head} n.id, {new_owner}, 'I', null, to_jsonb(n) - {without} from added n; return null;",
        ),
        pgtrigger.Trigger(
            name="history_update",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="were", new="are"),
            func=f"""
                {head} n.id, {new_owner}, 'U', d.before, d.after
                from are n join were o using (id)
                cross join lateral (
                    select to_jsonb(o) - {without} as was, to_jsonb(n) - {without} as now offset 0
                ) as image
                cross join lateral (
                    select jsonb_object_agg(a.key, image.was -> a.key), jsonb_object_agg(a.key, a.value)
                    from jsonb_each(image.now) a where a.value is distinct from image.was -> a.key
                ) as d(before, after)
                where o is distinct from n and d.after is not null;
                return null;""",
        ),
        pgtrigger.Trigger(
            name="history_delete",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            referencing=pgtrigger.Referencing(old="removed"),
            func=f"{head} o.id, {old_owner}, 'D', to_jsonb(o) - {without}, null from removed o; return null;",
        ),
        refused("truncate", pgtrigger.Truncate),
    ]


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
