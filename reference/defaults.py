"""What every installation begins with: kinds, statuses, event types, papers, consents, forms, roles, tabs."""

from collections.abc import Iterable, Sequence

from django.db import models, transaction

from access.models import Ability, Action, Role
from history.models import Change
from reference.arranging import append
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
from reference.models.statuses import Colour
from screens.file import Tab
from screens.registry import screens

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


@transaction.atomic
def load_defaults() -> list[str]:
    """Adds the defaults that were never there, and says which; what administrators changed or deleted stays so."""
    lists = [*_kinds(), *_statuses(), *_event_types(), *_document_kinds(), *_personal_document_kinds()]
    return [*lists, *_consent_purposes(), *_form_templates(), *_roles(), *_file_tabs()]


def _kinds() -> Iterable[str]:
    present = set(Type.objects.filter(parent=None).values_list("kind", flat=True))
    for kind, (bulgarian, english) in KINDS.items():
        if kind not in present:
            yield str(append(record=Type(code=kind.value, kind=kind, name_bg=bulgarian, name_en=english)))


def _statuses() -> Iterable[str]:
    for code, bulgarian, english, colour in STATUSES:
        if not _was_there(Status, code):
            yield str(append(record=Status(code=code, name_bg=bulgarian, name_en=english, colour=colour)))


def _event_types() -> Iterable[str]:
    for code, bulgarian, english, icon, colour in EVENT_TYPES:
        if not _was_there(EventType, code):
            names = {"name_bg": bulgarian, "name_en": english}
            yield str(append(record=EventType(code=code, icon=icon, colour=colour, **names)))


def _document_kinds() -> Iterable[str]:
    for code, bulgarian, english, expires, days in DOCUMENT_KINDS:
        if not _was_there(DocumentKind, code):
            names = {"name_bg": bulgarian, "name_en": english}
            yield str(append(record=DocumentKind(code=code, expires=expires, remind_days=days, **names)))


def _personal_document_kinds() -> Iterable[str]:
    for code, bulgarian, english, days in PERSONAL_DOCUMENT_KINDS:
        if not _was_there(PersonalDocumentKind, code):
            names = {"name_bg": bulgarian, "name_en": english}
            yield str(append(record=PersonalDocumentKind(code=code, remind_days=days, **names)))


def _form_templates() -> Iterable[str]:
    for names in TEMPLATES:
        if not _was_there(FormTemplate, names[0]):
            yield str(add_template(names))


def _roles() -> Iterable[str]:
    for code, bulgarian, english, abilities, actions in ROLES:
        if _was_there(Role, code):
            continue
        names = {"name_bg": bulgarian, "name_en": english}
        role = Role.objects.create(code=code, abilities=list(abilities), **names)
        roots = Type.objects.filter(parent=None)
        TypeRight.objects.bulk_create([TypeRight(role=role, type=root, actions=list(actions)) for root in roots])
        yield str(role)


def _file_tabs() -> Iterable[str]:
    """The parts of the file, then the declared tabs in the order of declaration."""
    kinds = set(Kind)
    for part in Part:
        if not _was_there(FileTab, part.value):
            only = [part.value] if part.value in kinds else []
            yield str(append(record=FileTab(code=part.value, interface=part.value, kinds=only)))
    for tab in (screen for screen in screens.values() if isinstance(screen, Tab)):
        parent = FileTab.objects.filter(parent=None, interface=tab.under).order_by("position").first()
        if parent is not None and not _was_there(FileTab, tab.slug):
            kinds_of_tab = [kind.value for kind in Kind if kind.value in tab.kinds]
            record = FileTab(code=tab.slug, interface=tab.slug, parent=parent, kinds=kinds_of_tab)
            yield str(append(record=record))
            named = Role.objects.filter(code__in=tab.roles)
            FileTabRole.objects.bulk_create(FileTabRole(tab=record, role=role) for role in named)


def _consent_purposes() -> Iterable[str]:
    for code, bulgarian, english in CONSENT_PURPOSES:
        if not _was_there(ConsentPurpose, code):
            yield str(append(record=ConsentPurpose(code=code, name_bg=bulgarian, name_en=english)))


def _was_there(model: type[models.Model], code: str) -> bool:
    """Whether a row with this code is there or was there once, whatever became of it."""
    if model._default_manager.filter(code=code).exists():
        return True
    return Change.objects.filter(table=model._meta.db_table, action=Change.Action.INSERT, after__code=code).exists()
