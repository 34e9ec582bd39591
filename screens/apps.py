"""The Django app of this room."""

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ScreensConfig(AppConfig):
    name = "screens"
    verbose_name = _("Screens")

    def ready(self) -> None:
        from screens.checks import check_declarations

        autodiscover_modules("screens")
        checks.register(check_declarations)
