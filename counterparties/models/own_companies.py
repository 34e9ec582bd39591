"""What an own company's documents need: how its paper looks, who signs, how documents are numbered."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counterparties.models.addresses import Address
from counterparties.models.bank_accounts import BankAccount
from counterparties.models.contact_persons import ContactPerson
from counterparties.models.counterparties import Counterparty
from counterparties.models.files import Upload
from counterparties.models.records import SubRecord
from history.tracking import tracked, versioned

PREFIX_LENGTH, MOST_DIGITS = 20, 12


def _picture(label: Any) -> models.ForeignKey:
    return models.ForeignKey(Upload, models.RESTRICT, verbose_name=label, related_name="+", null=True, blank=True)


class Stationery(SubRecord):
    """How the paper of an own company looks, one row a company; what is left empty follows from its file."""

    history_title = ()

    logo = _picture(_("logo"))
    address = models.ForeignKey(
        Address, models.SET_NULL, verbose_name=_("address"), related_name="+", null=True, blank=True
    )
    accounts = models.ManyToManyField(
        BankAccount, verbose_name=_("accounts"), related_name="+", through="StationeryAccount", blank=True
    )
    registration_bg = models.CharField(_("registration text in Bulgarian"), max_length=300, blank=True)
    registration_en = models.CharField(_("registration text in English"), max_length=300, blank=True)
    footer_bg = models.TextField(_("footer in Bulgarian"), max_length=500, blank=True)
    footer_en = models.TextField(_("footer in English"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("stationery")
        verbose_name_plural = _("stationeries")
        constraints = [
            models.UniqueConstraint(
                fields=["counterparty"],
                name="one_stationery_a_company",
                violation_error_message=_("Somebody else has just set up the papers of this company: look again."),
            )
        ]
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def __str__(self) -> str:
        return str(self.counterparty)


class StationeryAccount(models.Model):
    """An account that the documents of a company print."""

    history_line = "account_id"

    stationery = models.ForeignKey(Stationery, models.CASCADE, related_name="account_rows")
    account = models.ForeignKey(BankAccount, models.PROTECT, verbose_name=_("account"), related_name="+")

    class Meta:
        verbose_name = _("account on documents")
        verbose_name_plural = _("accounts on documents")
        constraints = [models.UniqueConstraint(fields=["stationery", "account"], name="one_account_a_stationery")]
        triggers = tracked(owner="stationery_id", through="counterparties_stationery.counterparty_id")

    def __str__(self) -> str:
        return str(self.account)


class Signatory(SubRecord):
    """Who signs for an own company: somebody of its contact persons, a user, or whoever is named; from and to days."""

    history_named = True
    history_title = ("name", "position")
    main_within = ("counterparty",)

    class Signs(models.TextChoices):
        ALONE = "alone", _("Alone")
        JOINTLY = "jointly", _("Jointly with another")

    person = models.ForeignKey(
        ContactPerson, models.PROTECT, verbose_name=_("contact person"), related_name="+", null=True, blank=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("user"), related_name="+", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=200)
    position = models.CharField(_("position"), max_length=200, blank=True)
    signs = models.CharField(_("signs"), max_length=10, choices=Signs, default=Signs.ALONE)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    main = models.BooleanField(
        _("default signatory"), default=False, help_text=_("Signs unless another is chosen for a document.")
    )
    signature = _picture(_("signature"))

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) | Q(user=None),
                name="signatory_is_one_person",
                violation_error_message=_("Choose a contact person or a user, not both."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")),
                name="signatory_ends_after_beginning",
                violation_error_message=_("It ends before it begins: correct one of the days."),
            ),
            models.UniqueConstraint(
                fields=["counterparty"],
                condition=Q(main=True, archived_at=None),
                name="one_main_signatory_a_company",
                violation_error_message=_("Another signatory signs unless somebody else is chosen."),
            ),
        ]
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def __str__(self) -> str:
        return self.name


class Numbered(models.TextChoices):
    """The kinds of documents that an own company numbers."""

    OFFER = "offer", _("Offer")
    SALE = "sale", _("Sale")
    RENTAL = "rental", _("Rental")
    CONTRACT = "contract", _("Contract")
    REQUISITION = "requisition", _("Requisition")
    ORDER = "order", pgettext_lazy("document", "Order")
    PROFORMA = "proforma", _("Pro forma invoice")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    DEBIT_NOTE = "debit_note", _("Debit note")
    PROTOCOL = "protocol", _("Protocol for VAT")
    DELIVERY_NOTE = "delivery_note", _("Delivery note")


TAXED = frozenset({Numbered.INVOICE, Numbered.CREDIT_NOTE, Numbered.DEBIT_NOTE})
"Invoices and the notices to them: the law says how they are numbered, and no two of them have one number."


class NumberSeries(SubRecord):
    """How one kind of document of a company is numbered: a prefix, then a number with so many digits.

    `{year}` and `{yy}` in the prefix stand for the year. A kind may have several series, one of which is the main one;
    `year` is that of the number to come where the numbers begin anew every year.
    """

    history_named = True
    history_title = ("prefix", "note")
    main_within = ("counterparty", "kind")

    kind = models.CharField(_("document"), max_length=20, choices=Numbered)
    prefix = models.CharField(_("prefix"), max_length=PREFIX_LENGTH, blank=True)
    digits = models.PositiveSmallIntegerField(_("digits"), default=10)
    next_number = models.PositiveBigIntegerField(_("next number"), default=1)
    yearly = models.BooleanField(_("anew every year"), default=False)
    main = models.BooleanField(
        _("main series"), default=False, help_text=_("Gives the numbers unless another series is chosen.")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [
            models.UniqueConstraint(
                fields=["counterparty", "kind", "prefix"],
                condition=Q(archived_at=None),
                name="one_series_a_prefix",
                violation_error_message=_("These documents have a series with this prefix already."),
            ),
            models.UniqueConstraint(
                fields=["counterparty", "kind"],
                condition=Q(main=True, archived_at=None),
                name="one_main_series_a_document",
                violation_error_message=_("These documents have a main series already."),
            ),
            models.CheckConstraint(
                condition=Q(digits__gte=1, digits__lte=MOST_DIGITS),
                name="series_has_digits",
                violation_error_message=_("Enter 1 to 12 digits."),
            ),
            models.CheckConstraint(
                condition=Q(next_number__gte=1),
                name="series_counts_from_one",
                violation_error_message=_("Numbers begin with 1."),
            ),
        ]
        triggers = [*tracked(owner="counterparty_id", leave_out=("year",)), versioned(leave_out=("year",))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.prefix}".rstrip()


class NumberRun(models.Model):
    """The last number that was taken behind one prefix; it outlives its series, so that no number comes twice.

    The prefix is that of the document, the year in it as a number. Prefix and digits together say how the number is
    written: behind another prefix with other digits the same one could come again.
    """

    counterparty = models.ForeignKey(Counterparty, models.PROTECT, related_name="+")
    family = models.CharField(max_length=20)
    prefix = models.CharField(max_length=PREFIX_LENGTH + 4)
    digits = models.PositiveSmallIntegerField()
    last = models.PositiveBigIntegerField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("run of numbers")
        verbose_name_plural = _("runs of numbers")
        constraints = [
            models.UniqueConstraint(fields=["counterparty", "family", "prefix", "digits"], name="one_run_a_prefix"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.last:0{self.digits}}"
