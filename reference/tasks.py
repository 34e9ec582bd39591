"""The jobs of this room."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from jobs.registry import job
from jobs.running import Progress
from reference import indexing


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
