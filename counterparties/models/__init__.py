"""The counterparty and what its file holds: one module a noun."""

from counterparties.models.addresses import Address
from counterparties.models.bank_accounts import BankAccount
from counterparties.models.contact_persons import ContactPerson
from counterparties.models.counterparties import Counterparty, CounterpartyType
from counterparties.models.further import AccountHolder, ContactLink
from counterparties.models.holdings import HoldingMember
from counterparties.models.words import Word, WordsRead

__all__ = [
    "AccountHolder",
    "Address",
    "BankAccount",
    "ContactLink",
    "ContactPerson",
    "Counterparty",
    "CounterpartyType",
    "HoldingMember",
    "Word",
    "WordsRead",
]
