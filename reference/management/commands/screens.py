"""`manage.py screens`: which tabs the file of a counterparty has by kind, as administrators have placed them."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from reference.file_tabs.placing import ALONE
from reference.file_tabs.reading import file_tabs, fits
from reference.kinds import Kind
from reference.models import FileTab


class Command(BaseCommand):
    help = "Prints the tabs of the counterparty's file by kind, as a table in Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"| tab | {' | '.join(str(kind.label) for kind in Kind)} |")
        self.stdout.write("|---" * (1 + len(Kind)) + "|")
        for name, kinds in matrix().items():
            ticks = " | ".join("x" if kind in kinds else "" for kind in Kind)
            self.stdout.write(f"| {name} | {ticks} |")


def matrix() -> dict[str, set[str]]:
    """The kinds that have each tab, by its name in the order of the file; what is stopped is left out."""
    found: dict[str, set[str]] = {}
    for tab, kinds in _placed():
        found.setdefault(str(tab), set()).update(kinds)
    return found


def _placed() -> Iterator[tuple[FileTab, set[str]]]:
    tabs = [tab for tab in file_tabs() if tab.stopped_at is None]
    for part in (tab for tab in tabs if tab.parent_id is None):
        under = [tab for tab in tabs if tab.parent_id == part.pk]
        for tab in under or [part]:
            # A heading with nothing under it is not shown.
            if tab is not part or part.interface in ALONE:
                yield tab, {kind for kind in Kind if fits(part, [kind]) and fits(tab, [kind])}
