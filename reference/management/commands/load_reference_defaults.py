"""manage.py load_reference_defaults"""

from typing import Any

from django.core.management.base import BaseCommand

from history.recording import recorded
from reference.defaults import load_defaults
from reference.locations.countries import load_countries


class Command(BaseCommand):
    help = "Loads the six kinds, the default statuses and roles, and the countries; changes nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        with recorded(user_id=None, run="command:load_reference_defaults"):
            added, countries = load_defaults(), load_countries()
        if added and options["verbosity"]:
            self.stdout.write("Added: " + ", ".join(added))
        if countries and options["verbosity"]:
            self.stdout.write(f"Countries added to the list: {len(countries)}")
