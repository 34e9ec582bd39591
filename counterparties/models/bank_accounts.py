"""The accounts that a counterparty is paid to and pays from."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from counterparties.accounts import spaced
from counterparties.models.records import SubRecord, owning_counterparty
from counterparties.querysets import SharedQuerySet
from history.tracking import tracked, versioned


class BankAccount(SubRecord):
    """A bank account of a counterparty; further ones hold it by a link (`AccountHolder`).

    `iban` is stored without spaces, in upper case (ISO 13616); `bank` is the bank that is a counterparty itself.
    """

    main_within = ("counterparty", "currency")
    history_named = True
    history_title = ("iban", "currency")
    searched_numbers = ("iban",)

    counterparty = owning_counterparty(db_index=False)
    iban = models.CharField(_("IBAN"), max_length=34)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    bank_name = models.CharField(_("bank"), max_length=200, blank=True)
    bank = models.ForeignKey(
        "counterparties.Counterparty",
        models.PROTECT,
        verbose_name=_("bank's file"),
        related_name="held_accounts",
        null=True,
        blank=True,
        db_index=False,
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    main = models.BooleanField(_("main account of its currency"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects: ClassVar[Any] = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        indexes = [
            models.Index("iban", name="bank_account_by_iban"),
            models.Index("bank", "iban", name="bank_account_by_bank", condition=Q(bank__isnull=False)),
            models.Index("bic", "id", name="bank_account_by_bic", condition=Q(bank__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["counterparty", "iban", "currency"],
                name="one_account_an_iban",
                violation_error_message=_("The counterparty has this account already."),
            ),
            models.UniqueConstraint(
                fields=["counterparty", "currency"],
                condition=Q(main=True, archived_at=None),
                name="one_main_account_a_currency",
                violation_error_message=_("The counterparty has a main account in this currency already."),
            ),
        ]
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def __str__(self) -> str:
        return spaced(self.iban)
