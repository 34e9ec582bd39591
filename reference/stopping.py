"""Stops and starts a row of the configuration: a stopped one stays where it is used and is offered no more."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reference.models import Feature, NomenclatureItem, Status
from reference.models.rows import Arranged

STOPPABLE = (Status, Feature, NomenclatureItem)
"What records carry; types and nomenclatures are not stopped."


@transaction.atomic
def stop(*, record: Arranged) -> None:
    """Stops a row; a stopped one keeps the time when it was stopped first. Raises ValidationError for a type."""
    if not isinstance(record, STOPPABLE):
        raise ValidationError(_("“%(name)s” cannot be stopped."), params={"name": record})
    if record.stopped_at is None:
        record.stopped_at = timezone.now()
        record.save(update_fields=["stopped_at"])


@transaction.atomic
def start(*, record: Arranged) -> None:
    """Offers a stopped row again; raises ValidationError while a job changes the values of a feature."""
    if isinstance(record, Feature):
        refuse_at_work(Feature.objects.select_for_update().get(pk=record.pk))
    if record.stopped_at is not None:
        record.stopped_at = None
        record.save(update_fields=["stopped_at"])


def refuse_at_work(feature: Feature) -> None:
    """Raises ValidationError while a job changes the values of the feature; it must be locked as it is stored."""
    if feature.job_id is not None:
        raise ValidationError(
            _("A job is changing the values of “%(name)s”: wait until it is done."), "at_work", {"name": feature}
        )
