"""Links rows of tabs to further counterparties, changes what a link says, and ends it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from access.models import Action, User
from counterparties.archiving import locked, refuse_archived
from counterparties.models import Counterparty
from counterparties.models.further import LINK_OF, Further
from counterparties.saving import save_sub_record
from counterparties.searching import refresh_search
from counterparties.sharing.seeing import seen_rows
from screens.changed import refuse_changed

Details = Mapping[str, Any]


@transaction.atomic
def share(*, user: User, record: Any, counterparty: Counterparty, details: Details) -> Further:
    """Links a row that is there already to a further counterparty, which the user must be allowed to edit.

    Raises ValidationError with a sentence, PermissionDenied.
    """
    if not seen_rows(type(record), user).filter(pk=record.pk).exists():
        raise PermissionDenied
    owner = locked(user, counterparty, Action.EDIT)
    refuse_archived(owner)
    if record.archived_at is not None:
        raise ValidationError(_("“%(name)s” is archived: activate it first."), "archived", {"name": record})
    link = _new(record, owner, details)
    _count_up(record)
    refresh_search([owner.pk])
    return link


Lines = Sequence[tuple[Counterparty, Details]]


def save_shared(
    *, user: User, record: Any, values: Mapping[str, Any], lines: Lines | None, seen: Collection[Further]
) -> Any:
    """Adds or changes a row of a tab, and makes its links those of the lines (None: they stay).

    Raises ValidationError by field, PermissionDenied.
    """
    is_new = record.pk is None
    try:
        with transaction.atomic():
            hold([record.counterparty_id, *(owner.pk for owner, _details in lines or ())])
            save_sub_record(user=user, record=record, values=values)
            if lines is not None:
                bind(user=user, record=record, lines=lines, seen=seen)
    except (ValidationError, PermissionDenied):
        if is_new:
            record.pk, record._state.adding = None, True
        raise
    return record


def hold(ids: Iterable[int]) -> None:
    """Locks these counterparties in one order, until the transaction ends: nobody waits for whoever waits for him."""
    list(Counterparty.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk").values_list("pk"))


def change_link(*, user: User, link: Further, details: Details) -> Further:
    """Changes what a link says; it must be as it was read."""
    with transaction.atomic():
        owner = locked(user, link.counterparty, Action.EDIT)
        refuse_archived(owner)
        stored = type(link).objects.select_for_update().get(pk=link.pk)
        refuse_changed(stored, link)
        _change(stored, details)
        _count_up(stored.record)
    return stored


def bind(*, user: User, record: Any, lines: Lines, seen: Collection[Further]) -> bool:
    """Makes the links of a row those of these lines; returns whether one has changed.

    `seen` are the links that the user may see: of them one that no line says is archived, all others stay. The
    caller has locked the row's home and is in a transaction. Raises ValidationError, PermissionDenied.
    """
    waiting = defaultdict(list)
    for link in seen:
        waiting[link.counterparty_id].append(link)
    changed: dict[int, Counterparty] = {}
    # What is taken off makes room for what is new.
    pairs = [(owner, details, waiting[owner.pk].pop(0) if waiting[owner.pk] else None) for owner, details in lines]
    gone = [link for links in waiting.values() for link in links]
    for link in gone:
        changed[link.counterparty_id] = link.counterparty
        type(link).objects.filter(pk=link.pk).update(archived_at=timezone.now())
    for owner, details, found in pairs:
        if found is None or any(getattr(found, name) != value for name, value in details.items()):
            changed[owner.pk] = owner
            _change(found, details) if found else _new(record, owner, details)
    for owner in changed.values():
        refuse_archived(locked(user, owner, Action.EDIT))
    if changed:
        _count_up(record)
        refresh_search(changed)
    return bool(changed)


def _new(record: Any, owner: Counterparty, details: Details) -> Further:
    model = LINK_OF[type(record)]
    if record.counterparty_id == owner.pk:
        message = _("“%(name)s” has it in its own file already.")
        raise ValidationError({"links": ValidationError(message, "home", {"name": owner})})
    link = model(counterparty=owner, **{model.of: record}, **details)
    _write(link)
    return link


def _change(link: Further, details: Details) -> None:
    for name, value in details.items():
        setattr(link, name, value)
    _write(link)


def _write(link: Further) -> None:
    try:
        link.full_clean()
    except ValidationError as error:
        raise ValidationError({"links": [f"{link.counterparty}: {text}" for text in error.messages]}) from error
    link.save()


def _count_up(record: Any) -> None:
    """Links lie in a table of their own: whoever edits the row at the same time must notice them too."""
    type(record).objects.filter(pk=record.pk).update(version=F("version") + 1)
    record.refresh_from_db(fields=["version"])
