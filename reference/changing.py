"""Changes rows of the configuration without harm to what uses them."""

from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from reference import usage
from reference.adding import check
from reference.arranging import hold
from reference.features.following import follow_names
from reference.features.indexing import index_later
from reference.features.rules import refuse_duplicates, settle
from reference.holding import let_writers_through
from reference.items.defaults import rename_in_defaults
from reference.models import Feature, FeatureType, NomenclatureItem, Type
from reference.models.features import DataType
from reference.models.rows import Arranged
from reference.stopping import refuse_at_work
from screens.changed import refuse_changed

MEANING = ("data_type", "nomenclature_id", "multiple", "decimals")


@transaction.atomic
def change(*, record: Arranged) -> None:
    """Saves a changed row; its place and state are left alone. Raises ValidationError by field.

    The record must be as it was read. A kind keeps its code and name; a feature that has values keeps what they mean.
    """
    if isinstance(record, Feature) and _binds_writers(record):
        let_writers_through()
    hold(record)
    try:
        stored = type(record)._default_manager.select_for_update().get(pk=record.pk)
    except ObjectDoesNotExist as error:
        raise ValidationError(_("Somebody else has deleted this record just now.")) from error
    refuse_changed(stored, record)
    if isinstance(record, Type) and record.parent_id is None:
        raise ValidationError(_("A system type cannot be changed."))
    if isinstance(record, Feature) and isinstance(stored, Feature):
        refuse_at_work(stored)
        settle(record)
        _keep_meaning(record, stored)
    record.code = record.code.lower() or stored.code
    check(record)
    if isinstance(record, Feature) and isinstance(stored, Feature) and record.unique and not stored.unique:
        refuse_duplicates(record)
    kept = {"id", "position", "stopped_at", "version", "job", *record.arranged_within}
    record.save(update_fields=[field.name for field in record._meta.concrete_fields if field.name not in kept])
    record.refresh_from_db(fields=["version"])
    if isinstance(record, NomenclatureItem) and isinstance(stored, NomenclatureItem):
        _follow(record, stored)
    if isinstance(record, Feature) and isinstance(stored, Feature) and indexing(record) != indexing(stored):
        index_later()


@transaction.atomic
def attach(*, feature: Feature, types: Iterable[Type]) -> None:
    """Asks for the feature at exactly these types; at none means at all. Writes only what differs.

    The feature must be as it was read.
    """
    wanted = {each.pk for each in types}
    refuse_changed(Feature.objects.select_for_update().get(pk=feature.pk), feature)
    links = FeatureType.objects.filter(feature=feature)
    stored = set(links.values_list("type", flat=True))
    if wanted == stored:
        return
    links.exclude(type__in=wanted).delete()
    FeatureType.objects.bulk_create([FeatureType(feature=feature, type_id=pk) for pk in sorted(wanted - stored)])
    # The types lie in a table of their own: whoever edits at the same time must notice them too.
    Feature.objects.filter(pk=feature.pk).update(version=F("version") + 1)
    feature.refresh_from_db(fields=["version"])


def indexing(feature: Feature) -> tuple[bool, str]:
    """What its index depends on."""
    return feature.indexed, feature.data_type


def _follow(record: NomenclatureItem, stored: NomenclatureItem) -> None:
    if record.code != stored.code:
        rename_in_defaults(item=record, was=stored.code)
    if any(getattr(record, name) != getattr(stored, name) for name in ("code", "name_bg", "name_en")):
        follow_names(DataType.NOMENCLATURE, [record.pk])


def _binds_writers(record: Feature) -> bool:
    """Whether a value that somebody is writing by the stored definition could break the new one.

    Asked without a lock: whoever waits for the writers must not hold the row that others wait for.
    """
    names = (*MEANING, "unique")
    stored = Feature.every.filter(pk=record.pk).values_list(*names).first()
    return stored is not None and any(
        getattr(record, name) != value for name, value in zip(names, stored, strict=True)
    )


def _keep_meaning(record: Feature, stored: Feature) -> None:
    changed = [name for name in MEANING if getattr(record, name) != getattr(stored, name)]
    widened = {"multiple": record.multiple, "decimals": record.decimals > stored.decimals}
    harmful = [name for name in changed if not widened.get(name, False)]
    if harmful and (users := usage.users_of(stored)):
        raise ValidationError(
            {
                harmful[0].removesuffix("_id"): _(
                    "The feature has values: %(users)s. Choose “Change the data type” in the list of features."
                )
                % {"users": _(" and ").join(users)}
            }
        )
