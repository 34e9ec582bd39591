"""What the worker does for this room: labels, links of addresses, VIES; in time reminders, e-mails, words, files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from counterparties.addresses.linking import LINK, link_everywhere
from counterparties.emails.sending import send_emails
from counterparties.events.reminding import send_reminders
from counterparties.files.clearing import clear_orphans
from counterparties.files.reminding import tell_of_papers
from counterparties.labels.printing import KIND, file_name, print_labels, sheet_of, to_print, wanted_list
from counterparties.personal_documents.reminding import tell_of_documents
from counterparties.portal.sending import send_invitations
from counterparties.printing import tasks as printing_tasks  # they register themselves
from counterparties.subject_packages import tasks as package_tasks
from counterparties.vies.asking import ONE, check_ordered
from counterparties.vies.rechecking import MANY, recheck
from counterparties.word_list import refresh_words
from exchange.clearing import EXPORTS
from exchange.exporting import FILES
from exchange.tasks import export_address
from jobs.models import Job
from jobs.registry import job
from jobs.running import Progress
from reference.features.rewriting import JobWork

__all__ = ["package_tasks", "printing_tasks"]


@app.periodic(cron="*/5 * * * *")
@app.task(name="counterparties.read_new_words", queueing_lock="counterparties.words", lock="counterparties.words")
def read_new_words(timestamp: int) -> None:
    """Every few minutes: what has come since can be suggested."""
    refresh_words()


@app.periodic(cron="37 3 * * *")
@app.task(name="counterparties.read_all_words", queueing_lock="counterparties.all_words", lock="counterparties.words")
def read_all_words(timestamp: int) -> None:
    """Every night: what nobody has any longer is no longer suggested."""
    refresh_words(whole=True)


@app.periodic(cron="* * * * * */20")
@app.task(name="counterparties.send_emails", queueing_lock="counterparties.emails")
def send_waiting_emails(timestamp: int) -> None:
    """Every third of a minute: what waits goes out."""
    send_emails()
    send_invitations()


@app.periodic(cron="* * * * *")
@app.task(name="counterparties.send_reminders", queueing_lock="counterparties.reminders")
def remind_of_events(timestamp: int) -> None:
    """Every minute: events whose reminder has come."""
    send_reminders()


@app.periodic(cron="17 * * * *")
@app.task(name="counterparties.tell_of_papers", queueing_lock="counterparties.papers")
def tell_of_expiring_papers(timestamp: int) -> None:
    """Every hour, so that a machine which is off at night does it too: papers that expire soon, each once."""
    tell_of_papers()
    tell_of_documents()


@app.periodic(cron="52 * * * *")
@app.task(name="counterparties.clear_orphans", queueing_lock="counterparties.clear_orphans")
def clear_stored_orphans(timestamp: int) -> None:
    """Every hour, so that a machine which is off at night does it too: bytes that nothing names go after a day."""
    clear_orphans()


def locations_address(work: Job) -> str:
    return reverse("locations-list")


@job(KIND, label=_("Labels"), address=export_address)
def draw_labels(progress: Progress) -> dict[str, Any]:
    """Draws labels into a file below the media; a repeated attempt draws it anew."""
    wanted, user = progress.job.arguments, progress.job.user
    if user is None:
        raise ValidationError(gettext("Labels need a user, whose rights say which addresses they may show."))
    query = wanted_list(slug=wanted["screen"], user=user, query=wanted["query"], parent=wanted["parent"])
    rows = to_print(query, wanted["ticked"])
    sheet, start = sheet_of(wanted["sheet"], wanted["start"])
    progress.stage(gettext_noop("Drawing the labels"), expected=rows.count())
    file = Path(EXPORTS) / f"{progress.job.pk}.pdf"
    path = Path(settings.MEDIA_ROOT) / file
    path.parent.mkdir(parents=True, exist_ok=True)
    number = print_labels(str(path), rows=rows.iterator(), sheet=sheet, start=start)
    progress.job.done = number
    return {"file": str(file), "name": file_name(), "rows": number, "allowed": number, "shown": number}


FILES.add(KIND)


@job(LINK, label=_("Addresses looked up in the lists"), address=locations_address)
def link_addresses(progress: Progress) -> dict[str, Any]:
    """Links all addresses to the locations that they name."""
    return link_everywhere(JobWork(progress))


def recheck_address(work: Job) -> str:
    return reverse("vies-recheck", args=[work.pk])


@job(ONE, label=_("Question to VIES"), brief=True)
def ask_vies(progress: Progress) -> dict[str, Any]:
    """Asks VIES about one number."""
    return check_ordered(progress.job)


@job(MANY, label=_("Check in VIES"), address=recheck_address, takes_turns=True)
def ask_vies_about_many(progress: Progress) -> dict[str, Any]:
    """Asks VIES about many counterparties."""
    return recheck(progress)
