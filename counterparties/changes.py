"""How the history tells the changes of features: a line for each feature, not one for the column that holds them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from access.models import Action, User
from counterparties.models import Counterparty, CounterpartyType, HoldingMember
from counterparties.querysets import rights_of
from history.reading import Line, explainers
from reference import tree
from reference.features import by_key


def explain_features(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[Line]:
    """The features whose values differ, from what to what."""
    before, after, known = before or {}, after or {}, by_key()
    for key in [*before, *(key for key in after if key not in before)]:
        if before.get(key) != after.get(key):
            feature = known.get(key)
            shown = [shown_value(feature, image.get(key)) for image in (before, after)]
            yield Line(str(feature.label) if feature else f"#{key}", *shown)


def shown_value(feature: Any, stored: Any) -> str:
    if stored is None:
        return ""
    return str(feature.show(feature.from_json(stored))) if feature else str(stored)


def hidden_from(user: User) -> Q | None:
    """The changes in a file that tell of types or holdings which the user may not see; None where he sees all."""
    rights = rights_of(user)
    if rights.unrestricted(Action.SEE):
        return None
    ticks = Q(table=CounterpartyType._meta.db_table)
    foreign = [pk for pk in tree.types().by_id if pk not in rights.types[Action.SEE]]
    told = Q(after__type_id__in=foreign) | Q(before__type_id__in=foreign)
    return (ticks & told) | Q(table=HoldingMember._meta.db_table)


def register() -> None:
    """Makes the history ask here."""
    explainers[(Counterparty._meta.db_table, "features")] = explain_features
