"""Takes a file in: keeps it, finds out how it is read, and suggests what its columns mean."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from access.models import User
from exchange.mapping import ColumnMapping, is_error_column, same_columns, suggested
from exchange.models import ImportRun, Profile
from exchange.reading import FileRefused, Sheet, inspected
from exchange.repeating import digest_of
from exchange.running import path_of
from exchange.targets import target_of

NO_OPTIONS: Mapping[str, str] = {}
RUNS_LOOKED_AT = 100
"So many imports with refused rows a file may be behind its source: nobody corrects rows of longer ago."


def take_file(*, user: User, target: str, upload: UploadedFile, options: Mapping[str, str] = NO_OPTIONS) -> ImportRun:
    """A new run over an uploaded file, with these options preset; raises FileRefused with a sentence.

    After any error nothing is kept.
    """
    size = upload.size or 0
    if size > settings.UPLOAD_MAX_SIZE:
        sizes = {"size": filesizeformat(size), "limit": filesizeformat(settings.UPLOAD_MAX_SIZE)}
        raise FileRefused(_("The file has %(size)s; at most %(limit)s can be imported.") % sizes)
    run = ImportRun(target=target, user=user, name=Path(upload.name or "file").name[:255])
    run.mapping = ColumnMapping(options=options).values()
    run.file.save(run.name[-100:], upload, save=False)
    try:
        with transaction.atomic():
            _understand(run, inspected(path_of(run)))
            run.digest = digest_of(path_of(run))
            run.save()
    except BaseException:
        run.file.delete(save=False)
        raise
    return run


@transaction.atomic
def read_again(*, run: ImportRun, encoding: str = "", separator: str = "", sheet: str = "") -> None:
    """Reads the file with corrected settings; the mapping starts from suggestions where the columns have changed."""
    run = locked(run)
    refuse_started(run)
    found = inspected(path_of(run), encoding=encoding, separator=separator, sheet=sheet)
    if found.headers == run.reading.headers:
        run.sheet = found.values()
    else:
        _understand(run, found)
    run.save()


def locked(run: ImportRun) -> ImportRun:
    """The run as it is now, for the rest of the transaction nobody else's; raises ValidationError if it is gone."""
    try:
        return ImportRun.objects.select_for_update(of=("self",)).select_related("job", "user").get(pk=run.pk)
    except ImportRun.DoesNotExist as error:
        raise ValidationError(_("This import is not there any more; choose the file again.")) from error


def refuse_started(run: ImportRun) -> None:
    """Raises ValidationError when the run is being checked or has been imported."""
    if run.started or (run.job and not run.job.finished):
        raise ValidationError(_("This import has begun already; choose the file again to import it in another way."))


@transaction.atomic
def discard(*, run: ImportRun) -> None:
    """Forgets a run that has not been imported, with its file."""
    run = locked(run)
    refuse_started(run)
    file = run.file
    run.delete()
    if file:
        transaction.on_commit(lambda: file.delete(save=False))


def _understand(run: ImportRun, sheet: Sheet) -> None:
    target = target_of(run.target)
    run.sheet = sheet.values()
    if found := _known_mapping(run, sheet.headers):
        mapping, source = found
        run.mapping = mapping.values() | {"taken_from": source}
        return
    mapping = suggested(sheet.headers, target.attributes(run.user), target.synonyms)
    columns = (replace(each, blank=target.blanks.get(each.attribute, each.blank)) for each in mapping.columns)
    mapping = replace(mapping, columns=tuple(columns), options=ColumnMapping.of(run.mapping).options)
    run.mapping = mapping.values()


def _known_mapping(run: ImportRun, headers: list[str]) -> tuple[ColumnMapping, str] | None:
    """What these columns meant before, and where: failed rows that come back go the way that they came."""
    ways: list[Callable[[ImportRun, list[str]], Profile | ImportRun | None]] = [fitting_profile, source_run]
    if any(is_error_column(header) for header in headers):
        ways.reverse()
    for way in ways:
        if found := way(run, headers):
            return remembered(run, found, headers), str(found)
    return None


def remembered(run: ImportRun, source: Profile | ImportRun, headers: list[str]) -> ColumnMapping:
    """The source's mapping for a file with these headers; the options that the run has already stay."""
    mapping = ColumnMapping.of(source.mapping).fitted(headers)
    return replace(mapping, options={**mapping.options, **ColumnMapping.of(run.mapping).options})


def fitting_profile(run: ImportRun, headers: list[str]) -> Profile | None:
    """The remembered mapping for a file with exactly these headers."""
    profiles = Profile.objects.filter(target=run.target).order_by("-pk")
    return next((each for each in profiles if same_columns(each.headers, headers)), None)


def source_run(run: ImportRun, headers: list[str]) -> ImportRun | None:
    """The user's newest import with these headers that has refused rows: they can be downloaded and corrected."""
    runs = ImportRun.objects.filter(user=run.user, target=run.target, failed__gt=0).exclude(pk=run.pk)
    judged = runs.exclude(state__in=(ImportRun.State.MAPPING, ImportRun.State.CHECKING)).order_by("-pk")
    return next((each for each in judged[:RUNS_LOOKED_AT] if same_columns(each.headers, headers)), None)
