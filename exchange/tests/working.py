"""What the tests of an import's pages share: a file, the worker, the text of an answer."""

from typing import Any

from jobs.models import Job
from jobs.running import run as run_job

LEI_1, LEI_2, LEI_WRONG = "213800OK2JEGZ4GE7M14", "391200J2KPJZYV13G604", "391200J2KPJZYV13G605"
FILE = f"Legal name;LEI;Държава\nAlpha;{LEI_1};Italy\nBeta;{LEI_WRONG};DE\n\nGamma;{LEI_2};DE\n"


def work() -> None:
    """What the worker does."""
    for job in Job.objects.filter(state="waiting").order_by("pk"):
        assert run_job(job).state == "done", job.message


def text_of(response: Any) -> str:
    return response.content.decode()
