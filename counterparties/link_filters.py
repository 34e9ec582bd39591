"""Lists filtered and sorted by a feature whose value is a counterparty."""

from typing import Any

from django.db.models import BigIntegerField, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Collate

from attributes.remote import RemoteFilter
from reference.features.stored import StoredText, holds_one_of


class LinkFilter(RemoteFilter):
    """Those whose feature names one of the chosen counterparties."""

    def among(self, rows: list[Any]) -> Q:
        return holds_one_of(self.attribute.key, [row.pk for row in rows])


def name_order(key: str, rows: QuerySet) -> Combinable:
    """The sort key of the named counterparty's name, "" where it is none of these rows."""
    name = _of_named(key, rows, "name_sort")
    return Collate(Coalesce(name, Value("", output_field=TextField())), "C")


def code_or_id(key: str, rows: QuerySet, *, unseen: str) -> Combinable:
    """The code of the named counterparty; its id behind the sign `unseen` where it is none of these rows."""
    stored = Func(StoredText(key), template=f"('{unseen}' || %(expressions)s)", output_field=TextField())
    return Coalesce(_of_named(key, rows, "code"), stored)


def _of_named(key: str, rows: QuerySet, column: str) -> Subquery:
    """A text of the counterparty that the feature with this key names."""
    named = Func(
        OuterRef("features"), template=f"(%(expressions)s ->> '{int(key)}')::bigint", output_field=BigIntegerField()
    )
    return Subquery(rows.filter(pk=named).order_by().values(column)[:1], output_field=TextField())
