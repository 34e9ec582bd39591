"""The counterparty and what its file holds: one module a noun."""

from counterparties.models.addresses import Address
from counterparties.models.bank_accounts import BankAccount
from counterparties.models.calendar_feeds import CalendarFeed
from counterparties.models.comments import Comment
from counterparties.models.contact_persons import ContactPerson
from counterparties.models.counterparties import Counterparty, CounterpartyType
from counterparties.models.emails import Email, EmailFile
from counterparties.models.events import Event, EventContact, EventFile, EventSeries, EventUser
from counterparties.models.files import Attachment, Upload
from counterparties.models.filled_forms import FilledForm
from counterparties.models.further import AccountHolder, ContactLink
from counterparties.models.holdings import HoldingMember
from counterparties.models.own_companies import (
    Numbered,
    NumberRun,
    NumberSeries,
    Signatory,
    Stationery,
    StationeryAccount,
)
from counterparties.models.personal_documents import NumberShown, PersonalDocument, Scan
from counterparties.models.portal_users import Invitation, PortalUser
from counterparties.models.subject_packages import SubjectPackage
from counterparties.models.vies import ViesCheck, ViesQuestion, ViesTurn
from counterparties.models.words import Word, WordsRead

__all__ = [
    "AccountHolder",
    "Address",
    "Attachment",
    "BankAccount",
    "CalendarFeed",
    "Comment",
    "ContactLink",
    "ContactPerson",
    "Counterparty",
    "CounterpartyType",
    "Email",
    "EmailFile",
    "Event",
    "EventContact",
    "EventFile",
    "EventSeries",
    "EventUser",
    "FilledForm",
    "HoldingMember",
    "Invitation",
    "NumberRun",
    "NumberSeries",
    "NumberShown",
    "Numbered",
    "PersonalDocument",
    "PortalUser",
    "Scan",
    "Signatory",
    "Stationery",
    "StationeryAccount",
    "SubjectPackage",
    "Upload",
    "ViesCheck",
    "ViesQuestion",
    "ViesTurn",
    "Word",
    "WordsRead",
]
