"""Users, roles and what administrators configure."""

from collections.abc import Collection
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from access.models import Ability, Action, Role, User
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
    FileTabRole,
    FormField,
    FormTemplate,
    Location,
    Nomenclature,
    NomenclatureItem,
    PersonalDocumentKind,
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
    return add(record=Type(parent=above, **named("Type", values)))


def status(**values: Any) -> Status:
    return add(record=Status(**named("Status", values)))


def document_kind(**values: Any) -> DocumentKind:
    return add(record=DocumentKind(**named("Document kind", values)))


def personal_document_kind(**values: Any) -> PersonalDocumentKind:
    """The kind with this code, identity cards where none is named; made where it is not there."""
    code = values.setdefault("code", "identity-card")
    found = PersonalDocumentKind.objects.filter(code=code).first()
    return found or add(record=PersonalDocumentKind(**named("Kind", values)))


def open_tabs(user: User) -> User:
    """Opens the confidential tabs of the file to the roles of the user, who is read anew."""
    for tab in FileTab.objects.all():
        if tab.is_confidential:
            for role in user.roles.all():
                FileTabRole.objects.get_or_create(tab=tab, role=role)
    return User.objects.get(pk=user.pk)


def file_tab(*, parent: FileTab | None = None, interface: str, **values: Any) -> FileTab:
    """A tab of the file where it is said to stand."""
    return add(record=FileTab(parent=parent, interface=interface, **named("Tab", values)))


def nomenclature(*, items: Collection[str] = (), **values: Any) -> Nomenclature:
    made = add(record=Nomenclature(**named("Nomenclature", values)))
    for name in items:
        item(made, name_en=name)
    return made


def item(within: Nomenclature | None = None, **values: Any) -> NomenclatureItem:
    return add(record=NomenclatureItem(nomenclature=within or nomenclature(), **named("Item", values)))


def form_template(**values: Any) -> FormTemplate:
    """A form for every kind of counterparty; without fields."""
    return add(record=FormTemplate(**named("Form", values)))


def form_field(template: FormTemplate | None = None, **values: Any) -> FormField:
    return add(record=FormField(template=template or form_template(), shown=True, **named("Field", values)))


def feature_group(**values: Any) -> FeatureGroup:
    return add(record=FeatureGroup(**named("Group", values)))


def feature(*, types: Collection[Type] = (), **values: Any) -> Feature:
    """A text feature unless `data_type` is given; one from a nomenclature gets one with three items."""
    if values.get("data_type") == DataType.NOMENCLATURE and "nomenclature" not in values:
        values["nomenclature"] = nomenclature(items=("One", "Two", "Three"))
    made = add(record=Feature(**named("Feature", values)))
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


def event_type(**values: Any) -> EventType:
    return add(record=EventType(**named("Event type", values)))


@cache
def _hash() -> str:
    # A password costs a third of a second to hash, by design.
    return make_password("password")


def saved_writer() -> User:
    """Who is on record as having done something."""
    return User.objects.filter(is_superuser=True).first() or superuser()


def named(word: str, values: dict[str, Any]) -> dict[str, Any]:
    if values.keys() & {"name_bg", "name_en"}:
        return values
    return {"name_en": f"{word} {next(numbers)}", **values}
