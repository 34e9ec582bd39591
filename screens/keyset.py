"""Paging by key: a page begins behind the last row of the page before, however deep it lies."""

from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

SALT = "screens.keyset"
END = "end"
"Stands for a cursor behind the last row: the page before it is the last one."


class Beyond(Func):
    """(key, id) > (value, id) as one row comparison, which PostgreSQL reads off an index on (key, id)."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, key: Any, pk: Any, value: Any, last: Any, *, operator: str = ">") -> None:
        super().__init__(key, pk, value, last)
        self.operator = operator

    def as_sql(self, compiler: Any, connection: Any, *_how: Any, **_context: Any) -> tuple[str, tuple]:
        compiled = [compiler.compile(expression) for expression in self.source_expressions]
        (key, pk, value, last), params = zip(*compiled, strict=True)
        return f"({key}, {pk}) {self.operator} ({value}, {last})", tuple(each for group in params for each in group)


class Detached(Func):
    """The same value, but no index has it: few rows are then found first and sorted, not met along an index."""

    template = "(SELECT %(expressions)s)"
    arity = 1


@dataclass
class Page:
    """At most `size` rows and the cursors that lead to the pages around them ("" where there is none)."""

    rows: list[Model] = field(default_factory=list)
    previous: str = ""
    next: str = ""
    count: tuple[int, bool] | None = None
    "How many rows there are in all, as `ListQuery.count` says it, where the page knows."


@dataclass(frozen=True)
class Keyset:
    """An order that ends with the id, so that every row has exactly one place."""

    key: Combinable
    descending: bool = False
    name: str = ""

    def ordered(self, rows: QuerySet, *, reverse: bool = False) -> QuerySet:
        falling = self.descending != reverse
        pk = F("pk").desc() if falling else F("pk").asc()
        key = self.key.desc() if falling else self.key.asc()  # type: ignore[attr-defined]
        return rows.annotate(_key=self.key).order_by(key, pk)

    def page(self, rows: QuerySet, size: int, *, after: str = "", before: str = "") -> Page:
        """The page behind or ahead of a cursor; raises ValidationError when the cursor is of another list."""
        backwards = bool(before) and not after
        ordered = self.ordered(rows, reverse=backwards)
        if (cursor := after or before) and not (backwards and before == END):
            value, last = self.read(cursor)
            operator = "<" if self.descending != backwards else ">"
            field = ordered.query.annotations["_key"].output_field
            behind = Value(field.to_python(value), output_field=field)
            ordered = ordered.filter(Beyond(self.key, F("pk"), behind, Value(last), operator=operator))
        return self.around(list(ordered[: size + 1]), size, after=after, before=before)

    def place(self, rows: QuerySet, pk: int) -> str:
        """The cursor of the row with this id; "" where it is none of these."""
        row = rows.filter(pk=pk).annotate(_key=self.key).only("pk").first()
        return self.cursor(row) if row else ""

    def begin_of(self, rows: QuerySet, pk: int, size: int, *, among: QuerySet) -> str:
        """The cursor of the page that has in its middle the row, or its place if it has left; "" for the first page.

        The row is one of those it may be `among`: the place of any other says nothing.
        """
        place = self.place(among, pk)
        ahead = self.page(rows, size, before=place).rows if place else []
        return self.cursor(ahead[size // 2]) if len(ahead) == size else ""

    def beside(self, rows: QuerySet, pk: int) -> tuple[Model | None, Model | None]:
        """The rows ahead of and behind the one with this id, be that among them or no more."""
        if not (place := self.place(rows.model._default_manager.all(), pk)):
            return None, None
        ahead, behind = (self.page(rows, 1, **{side: place}).rows for side in ("before", "after"))
        return next(iter(ahead), None), next(iter(behind), None)

    def around(self, found: list[Model], size: int, *, after: str = "", before: str = "") -> Page:
        """The page of the rows found behind or ahead of a cursor, nearest first, one more than it holds."""
        backwards = bool(before) and not after
        more, found = len(found) > size, found[:size]
        if backwards:
            found.reverse()
        has_previous = more if backwards else bool(after)
        has_next = before != END if backwards else more
        return Page(
            found,
            self.cursor(found[0]) if found and has_previous else "",
            self.cursor(found[-1]) if found and has_next else "",
        )

    def cursor(self, row: Model) -> str:
        value = row._key  # type: ignore[attr-defined]
        text = value if isinstance(value, str | int) else str(value)
        return signing.dumps([self.name, text, row.pk], salt=SALT, compress=True)

    def read(self, cursor: str) -> tuple[Any, int]:
        try:
            name, value, last = signing.loads(cursor, salt=SALT)
        except (signing.BadSignature, ValueError):
            name = None
        if name != self.name:
            raise ValidationError(_("This page belongs to another list. Open the list again."))
        return value, last
