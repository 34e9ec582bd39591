"""Where records came from: the import and the line, and the job that a change in the history belongs to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from access.models import User
from exchange.models import ImportRun, Outcome, StagedRow
from exchange.targets import targets
from history.reading import Source
from jobs.models import Job
from jobs.registry import address_of


@dataclass(frozen=True)
class Origin:
    """The row of a file that a record was made of; `url` is "" for who may not see the import."""

    file: str
    line: int
    at: datetime
    url: str


def with_origin(rows: Any, user: User) -> Any:
    """The records with the import that has created each, for `origin_of`: no query of its own."""
    slugs = [slug for slug, target in targets.items() if target.model is rows.model]
    lines = StagedRow.objects.filter(
        record_id=OuterRef("pk"), outcome=Outcome.CREATED, run__target__in=slugs, line__lte=F("run__last_line")
    ).exclude(run__state__in=(ImportRun.State.MAPPING, ImportRun.State.CHECKING, ImportRun.State.CHECKED))
    told = JSONObject(
        run="run_id",
        line="line",
        file="run__name",
        at=Coalesce("run__job__started_at", "run__created_at"),
        seen=Exists(ImportRun.objects.visible_to(user).filter(pk=OuterRef("run_id"))),
    )
    return rows.annotate(origin=Subquery(lines.order_by("-run_id").values_list(told)[:1]))


def origin_of(record: Any) -> Origin | None:
    """The import that has created a record out of `with_origin`; None where people have."""
    told = record.origin
    if told is None:
        return None
    address = reverse("exchange:run", args=[told["run"]])
    url = f"{address}?outcome=created&after={told['line'] - 1}#line-{told['line']}" if told["seen"] else ""
    return Origin(told["file"], told["line"], datetime.fromisoformat(told["at"]), url)


def jobs_told(runs: Collection[str], user: User | None) -> Mapping[str, Source]:
    """What jobs are called in the history, with the file where it was an import, and their pages; one query."""
    numbers = [int(number) for run in runs if (number := run.removeprefix("job:")).isdecimal()]
    file = ImportRun.objects.filter(pk=Cast(KeyTextTransform("run", OuterRef("arguments")), BigIntegerField()))
    jobs = Job.objects.filter(pk__in=numbers).annotate(file=Subquery(file.values("name")[:1]))
    if user is not None:
        jobs = jobs.annotate(seen=Exists(Job.objects.visible_to(user).filter(pk=OuterRef("pk"))))
    return {
        f"job:{job.pk}": Source(called(job), address_of(job) if getattr(job, "seen", False) else "") for job in jobs
    }


def called(job: Any) -> str:
    """A job in words."""
    if job.kind == "bulk-edit":
        return f"{job.label} {job.arguments['edit']}"
    return _("%(job)s “%(file)s”") % {"job": job.label, "file": job.file} if job.file else job.label
