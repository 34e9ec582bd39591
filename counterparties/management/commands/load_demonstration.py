"""`manage.py load_demonstration`: some two hundred invented counterparties to look around with."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from counterparties.demonstration.loading import load_demonstration


class Command(BaseCommand):
    help = "Adds invented counterparties of all kinds; remove_demonstration takes them away again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = load_demonstration(user=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{number} demonstration counterparties added.")
