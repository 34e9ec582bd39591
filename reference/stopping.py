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
    """Offers a stopped row again."""
    if record.stopped_at is not None:
        record.stopped_at = None
        record.save(update_fields=["stopped_at"])
