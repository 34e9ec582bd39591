"""What every installation begins with: the six kinds, four statuses, three roles."""

from collections.abc import Iterable, Sequence

from django.db import models, transaction

from access.models import Ability, Action, Role
from history.models import Change
from reference.arranging import append
from reference.kinds import Kind
from reference.models import Status, Type, TypeRight
from reference.models.statuses import Colour

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
ROLES: Sequence[tuple[str, str, str, Iterable[str], Iterable[str]]] = (
    ("administrator", "Администратор", "Administrator", Ability, Action),
    ("clerk", "Служител", "Clerk", [Ability.IMPORT], Action),
    ("reader", "Читател", "Reader", [], [Action.SEE]),
)


@transaction.atomic
def load_defaults() -> list[str]:
    """Adds the defaults that were never there, and says which; what administrators changed or deleted stays so."""
    return [*_kinds(), *_statuses(), *_roles()]


def _kinds() -> Iterable[str]:
    present = set(Type.objects.filter(parent=None).values_list("kind", flat=True))
    for kind, (bulgarian, english) in KINDS.items():
        if kind not in present:
            yield str(append(record=Type(code=kind.value, kind=kind, name_bg=bulgarian, name_en=english)))


def _statuses() -> Iterable[str]:
    for code, bulgarian, english, colour in STATUSES:
        if not _was_there(Status, code):
            yield str(append(record=Status(code=code, name_bg=bulgarian, name_en=english, colour=colour)))


def _roles() -> Iterable[str]:
    for code, bulgarian, english, abilities, actions in ROLES:
        if _was_there(Role, code):
            continue
        names = {"name_bg": bulgarian, "name_en": english}
        role = Role.objects.create(code=code, abilities=list(abilities), **names)
        roots = Type.objects.filter(parent=None)
        TypeRight.objects.bulk_create([TypeRight(role=role, type=root, actions=list(actions)) for root in roots])
        yield str(role)


def _was_there(model: type[models.Model], code: str) -> bool:
    """Whether a row with this code is there or was there once, whatever became of it."""
    if model._default_manager.filter(code=code).exists():
        return True
    return Change.objects.filter(table=model._meta.db_table, action=Change.Action.INSERT, after__code=code).exists()
