"""The failed rows of a run as a file that can be corrected and imported again."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.mapping import ERROR, is_error_column
from exchange.models import ImportRun, Outcome
from exchange.reading.files import letter_of
from exchange.writing import written


def write_failed(*, run: ImportRun, path: Path, format: str) -> int:
    """Writes the rows with their original columns and one more that says why; returns their number."""
    headers = run.reading.headers
    kept = [at for at, header in enumerate(headers) if not is_error_column(header)]
    titles = [headers[at] or letter_of(at) for at in kept]
    number = 0
    with written(path, format, [*titles, _(ERROR)]) as writer:
        for cells, reasons in failed(run):
            writer.write([*(cells[at] if at < len(cells) else "" for at in kept), reasons])
            number += 1
    return number


def failed(run: ImportRun) -> Iterator[tuple[list[str], str]]:
    """The cells of each failed row, and why it failed."""
    rows = run.rows.filter(outcome=Outcome.FAILED).order_by("line").values_list("cells", "errors")
    for cells, errors in rows.iterator(chunk_size=2000):
        yield (
            cells or [],
            "; ".join(": ".join(filter(None, (each["column"], each["reason"]))) for each in errors or ()),
        )
