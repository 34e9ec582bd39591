"""Where a counterparty is found."""

import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from counterparties.models.records import SubRecord, owning_counterparty
from counterparties.querysets import SubRecordQuerySet
from history.tracking import tracked, versioned
from reference.models import Location

LINKS = ("area_location", "settlement_location", "neighbourhood_location", "street_location")
"Beside the texts: the rows of the location lists that they mean. They follow from the texts."


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)


class AddressQuerySet(SubRecordQuerySet):
    """Addresses by the day on which they hold."""

    def on(self, day: datetime.date) -> Self:
        """Those that hold on this day; without days an address always holds."""
        began = models.Q(valid_from=None) | models.Q(valid_from__lte=day)
        return self.filter(began, models.Q(valid_to=None) | models.Q(valid_to__gte=day))


def _link() -> models.ForeignKey:
    # Looked for by the indexes below, which leave out the addresses that no list knows.
    return models.ForeignKey(Location, models.PROTECT, related_name="+", null=True, editable=False, db_index=False)


class Address(SubRecord):
    """A place of a counterparty, in the thirteen parts that Bulgarian addresses are made of.

    It holds from and to days, both included: yesterday's address stays true for yesterday.
    """

    history_named = True
    history_title = ("free_text", "street", "number", "settlement")
    searched_texts = ("area", "settlement", "neighbourhood", "street", "number", "free_text")
    searched_numbers = ("postal_code",)

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("Registered office")
        TAX = "tax", _("Tax, main")
        OFFICE = "office", _("Office")
        DELIVERY = "delivery", _("Delivery")
        OTHER = "other", _("Other")

    counterparty = owning_counterparty(db_index=False)
    kind = models.CharField(_("address kind"), max_length=12, choices=Kind, default=Kind.REGISTERED)
    country = CountryField(_("country"), default="BG")
    area = models.CharField(_("area"), max_length=100, blank=True)
    settlement = models.CharField(_("settlement"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    mailbox = models.CharField(_("mailbox"), max_length=20, blank=True)
    neighbourhood = models.CharField(_("neighbourhood"), max_length=100, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    number = models.CharField(_("street number"), max_length=20, blank=True)
    block = models.CharField(_("block"), max_length=20, blank=True)
    entrance = models.CharField(_("entrance"), max_length=20, blank=True)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
    apartment = models.CharField(_("apartment"), max_length=20, blank=True)
    free_text = models.TextField(_("free text"), blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    area_location = _link()
    settlement_location = _link()
    neighbourhood_location = _link()
    street_location = _link()

    objects: ClassVar[Any] = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        indexes = [
            models.Index("counterparty", "kind", "id", name="address_by_kind"),
            models.Index(Lower("settlement"), "id", name="address_by_settlement"),
            # Most are at home, where an index would serve nobody.
            models.Index(
                "country", Lower("settlement"), "id", name="address_by_country", condition=~models.Q(country="BG")
            ),
            *(
                models.Index(link, name=f"address_{link}", condition=models.Q(**{f"{link}__isnull": False}))
                for link in LINKS
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(settlement="", free_text=""),
                name="address_says_where",
                violation_error_message=_("Enter the settlement or the address as free text."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")),
                name="address_ends_after_it_begins",
                violation_error_message=_("It ends before it begins: correct one of the days."),
            ),
        ]
        triggers = [
            *tracked(owner="counterparty_id", leave_out=[f"{link}_id" for link in LINKS]),
            versioned(leave_out=LINKS),
        ]

    def __str__(self) -> str:
        return ", ".join(self.lines())

    def lines(self) -> list[str]:
        """The address as it stands on an envelope: settlement, neighbourhood, street and house, flat, the rest."""
        house = [
            _("block %s") % self.block if self.block else "",
            _("entrance %s") % self.entrance if self.entrance else "",
            _("floor %s") % self.floor if self.floor else "",
            _("apartment %s") % self.apartment if self.apartment else "",
        ]
        found = [
            _joined(" ", self.postal_code, self.settlement),
            _joined(", ", self.area if self.area != self.settlement else "", self.neighbourhood),
            _joined(" ", self.street, self.number),
            _joined(", ", *house),
            _("P.O. box %s") % self.mailbox if self.mailbox else "",
            *self.free_text.splitlines(),
        ]
        return [line for line in found if line]
