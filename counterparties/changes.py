"""The history of a file: features told one by one, personal numbers masked, a holding's memberships included."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst

from access.models import Action, User
from counterparties.feature_history import FeatureTelling
from counterparties.identifiers import masked
from counterparties.models import Counterparty, CounterpartyType, HoldingMember
from counterparties.querysets import rights_of
from history.reading import Entry, Line, explainers
from reference import tree
from reference.kinds import Kind
from screens.changes import changes_of

PERSONAL = 10
"Digits of a Bulgarian personal number."


def changes_of_file(
    record: Counterparty, user: User, *, before: int | None = None, limit: int
) -> tuple[list[Entry], int | None]:
    """What the user may see of the changes in a file, newest first, and the id of the last if there are older ones.

    A holding's file tells its memberships too, which belong to the members' files.
    """
    also = None
    if Kind.HOLDING in record.kinds:
        members = HoldingMember.objects.filter(holding=record)
        also = Q(table=HoldingMember._meta.db_table, record_id__in=members.values("pk"))
    return changes_of(owner=record, also=also, hidden=hidden_from(user), before=before, limit=limit, user=user)


def explain_uic(before: str | None, after: str | None, record: Any) -> Iterator[Line]:
    """The official number, masked where it is or may be a person's."""
    label = capfirst(str(Counterparty._meta.get_field("uic").verbose_name))
    numbers = (before or "", after or "")
    yield Line(label, *(masked(number) if is_personal(number, record) else number for number in numbers))


def is_personal(number: str, record: Any) -> bool:
    """Whether it is a person's number: by the record, or by its length where the record was a person before."""
    return record is None or record.person_kind == Counterparty.PersonKind.NATURAL or len(number) == PERSONAL


def hidden_from(user: User) -> Q | None:
    """The changes in a file that tell of types or holdings which the user may not see; None where he sees all."""
    rights = rights_of(user)
    if rights.unrestricted(Action.SEE):
        return None
    ticks = Q(table=CounterpartyType._meta.db_table)
    foreign = [pk for pk in tree.types().by_id if pk not in rights.types[Action.SEE]]
    told = Q(after__type_id__in=foreign) | Q(before__type_id__in=foreign)
    return (ticks & told) | Q(table=HoldingMember._meta.db_table)


def register() -> None:
    """Makes the history ask here."""
    explainers[(Counterparty._meta.db_table, "features")] = FeatureTelling
    explainers[(Counterparty._meta.db_table, "uic")] = lambda _values, _user: explain_uic
