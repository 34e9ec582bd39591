"""The Django app of this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CounterpartiesConfig(AppConfig):
    name = "counterparties"
    verbose_name = _("Counterparties")

    def ready(self) -> None:
        from counterparties import changes, uses

        changes.register()
        uses.register()
