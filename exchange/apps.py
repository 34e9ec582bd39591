"""The Django app of this room."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        from exchange.locations.undoing import LocationUndoing
        from exchange.provenance import jobs_told
        from exchange.undoing import subjects
        from exchange.undoing.items import ItemUndoing
        from history.reading import tell_sources

        for target in ("exchange.nomenclature_items", "exchange.locations.target"):
            import_module(target)  # registers itself
        autodiscover_modules("importing")
        subjects.register(ItemUndoing())
        subjects.register(LocationUndoing())
        tell_sources.append(jobs_told)
