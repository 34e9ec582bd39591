"""Lays the events of one day side by side: where in the column each stands, and how wide it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from counterparties.events.times import times_of
from counterparties.models import Event

QUARTER, QUARTERS = 15, 96
"Minutes of a row of the column, and rows of a day by the clock."
SHORTEST = 2
"Rows that an event takes at least, so that its words can be read."
LANES = 4
"Events that stand side by side; where more take place at once they share the last lane."


@dataclass
class Laid:
    """An event with its place: the first row and how many, its lane of how many."""

    event: Event
    row: int
    rows: int
    lane: int = 1
    lanes: int = 1

    @property
    def times(self) -> str:
        return times_of(self.event)

    @property
    def end(self) -> int:
        return self.row + self.rows

    @property
    def classes(self) -> str:
        """The names by which the style sheet places it, which allows no styles in the page."""
        return f"from-{self.row} for-{self.rows} lane-{self.lane}-{self.lanes}"


def lay(events: Iterable[Event], day: date) -> list[Laid]:
    """The events of a day with their places; rows are those of the clock, the day when it is turned included."""
    placed = sorted((place(event, day) for event in events), key=lambda each: (each.row, -each.rows, each.event.pk))
    for group in overlapping(placed):
        ends: list[int] = []
        for each in group:
            free = next((number for number, end in enumerate(ends) if end <= each.row), len(ends))
            if free >= LANES:
                free = LANES - 1
            ends[free : free + 1] = [each.end]
            each.lane = free + 1
        for each in group:
            each.lanes = len(ends)
    return placed


def place(event: Event, day: date) -> Laid:
    begin = row_of(event.begins)
    end = row_of(event.ends, up=True) if event.ends else begin
    if event.ends and timezone.localdate(event.ends) > day:
        end = QUARTERS + 1
    rows = max(end - begin, SHORTEST)
    return Laid(event, min(begin, QUARTERS + 1 - rows), rows)


def row_of(moment: datetime, *, up: bool = False) -> int:
    """The row of the clock in which a moment lies, counted from 1."""
    there = timezone.localtime(moment)
    minutes = timedelta(hours=there.hour, minutes=there.minute) // timedelta(minutes=1)
    return -(-minutes // QUARTER) + 1 if up else minutes // QUARTER + 1


def overlapping(placed: list[Laid]) -> Iterator[list[Laid]]:
    """Groups of events of which each overlaps with another one of its group."""
    group: list[Laid] = []
    end = 0
    for each in placed:
        if group and each.row >= end:
            yield group
            group, end = [], 0
        group.append(each)
        end = max(end, each.end)
    if group:
        yield group
