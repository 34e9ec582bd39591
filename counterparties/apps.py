"""The Django app of this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CounterpartiesConfig(AppConfig):
    name = "counterparties"
    verbose_name = _("Counterparties")

    def ready(self) -> None:
        from counterparties import changes, uses
        from counterparties.addresses.linking import Addresses
        from counterparties.feature_files import FileValue, PictureValue
        from counterparties.feature_links import CounterpartyValue
        from counterparties.forms.searching import refresh_words
        from counterparties.models import Counterparty, FilledForm
        from counterparties.searching import refresh_search
        from counterparties.undoing import CounterpartyUndoing
        from exchange.undoing import subjects
        from reference.features import carriers
        from reference.features.attributes import VALUES
        from reference.locations import holders
        from reference.models.features import DataType

        carriers.register(Counterparty, refresh=refresh_search)
        carriers.register(FilledForm, refresh=refresh_words, fields=True)
        VALUES[DataType.COUNTERPARTY] = CounterpartyValue
        VALUES[DataType.FILE], VALUES[DataType.PICTURE] = FileValue, PictureValue
        changes.register()
        uses.register()
        holders.register(Addresses())
        subjects.register(CounterpartyUndoing())
