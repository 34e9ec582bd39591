"""Replaces an item of a nomenclature by another one: all records follow. A merge deletes the old item then."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from access.models import User
from jobs.models import Job
from jobs.running import start as start_job
from reference.deleting import delete
from reference.features.rewriting import AT_ONCE, JobWork, Rewriting, Work, rewrite
from reference.holding import let_writers_through
from reference.items.at_work import REPLACE, at_work
from reference.items.defaults import rename_in_defaults
from reference.items.moving import hand_over, lock_places
from reference.models import Feature, NomenclatureItem
from reference.models.features import DataType
from reference.stopping import refuse_at_work, stop
from reference.tree import ids_above

REPLACED = """
    jsonb_set(features, array[%(key)s], (
        select jsonb_agg(item order by place) from (
            select case when item = %(old)s::text::jsonb then %(new)s::text::jsonb else item end as item,
                min(place) as place
            from jsonb_array_elements(features -> %(key)s) with ordinality as each(item, place) group by 1
        ) as followed))"""
"The list with the new item in the place of the old one, and once only."


@transaction.atomic
def replace_item(*, item: NomenclatureItem, by: NomenclatureItem, keep: bool, user: User | None) -> Job | None:
    """Gives all records the other item; the old one is then stopped (`keep`) or deleted, what stands under it moved.

    At once where few records have it, else by the job that is returned; the item is stopped until then. Raises
    ValidationError for a target that cannot take its place.
    """
    let_writers_through()
    lock_places(item.nomenclature_id)
    item, by = as_stored(item), as_stored(by)
    refuse_target(item, by, keep=keep)
    if at_work([item.pk]):
        raise ValidationError(_("A job is giving records “%(item)s”: wait until it is done.") % {"item": item})
    stop(record=item)
    if sum(each.number() for each in rewritings(item, by)) <= AT_ONCE:
        _replace(item, by, Work())
        _finish(item, by, keep=keep)
        return None
    arguments = {"item": item.pk, "name": item.name, "by": by.pk, "keep": keep}
    return start_job(kind=REPLACE, user=user, arguments=arguments | {"nomenclature": item.nomenclature_id})


def replace_everywhere(work: JobWork) -> dict[str, Any]:
    """What the job does; called again after a crash it goes on with the records that are left."""
    wanted, found = work.progress.job.arguments, dict[str, Any]()
    item = NomenclatureItem.objects.filter(pk=wanted["item"]).first()
    if item is not None:
        by = NomenclatureItem.objects.get(pk=wanted["by"])
        before = work.progress.job.done
        expected = before + sum(each.number() for each in rewritings(item, by))
        work.stage(gettext_noop("Replacing the item"), expected=expected, done=before)
        found["rows"] = before + _replace(item, by, work, before)
        with work.transaction():
            let_writers_through()
            lock_places(item.nomenclature_id)
            item, by = as_stored(item), as_stored(by)
            refuse_target(item, by, keep=wanted["keep"])
            _replace(item, by, Work())
            _finish(item, by, keep=wanted["keep"])
    return found


def as_stored(item: NomenclatureItem) -> NomenclatureItem:
    """The item as it is now; raises ValidationError when somebody has deleted it meanwhile."""
    found = NomenclatureItem.objects.filter(pk=item.pk).first()
    if found is None:
        raise ValidationError(_("“%s” has been deleted meanwhile; choose another.") % item)
    return found


def refuse_target(item: NomenclatureItem, by: NomenclatureItem, *, keep: bool) -> None:
    """Raises ValidationError when the records of one item cannot be given the other one."""
    names = {"item": item, "by": by}
    if item.pk == by.pk:
        raise ValidationError({"by": _("“%(item)s” cannot take its own place: choose another.") % names})
    if item.nomenclature_id != by.nomenclature_id:
        raise ValidationError({"by": _("“%(by)s” belongs to another nomenclature.") % names})
    if by.stopped_at is not None:
        raise ValidationError({"by": _("“%(by)s” is stopped: start it or choose another.") % names})
    if not keep and item.pk in ids_above(by.pk):
        message = _("“%(by)s” stands under “%(item)s”, which would be deleted: move it away, or choose another.")
        raise ValidationError({"by": message % names})
    for feature in Feature.every.filter(nomenclature=item.nomenclature_id).select_related("job"):
        refuse_at_work(feature)


def rewritings(item: NomenclatureItem, by: NomenclatureItem) -> list[Rewriting]:
    """What is to be written: one statement a feature that draws on the nomenclature, stopped ones included."""
    features = Feature.every.filter(nomenclature=item.nomenclature_id, data_type=DataType.NOMENCLATURE)
    return [
        Rewriting(
            "features @> %(having)s::text::jsonb",
            REPLACED,
            {"having": f'{{"{pk}": [{item.pk}]}}', "key": str(pk), "old": str(item.pk), "new": str(by.pk)},
        )
        for pk in features.order_by("pk").values_list("pk", flat=True)
    ]


def _replace(item: NomenclatureItem, by: NomenclatureItem, work: Work, before: int = 0) -> int:
    done = before
    for each in rewritings(item, by):
        done += rewrite(each, work, before=done)
    return done - before


def _finish(item: NomenclatureItem, by: NomenclatureItem, *, keep: bool) -> None:
    """Defaults follow; the old item is stopped, or gives its children to the new one and goes."""
    rename_in_defaults(item=by, was=item.code)
    if keep:
        stop(record=item)
        return
    hand_over(item=item, to=by)
    delete(record=item)
