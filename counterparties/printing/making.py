"""Makes papers of a file: at once where there is little on them, else by the worker."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import User
from counterparties.changes import seen_changes
from counterparties.file import COUNTERPARTY_FILE
from counterparties.files.naming import clean_name
from counterparties.models import Counterparty
from counterparties.printing.contents import chosen_of, comments_of, counts_of, has_history, sections_of
from counterparties.printing.file_paper import Choice, data_sheet, subtitle_of, whole_file
from counterparties.printing.paper import Block, Table, write_pdf
from exchange.clearing import EXPORTS
from jobs.running import Progress

KIND = "print"
AT_ONCE = 300
"Rows that are printed while one waits."


def record_of(user: User, pk: int) -> Counterparty:
    """The counterparty with what every paper names; raises DoesNotExist where the user sees none."""
    seen = Counterparty.objects.visible_to(user).select_related("status", "responsible")
    return seen.prefetch_related("types").get(pk=pk)


def rows_of(record: Counterparty, user: User, choice: Choice) -> int:
    """How many rows the paper will have."""
    if choice.archived:
        sections = chosen_of(sections_of(record, user, archived=True), choice.keys)
        number = sum(section.rows.count() for section in sections)
    else:
        counted = {section.key: (section, number) for section, number in counts_of(record, user)}
        chosen = chosen_of([section for section, _number in counted.values()], choice.keys)
        number = sum(counted[section.key][1] for section in chosen)
    number += comments_of(record, user).count() if choice.comments else 0
    asked = choice.history and has_history(record, user)
    return number + (seen_changes(record, user)[: AT_ONCE + 1].count() if asked else 0)


def print_file(target: IO[bytes] | str, *, record: Counterparty, user: User, choice: Choice, step: Any = None) -> None:
    """Writes the data sheet and the chosen tabs as PDF; `step` is told how many rows are on paper."""
    blocks: Iterable[Block] = whole_file(record, user, choice)
    told = subtitle_of(record, user, _("Whole file") if choice.keys is None else _("File"))
    written = blocks if step is None else told_to(step, blocks)
    write_pdf(target, title=str(record), subtitle=told, blocks=written, by=str(user))


def print_sheet(target: IO[bytes] | str, *, record: Counterparty, user: User) -> None:
    """Writes the data sheet as PDF."""
    told = subtitle_of(record, user, _("Data sheet"))
    write_pdf(target, title=str(record), subtitle=told, blocks=data_sheet(record, user), by=str(user))


def told_to(step: Callable[[int], None], blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, of whose rows the step is told as they are taken."""
    done = 0

    def counted(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
        nonlocal done
        for row in rows:
            done += 1
            step(done)
            yield row

    for block in blocks:
        yield replace(block, rows=counted(block.rows)) if isinstance(block, Table) else block


def file_name(record: Counterparty, ending: str, name: str = "") -> str:
    """What a paper of the file is called, or a package of what is held on somebody in it."""
    return clean_name(f"{record.code} {name or record.name} {timezone.localdate():%Y-%m-%d}.{ending}")


def path_of(progress: Progress, ending: str) -> tuple[Path, Path]:
    """Where the result of a job lies, as the job tells it and on this machine; kept and removed as exports are."""
    file = Path(EXPORTS) / f"{progress.job.pk}.{ending}"
    path = Path(settings.MEDIA_ROOT) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    return file, path


def of_job(progress: Progress) -> tuple[User, Counterparty]:
    """The user of a job and the counterparty that it is about; raises ValidationError where he may not export it."""
    user = progress.job.user
    if user is None:
        raise ValidationError(_("A paper needs a user, whose rights say what stands on it."))
    try:
        record = record_of(user, progress.job.arguments["counterparty"])
    except Counterparty.DoesNotExist:
        raise ValidationError(_("You do not see this counterparty any more.")) from None
    if not COUNTERPARTY_FILE.may_export(user, record):
        raise ValidationError(_("You may not export this counterparty any more."))
    return user, record
