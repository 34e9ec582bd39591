"""`manage.py collect_front_end`: the step between `npm ci` and `collectstatic`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from primio_crm.front_end import collect


class Command(BaseCommand):
    help = "Takes the files that pages use from node_modules to var/front-end."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        collect(settings.BASE_DIR / "node_modules", settings.VAR / "front-end" / "vendor")
