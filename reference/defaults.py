"""What every installation begins with: kinds, statuses, event types, papers, consents, forms, roles, tabs."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction

from access.models import Ability, Action, Role
from history.models import Change
from reference.arranging import append_all
from reference.form_templates.defaults import TEMPLATES, add_template
from reference.kinds import Kind
from reference.models import (
    ConsentPurpose,
    DocumentKind,
    EventType,
    FileTab,
    FileTabRole,
    FormTemplate,
    PersonalDocumentKind,
    Status,
    Type,
    TypeRight,
)
from reference.models.event_types import Icon
from reference.models.file_tabs import Part
from reference.models.rows import Arranged
from reference.models.statuses import Colour
from screens.file import Tab
from screens.registry import screens

R = TypeVar("R", bound=Sequence[Any])

KINDS = {
    Kind.CUSTOMER: ("Клиент", "Customer"),
    Kind.SUPPLIER: ("Доставчик", "Supplier"),
    Kind.BANK: ("Банка", "Bank"),
    Kind.COMPANY: ("Собствена фирма", "Company"),
    Kind.GOVERNMENT: ("Държавна организация", "Government organisation"),
    Kind.HOLDING: ("Холдинг", "Holding"),
}
"Stored as well as translated, so that a file may name a kind in either language."
STATUSES = (
    ("contracted", "С договор", "Contracted", Colour.BLUE),
    ("active", "Активен", "Active", Colour.GREEN),
    ("inactive", "Неактивен", "Inactive", Colour.GREY),
    ("incorrect", "Некоректен", "Incorrect", Colour.VIOLET),
)
EVENT_TYPES = (
    ("call", "Обаждане", "Call", Icon.PHONE, Colour.GREEN),
    ("meeting", "Среща", "Meeting", Icon.USERS, Colour.BLUE),
    ("email", "Имейл", "E-mail", Icon.MAIL, Colour.TEAL),
    ("letter", "Писмо", "Letter", Icon.LETTER, Colour.GREY),
    ("task", "Задача", "Task", Icon.TASK, Colour.VIOLET),
    ("visit", "Посещение", "Visit", Icon.CAR, Colour.ORANGE),
)
DOCUMENT_KINDS: Sequence[tuple[str, str, str, bool, int]] = (
    ("contract", "Договор", "Contract", False, 30),
    ("power-of-attorney", "Пълномощно", "Power of attorney", True, 30),
    ("licence", "Лиценз или разрешение", "Licence or permit", True, 60),
    ("certificate", "Удостоверение", "Certificate", False, 30),
    ("insurance", "Застрахователна полица", "Insurance policy", True, 30),
    ("letter", "Писмо", "Letter", False, 30),
    ("picture", "Снимка", "Picture", False, 30),
)
"Code, names, whether the day is asked for on which a paper expires, days before it on which people are reminded."
PERSONAL_DOCUMENT_KINDS = (
    ("identity-card", "Лична карта", "Identity card", 30),
    ("passport", "Паспорт", "Passport", 60),
    ("driving-licence", "Свидетелство за управление на МПС", "Driving licence", 30),
    ("residence-permit", "Разрешение за пребиваване", "Residence permit", 60),
    ("visa", "Виза", "Visa", 30),
    ("other", "Друг документ", "Other", 30),
)
"Code, names, days before it expires on which people are reminded."
CONSENT_PURPOSES = (
    ("newsletter", "Бюлетин", "Newsletter"),
    ("offers", "Предложения и реклама", "Offers and advertising"),
    ("sharing", "Предоставяне на трети лица", "Passing on to others"),
)
ROLES: Sequence[tuple[str, str, str, Iterable[str], Iterable[str]]] = (
    ("administrator", "Администратор", "Administrator", Ability, Action),
    ("clerk", "Служител", "Clerk", [Ability.IMPORT], Action),
    ("reader", "Читател", "Reader", [], [Action.SEE]),
)


LISTS: Sequence[tuple[type[Arranged], Sequence[str], Sequence[Sequence[Any]]]] = (
    (Status, ["colour"], STATUSES),
    (EventType, ["icon", "colour"], EVENT_TYPES),
    (DocumentKind, ["expires", "remind_days"], DOCUMENT_KINDS),
    (PersonalDocumentKind, ["remind_days"], PERSONAL_DOCUMENT_KINDS),
    (ConsentPurpose, [], CONSENT_PURPOSES),
)
"What the rows of a list say behind their codes and names."


@transaction.atomic
def load_defaults() -> list[str]:
    """Adds the defaults that were never there, and says which; what administrators changed or deleted stays so."""
    rows = [*_kinds(), *(row for each in LISTS for row in _listed(*each))]
    return [*map(str, rows), *_form_templates(), *_roles(), *_parts(), *_tabs()]


def _kinds() -> Sequence[Type]:
    present = set(Type.objects.filter(parent=None).values_list("kind", flat=True))
    missing = {kind: names for kind, names in KINDS.items() if kind not in present}
    roots = [Type(code=kind.value, kind=kind, name_bg=bg, name_en=en) for kind, (bg, en) in missing.items()]
    return append_all(records=roots)


def _listed(model: type[Arranged], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sequence[Arranged]:
    names = ["code", "name_bg", "name_en", *fields]
    return append_all(records=[model(**dict(zip(names, row, strict=True))) for row in _never_there(model, rows)])


def _form_templates() -> list[str]:
    return [str(add_template(names)) for names in _never_there(FormTemplate, TEMPLATES)]


def _roles() -> Iterable[str]:
    roots = Type.objects.filter(parent=None)
    for code, bulgarian, english, abilities, actions in _never_there(Role, ROLES):
        role = Role.objects.create(code=code, abilities=list(abilities), name_bg=bulgarian, name_en=english)
        TypeRight.objects.bulk_create([TypeRight(role=role, type=root, actions=list(actions)) for root in roots])
        yield str(role)


def _parts() -> Iterable[str]:
    """The parts of the file, those of one kind for this kind alone."""
    kinds = set(Kind)
    parts = [(part.value, [part.value] if part.value in kinds else []) for part in Part]
    rows = _never_there(FileTab, parts)
    return map(str, append_all(records=[FileTab(code=code, interface=code, kinds=only) for code, only in rows]))


def _tabs() -> Iterable[str]:
    """The declared tabs, under each part in the order of declaration."""
    declared = [(screen.slug, screen) for screen in screens.values() if isinstance(screen, Tab)]
    new = [tab for _slug, tab in _never_there(FileTab, declared)]
    parts = FileTab.objects.filter(parent=None, interface__in={tab.under for tab in new})
    for parent in parts.order_by("interface", "position").distinct("interface"):
        tabs = [tab for tab in new if tab.under == parent.interface]
        made = append_all(records=[_row_of(tab, parent) for tab in tabs])
        for tab, row in zip(tabs, made, strict=True):
            named = Role.objects.filter(code__in=tab.roles)
            FileTabRole.objects.bulk_create(FileTabRole(tab=row, role=role) for role in named)
        yield from map(str, made)


def _row_of(tab: Tab, parent: FileTab) -> FileTab:
    return FileTab(code=tab.slug, interface=tab.slug, parent=parent, kinds=Kind.in_order(tab.kinds))


def _never_there(model: type[models.Model], rows: Collection[R]) -> list[R]:
    """The rows, which begin with their codes, whose code no record has or had once, whatever became of it."""
    codes = [row[0] for row in rows]
    now = model._default_manager.filter(code__in=codes).values_list("code", flat=True)
    inserted = Change.objects.filter(table=model._meta.db_table, action=Change.Action.INSERT, after__code__in=codes)
    known = {*now, *inserted.values_list("after__code", flat=True)}
    return [row for row in rows if row[0] not in known]
