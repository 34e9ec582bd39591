"""Which values many counterparties may be given together."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from access.models import Action, User
from attributes.values import Attribute
from counterparties.columns import Types
from counterparties.models import CounterpartyType
from reference.features.attributes import features, with_those_above

TOGETHER = (
    "status", "types", "responsible", "country", "foreign", "language",
    "alias", "phone", "email", "website", "note",
)  # fmt: skip
"Names and official numbers are everybody's own."
LOOKED_AT = 10_000
"Rows whose types are looked at; of more, any may be there."


def attributes_of(user: User, known: Mapping[str, Attribute], rows: QuerySet[Any]) -> dict[str, Attribute]:
    """Those of the attributes that make sense for several of these rows, features of their types among them."""
    rows = rows.order_by()
    known = {**known, "types": Types("types", known["types"].label, user=user, action=Action.EDIT)}
    if rows[: LOOKED_AT + 1].count() > LOOKED_AT:
        asked = {each.attribute.name for each in features()}
    else:
        links = CounterpartyType.objects.filter(counterparty__in=rows.values("pk"))
        above = with_those_above(links.order_by().values_list("type_id", flat=True).distinct())
        asked = {each.attribute.name for each in features() if each.by(above)}
    return {name: known[name] for name in TOGETHER} | {name: known[name] for name in known if name in asked}
