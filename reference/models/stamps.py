"""A mark of the state that the configuration is in, by which one process notices what another has changed."""

import pgtrigger
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

ROWS = 16
RENEW = f"""
    update reference_stamp set value = gen_random_uuid() where id = coalesce(
        (select id from reference_stamp order by id limit 1 for update skip locked),
        (select min(id) from reference_stamp)
    );
    if not found then
        insert into reference_stamp (value) select gen_random_uuid() from generate_series(1, {ROWS});
    end if;"""
RESTAMP = f"{RENEW}\n    return null;"


class Stamp(models.Model):
    """One of the rows that make up the mark: a change takes the first that no other transaction is holding.

    So nobody waits for anybody, unless as many change something at once as there are rows. The mark is another one
    for whoever sees the change, the one of before for whoever does not see it yet, and for all when it is rolled back.
    """

    value = models.UUIDField(editable=False)

    class Meta:
        verbose_name = _("stamp")
        verbose_name_plural = _("stamps")

    def __str__(self) -> str:
        return str(self.value)


def stamped() -> pgtrigger.Trigger:
    """The trigger for `Meta.triggers` of a model whose rows processes keep in memory (`remembering.lasting`)."""
    return pgtrigger.Trigger(
        name="restamp",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=RESTAMP,
    )


def restamp() -> None:
    """Renews the mark where a change is told by no table that is `stamped`."""
    with connection.cursor() as cursor:
        cursor.execute(f"do $$ begin {RENEW} end $$")


def current_stamp() -> str:
    """The mark as this transaction sees it; one query. "" where the table is empty: nothing is kept then."""
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(value::text, '' order by id) from reference_stamp")
        return cursor.fetchone()[0] or ""
