"""Changes the data type of a feature that has values: first it is said which of them fit, then a job does it.

While the job runs the feature is stopped, and its values are only shown: some have the old form, others the new one.
"""

from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from access.models import User
from jobs.models import Job
from jobs.running import Cancelled, start
from reference.adding import add_items, check
from reference.features.attributes import WRITTEN
from reference.features.carriers import carriers
from reference.features.conversions import Conversion, stored_values, write_chunk
from reference.features.fitting import Report, report_of
from reference.features.indexing import index_later, sync_indexes
from reference.features.rewriting import JobWork, chunks, ids_where
from reference.features.rules import settle
from reference.holding import let_writers_through
from reference.models import Feature
from reference.stopping import CONVERT, refuse_at_work
from screens.changed import refuse_changed

CHECK = "check-conversion"
RULES = ("minimum", "maximum", "default")


@dataclass(frozen=True)
class Target:
    """What a feature becomes."""

    data_type: str
    nomenclature_id: int | None = None
    multiple: bool = False
    decimals: int = 0

    def of(self, feature: Feature) -> Feature:
        """The definition as it will be, unsaved; rules of another data type mean nothing any more."""
        changed = copy(feature)
        changed.data_type, changed.nomenclature_id = self.data_type, self.nomenclature_id
        changed.multiple, changed.decimals, changed.job_id = self.multiple, self.decimals, None
        if self.data_type != feature.data_type:
            changed.minimum = changed.maximum = changed.pattern = ""
        while errors := settle(changed):
            # One that its own rules refuse is no definition; rules that no longer fit are left out.
            if not (outdated := [name for name in RULES if name in errors and getattr(changed, name)]):
                raise ValidationError(errors)
            for name in outdated:
                setattr(changed, name, "")
        return changed


def order_check(*, feature: Feature, target: Target, user: User | None, at_once: bool = False) -> Job:
    """Orders the report of what fits; nothing is changed. Raises ValidationError where nothing would differ.

    `at_once` leaves it to the caller to run the job.
    """
    refuse_same(feature, target)
    arguments = {"feature": feature.pk, "target": asdict(target)}
    return start(kind=CHECK, user=user, arguments=arguments, foreground=at_once)


def check_values(work: JobWork) -> dict[str, Any]:
    """What the job of a report does: cleans every distinct stored value as the new data type would."""
    arguments = work.progress.job.arguments
    feature = Feature.every.filter(pk=arguments["feature"]).first()
    if feature is None:
        raise ValidationError(_("The feature has been deleted meanwhile."))
    target = Target(**arguments["target"])
    return {"version": feature.version} | asdict(_report(feature, target, work))


@transaction.atomic
def order_conversion(
    *, feature: Feature, target: Target, user: User | None, drop: bool = False, add: bool = False
) -> Job:
    """Orders the change of the data type; the feature, which must be as it was read, is stopped until it is done.

    `drop` clears values that do not fit, `add` adds the items that texts name and that are missing.
    """
    stored = Feature.every.select_for_update(of=["self"]).select_related("job").get(pk=feature.pk)
    refuse_changed(stored, feature)
    refuse_at_work(stored)
    refuse_same(stored, target)
    arguments = {
        "feature": stored.pk,
        "name": stored.name,
        "from": stored.data_type,
        "target": asdict(target),
        "drop": drop,
        "add": add,
        "stopped": stored.stopped_at is not None,
    }
    return _put_to_work(stored, start(kind=CONVERT, user=user, arguments=arguments))


@transaction.atomic
def go_on(*, feature: Feature, user: User | None) -> Job:
    """Orders the rest of a change that was cancelled or has failed half-way."""
    stored = Feature.every.select_for_update(of=["self"]).select_related("job").get(pk=feature.pk)
    before = stored.job
    if before is None or before.kind != CONVERT or not before.finished:
        raise ValidationError(_("There is nothing to go on with."))
    job = start(kind=CONVERT, user=user, arguments=before.arguments)
    job.result = before.result
    job.save(update_fields=["result"])
    return _put_to_work(stored, job)


@transaction.atomic
def leave(*, feature: Feature) -> None:
    """Gives up a change of which nothing is done yet."""
    stored = Feature.every.select_for_update(of=["self"]).select_related("job").get(pk=feature.pk)
    job = stored.job
    if job is None or job.kind != CONVERT or not job.finished or "after" in job.result:
        raise ValidationError(_("Some values are changed already: go on with the rest."))
    _release(stored, job)


