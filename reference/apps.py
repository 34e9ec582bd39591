"""The Django app of this room."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    name = "reference"
    verbose_name = _("Reference")

    def ready(self) -> None:
        from reference.own_uses import register_own_uses

        for screen in ("reference.items.screen", "reference.file_tabs.screen", "reference.locations.screen"):
            import_module(screen)  # registers itself
        register_own_uses()
