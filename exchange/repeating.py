"""Whether a file was imported before: rows that say no record bring the same ones once more."""

from hashlib import file_digest
from pathlib import Path

from django.db.models import Q

from access.models import User
from exchange.models import ImportRun
from exchange.undoing.standing import Standing, standings


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def imported_before(run: ImportRun, user: User) -> ImportRun | None:
    """The newest import of this very file that the user may see, has written records and was not wholly undone."""
    seen = ImportRun.objects.visible_to(user).filter(target=run.target, digest=run.digest).exclude(digest="")
    begun = seen.filter(Q(created__gt=0) | Q(updated__gt=0), state__in=ImportRun.STARTED).exclude(pk=run.pk)
    runs = list(begun.select_related("job", "user").order_by("-pk"))
    standing = standings([each.job_id for each in runs if each.job_id])
    return next((each for each in runs if standing.get(each.job_id or 0) != Standing.UNDONE), None)