def refuse_same(feature: Feature, target: Target) -> None:
    """Raises ValidationError when the target is no definition, or the one that the feature has."""
    changed = target.of(feature)
    names = ("data_type", "nomenclature_id", "multiple", "decimals")
    if all(getattr(changed, name) == getattr(feature, name) for name in names):
        raise ValidationError(_("This is what the feature is already: choose something else."))


def convert(work: JobWork) -> dict[str, Any]:
    """What the job does; called again after a crash it goes on behind the last chunk that was committed."""
    job = work.progress.job
    target, done = Target(**job.arguments["target"]), {"feature": job.arguments["name"]}
    if feature := Feature.every.filter(pk=job.arguments["feature"], job=job).first():
        let_writers_through()
        sync_indexes(work.step)
        _prepare(feature, target, work)
        _convert(feature, target, work)
        with work.transaction():
            _redefine(feature, target, job)
    if (job.arguments["from"] in WRITTEN) != (target.data_type in WRITTEN):
        _refresh_search(job.arguments["feature"], work)
    return done


def _prepare(feature: Feature, target: Target, work: JobWork) -> None:
    """Adds items that are missing; once more refuses what does not fit, now that nobody writes values any more."""
    job = work.progress.job
    if job.result.get("checked"):
        return
    nomenclature = target.of(feature).nomenclature
    if job.arguments["add"] and nomenclature is not None:
        report = _report(feature, target, work)
        with work.transaction():
            add_items(nomenclature=nomenclature, names=report.missing)
    report = _report(feature, target, work)
    if report.repeated or (report.misfits and not job.arguments["drop"]):
        with work.transaction():
            _release(feature, job)
        raise ValidationError(
            _("Nothing is changed: %(number)s records have values that do not fit.")
            % {"number": report.misfits + report.repeated}
        )
    with work.transaction():
        work.keep(checked=True, cleared=report.misfits, converted=report.fitting)


def _convert(feature: Feature, target: Target, work: JobWork) -> None:
    """Rewrites the values chunk by chunk; how far it is stands in the job, committed with the chunk."""
    job, key = work.progress.job, str(feature.pk)
    conversion = Conversion(feature, target.of(feature))
    after: dict[str, int] = dict(job.result.get("after", {}))
    left: dict[Any, Sequence[int]] = {
        model: ids_where(
            model, "features ? %(key)s and id > %(after)s", {"key": key, "after": after.get(model._meta.label, 0)}
        )
        for model in carriers
    }
    done = job.result.get("done", 0)
    work.stage(gettext_noop("Changing the values"), expected=done + sum(map(len, left.values())), done=done)
    for model, ids in left.items():
        for chunk in chunks(ids):
            done += len(chunk)
            after[model._meta.label] = chunk[-1]
            with work.transaction():
                write_chunk(model, chunk, conversion, drop=job.arguments["drop"])
                work.keep(after=after, done=done)
            work.step(done)


def _redefine(feature: Feature, target: Target, job: Job) -> None:
    """The moment from which the feature is what it was to become."""
    let_writers_through()
    stored = Feature.every.select_for_update(of=["self"]).get(pk=feature.pk)
    changed = target.of(stored)
    changed.default = Conversion(stored, changed).text(stored.default)
    changed.job = None
    changed.stopped_at = changed.stopped_at if job.arguments["stopped"] else None
    check(changed)
    changed.save()
    index_later()


def _refresh_search(pk: int, work: JobWork) -> None:
    """Texts of features are found by the search: what has become one, or is one no more, is written anew."""
    ids = {model: ids_where(model, "features ? %(key)s", {"key": str(pk)}) for model in carriers}
    work.stage(gettext_noop("Refreshing the search"), expected=sum(map(len, ids.values())))
    done = 0
    for model, refresh in carriers.items():
        for chunk in chunks(ids[model]):
            with work.transaction():
                refresh(chunk)
            done += len(chunk)
            with suppress(Cancelled):
                # The definition is changed: what follows from it is not left out.
                work.step(done)


def _report(feature: Feature, target: Target, work: JobWork) -> Report:
    conversion = Conversion(feature, target.of(feature))
    work.stage(gettext_noop("Checking the values"), expected=conversion.number())
    return report_of(conversion, stored_values(feature), work.step)


def _put_to_work(feature: Feature, job: Job) -> Job:
    feature.job, feature.stopped_at = job, feature.stopped_at or timezone.now()
    feature.save(update_fields=["job", "stopped_at"])
    return job


def _release(feature: Feature, job: Job) -> None:
    feature.job = None
    feature.stopped_at = feature.stopped_at if job.arguments["stopped"] else None
    feature.save(update_fields=["job", "stopped_at"])
    index_later()
