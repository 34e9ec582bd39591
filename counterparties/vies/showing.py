"""What pages tell of VIES: the state in the head of the file, the summary's section, an answer in a form."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from counterparties.models import Address, Counterparty, ViesCheck
from counterparties.models.vies import ANSWERED, COLOURS, ViesState
from counterparties.vies.asking import answer_of, waits_too_long
from counterparties.vies.numbers import is_asked
from counterparties.vies.taking import WITH_ADDRESS, question_of, sees_address
from jobs.models import Job

EARLIER = 5
"Earlier checks that the summary names."
UNKNOWN = gettext_lazy("The service does not work now.")
REASONS: dict[str, str | Promise] = {
    "MS_UNAVAILABLE": gettext_lazy("The register of that country does not answer now."),
    "SERVICE_UNAVAILABLE": UNKNOWN,
    "TIMEOUT": gettext_lazy("The register of that country did not answer in time."),
    "SERVER_BUSY": gettext_lazy("The service has too many questions to answer now."),
    "GLOBAL_MAX_CONCURRENT_REQ": gettext_lazy("The service has too many questions to answer now."),
    "GLOBAL_MAX_CONCURRENT_REQ_TIME": gettext_lazy("The service has too many questions to answer now."),
    "MS_MAX_CONCURRENT_REQ": gettext_lazy("The register of that country has too many questions to answer now."),
    "MS_MAX_CONCURRENT_REQ_TIME": gettext_lazy("The register of that country has too many questions to answer now."),
    "IP_BLOCKED": gettext_lazy("The service has blocked the address of this installation."),
    "VAT_BLOCKED": gettext_lazy("The service has blocked our own VAT number."),
    "INVALID_INPUT": gettext_lazy("The service does not take this number: look at it once more."),
    "INVALID_REQUESTER_INFO": gettext_lazy("The service does not take our own VAT number: correct it."),
    "TIMED_OUT": gettext_lazy("The service did not answer in time."),
    "NO_ANSWER": gettext_lazy("The service cannot be reached."),
    "UNREADABLE": gettext_lazy("The service answered with something that is no answer."),
}
"By the code of an answer why the service says nothing of the number."


def reason(code: str) -> str:
    """Why the service says nothing of a number; "" where it does."""
    return str(REASONS.get(code, UNKNOWN)) if code else ""


def checks_of(record: Counterparty) -> list[ViesCheck]:
    """What was asked of the present number, the newest first: the last times, and when it was answered last.

    One query, kept on the record: head and summary ask for the same.
    """
    kept: list[ViesCheck] | None = record.__dict__.get("_vies_checks")
    if kept is None:
        about = ViesCheck.objects.about(record)
        last, best = about.values("pk")[: EARLIER + 1], about.best_first().values("pk")[:1]
        rows = ViesCheck.objects.filter(Q(pk__in=last) | Q(pk__in=best)).select_related("asked_by", "counterparty")
        same = Address.objects.live().filter(counterparty=record.pk, free_text=OuterRef("address"))
        kept = list(rows.annotate(address_there=Exists(same)).order_by("-pk"))
        record.__dict__["_vies_checks"] = kept
    return kept


def best_of(checks: list[ViesCheck]) -> ViesCheck | None:
    """The last answer; the last attempt where there was none."""
    return next((each for each in checks if each.state in ANSWERED), next(iter(checks), None))


def badge(record: Counterparty) -> dict[str, Any] | None:
    """The state for the head of the file; None where there is no number to check."""
    if not is_asked(record.vat_number):
        return None
    best = best_of(checks_of(record))
    state = ViesState(best.state) if best else ViesState.UNCHECKED
    return {
        "label": state.label,
        "colour": COLOURS[state],
        "at": best.checked_at if best else None,
        "url": reverse("counterparty", args=[record.pk]) + "#vies",
    }


def section(record: Counterparty, user: User, job: Job | None = None) -> dict[str, Any]:
    """The summary's section: what VIES has of the number, attempts in vain since, earlier checks; `job` is asking."""
    if not is_asked(record.vat_number):
        return {}
    checks = checks_of(record)
    best, since = best_of(checks), next(iter(checks), None)
    asking = job is not None and not job.finished
    return {
        "best": best,
        "why": reason(best.code) if best else "",
        "in_vain": since if since is not best else None,
        "why_in_vain": reason(since.code) if since else "",
        "earlier": [each for each in checks if each not in (best, since)],
        "can_add_address": best is not None and sees_address(user, best) and not best.address_there,  # type: ignore[attr-defined]
        "job": job if asking else None,
        "late": asking and job is not None and waits_too_long(job),
        "failed": job is not None and job.finished and job.state != Job.State.DONE,
    }


def in_form(job: Job) -> dict[str, Any]:
    """An answer, or the wait for it, in the form of a counterparty."""
    if not job.finished:
        return {"job": job, "late": waits_too_long(job), "number": job.arguments["number"]}
    if job.state != Job.State.DONE:
        return {"job": job, "down": True, "why": job.message, "number": job.arguments["number"]}
    answer = answer_of(job.result)
    state = ViesState(answer.state)
    offered = {"vat_number": job.result["number"] if state == ViesState.VALID else "", "name": answer.name}
    labels = {"vat_number": _("VAT number"), "name": _("Name")}
    return {
        "job": job,
        "number": job.result["number"],
        "answer": answer,
        "state": state,
        "colour": COLOURS[state],
        "why": reason(answer.code),
        "offered": [(name, labels[name], value) for name, value in offered.items() if value],
    }


def carried_by(form: Any) -> dict[str, Any]:
    """The answer that a form comes back with, so that nobody has to ask again."""
    carried = form.data if form.is_bound else {}
    job = question_of(form.user, carried)
    return (
        in_form(job) | {"with_address": carried.get(WITH_ADDRESS) and WITH_ADDRESS not in form.errors} if job else {}
    )
