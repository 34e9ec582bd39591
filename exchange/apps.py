"""The Django app of this room."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        from exchange.provenance import jobs_told
        from exchange.undoing import subjects
        from exchange.undoing.items import ItemUndoing
        from history.reading import tell_sources

        import_module("exchange.nomenclature_items")  # registers itself
        autodiscover_modules("importing")
        subjects.register(ItemUndoing())
        tell_sources.append(jobs_told)
