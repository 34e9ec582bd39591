"""The Django app of this room."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    name = "reference"
    verbose_name = _("Reference")

    def ready(self) -> None:
        from reference import changes
        from reference.own_uses import register_own_uses

        for package in ("items", "file_tabs", "form_templates", "locations"):
            import_module(f"reference.{package}.screen")  # registers itself
        register_own_uses()
        changes.register()
