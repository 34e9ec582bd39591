"""Hits met along the index of folded names or in the table: quick where they are many, given up where they are few."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from counterparties.models import Counterparty
from counterparties.models.counterparties import BEGINNING_LENGTH

TABLE = Counterparty._meta.db_table
NAME = f'(left(search, {BEGINNING_LENGTH}) collate "C")'
Place = tuple[str, int]
"The sort key of a hit and its id."


def met_in_table(rows: QuerySet, number: int, *, length: int) -> list[Place]:
    """At most `number` of the rows with their folded names, in no order, out of the first `length` of the table.

    As they lie in it rows are read more quickly than by any index, and always the same ones.
    """
    # From a place on: else a scan of a big table may begin where another one is just reading.
    read = f"select * from \"{TABLE}\" where ctid >= '(0,0)' limit {length}"
    conditions, params = _conditions(rows)
    with connection.cursor() as cursor:
        cursor.execute(f'select {NAME}, "{TABLE}".id from ({read}) "{TABLE}" {conditions} limit %s', [*params, number])
        return cursor.fetchall()


def _conditions(rows: QuerySet) -> tuple[str, tuple]:
    """All that stands behind the table in the SQL of these rows."""
    sql, params = rows.order_by().values_list("pk").query.sql_with_params()
    return sql.split(f'FROM "{TABLE}"', 1)[1], params


@dataclass(frozen=True)
class Walk:
    """So many rows along the index: those whose folded name begins so, from behind a place, be it backwards."""

    begins: str
    behind: Place | None
    falling: bool
    length: int

    def first(self, rows: QuerySet, number: int) -> list[Place]:
        """At most `number` of the rows with their folded names.

        The conditions of the queryset are asked of the walked rows one by one, until there are enough.
        """
        conditions, params = _conditions(rows)
        walked, given = self._walked(f"*, {NAME} as beginning")
        order = "desc" if self.falling else "asc"
        with connection.cursor() as cursor:
            cursor.execute(
                f'select "{TABLE}".beginning, "{TABLE}".id from ({walked}) "{TABLE}" {conditions}'
                f' order by "{TABLE}".beginning {order}, "{TABLE}".id {order} limit %s',
                [*given, *params, number],
            )
            return cursor.fetchall()

    def hits(self, rows: QuerySet, number: int) -> tuple[list[Place], bool]:
        """The same, and whether the walk came to the end of the index."""
        if len(found := self.first(rows, number)) == number:
            return found, False
        walked, given = self._walked("")
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from ({walked}) walked", given)
            return found, cursor.fetchone()[0] < self.length

    def _walked(self, columns: str) -> tuple[str, list[str | int]]:
        """The rows of the walk in its order."""
        order, beyond = ("desc", "<") if self.falling else ("asc", ">")
        conditions = ["true"]
        params: list[str | int] = []
        if self.begins:
            conditions.append(f"{NAME} like %s")
            params.append(f"{self.begins}%")
        if self.behind:
            conditions.append(f"({NAME}, id) {beyond} (%s, %s)")
            params += self.behind
        where = " and ".join(conditions)
        sql = f'select {columns} from "{TABLE}" where {where} order by {NAME} {order}, id {order} limit {self.length}'
        return sql, params
