"""`manage.py set_up`: brings the database up to this release; changes nothing when it is."""

from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from primio_crm.database_check import complaint
from primio_crm.embedded_database.place import EmbeddedDatabaseError
from primio_crm.health import missing_migrations


class Command(BaseCommand):
    help = "Checks the database, migrates it and loads the reference defaults."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            wrong = complaint()
        except EmbeddedDatabaseError as error:
            wrong = str(error)
        if wrong:
            raise CommandError(wrong)
        if missing := missing_migrations():
            self.stdout.write(f"Bringing the database up to date (migrations: {missing}) ...")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference_defaults", verbosity=options["verbosity"])
