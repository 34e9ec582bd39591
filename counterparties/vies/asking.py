"""Orders questions to VIES from the worker, asks them one at a time, and keeps what comes of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from access.models import Action, User
from counterparties.archiving import refuse_archived
from counterparties.models import Counterparty, ViesCheck, ViesQuestion
from counterparties.vies.envelopes import Answer
from counterparties.vies.numbers import is_asked, requester
from counterparties.vies.service import ask
from history.recording import recorded
from jobs.models import Job
from jobs.running import start

ONE = "vies-check"
"The kind of job that asks about one number."
TURNS = 0x56494553
PATIENCE = 10
"Seconds beyond the time limit of the service after which a page no longer waits for an answer."


def order_check(*, user: User, number: str) -> Job:
    """Has the worker ask about a number; what comes of it stands in the job, and in the file of who has the number."""
    return start(kind=ONE, user=user, arguments={"number": number})


def order_check_of(*, user: User, record: Counterparty) -> Job:
    """Has the worker ask about the VAT number of a counterparty; raises ValidationError, PermissionDenied."""
    if not Counterparty.objects.visible_to(user, Action.EDIT).filter(pk=record.pk).exists():
        raise PermissionDenied
    refuse_archived(record)
    if not is_asked(record.vat_number):
        raise ValidationError(_("It has no VAT number that VIES knows: enter it first."))
    return order_check(user=user, number=record.vat_number)


def check_ordered(job: Job) -> dict[str, Any]:
    """Does the job of one question: asks, and keeps the answer with the counterparty that has the number, if any."""
    number = job.arguments["number"]
    with turn():
        answer, at = ask(number, requester=requester()), timezone.now()
        holders = Counterparty.objects.visible_to(job.user, Action.EDIT) if job.user else Counterparty.objects.all()
        if record := holders.live().filter(vat_number=number).order_by("pk").first():
            with recorded(user_id=job.user_id, run=f"job:{job.pk}"):
                keep(answer=answer, at=at, number=number, record=record, job=job)
    return asdict(answer) | {"number": number, "at": at.isoformat()}


def keep_ordered(*, user: User, record: Counterparty, job: Job) -> ViesCheck | None:
    """Keeps with a counterparty what was asked before it had the number, or was stored at all; once."""
    told = job.result
    if job.user_id != user.pk or told.get("number") != record.vat_number or not record.vat_number:
        return None
    at = datetime.fromisoformat(told["at"])
    return keep(answer=answer_of(told), at=at, number=told["number"], record=record, job=job)


def keep(*, answer: Answer, at: datetime, number: str, record: Counterparty, job: Job) -> ViesCheck:
    """Writes down what VIES has said of a counterparty's number; a job that is taken up again writes no second."""
    values = {"number": number, "checked_at": at, "asked_by_id": job.user_id, **asdict(answer)}
    return ViesCheck.objects.get_or_create(counterparty=record, job=job, defaults=values)[0]


def answer_of(told: dict[str, Any]) -> Answer:
    """The answer as a job's result keeps it."""
    return Answer(**{name: told[name] for name in Answer.__dataclass_fields__})


@contextmanager
def turn() -> Iterator[None]:
    """One question at a time from the whole installation, and not more in a minute than the settings allow."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [TURNS])
    try:
        if (rest := rest_before_next()) > 0:
            time.sleep(rest)
        ViesQuestion.objects.update_or_create(pk=1, defaults={"asked_at": timezone.now()})
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [TURNS])


def rest_before_next() -> float:
    """Seconds that the service is to be left alone yet."""
    last = ViesQuestion.objects.first()
    if last is None or not settings.VIES_PER_MINUTE:
        return 0.0
    pause = 60 / settings.VIES_PER_MINUTE
    return min(pause, pause - (timezone.now() - last.asked_at).total_seconds())


def waits_too_long(job: Job) -> bool:
    """Whether a page should no longer wait for this job: the worker is absent or busy, or the service is slow."""
    return (timezone.now() - job.created_at).total_seconds() > settings.VIES_SECONDS + PATIENCE
