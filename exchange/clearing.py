"""Removes files that nobody comes back for, and the work of imports that are done; what became of rows stays told."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Func, JSONField, Q, QuerySet
from django.utils import timezone

from exchange.models import ImportRun
from exchange.running import passage_ends
from exchange.targets import confidential, target_of, targets
from exchange.uploading import discard, locked

EXPORTS = "exports"
"The folder of exports below the media."
CLEARED = "cleared"
ROWS_AT_ONCE = 10_000
State = ImportRun.State
FINISHED = (State.DONE, State.CANCELLED, State.FAILED)


def clear_away(*, days: int) -> int:
    """Removes exports, and uploads of finished imports, that are older; returns the number of files. 0 keeps all."""
    if not days:
        return 0
    limit = timezone.now() - timedelta(days=days)
    _end_abandoned(limit)
    _clear_work(limit)
    return _exports(limit) + _uploads(limit)


def _exports(limit: datetime) -> int:
    """By the age of the files themselves: a killed worker leaves some that no job knows."""
    folder = Path(settings.MEDIA_ROOT) / EXPORTS
    old = [path for path in folder.glob("*") if path.stat().st_mtime < limit.timestamp()]
    for path in old:
        if path.is_dir():
            rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)


def kept_until(path: Path) -> datetime | None:
    """When a file of an export is removed; None where files are kept for ever."""
    if not settings.KEEP_FILES_DAYS:
        return None
    return datetime.fromtimestamp(path.stat().st_mtime, UTC) + timedelta(days=settings.KEEP_FILES_DAYS)


def _uploads(limit: datetime) -> int:
    runs = _ended(limit).exclude(file="")
    return sum(_removed(pk) for pk in runs.values_list("pk", flat=True))


def _ended(limit: datetime) -> QuerySet[ImportRun]:
    return _older(limit).filter(state__in=FINISHED)


def _older(limit: datetime) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(Q(job__finished_at__lt=limit) | Q(job=None, created_at__lt=limit))


def _clear_work(limit: datetime) -> None:
    """Takes what was judged out of the rows; the cells stay for reports, unless they are confidential."""
    for run in _ended(limit).exclude(basis=CLEARED):
        forget(run.rows.all(), "line", "work", keys=None, digest=None)
        if target_of(run.target).confidential:
            forget(run.rows.all(), "line", "cells", keys=None, digest=None, errors=_without_values())
            ImportRun.objects.filter(pk=run.pk).update(digest="")
        ImportRun.objects.filter(pk=run.pk).update(basis=CLEARED)


def _end_abandoned(limit: datetime) -> None:
    """Forgets confidential files that were never imported; an import of one that has stopped is over."""
    for run in _older(limit).filter(target__in=confidential()).exclude(state__in=FINISHED):
        with suppress(ValidationError):
            if run.state == State.IMPORTING:
                _give_up(run)
            else:
                discard(run=run)


@transaction.atomic
def _give_up(run: ImportRun) -> None:
    run = locked(run)
    if run.job is None or run.job.finished:
        passage_ends(run, State.CANCELLED)


def _without_values() -> Func:
    """Why rows failed, without what stood there."""
    return Func(
        F("errors"),
        template='(select jsonb_agg(e || \'{"value": ""}\') from jsonb_array_elements(%(expressions)s) e)',
        output_field=JSONField(),
    )


def forget(rows: QuerySet[Any], key: str, what: str, **also: Any) -> None:
    """Empties a column of rows, and what goes along with it, a few thousand at a time in the order of their key."""
    last = 0
    while some := list(rows.filter(**{f"{key}__gt": last}).order_by(key).values_list(key, flat=True)[:ROWS_AT_ONCE]):
        passed = rows.filter(**{f"{key}__gt": last, f"{key}__lte": some[-1], f"{what}__isnull": False})
        passed.update(**{what: None}, **also)
        last = some[-1]


def forget_sources(digit: str) -> int:
    """Forgets rows that no record can be the same as again, of those whose hash begins with this digit; their number.

    A source does not say of which table its record is: where one of another has this id and version it stays, too.
    """
    tables = sorted({target.model._meta.db_table for target in targets.values()})
    same = "exists (select from {} r where r.id = s.record_id and r.version = s.version)"
    alive = " or ".join(same.format(connection.ops.quote_name(table)) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from exchange_source s where hash between %s and %s and not ({alive})",
            [UUID(digit + "0" * 31), UUID(digit + "f" * 31)],
        )
        return cursor.rowcount


@transaction.atomic
def _removed(pk: int) -> bool:
    run = ImportRun.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=FINISHED).exclude(file="").first()
    if run is None:
        return False
    file, storage = str(run.file.name), run.file.storage
    ImportRun.objects.filter(pk=pk).update(file="")
    transaction.on_commit(lambda: storage.delete(file))
    return True
