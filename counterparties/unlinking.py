"""Takes away the values of features that point to counterparties which are about to be deleted."""

from collections.abc import Collection

from counterparties.models import Counterparty
from reference.features.attributes import VALUES
from reference.features.rewriting import Rewriting, Work, ids_where, rewrite
from reference.models import Feature


def unlink(*, ids: Collection[int]) -> list[int]:
    """Clears what points to these counterparties, but for their own values; the ids of those that lose one.

    Within the caller's transaction: the counterparties go with it.
    """
    lost: set[int] = set()
    types = [data_type for data_type, value in VALUES.items() if value.points_to is Counterparty]
    for pk, template in Feature.every.filter(data_type__in=types).order_by("pk").values_list("pk", "template"):
        others = "" if template else " and not id = any(%(ids)s::bigint[])"
        pointing = Rewriting(
            "features ->> %(key)s = any(%(ids)s)" + others,
            "features - %(key)s",
            {"key": str(pk), "ids": [str(each) for each in ids]},
        )
        if template is None:
            lost |= set(ids_where(Counterparty, pointing.condition, pointing.params))
        rewrite(pointing, Work())
    return sorted(lost)
