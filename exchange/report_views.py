"""The download of an import's report."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import Http404
from django.http.response import HttpResponseBase

from access.requests import PersonalRequest
from exchange.downloading import attachment
from exchange.report import MOST_IN_XLSX, write_report
from exchange.views import run_of
from exchange.writing import WRITERS


def download_report(request: PersonalRequest, pk: int, format: str) -> HttpResponseBase:
    """Every row of the import with what became of it."""
    run = run_of(request, pk)
    if format not in WRITERS or not run.started or (format == "xlsx" and run.read > MOST_IN_XLSX):
        raise Http404
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{format}"
        write_report(run=run, user=request.user, path=path, format=format)
        # The open file lives on when its name is gone.
        return attachment(path, f"{Path(run.name).stem}-report.{format}")
