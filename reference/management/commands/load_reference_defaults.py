"""manage.py load_reference_defaults"""

from typing import Any

from django.core.management.base import BaseCommand

from history.recording import recorded
from reference.defaults import load_defaults


class Command(BaseCommand):
    help = "Loads the six kinds, the default statuses and roles; changes nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(user_id=None, run="command:load_reference_defaults"):
            added = load_defaults()
        if added and options["verbosity"]:
            self.stdout.write("Added: " + ", ".join(added))
