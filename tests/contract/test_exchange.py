"""What goes out of a list comes in again as it was, whatever the list, for every attribute."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exchange.exporting import everything, export, list_of
from exchange.reading import inspected, rows_of
from exchange.titles import titles_of
from tests.contract.conftest import Case


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_read_again_gives_the_same_values(case: Case, tmp_path: Path, format: str):
    records = {str(record.pk): record for record in case.make(3)}
    query = list_of(
        screen=case.screen, user=case.user, query=everything(screen=case.screen, user=case.user), parent=case.owner
    )
    path = tmp_path / f"list.{format}"
    assert export(query=query, path=path, format=format) == 3
    sheet = inspected(path)
    assert sheet.headers == titles_of(query.columns)
    rows = [row.cells + [""] * (len(sheet.headers) - len(row.cells)) for row in rows_of(path, sheet)]
    stored = list(query.with_related(query.ordered()))
    assert {str(record.pk) for record in stored} == set(records)
    for cells, record in zip(rows, stored, strict=True):
        for attribute, cell in zip(query.columns, cells, strict=True):
            assert cell == attribute.format(attribute.value(record)), attribute
            if attribute.editable:
                assert attribute.clean(cell) == attribute.value(record), attribute


def test_an_export_asks_as_much_for_five_rows_as_for_fifty(case: Case, tmp_path: Path):
    asked = []
    for number in (5, 45):
        case.make(number)
        query = list_of(screen=case.screen, user=case.user, query="", parent=case.owner)
        with CaptureQueriesContext(connection) as queries:
            export(query=query, path=tmp_path / "list.csv", format="csv")
        asked.append(len(queries))
    assert asked[1] <= asked[0]
