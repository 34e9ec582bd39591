"""Deletes a row of the configuration that nobody uses; a feature also together with its values, when asked to."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from access.models import User
from jobs.models import Job
from jobs.running import Cancelled
from jobs.running import start as start_job
from reference import usage
from reference.arranging import Siblings, close_gap
from reference.features.attributes import WRITTEN
from reference.features.indexing import index_later
from reference.features.rewriting import AT_ONCE, JobWork, Rewriting, Work, rewrite
from reference.holding import let_writers_through
from reference.models import Feature, FileTab, NomenclatureItem, Type
from reference.models.file_tabs import Part
from reference.models.rows import Arranged
from reference.stopping import STOPPABLE, refuse_at_work, stop

KIND = "delete-feature"


@transaction.atomic
def delete(*, record: Arranged) -> None:
    """Deletes the row and closes the gap among its siblings.

    Raises ValidationError with the reason and the number of users while it is used.
    """
    if isinstance(record, Feature | NomenclatureItem):
        # Records refer to these without foreign keys: who is about to does it first, and is counted.
        let_writers_through()
    siblings = Siblings.of(record)
    siblings.locked()
    type(record)._default_manager.select_for_update().get(pk=record.pk)
    if because := why_not(record):
        params = {"name": record, "reason": because}
        raise ValidationError(_("“%(name)s” cannot be deleted. %(reason)s"), params=params)
    pk = record.pk
    try:
        with transaction.atomic():
            record.delete()
            connection.check_constraints()
    except (IntegrityError, ProtectedError) as error:
        record.pk = pk
        raise ValidationError(
            _("“%(name)s” cannot be deleted. It has come into use meanwhile."), params={"name": record}
        ) from error
    close_gap(siblings=siblings)
    if isinstance(record, Feature) and record.indexed:
        index_later()


def why_not(record: Model) -> str:
    """Why the row may not be deleted, as a sentence; empty when it may."""
    return refusal(record, usage.users_of(record))


def why_none(records: Collection[Any]) -> dict[int, str]:
    """The same for a list, as far as it is cheap to know, in a constant number of queries: the refused ones by id."""
    if not records:
        return {}
    users = usage.used(type(next(iter(records))), [record.pk for record in records])
    refused = ((record.pk, refusal(record, users.get(record.pk, []))) for record in records)
    return {pk: sentence for pk, sentence in refused if sentence}


def refusal(record: Model, users: Collection[str]) -> str:
    """The sentence for a row with these users; a kind is refused without any."""
    if isinstance(record, Type) and record.parent_id is None:
        return _("A system type cannot be deleted.")
    if isinstance(record, FileTab) and record.interface == Part.SUMMARY:
        return _("The summary is where every file opens.")
    if not users:
        return ""
    sentence = _("Used by %(users)s.")
    if isinstance(record, STOPPABLE):
        sentence = _("Used by %(users)s; stop it instead.")
    if isinstance(record, NomenclatureItem):
        sentence = _("Used by %(users)s; stop it, or replace it by another one.")
    return sentence % {"users": _(" and ").join(users)}


@transaction.atomic
def delete_with_values(*, feature: Feature, user: User | None) -> Job | None:
    """Deletes a feature and its values: at once where few records have one, else by the job that is returned.

    Until the job is done the feature is stopped. Raises ValidationError while another job is at its values.
    """
    let_writers_through()
    stored = Feature.every.select_for_update(of=["self"]).select_related("job").get(pk=feature.pk)
    refuse_at_work(stored, half_way=True)
    stop(record=stored)
    if clearing(stored).number() <= AT_ONCE:
        _finish(stored, clearing(stored), Work())
        return None
    job = start_job(kind=KIND, user=user, arguments={"feature": stored.pk, "name": stored.name})
    stored.job = job
    stored.save(update_fields=["job"])
    return job


def clear_and_delete(work: JobWork) -> dict[str, Any]:
    """What the job does; called again after a crash it goes on with the values that are left."""
    job = work.progress.job
    feature = Feature.every.filter(pk=job.arguments["feature"], job=job).first()
    if feature is None:
        return {"feature": job.arguments["name"]}
    clearing_it, before = clearing(feature), job.done
    work.stage(gettext_noop("Clearing the values"), expected=before + clearing_it.number(), done=before)
    try:
        rewrite(clearing_it, work, before=before)
    except Cancelled:
        # The feature stays, stopped, with the values that are left.
        with work.transaction():
            Feature.every.filter(pk=feature.pk, job=job).update(job=None)
        raise
    with work.transaction():
        let_writers_through()
        _finish(feature, clearing_it, Work())
    return {"feature": job.arguments["name"]}


def clearing(feature: Feature) -> Rewriting:
    """Takes the feature's values away from all records."""
    params, searched = {"key": str(feature.pk)}, feature.data_type in WRITTEN
    return Rewriting("features ? %(key)s", "features - %(key)s", params, searched=searched)


def _finish(feature: Feature, last: Rewriting, work: Work) -> None:
    """Clears what may be left while nobody writes, and deletes the feature."""
    rewrite(last, work)
    feature.job = None
    feature.save(update_fields=["job"])
    delete(record=feature)
