"""Stored values whose form is not, or not yet, that of their feature's data type: in the history, in a conversion."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Func, TextField
from django.db.models.expressions import Combinable
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reference.features.values import FeatureValue
from reference.models import NomenclatureItem
from reference.models.features import DataType

FORMS: dict[str, type] = {
    DataType.TEXT: str,
    DataType.LONG_TEXT: str,
    DataType.NUMBER: str,
    DataType.DATE: str,
    DataType.YES_NO: bool,
    DataType.NOMENCLATURE: list,
    DataType.COUNTERPARTY: int,
    DataType.FILE: int,
    DataType.PICTURE: int,
}
"What a value of the data type is in JSON."


class ChangingValue(FeatureValue):
    """A feature whose values a job is changing: old and new forms lie side by side; they are only shown."""

    empty = None
    offered = False

    def __init__(self, feature: Any, items: Any = None) -> None:
        super().__init__(feature)
        self.editable = self.sortable = self.indexed = False

    def filter(self) -> None:
        return None

    def to_json(self, value: Any) -> Any:
        return value

    def format(self, value: Any) -> str:
        return shape(value)

    def exported(self) -> Combinable:
        return StoredShape(self.key)

    def check_change(self, before: Any, after: Any) -> None:
        if after != before:
            raise ValidationError(
                _("A job is changing the values of “%(name)s”: wait until it is done."), params={"name": self.label}
            )


class StoredShape(Func):
    """What `shape` says of the stored value with this key, in SQL."""

    output_field = TextField()
    template = (
        "(case jsonb_typeof({stored}) when 'boolean' then case {stored} when 'true' then %s else %s end"
        " when 'number' then '#' || {stored}::text"
        " when 'array' then (select string_agg(coalesce({name}, '#' || each.id), ', ' order by each.place)"
        " from jsonb_array_elements_text({stored}) with ordinality as each(id, place)"
        " left join {items} item on item.id = each.id::bigint)"
        " else {features} ->> '{key}' end)"
    )

    def __init__(self, key: str, **extra: Any) -> None:
        super().__init__(F("features"), key=int(key), **extra)

    def as_sql(self, compiler: Any, connection: Any, *_how: Any, **_context: Any) -> tuple[str, tuple]:
        features, _none = compiler.compile(self.source_expressions[0])
        first, other = ("bg", "en") if get_language() == "bg" else ("en", "bg")
        name = f"coalesce(nullif(item.name_{first}, ''), nullif(item.name_{other}, ''), item.code)"
        items = connection.ops.quote_name(NomenclatureItem._meta.db_table)
        stored = f"({features} -> '{self.extra['key']}')"
        sql = self.template.format(stored=stored, features=features, key=self.extra["key"], name=name, items=items)
        return sql, (_("Yes"), _("No"))


def told(attribute: FeatureValue, stored: Any) -> str:
    """A stored value as people read it, whichever data type the feature had when it was stored."""
    if stored is None:
        return ""
    if type(stored) is FORMS.get(attribute.feature.data_type):
        try:
            return str(attribute.show(attribute.from_json(stored)) or shape(stored))
        except (ValueError, ArithmeticError):
            pass
    return shape(stored)


def shape(stored: Any) -> str:
    """The same by its form alone. The name of a counterparty is not told: who reads it may not see that one."""
    match stored:
        case None:
            return ""
        case bool():
            return _("Yes") if stored else _("No")
        case list():
            return ", ".join(named(stored))
        case int():
            return f"#{stored}"
        case _:
            return str(stored)


def named(ids: Iterable[Any]) -> list[str]:
    """The names of items, in whichever nomenclature they are; the number of one that is gone."""
    wanted = [pk for pk in ids if isinstance(pk, int)]
    found = {item.pk: item.name for item in NomenclatureItem.objects.filter(pk__in=wanted)}
    return [found.get(pk, f"#{pk}") for pk in wanted]
