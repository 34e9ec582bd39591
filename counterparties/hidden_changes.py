"""The changes in a file that a user may not see: of what is private, or stands in tabs that he does not have."""

from collections.abc import Collection

from django.db.models import BigIntegerField, Model, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import In

from access.models import Action, User
from counterparties.models import (
    Attachment,
    Comment,
    ContactPerson,
    Counterparty,
    CounterpartyType,
    Event,
    EventContact,
    EventFile,
    EventUser,
    FilledForm,
    HoldingMember,
    NumberShown,
    PersonalDocument,
    Scan,
    Stationery,
    StationeryAccount,
)
from counterparties.models.further import LINK_OF
from counterparties.querysets import rights_of, visible_kinds
from history.models import Change
from reference import tree
from reference.file_tabs.reading import interfaces_open_to, parts_of
from reference.models.file_tabs import Part
from reference.models.form_templates import FORMS
from screens.file import Tab
from screens.registry import screens


def hidden_from(record: Counterparty, user: User) -> Q:
    """The changes in a file that tell of private events, types, holdings or tabs which the user may not see."""
    kinds = visible_kinds(user, record)
    shown = interfaces_open_to(user, kinds)
    hidden = Q(table__in=closed_tables(shown)) | of_closed_forms(record, shown)
    hidden |= of_private_events(record, user) | of_unseen_comments(record, user, kinds)
    rights = rights_of(user)
    if rights.unrestricted(Action.SEE):
        return hidden
    ticks = Q(table=CounterpartyType._meta.db_table)
    foreign = [pk for pk in tree.types().by_id if pk not in rights.types[Action.SEE]]
    told = Q(after__type_id__in=foreign) | Q(before__type_id__in=foreign)
    return hidden | (ticks & told) | Q(table=HoldingMember._meta.db_table)


ALSO: dict[type[Model], tuple[type[Model], ...]] = {shared: (link,) for shared, link in LINK_OF.items()}
ALSO[Attachment] = (EventFile,)
ALSO[PersonalDocument] = (Scan, NumberShown)
ALSO[Stationery] = (StationeryAccount,)
"What names the rows of another table."
TELLING: dict[type[Model], tuple[type[Model], ...]] = {
    Event: (EventUser, EventContact, EventFile),
    ContactPerson: (EventContact,),
}
"Links whose changes tell of the rows of a table in words."
OF_OTHERS = "bank"
"What leads from rows to a file that shows them beside its own: their changes are those of other files."


def closed_tables(shown: Collection[str]) -> frozenset[str]:
    """The tables whose rows stand only in tabs which a file does not show; `shown` are those that it does."""
    closed: dict[type[Model], bool] = {}
    for tab in (each for each in screens.values() if isinstance(each, Tab)):
        if tab.owner_field != OF_OTHERS:
            closed[tab.model] = closed.get(tab.model, True) and tab.slug not in shown
    closed[FilledForm] = all(each.partition(".")[0] != FORMS for each in shown)
    models = [model for model, is_closed in closed.items() if is_closed]
    models += [also for model in models for also in (*ALSO.get(model, ()), *TELLING.get(model, ()))]
    return frozenset(model._meta.db_table for model in models)


def of_closed_forms(record: Counterparty, shown: Collection[str]) -> Q:
    """The changes of a file's forms whose templates stand in no tab that it shows."""
    templates = {code for slug, _point, code in (each.partition(".") for each in shown) if slug == FORMS}
    if not templates or "" in templates:
        return Q(pk__in=[])
    closed = FilledForm.objects.filter(counterparty=record.pk).exclude(template__code__in=templates)
    return Q(table=FilledForm._meta.db_table, record_id__in=closed.values("pk"))


def of_private_events(record: Counterparty, user: User) -> Q:
    """The changes of a file's events that are private to others by now, and of what belongs to these.

    An event that has moved to another file leaves its changes behind, and is as private as before.
    """
    once_here = Change.objects.filter(owner_id=record.pk, table=Event._meta.db_table).values("record_id")
    events = Event.objects.filter(Q(counterparty=record.pk) | Q(pk__in=once_here))
    hidden = events.hidden_from(user).values("pk")
    told = Q(table=Event._meta.db_table, record_id__in=hidden)
    for model in (EventUser, EventContact, EventFile):
        for image in ("before", "after"):
            event = Cast(KeyTextTransform("event_id", image), BigIntegerField())
            told |= Q(In(event, hidden), table=model._meta.db_table)
    return told


def of_unseen_comments(record: Counterparty, user: User, kinds: Collection[str]) -> Q:
    """The changes of comments that stand on no page which the user sees: the timeline of the file, their event's."""
    seen = Comment.objects.visible_to(user).filter(counterparty=record.pk)
    if not any(part.interface == Part.TIMELINE for part, _tabs in parts_of(user, kinds)):
        seen = seen.exclude(event=None)
    return Q(table=Comment._meta.db_table) & ~Q(record_id__in=seen.values("pk"))
