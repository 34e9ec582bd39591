"""Counterparties and what stands in their files."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now
from stdnum.bg.vat import calc_check_digit_legal

from access.models import User
from counterparties.accounts import clean_iban
from counterparties.events.saving import save_event
from counterparties.files.adding import add_file, change_attachment, keep
from counterparties.files.pending import Pending
from counterparties.forms.filling import save_form
from counterparties.identifiers import TO_NUMBERS
from counterparties.models import (
    Address,
    Attachment,
    BankAccount,
    ContactPerson,
    Counterparty,
    Event,
    FilledForm,
    HoldingMember,
    NumberSeries,
    PersonalDocument,
    PortalUser,
    Scan,
    Signatory,
    Upload,
)
from counterparties.own_companies.series import save_series
from counterparties.own_companies.signing import save_signatory
from counterparties.personal_documents.saving import save_document
from counterparties.portal.saving import save_portal_user
from counterparties.saving import save_counterparty, save_sub_record
from reference.kinds import Kind
from reference.models import (
    EventType,
    FormTemplate,
    Type,
)
from tests.factories.configuration import event_type, kind_type, numbers, personal_document_kind, saved_writer


def counterparty(
    *,
    types: Collection[Type | Kind] | None = None,
    features: Mapping[str, Any] | None = None,
    by: User | None = None,
    **values: Any,
) -> Counterparty:
    """A legal person in Bulgaria, a customer unless types or kinds are given; derived columns are in place.

    `features` are values by attribute name ("f.<code>").
    """
    chosen = (Kind.CUSTOMER,) if types is None else types
    archived_at, demonstration = values.pop("archived_at", None), values.pop("demonstration", False)
    if values.get("person_kind") == Counterparty.PersonKind.NATURAL:
        values = {"first_name": "Иван", "last_name": f"Илиев{next(numbers)}", **values}
    made = save_counterparty(
        user=by or (saved_writer() if _brings_files(features) else _writer()),
        record=None,
        values={"name": f"Фирма {next(numbers)} ООД", **values},
        types=[kind_type(each) if isinstance(each, Kind) else each for each in chosen],
        features=features,
    )
    if archived_at or demonstration:
        made.archived_at, made.demonstration = archived_at, demonstration
        made.save(update_fields=["archived_at", "demonstration"])
        made.refresh_from_db(fields=["version"])
    return made


def holding(**values: Any) -> Counterparty:
    return counterparty(**{"types": [Kind.HOLDING], "name": f"Холдинг {next(numbers)} АД", **values})


def contact_person(owner: Counterparty | None = None, **values: Any) -> ContactPerson:
    values = {"first_name": "Мария", "last_name": f"Колева{next(numbers)}", **values}
    return _sub_record(ContactPerson(counterparty=values.pop("counterparty", owner) or counterparty()), values)


def address(owner: Counterparty | None = None, **values: Any) -> Address:
    values = {
        "settlement": "София",
        "postal_code": "1000",
        "street": "ул. Шипка",
        "number": str(next(numbers)),
        **values,
    }
    return _sub_record(Address(counterparty=values.pop("counterparty", owner) or counterparty()), values)


def bank_account(owner: Counterparty | None = None, **values: Any) -> BankAccount:
    """An account with a valid Bulgarian IBAN that no other has."""
    values = {"iban": iban(next(numbers)), **values}
    return _sub_record(BankAccount(counterparty=values.pop("counterparty", owner) or counterparty()), values)


def event(owner: Counterparty | None = None, *, by: User | None = None, **values: Any) -> Event:
    """A public, planned event tomorrow at this time; `by` is its author."""
    archived_at, number = values.pop("archived_at", None), next(numbers)
    record = Event(counterparty=values.pop("counterparty", owner) or counterparty())
    usual = {"topic": f"Обаждане {number}", "begins": now().replace(second=0, microsecond=0) + timedelta(days=1)}
    kind = EventType.objects.first() if "type" not in values else None
    if "type" not in values:
        usual["type"] = kind or event_type()
    save_event(user=by or _writer(), record=record, values=usual | values)
    if archived_at:
        record.archived_at = archived_at
        record.save(update_fields=["archived_at"])
        record.refresh_from_db(fields=["version"])
    return record


def attachment(
    owner: Counterparty | None = None, *, content: bytes | None = None, by: User | None = None, **values: Any
) -> Attachment:
    """A file with a text in it that no other has."""
    number = next(numbers)
    file = SimpleUploadedFile(f"Paper {number}.txt", content if content is not None else b"Text %d" % number)
    archived_at, owner = values.pop("archived_at", None), values.pop("counterparty", owner) or counterparty()
    made = add_file(user=by or saved_writer(), counterparty=owner, file=file).record
    if values:
        change_attachment(user=_writer(), record=made, values=values)
    if archived_at:
        Attachment.objects.filter(pk=made.pk).update(archived_at=archived_at)
        made.refresh_from_db()
    return made


def personal_document(owner: Counterparty | None = None, **values: Any) -> PersonalDocument:
    """A Bulgarian identity card of the counterparty itself, with a number that no other has."""
    archived_at, number = values.pop("archived_at", None), next(numbers)
    record = PersonalDocument(counterparty=values.pop("counterparty", owner) or counterparty())
    values = {"number": f"{600000000 + number}", "kind": values.get("kind") or personal_document_kind(), **values}
    save_document(user=_writer(), record=record, values=values)
    if archived_at:
        PersonalDocument.objects.filter(pk=record.pk).update(archived_at=archived_at)
        record.refresh_from_db()
    return record


def scan(document: PersonalDocument | None = None, *, content: bytes | None = None, name: str = "") -> Scan:
    """A page with a text in it that no other has."""
    number, document = next(numbers), document or personal_document()
    file = SimpleUploadedFile(name or f"Page {number}.txt", content if content is not None else b"Page %d" % number)
    record = Scan(counterparty=document.counterparty, document=document)
    return keep(user=saved_writer(), record=record, file=file).record


def upload(owner: Counterparty) -> Upload:
    """Bytes that a feature of the counterparty may hold."""
    made = Pending.of(SimpleUploadedFile("note.txt", b"Text")).upload(user=None, counterparty_id=owner.pk)
    made.save()
    return made


def holding_member(
    holds: Counterparty | None = None, member: Counterparty | None = None, **values: Any
) -> HoldingMember:
    holds, member = values.pop("holding", holds), values.pop("counterparty", member)
    record = HoldingMember(holding=holds or holding(), counterparty=member or counterparty())
    return _sub_record(record, values)


def portal_user(owner: Counterparty | None = None, **values: Any) -> PortalUser:
    """Somebody who is invited, with an e-mail that no other has."""
    number, archived_at = next(numbers), values.pop("archived_at", None)
    record = PortalUser(counterparty=values.pop("counterparty", owner) or counterparty())
    usual = {"name": f"Нели Иванова{number}", "email": f"neli{number}@portal.example"}
    made = save_portal_user(user=_writer(), record=record, values=usual | values)
    if archived_at:
        PortalUser.objects.filter(pk=made.pk).update(archived_at=archived_at)
        made.refresh_from_db()
    return made


def own_company(**values: Any) -> Counterparty:
    """An own company in Bulgaria."""
    return counterparty(**{"types": [Kind.COMPANY], "name": f"Наша фирма {next(numbers)} ООД", **values})


def signatory(owner: Counterparty | None = None, **values: Any) -> Signatory:
    record = Signatory(counterparty=values.pop("counterparty", owner) or own_company())
    usual = {} if values.keys() & {"person", "user"} else {"name": f"Петър Стоянов{next(numbers)}"}
    return _with(save_signatory, record, usual | values)


def number_series(owner: Counterparty | None = None, **values: Any) -> NumberSeries:
    """A series of offers, with a prefix that no other has."""
    record = NumberSeries(counterparty=values.pop("counterparty", owner) or own_company())
    return _with(save_series, record, {"kind": "offer", "prefix": f"O{next(numbers)}-", "digits": 5, **values})


def iban(number: int, bank: str = "UNCR") -> str:
    """A valid Bulgarian IBAN, another one for every number."""
    account = f"{bank}7000{1000000000 + number}"
    return clean_iban(f"BG{98 - int(f'{account}BG00'.translate(TO_NUMBERS)) % 97:02}{account}")


def uic(number: int) -> str:
    """A valid Bulgarian UIC, another one for every number."""
    eight = f"{20000000 + number:08}"
    return eight + str(calc_check_digit_legal(eight))


def _sub_record(record: Any, values: dict[str, Any]) -> Any:
    return _with(save_sub_record, record, values)


def _with(save: Callable[..., Any], record: Any, values: dict[str, Any]) -> Any:
    """The record, saved by its verb."""
    archived_at = values.pop("archived_at", None)
    save(user=_writer(), record=record, values=values)
    if archived_at:
        record.archived_at = archived_at
        record.save(update_fields=["archived_at"])
        record.refresh_from_db(fields=["version"])
    return record


def _writer() -> User:
    return User(is_superuser=True)


def _brings_files(features: Mapping[str, Any] | None) -> bool:
    return any(isinstance(value, Pending) for value in (features or {}).values())


def filled_form(owner: Counterparty | None = None, **values: Any) -> FilledForm:
    """A flight form, or one of the `template` that is given; values of fields by name ("f.<code>")."""
    owner = values.pop("counterparty", owner) or counterparty()
    template: FormTemplate | None = values.pop("template", None)
    answers = {name: values.pop(name) for name in list(values) if name.startswith("f.")}
    if template is None:
        template, number = FormTemplate.objects.get(code="flight-form"), next(numbers)
        answers = {"f.flight-number": f"FB {number}", "f.from": "София", "f.to": "Varna"} | answers
        answers = {"f.date": date(2026, 11, 20), "f.passenger": f"Passenger {number}"} | answers
    made = FilledForm(counterparty=owner, template=template)
    archived_at = values.pop("archived_at", None)
    save_form(user=saved_writer() if _brings_files(answers) else _writer(), record=made, values=values | answers)
    if archived_at:
        made.archived_at = archived_at
        made.save(update_fields=["archived_at"])
    return made
