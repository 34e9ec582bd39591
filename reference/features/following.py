"""Forms are found by the names of what their answers name: they follow when it is called otherwise."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext_noop

from history.standing import table_of
from jobs.models import Job
from jobs.running import start as start_job
from reference.features.carriers import carriers, of_forms
from reference.features.rewriting import AT_ONCE, JobWork, chunks
from reference.models import FormField
from reference.models.features import DataType

KIND = "follow-names"
HELD = {DataType.NOMENCLATURE: "jsonb_build_array(n.id)", DataType.COUNTERPARTY: "n.id"}
"How a field of the type holds what it names."


def follow_names(data_type: DataType, ids: Iterable[int]) -> Job | None:
    """Writes anew what forms are found by that name these rows: at once, or by the job that is returned.

    Called within the transaction that renames them, in a constant number of queries.
    """
    wanted: dict[str, Any] = {"data_type": str(data_type), "keys": _keys(data_type), "ids": sorted(set(ids))}
    found = _naming(wanted)
    if sum(map(len, found.values())) > AT_ONCE:
        return start_job(kind=KIND, user=None, arguments=wanted)
    for model, pks in found.items():
        carriers[model](pks)
    return None


def follow_everywhere(work: JobWork) -> dict[str, Any]:
    """What the job does; done again it writes the same."""
    found, done = _naming(work.progress.job.arguments), 0
    work.stage(gettext_noop("Refreshing the search"), expected=sum(map(len, found.values())))
    for model, pks in found.items():
        for chunk in chunks(pks):
            with work.transaction():
                carriers[model](chunk)
            done += len(chunk)
            work.step(done)
    return {"rows": done}


def _keys(data_type: DataType) -> list[str]:
    fields = FormField.objects.filter(data_type=data_type).order_by("pk")
    return [str(pk) for pk in fields.values_list("pk", flat=True)]


def _naming(wanted: Mapping[str, Any]) -> dict[type[Model], list[int]]:
    """The ids of the forms that name one of the rows, by their model; an index finds each."""
    if not (wanted["keys"] and wanted["ids"]):
        return {}
    held = HELD[DataType(wanted["data_type"])]
    found = {}
    with connection.cursor() as cursor:
        for model in of_forms:
            cursor.execute(
                f"select distinct f.id from unnest(%s::text[]) k(key) cross join unnest(%s::bigint[]) n(id)"
                f" join {table_of(model)} f on f.features @> jsonb_build_object(k.key, {held}) order by f.id",
                [wanted["keys"], wanted["ids"]],
            )
            found[model] = [pk for (pk,) in cursor.fetchall()]
    return found
