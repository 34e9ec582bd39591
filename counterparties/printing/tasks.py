"""The worker's part: papers that are too long to wait for."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from counterparties.printing.file_paper import Choice
from counterparties.printing.making import KIND, file_name, of_job, path_of, print_file, rows_of
from exchange.exporting import FILES
from exchange.tasks import export_address
from jobs.registry import job
from jobs.running import Progress

FILES.add(KIND)


@job(KIND, label=_("Printed file"), address=export_address)
def print_whole_file(progress: Progress) -> dict[str, Any]:
    """Prints a file below the media; a repeated attempt prints it anew."""
    user, record = of_job(progress)
    wanted = progress.job.arguments
    choice = Choice(wanted["keys"], wanted["archived"], wanted["history"])
    file, path = path_of(progress, "pdf")
    progress.stage(gettext_noop("Printing"), expected=rows_of(record, user, choice))
    try:
        print_file(str(path), record=record, user=user, choice=choice, step=lambda done: progress.step(done=done))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    rows = progress.job.done
    return {"file": str(file), "name": file_name(record, "pdf"), "rows": rows, "allowed": rows, "shown": rows}
