"""Jobs that are giving records an item: until they are done it is in use, though no record may have it yet."""

from collections import Counter
from collections.abc import Collection, Mapping

from jobs.models import FINISHED, Job
from reference.models import Feature, NomenclatureItem
from reference.stopping import CONVERT

REPLACE = "replace-item"
"The kind of job that gives records one item for another."


def at_work(ids: Collection[int]) -> Mapping[int, int]:
    """How many jobs may still write each of these items."""
    replacing = Job.objects.filter(kind=REPLACE, arguments__by__in=ids).exclude(state__in=FINISHED)
    found = Counter(replacing.values_list("arguments__by", flat=True))
    # One that is left half-way may be gone on with.
    turning = Feature.every.filter(job__kind=CONVERT).exclude(job__arguments__target__nomenclature_id=None)
    for nomenclature in turning.values_list("job__arguments__target__nomenclature_id", flat=True):
        rows = NomenclatureItem.objects.filter(pk__in=ids, nomenclature=nomenclature)
        found.update(rows.values_list("pk", flat=True))
    return found
