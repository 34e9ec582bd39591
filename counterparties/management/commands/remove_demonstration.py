"""`manage.py remove_demonstration`: takes the invented counterparties away again, edited ones too."""

from typing import Any

from django.core.management.base import BaseCommand

from counterparties.demonstration.removing import remove_demonstration


class Command(BaseCommand):
    help = "Deletes the demonstration counterparties, and of the configuration that came with them what is not used."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = remove_demonstration(user=None)
        self.stdout.write(f"{removed.counterparties} demonstration counterparties removed.")
        if removed.kept:
            self.stdout.write(f"Kept, because they are used: {', '.join(removed.kept)}.")
        if removed.let_go:
            self.stdout.write(f"Real counterparties that lost a holding or a member: {', '.join(removed.let_go)}.")
