"""Hits met along the index of folded names: quick where they are many, and given up where they are rare."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from counterparties.models import Counterparty
from counterparties.models.counterparties import BEGINNING_LENGTH

TABLE = Counterparty._meta.db_table
NAME = f'(left(search, {BEGINNING_LENGTH}) collate "C")'
Place = tuple[str, int]
"The sort key of a hit and its id."


@dataclass(frozen=True)
class Walk:
    """So many rows along the index: those whose folded name begins so, from behind a place, be it backwards."""

    begins: str
    behind: Place | None
    falling: bool
    length: int

    def hits(self, rows: QuerySet, number: int) -> tuple[list[Place], bool]:
        """At most `number` of the rows with their folded names, and whether the walk came to the end of the index.

        The conditions of the queryset are asked of the walked rows one by one, until there are enough.
        """
        sql, params = rows.order_by().values_list("pk").query.sql_with_params()
        _select, conditions = sql.split(f'FROM "{TABLE}"', 1)
        walked, given = self._walked(f"*, {NAME} as beginning")
        order = "desc" if self.falling else "asc"
        with connection.cursor() as cursor:
            cursor.execute(
                f'select "{TABLE}".beginning, "{TABLE}".id from ({walked}) "{TABLE}" {conditions}'
                f' order by "{TABLE}".beginning {order}, "{TABLE}".id {order} limit %s',
                [*given, *params, number],
            )
            found = cursor.fetchall()
            if len(found) == number:
                return found, False
            cursor.execute(f"select count(*) from ({self._walked('')[0]}) walked", given)
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
