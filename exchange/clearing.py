"""Removes files that nobody comes back for; what became of their rows stays told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from exchange.models import ImportRun

EXPORTS = "exports"
"The folder of exports below the media."
FINISHED = (ImportRun.State.DONE, ImportRun.State.CANCELLED, ImportRun.State.FAILED)


def clear_away(*, days: int) -> int:
    """Removes exports, and uploads of finished imports, that are older; returns the number of files. 0 keeps all."""
    if not days:
        return 0
    limit = timezone.now() - timedelta(days=days)
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
    ended = Q(job__finished_at__lt=limit) | Q(job=None, created_at__lt=limit)
    runs = ImportRun.objects.filter(ended, state__in=FINISHED).exclude(file="")
    return sum(_removed(pk) for pk in runs.values_list("pk", flat=True))


@transaction.atomic
def _removed(pk: int) -> bool:
    run = ImportRun.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=FINISHED).exclude(file="").first()
    if run is None:
        return False
    file, storage = str(run.file.name), run.file.storage
    ImportRun.objects.filter(pk=pk).update(file="")
    transaction.on_commit(lambda: storage.delete(file))
    return True
