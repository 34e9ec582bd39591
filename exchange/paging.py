"""A page of rows that are in the order of a number of theirs, as lines or ids are."""

from typing import TypeVar

from django.db.models import Model, QuerySet

ROWS_A_PAGE = 50
Row = TypeVar("Row", bound=Model)


def page_by(
    rows: QuerySet[Row], number: str, *, after: int = 0, before: int = 0
) -> tuple[list[Row], int | None, int | None]:
    """The rows behind one number or ahead of another, and the numbers that the pages around them are asked for by.

    These are what the page before lies ahead of, and what the next one lies behind; None where there is none.
    """
    if before:
        found = list(rows.filter(**{f"{number}__lt": before}).order_by(f"-{number}")[: ROWS_A_PAGE + 1])
    else:
        found = list(rows.filter(**{f"{number}__gt": after}).order_by(number)[: ROWS_A_PAGE + 1])
    more, found = len(found) > ROWS_A_PAGE, found[:ROWS_A_PAGE]
    if before:
        found.reverse()
    backward, forward = (more, bool(found)) if before else (bool(after and found), more)
    return found, getattr(found[0], number) if backward else None, getattr(found[-1], number) if forward else None
