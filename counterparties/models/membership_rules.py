"""Triggers that keep memberships true whichever door writes them: no circles, and no more than the whole of a company.

Both look at other rows, so writers wait for each other: two that each add half a circle would not see one another.
"""

import pgtrigger

NO_CIRCLE, NO_MORE_THAN_THE_WHOLE = "holding_belongs_to_no_member", "holdings_share_the_whole"

INSERTED = "select n.* from added n where n.archived_at is null"
UPDATED = """select n.* from are n join were o using (id) where n.archived_at is null
        and (n.holding_id, n.counterparty_id, n.from_date, n.to_date, n.share, n.archived_at)
        is distinct from (o.holding_id, o.counterparty_id, o.from_date, o.to_date, o.share, o.archived_at)"""

# A circle must close at one moment: its days are what the days of all its memberships have in common.
BODY = """
if not exists ({changed}) then return null; end if;
perform pg_advisory_xact_lock(hashtext(TG_TABLE_NAME));
if exists (
    with recursive up(member, above, days) as (
        select c.counterparty_id, c.holding_id, daterange(c.from_date, c.to_date, '[]') from ({changed}) c
        union
        select up.member, m.holding_id, up.days * daterange(m.from_date, m.to_date, '[]')
        from up join counterparties_holdingmember m on m.counterparty_id = up.above
        where m.archived_at is null and up.member <> up.above and daterange(m.from_date, m.to_date, '[]') && up.days
    ) select from up where member = above
) then
    raise check_violation using constraint = '{no_circle}', message = 'a holding belongs to its own member';
end if;
if exists (
    select from (select distinct counterparty_id from ({changed}) c where share > 0) c
    join counterparties_holdingmember m using (counterparty_id)
    join counterparties_holdingmember o using (counterparty_id)
    where m.archived_at is null and m.share > 0 and o.archived_at is null and o.share > 0
        and coalesce(m.from_date, '-infinity') <@ daterange(o.from_date, o.to_date, '[]')
    group by m.id having sum(o.share) > 100
) then
    raise check_violation using constraint = '{whole}', message = 'holdings have more than the whole of a company';
end if;
return null;"""


def membership_triggers() -> list[pgtrigger.Trigger]:
    """The triggers for `Meta.triggers`; each judges a whole statement."""
    return [
        _after("insert", pgtrigger.Insert, INSERTED, new="added"),
        _after("update", pgtrigger.Update, UPDATED, old="were", new="are"),
    ]


def _after(name: str, operation: pgtrigger.Operation, changed: str, **tables: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"holds_together_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=BODY.format(changed=changed, no_circle=NO_CIRCLE, whole=NO_MORE_THAN_THE_WHOLE),
    )
