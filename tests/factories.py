"""One function a model that makes a stored record with as little said as one likes; `make` finds it by model."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.utils.timezone import now
from stdnum.bg.vat import calc_check_digit_legal

from access.models import Ability, Action, Role, User
from counterparties.accounts import clean_iban
from counterparties.events.saving import save_event
from counterparties.files.adding import add_file, change_attachment
from counterparties.files.pending import Pending
from counterparties.identifiers import TO_NUMBERS
from counterparties.models import (
    Address,
    Attachment,
    BankAccount,
    ContactPerson,
    Counterparty,
    Event,
    HoldingMember,
    Upload,
)
from counterparties.saving import save_counterparty, save_sub_record
from reference.adding import add
from reference.defaults import load_defaults
from reference.kinds import Kind
from reference.locations.saving import save_location
from reference.models import (
    AddressRule,
    DocumentKind,
    EventType,
    Feature,
    FeatureGroup,
    FeatureType,
    FileTab,
    Location,
    Nomenclature,
    NomenclatureItem,
    Status,
    Type,
    TypeRight,
)
from reference.models.features import DataType
from reference.models.locations import Level, Mode

EVERY_ACTION = tuple(Action)
numbers = count(100_001)  # as long as one another, so that names stand in the order in which they were made


def user(*, superuser: bool = False, roles: Collection[Role] = (), **values: Any) -> User:
    """A user with a password ("password") and the rights of the roles, none if none is given."""
    name = values.pop("username", f"user{next(numbers)}")
    email = values.pop("email", f"{name}@example.com")
    made = User(username=name, email=email, password=_hash(), is_staff=superuser, is_superuser=superuser, **values)
    made.save()
    made.roles.set(roles)
    return made


def superuser(**values: Any) -> User:
    return user(superuser=True, **values)


def administrator(**values: Any) -> User:
    """A user with the default role that may do everything."""
    load_defaults()
    return user(roles=[Role.objects.get(code="administrator")], **values)


def reader(**values: Any) -> User:
    """A user with the default role that may only see."""
    load_defaults()
    return user(roles=[Role.objects.get(code="reader")], **values)


def limited_user(
    *types: Type | Kind, actions: Collection[Action] = EVERY_ACTION, abilities: Collection[Ability] = (), **values: Any
) -> User:
    """A user whose one role has these rights to these types or kinds; to customers if none is given."""
    granted = {kind_type(each) if isinstance(each, Kind) else each: actions for each in types or (Kind.CUSTOMER,)}
    return user(roles=[role(granted, abilities=abilities)], **values)


def role(granted: dict[Type, Collection[Action]] | None = None, **values: Any) -> Role:
    """A role with these rights by type."""
    number = next(numbers)
    values = {"code": f"role{number}", "name_en": f"Role {number}", **values}
    made = Role.objects.create(**values | {"abilities": list(values.get("abilities", ()))})
    TypeRight.objects.bulk_create(
        TypeRight(role=made, type=each, actions=list(actions)) for each, actions in (granted or {}).items()
    )
    return made


def kind_type(kind: Kind) -> Type:
    """The root of the type tree that a kind is."""
    if not Type.objects.filter(parent=None, kind=kind).exists():
        load_defaults()
    return Type.objects.get(parent=None, kind=kind)


def type_(parent: Type | Kind = Kind.CUSTOMER, **values: Any) -> Type:
    """A type under Customer, or under another one."""
    above = kind_type(parent) if isinstance(parent, Kind) else parent
    return add(record=Type(parent=above, **_named("Type", values)))


def status(**values: Any) -> Status:
    return add(record=Status(**_named("Status", values)))


def document_kind(**values: Any) -> DocumentKind:
    return add(record=DocumentKind(**_named("Document kind", values)))


def file_tab(*, parent: FileTab | None = None, interface: str, **values: Any) -> FileTab:
    """A tab of the file where it is said to stand."""
    return add(record=FileTab(parent=parent, interface=interface, **_named("Tab", values)))


def nomenclature(*, items: Collection[str] = (), **values: Any) -> Nomenclature:
    made = add(record=Nomenclature(**_named("Nomenclature", values)))
    for name in items:
        item(made, name_en=name)
    return made


def item(within: Nomenclature | None = None, **values: Any) -> NomenclatureItem:
    return add(record=NomenclatureItem(nomenclature=within or nomenclature(), **_named("Item", values)))


def feature_group(**values: Any) -> FeatureGroup:
    return add(record=FeatureGroup(**_named("Group", values)))


def feature(*, types: Collection[Type] = (), **values: Any) -> Feature:
    """A text feature unless `data_type` is given; one from a nomenclature gets one with three items."""
    if values.get("data_type") == DataType.NOMENCLATURE and "nomenclature" not in values:
        values["nomenclature"] = nomenclature(items=("One", "Two", "Three"))
    made = add(record=Feature(**_named("Feature", values)))
    FeatureType.objects.bulk_create(FeatureType(feature=made, type=each) for each in types)
    return made


def location(**values: Any) -> Location:
    """A Bulgarian settlement unless another level is given."""
    if not values.keys() & {"name_bg", "name_en"}:
        values |= {"name_bg": f"Село{next(numbers)}", "name_en": f"Selo{next(numbers)}"}
    return save_location(record=Location(**{"level": Level.SETTLEMENT, "country": "BG", **values}))


def address_rule(**values: Any) -> AddressRule:
    """Strict for a type of its own, unless said otherwise."""
    where = {} if values.keys() & {"country", "type"} else {"type": type_()}
    return AddressRule.objects.create(**{"mode": Mode.STRICT, "note": "By the lists", **where, **values})


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
        user=by or (_saved_writer() if _brings_files(features) else _writer()),
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


def event_type(**values: Any) -> EventType:
    return add(record=EventType(**_named("Event type", values)))


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
    made = add_file(user=by or _saved_writer(), counterparty=owner, file=file).attachment
    if values:
        change_attachment(user=_writer(), record=made, values=values)
    if archived_at:
        Attachment.objects.filter(pk=made.pk).update(archived_at=archived_at)
        made.refresh_from_db()
    return made


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


def iban(number: int, bank: str = "UNCR") -> str:
    """A valid Bulgarian IBAN, another one for every number."""
    account = f"{bank}7000{1000000000 + number}"
    return clean_iban(f"BG{98 - int(f'{account}BG00'.translate(TO_NUMBERS)) % 97:02}{account}")


def uic(number: int) -> str:
    """A valid Bulgarian UIC, another one for every number."""
    eight = f"{20000000 + number:08}"
    return eight + str(calc_check_digit_legal(eight))


@cache
def _hash() -> str:
    # A password costs a third of a second to hash, by design.
    return make_password("password")


def make(model: type[Model], **values: Any) -> Any:
    """A stored record of the model."""
    return FACTORIES[model](**values)


def _sub_record(record: Any, values: dict[str, Any]) -> Any:
    archived_at = values.pop("archived_at", None)
    save_sub_record(user=_writer(), record=record, values=values)
    if archived_at:
        record.archived_at = archived_at
        record.save(update_fields=["archived_at"])
        record.refresh_from_db(fields=["version"])
    return record


def _writer() -> User:
    return User(is_superuser=True)


def _brings_files(features: Mapping[str, Any] | None) -> bool:
    return any(isinstance(value, Pending) for value in (features or {}).values())


def _saved_writer() -> User:
    """Who is on record as having done something."""
    return User.objects.filter(is_superuser=True).first() or superuser()


def _named(word: str, values: dict[str, Any]) -> dict[str, Any]:
    if values.keys() & {"name_bg", "name_en"}:
        return values
    return {"name_en": f"{word} {next(numbers)}", **values}


FACTORIES: dict[type[Model], Callable[..., Any]] = {
    User: user,
    Role: role,
    Type: type_,
    Status: status,
    DocumentKind: document_kind,
    Nomenclature: nomenclature,
    NomenclatureItem: item,
    Feature: feature,
    FeatureGroup: feature_group,
    Location: location,
    AddressRule: address_rule,
    Counterparty: counterparty,
    ContactPerson: contact_person,
    Address: address,
    Attachment: attachment,
    BankAccount: bank_account,
    HoldingMember: holding_member,
    Event: event,
    EventType: event_type,
}
