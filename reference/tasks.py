"""The jobs of this room."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from jobs.registry import job
from jobs.running import Progress
from reference import deleting
from reference.features import converting, following, indexing
from reference.features.rewriting import JobWork
from reference.items import replacing
from reference.items.at_work import REPLACE
from reference.locations import replacing as locations
from reference.models import Feature
from reference.stopping import CONVERT


@job(indexing.KIND, label=_("Indexes of features"))
def index_features(progress: Progress) -> dict[str, Any]:
    """Brings the indexes in line with the definitions of features."""
    progress.stage(gettext_noop("Building indexes"))
    done = indexing.sync_indexes(lambda number: progress.step(done=number))
    progress.job.done = len(done.built) + len(done.dropped)
    if done.refused:
        raise ValidationError(
            gettext("Stored values do not fit these indexes: %s. The command check_features finds the values.")
            % ", ".join(done.refused)
        )
    return {"built": done.built, "dropped": done.dropped}


def features_address(work: Job) -> str:
    return reverse("features-list")


def convert_address(work: Job) -> str:
    """The page of the feature's change, as long as there is the feature."""
    pk = work.arguments["feature"]
    if not Feature.every.filter(pk=pk).exists():
        return reverse("features-list")
    check = f"?check={work.pk}" if work.kind == converting.CHECK else ""
    return reverse("features-convert", args=[pk]) + check


def items_address(work: Job) -> str:
    return reverse("items-list", args=[work.arguments["nomenclature"]])


@job(deleting.KIND, label=_("Deletion of a feature"), address=features_address)
def delete_feature(progress: Progress) -> dict[str, Any]:
    """Clears the values of a feature and deletes it."""
    return deleting.clear_and_delete(JobWork(progress))


@job(converting.CHECK, label=_("Check of a change of data type"), address=convert_address)
def check_conversion(progress: Progress) -> dict[str, Any]:
    """Says which values of a feature fit another data type."""
    return converting.check_values(JobWork(progress))


@job(CONVERT, label=_("Change of data type"), address=convert_address)
def convert_feature(progress: Progress) -> dict[str, Any]:
    """Changes the data type of a feature and its values."""
    return converting.convert(JobWork(progress))


@job(REPLACE, label=_("Replacement of an item"), address=items_address)
def replace_item(progress: Progress) -> dict[str, Any]:
    """Gives all records another item."""
    return replacing.replace_everywhere(JobWork(progress))


def locations_address(work: Job) -> str:
    return reverse("locations-list")


@job(following.KIND, label=_("Search of filled forms"))
def follow_names(progress: Progress) -> dict[str, Any]:
    """Lets filled forms be found by what somebody or something that they name is called now."""
    return following.follow_everywhere(JobWork(progress))


@job(locations.REPLACE, label=_("Replacement of a location"), address=locations_address)
def replace_location(progress: Progress) -> dict[str, Any]:
    """Gives all addresses another location."""
    return locations.replace_everywhere(JobWork(progress))
