"""What a row held is kept cell by cell."""

from itertools import product

import pytest
from django.db import connection

from exchange.staging import literal

pytestmark = pytest.mark.django_db
LETTERS = ('"', "\\", ",", "{", " ", "a", "NULL", "")


def test_cells_are_kept_as_they_are_whatever_marks_they_hold() -> None:
    rows = [["".join(letters[:3]), "".join(letters[3:])] for letters in product(LETTERS, repeat=5)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select row::text[] from unnest(%s::text[]) with ordinality kept(row, at) order by at",
            [[literal(row) for row in rows]],
        )
        assert [row for (row,) in cursor.fetchall()] == rows
