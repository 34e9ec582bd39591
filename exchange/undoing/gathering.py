"""Notes every record that a job has written, in the order in which they are taken back."""

from collections.abc import Sequence

from django.db import connection, transaction

from exchange.undoing.models import Undoing
from exchange.undoing.subjects import subjects, wholes

UNDO = "undo"
"The kind of the job that takes changes back."
GATHER = """
    with done as (
        select r."table", r.record_id from exchange_undonerow r
        join exchange_undoing u on u.id = r.undoing_id and r.position <= u.position
        join jobs_job w on w.id = u.work_id and w.kind = %(undo)s
        where u.job_id = %(job)s and r.outcome = 'reversed')
    insert into exchange_undonerow (undoing_id, position, "table", record_id, action, reason)
    select %(undoing)s, row_number() over (order by last desc), tab, pk, action, '' from (
        select coalesce(w.whole, h."table") as tab,
            case when w.own then h.record_id else h.owner_id end as pk,
            max(h.id) as last,
            case when bool_or(h.action = 'D' and w.own) then 'D'
                when bool_or(h.action = 'I' and w.own) then 'I' else 'U' end as action
        from history_change h
        left join lateral (
            select whole, whole = part as own from unnest(%(parts)s::text[], %(wholes)s::text[]) p(part, whole)
            where part = h."table" union all select null, true limit 1) w on true
        left join unnest(%(tables)s::text[], %(columns)s::text[]) n(tab, ignored) on n.tab = h."table"
        where h.run = any(%(runs)s) and h.run like 'job:%%'
        and (h.action <> 'U' or n.ignored is null or h.after - n.ignored::text[] <> '{}')
        group by 1, 2
    ) found where not exists (select from done where done."table" = tab and done.record_id = pk)"""


@transaction.atomic
def gather(undoing: Undoing, runs: Sequence[str]) -> None:
    """Notes every record that the runs have written, the last first, but those that were taken back before.

    What an earlier check of this undoing has noted is forgotten.
    """
    undoing.rows.all().delete()
    whole = wholes()
    nothing = {table: list(columns) for each in subjects.values() for table, columns in each.ignored.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            GATHER,
            {
                "undoing": undoing.pk,
                "undo": UNDO,
                "job": undoing.job_id,
                "runs": list(runs),
                "parts": list(whole),
                "wholes": list(whole.values()),
                "tables": list(nothing),
                "columns": ["{" + ",".join(columns) + "}" for columns in nothing.values()],
            },
        )
        undoing.found = cursor.rowcount
    Undoing.objects.filter(pk=undoing.pk).update(found=undoing.found)


def deeds_of(runs: Sequence[str]) -> set[tuple[str, str]]:
    """What the runs have done: tables, and what with their rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct \"table\", action from history_change where run = any(%s) and run like 'job:%%'",
            [list(runs)],
        )
        return set(cursor.fetchall())
