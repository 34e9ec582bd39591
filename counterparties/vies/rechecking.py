"""Asks VIES about many counterparties in one job: each once, at a polite rate, taken up again where it was left."""

from collections.abc import Collection, Iterator
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from access.models import Action, User
from counterparties.models import Counterparty, ViesTurn
from counterparties.models.vies import ViesState
from counterparties.vies.asking import keep, turn
from counterparties.vies.numbers import is_asked, requester
from counterparties.vies.service import ask
from exchange.exporting import list_of, screen_of
from history.recording import recorded
from jobs.models import Job
from jobs.running import Progress, start

MANY = "vies-recheck"
"The kind of job that asks about many."
IN_VAIN = 10
"Questions in a row that get no answer, after which the service is left alone."
ROWS_AT_ONCE = 2_000


def order_recheck(*, user: User, screen: str, query: str = "", ids: Collection[int] | None = None) -> Job:
    """Has the worker ask about these records, or about all that a list has at an address; raises ValidationError."""
    refuse_nothing(ids)
    list_of(screen=screen_of(screen), user=user, query=query)
    wanted = None if ids is None else sorted(set(ids))
    return start(kind=MANY, user=user, arguments={"screen": screen, "query": query, "ids": wanted})


def refuse_nothing(ids: Collection[int] | None) -> None:
    """Raises ValidationError where no rows are ticked; None stands for all that match."""
    if ids is not None and not ids:
        raise ValidationError(_("Tick the rows that are to be checked."))


def foreseen(*, user: User, screen: str, query: str, ids: Collection[int] | None) -> tuple[int, int]:
    """How many questions such an order makes, and the minutes that they take at least; raises ValidationError."""
    refuse_nothing(ids)
    number = chosen(user=user, screen=screen, query=query, ids=ids).exclude(vat_number="").count()
    return number, ceil(number / settings.VIES_PER_MINUTE) if settings.VIES_PER_MINUTE else 0


def order_rest(*, user: User, job: Job) -> Job:
    """Has the worker ask about those that an earlier job got no answer about; raises ValidationError."""
    if not job.finished:
        raise ValidationError(_("The check goes on: wait for its end."))
    if not unanswered(job).exists():
        raise ValidationError(_("VIES has answered about all of them."))
    return start(kind=MANY, user=user, arguments={"rest_of": job.pk})


def unanswered(job: Job) -> QuerySet[ViesTurn]:
    """The turns of a job that did not come, or came in vain."""
    return ViesTurn.objects.filter(job=job, outcome__in=("", ViesState.DOWN))


def recheck(progress: Progress) -> dict[str, Any]:
    """Does the job; every answer is committed on its own, so that nobody is asked about twice."""
    job = progress.job
    fix(job)
    turns = ViesTurn.objects.filter(job=job)
    done, in_vain = turns.exclude(outcome="").count(), 0
    progress.stage(gettext_noop("Asking VIES"), expected=turns.count(), done=done)
    for each in waiting(job):
        outcome = take(each, job)
        in_vain = in_vain + 1 if outcome == ViesState.DOWN else 0
        done += 1
        progress.step(done=done)
        if in_vain == IN_VAIN:
            raise ValidationError(_("VIES does not answer now: the rest was not asked. Go on later."))
    return balance(job)


@transaction.atomic
def fix(job: Job) -> None:
    """Writes down who is meant, once; what has no number for VIES has its outcome at once."""
    if ViesTurn.objects.filter(job=job).exists():
        return
    found = meant(job).order_by("pk").values_list("pk", "vat_number")
    turns = (
        ViesTurn(job=job, counterparty_id=pk, outcome="" if is_asked(number) else ViesState.UNCHECKED)
        for pk, number in found.iterator(ROWS_AT_ONCE)
    )
    ViesTurn.objects.bulk_create(turns, batch_size=ROWS_AT_ONCE)


def meant(job: Job) -> QuerySet[Counterparty]:
    """The counterparties that a job is about, as far as its user may edit them; raises ValidationError."""
    user, wanted = job.user, job.arguments
    if user is None:
        raise ValidationError(_("A check needs a user, whose rights say whom it may be about."))
    if earlier := wanted.get("rest_of"):
        return editable(user).filter(pk__in=unanswered(Job.objects.get(pk=earlier)).values("counterparty"))
    return chosen(user=user, screen=wanted["screen"], query=wanted["query"], ids=wanted["ids"])


def chosen(*, user: User, screen: str, query: str, ids: Collection[int] | None) -> QuerySet[Counterparty]:
    """These records, or all that a list has at an address, as far as the user may edit them."""
    if ids is not None:
        return editable(user).filter(pk__in=ids)
    rows = list_of(screen=screen_of(screen), user=user, query=query).rows()
    return editable(user).filter(pk__in=rows.order_by().values("pk"))


def editable(user: User) -> Any:
    """The counterparties whose answers the user may have written down."""
    return Counterparty.objects.visible_to(user, Action.EDIT).live()


def waiting(job: Job) -> Iterator[ViesTurn]:
    """The turns that are to come, in their order."""
    rows, last = ViesTurn.objects.filter(job=job, outcome="").select_related("counterparty"), 0
    while page := list(rows.filter(pk__gt=last).order_by("pk")[:100]):
        yield from page
        last = page[-1].pk


def take(each: ViesTurn, job: Job) -> str:
    """One question, with the number that the counterparty has by now; the outcome."""
    with turn():
        record = Counterparty.objects.get(pk=each.counterparty_id)
        number = record.vat_number
        answer = ask(number, requester=requester()) if is_asked(number) else None
        with recorded(user_id=job.user_id, run=f"job:{job.pk}"):
            if answer:
                each.answer = keep(answer=answer, at=timezone.now(), number=number, record=record, job=job)
            each.outcome = answer.state if answer else ViesState.UNCHECKED
            each.save(update_fields=["outcome", "answer"])
    return each.outcome


def balance(job: Job) -> dict[str, int]:
    """How many there are of each outcome; "" are those that wait."""
    rows = ViesTurn.objects.filter(job=job).order_by().values_list("outcome").annotate(number=Count("pk"))
    return dict(rows)
