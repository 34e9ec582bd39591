"""The further counterparties that a row of a tab belongs to, beside the one in whose file it is at home.

The row keeps one plain foreign key to its home: lists, the import at a million and the constraints go by it. What it
has to do with others is a link of its own, which helps to find them as the home is found.
"""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from counterparties.models.bank_accounts import BankAccount
from counterparties.models.contact_persons import ContactPerson
from counterparties.models.holdings import DateRange
from counterparties.models.records import Record
from counterparties.querysets import SubRecordQuerySet
from history.tracking import tracked, versioned


class Further(Record):
    """A link; `shared` is the model of the linked row, `of` the foreign key to it, `details` what the link says.

    `tab` is where the linked rows stand.
    """

    shared: ClassVar[type[models.Model]]
    of: ClassVar[str]
    tab: ClassVar[str]
    details: ClassVar[tuple[str, ...]] = ()

    counterparty = models.ForeignKey("counterparties.Counterparty", models.PROTECT, verbose_name=_("counterparty"))

    objects: ClassVar[Any] = SubRecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def record(self) -> Any:
        """The row that is linked."""
        return getattr(self, self.of)


class ContactLink(Further):
    """Somebody is a contact of a further counterparty, in a role, from one day to another; an open end is empty."""

    shared, of, tab, details = ContactPerson, "person", "contact-persons", ("role", "from_date", "to_date")
    history_ends = ("person", "counterparty")

    person = models.ForeignKey(ContactPerson, models.PROTECT, verbose_name=_("contact person"), related_name="links")
    role = models.CharField(_("role"), max_length=200, blank=True)
    from_date = models.DateField(_("from"), null=True, blank=True)
    to_date = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact of a further counterparty")
        verbose_name_plural = _("contacts of further counterparties")
        constraints = [
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(to_date=None) | Q(to_date__gte=F("from_date")),
                name="contact_ends_after_it_begins",
                violation_error_message=_("It ends before it begins: correct one of the days."),
            ),
            ExclusionConstraint(
                name="one_contact_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("counterparty", RangeOperators.EQUAL),
                    (
                        DateRange("from_date", "to_date", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(archived_at=None),
                violation_error_message=_("The person is a contact of this counterparty in that time already."),
            ),
        ]
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def __str__(self) -> str:
        return f"{self.person} / {self.counterparty}"


class AccountHolder(Further):
    """A further counterparty holds an account too."""

    shared, of, tab = BankAccount, "account", "bank-accounts"
    history_ends = ("account", "counterparty")

    account = models.ForeignKey(BankAccount, models.PROTECT, verbose_name=_("bank account"), related_name="links")

    class Meta:
        verbose_name = _("further holder")
        verbose_name_plural = _("further holders")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "counterparty"],
                condition=Q(archived_at=None),
                name="one_holder_an_account",
                violation_error_message=_("The counterparty holds this account already."),
            )
        ]
        triggers = [*tracked(owner="counterparty_id"), versioned()]

    def __str__(self) -> str:
        return f"{self.account} / {self.counterparty}"


FURTHER: tuple[type[Further], ...] = (ContactLink, AccountHolder)
LINK_OF: dict[type[models.Model], type[Further]] = {link.shared: link for link in FURTHER}
"By the model of a row its link to further counterparties."


def link_of(model: type[models.Model]) -> type[Further]:
    """What links rows of a model that may belong to further counterparties."""
    return LINK_OF[model]
