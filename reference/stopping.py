"""Stops and starts a row of the configuration: a stopped one stays where it is used and is offered no more."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reference.models import (
    ConsentPurpose,
    DocumentKind,
    EventType,
    Feature,
    FileTab,
    FormTemplate,
    MessageTemplate,
    NomenclatureItem,
    PersonalDocumentKind,
    Status,
)
from reference.models.file_tabs import Part
from reference.models.rows import Arranged

CONVERT = "convert-feature"
"The kind of job that may leave values half-way."
STOPPABLE = (
    *(Status, Feature, NomenclatureItem, FileTab),
    *(EventType, DocumentKind, PersonalDocumentKind, ConsentPurpose, MessageTemplate, FormTemplate),
)
"What records carry or show; types and nomenclatures are not stopped."


def is_stoppable(record: Arranged) -> bool:
    """Whether it can be stopped: the summary, where every file opens, cannot."""
    return isinstance(record, STOPPABLE) and not (isinstance(record, FileTab) and record.interface == Part.SUMMARY)


@transaction.atomic
def stop(*, record: Arranged) -> None:
    """Stops a row; a stopped one keeps the time when it was stopped first.

    Raises ValidationError for a type, DoesNotExist for a row that is gone.
    """
    if not is_stoppable(record):
        raise ValidationError(_("“%(name)s” cannot be stopped."), params={"name": record})
    _hold(record)
    if record.stopped_at is None:
        record.stopped_at = timezone.now()
        record.save(update_fields=["stopped_at"])


@transaction.atomic
def start(*, record: Arranged) -> None:
    """Offers a stopped row again.

    Raises ValidationError while a job changes the values of a feature, DoesNotExist for a row that is gone.
    """
    _hold(record)
    if isinstance(record, Feature):
        refuse_at_work(Feature.every.select_for_update(of=["self"]).select_related("job").get(pk=record.pk))
        # A job that was to delete it and has ended before.
        record.job = None
        record.save(update_fields=["job"])
    if record.stopped_at is not None:
        record.stopped_at = None
        record.save(update_fields=["stopped_at"])


def _hold(record: Arranged) -> None:
    """Keeps the row from being deleted until the transaction ends."""
    type(record)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=record.pk)


def refuse_at_work(feature: Feature, *, half_way: bool = False) -> None:
    """Raises ValidationError while a job changes the feature's values, or has left them half-way unless that is fine.

    The feature must be locked as it is stored.
    """
    if feature.job is None:
        return
    if not feature.job.finished:
        raise ValidationError(
            _("A job is changing the values of “%(name)s”: wait until it is done."), "at_work", {"name": feature}
        )
    if feature.job.kind == CONVERT and not half_way:
        raise ValidationError(
            _("The values of “%(name)s” are changed half-way: go on with that first."), "at_work", {"name": feature}
        )
