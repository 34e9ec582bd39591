"""`manage.py serve`: the whole application on one machine, as `make run` starts it."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from primio_crm.accounts import first_administrator, password_link
from primio_crm.supervisor import Child, supervise


class Command(BaseCommand):
    help = "Runs the web server and the worker until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        server = [sys.executable, "-m", "gunicorn", "--config", str(settings.BASE_DIR / "deploy" / "gunicorn.py")]
        worker = [sys.executable, str(settings.BASE_DIR / "manage.py"), "procrastinate", "worker"]
        children = [
            Child("The web server", [*server, "--bind", f"{host}:{port}", "primio_crm.wsgi"]),
            Child("The worker", worker),
        ]
        self.greet(f"http://{host}:{port}" if settings.LOCAL_HTTP else f"https://{(*settings.ALLOWED_HOSTS, host)[0]}")
        connection.close()
        sys.exit(supervise(children, self.stdout.write))

    def greet(self, address: str) -> None:
        """Says where to log in and, while nobody can, how to set the first password."""
        self.stdout.write(f"\nPrimio CRM: {address}/   (Ctrl-C stops it, the data stay)")
        if administrator := first_administrator():
            self.stdout.write(
                f"\nNobody can log in yet. Set the password of the user {administrator.username} here, once:\n"
                f"  {address}{password_link(administrator)}"
            )
        self.stdout.write("")
        self.stdout.flush()
