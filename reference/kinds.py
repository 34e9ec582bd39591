"""The six fixed roles that a counterparty may have; they are the roots of the type tree."""

from collections.abc import Iterable
from functools import cache

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    SUPPLIER = "supplier", _("Supplier")
    BANK = "bank", _("Bank")
    COMPANY = "company", _("Company")
    GOVERNMENT = "government", _("Government organisation")
    HOLDING = "holding", _("Holding")

    @classmethod
    def in_order(cls, kinds: Iterable[str]) -> "list[Kind]":
        """These kinds in the order in which they are told everywhere."""
        return list(_in_order(frozenset(kinds)))

    @property
    def plural(self) -> str:
        return str(PLURALS[self])

    @property
    def plural_lazy(self) -> Promise:
        return PLURALS[self]

    @property
    def icon(self) -> str:
        return ICONS[self]


@cache
def _in_order(kinds: frozenset[str]) -> tuple[Kind, ...]:
    return tuple(kind for kind in Kind if kind in kinds)


PLURALS = {
    Kind.CUSTOMER: _("Customers"),
    Kind.SUPPLIER: _("Suppliers"),
    Kind.BANK: _("Banks"),
    Kind.COMPANY: _("Own companies"),
    Kind.GOVERNMENT: _("Government organisations"),
    Kind.HOLDING: _("Holdings"),
}
ICONS = {
    Kind.CUSTOMER: "users",
    Kind.SUPPLIER: "truck-delivery",
    Kind.BANK: "building-bank",
    Kind.COMPANY: "buildings",
    Kind.GOVERNMENT: "gavel",
    Kind.HOLDING: "sitemap",
}
WITH_CHILDREN = (Kind.CUSTOMER, Kind.SUPPLIER)
