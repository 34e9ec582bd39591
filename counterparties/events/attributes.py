"""The attributes of events that are more than a column: time, type, users, persons, mine."""

import datetime
from typing import Any

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    TextField,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate, NullIf
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_filters import Filter

from access.models import User
from attributes.choices import CodeFilter, Reference
from attributes.days import EnteredMoment
from attributes.many import ManyReferences
from attributes.sql_texts import Joined, Words
from attributes.values import Attribute, YesNo
from counterparties.events.times import span_of
from counterparties.models import Attachment, ContactPerson, Event, EventContact, EventFile, EventUser
from counterparties.models.events import concerns, own
from reference.models import EventType


class Topic(Attribute):
    """What an event is about; a private one and one that is overdue say so."""

    def cell(self, record: Any) -> SafeString:
        flags = []
        if record.visibility == Event.Visibility.PRIVATE:
            flags.append(("lock", _("Private")))
        if record.series_id:
            flags.append(("repeat", _("One of a series")))
        if record.overdue:
            flags.append(("alert-circle", _("Overdue")))
        shown = [
            format_html(' <i class="ti ti-{0} muted" title="{1}" aria-label="{1}" role="img"></i>', *each)
            for each in flags
        ]
        return format_html("{}{}", record.topic, SafeString("".join(shown)))


class TypeOfEvent(Reference):
    """The type: a stopped one stays where it is, but is not newly chosen."""

    def __init__(self, name: str, label: Any, **options: Any) -> None:
        super().__init__(name, label, rows=EventType.objects.order_by("position").all, **options)

    def order_by(self) -> Combinable:
        return F(f"{self.name}__position")

    def cell(self, record: Any) -> SafeString:
        return typed(record.type)


def typed(kind: EventType) -> SafeString:
    """The type with its icon in its colour."""
    return format_html(
        '<span class="text-nowrap"><i class="ti ti-{} pr-ink c-{}" aria-hidden="true"></i> {}</span>',
        kind.icon,
        kind.colour,
        kind,
    )


class EventMoment(EnteredMoment):
    """A time of an event; of one for whole days it is the midnight of that day, wherever one is."""

    def value(self, record: Any) -> Any:
        moment = super().value(record)
        if moment is None or not record.all_day:
            return moment
        there = timezone.localtime(moment, timezone.get_default_timezone()).replace(tzinfo=None)
        return timezone.make_aware(there).astimezone(datetime.UTC)


class Begins(EventMoment):
    """When an event begins, and until when it lasts."""

    def cell(self, record: Any) -> str:
        return span_of(record)


class Users(ManyReferences):
    """The users whom an event concerns, by user name."""

    def __init__(self, name: str, label: Any, **options: Any) -> None:
        super().__init__(name, label, rows=User.colleagues.order_by("username").all, code="username", **options)

    def exported(self) -> Combinable:
        rows = EventUser.objects.filter(event=OuterRef("pk")).order_by(Collate("user__username", "C"))
        return Joined(ArraySubquery(rows.values("user__username")), f"{self.separator} ")

    def form_field(self) -> forms.Field:
        return picked(self, self.rows())

    def filter(self) -> Filter:
        return UserFilter(self)

    def is_set(self) -> Q:
        return Q(Exists(EventUser.objects.filter(event=OuterRef("pk"))))


class UserFilter(CodeFilter):
    def among(self, rows: list[Any]) -> Q:
        ids = [row.pk for row in rows]
        return Q(Exists(EventUser.objects.filter(event=OuterRef("pk"), user__in=ids)))


class Linked(ManyReferences):
    """Rows of files that belong to an event, as far as they are among the `seen` ones; without these all of them.

    Those of its counterparty may be chosen.
    """

    table: Any
    between: Any
    link: str
    "The rows that lie between, and what they call these."
    called: Combinable
    "What a row is called, as the rows between say it."

    def __init__(self, name: str, label: Any, *, seen: Any = None) -> None:
        rows = self.table.objects
        super().__init__(name, label, rows=rows.none, code="pk", editable=False, filterable=False)
        self.seen = rows.all() if seen is None else seen
        self.kept = f"seen_{name}"
        self.prefetched = (Prefetch(name, self.seen, to_attr=self.kept),)

    def value(self, record: Any) -> list[Any]:
        if not record.pk:
            return []
        if not hasattr(record, self.kept):
            prefetch_related_objects([record], *self.prefetched)
        return list(getattr(record, self.kept))

    def exported(self) -> Combinable:
        if self.seen.query.is_empty():
            return Value(None, output_field=TextField())
        rows = self.between.objects.filter(event=OuterRef("pk"), **{f"{self.link}__in": self.seen.order_by()})
        names = rows.order_by(Collate(self.called, "C")).values_list(self.called)
        return Joined(ArraySubquery(names), f"{self.separator} ")

    def format(self, value: Any) -> str:
        return f"{self.separator} ".join(sorted(str(row) for row in value or ()))

    def form_field(self) -> forms.Field:
        return picked(self, self.rows())


class Persons(Linked):
    """The contact persons whom an event was with."""

    table, between, link = ContactPerson, EventContact, "person"
    called = Words(*(NullIf(F(f"person__{part}_name"), Value("")) for part in ("first", "middle", "last")))


class Files(Linked):
    """The files that belong to an event."""

    table, between, link = Attachment, EventFile, "attachment"
    called = F("attachment__name")


def picked(attribute: ManyReferences, rows: Any) -> forms.Field:
    return forms.ModelMultipleChoiceField(
        rows,
        label=attribute.label,
        required=attribute.required,
        help_text=attribute.help_text,
        widget=forms.SelectMultiple(attrs={"data-ts": ""}),
    )


class Mine(YesNo):
    """Whether the user is the author of an event or a related user; nobody's where no user asks."""

    def __init__(self, name: str, label: Any, user: User | None = None) -> None:
        super().__init__(name, label, editable=False)
        self.user = user
        self.prefetched = ("related_users",)

    def value(self, record: Any) -> bool:
        pk = self.user.pk if self.user else None
        return pk is not None and (record.author_id == pk or any(row.pk == pk for row in record.related_users.all()))

    def column(self) -> Combinable:
        mine = concerns(self.user) if self.user else Q(pk__in=[])
        return Case(When(mine, then=Value(True)), default=Value(False), output_field=BooleanField())

    def equals(self, value: bool) -> Q:
        mine = own(self.user) if self.user else Q(pk__in=[])
        return mine if value else ~mine


class Asked:
    """Something that only the form of an event asks: no column holds it."""

    begins_with: Any = None

    def value(self, record: Any) -> Any:
        return self.begins_with
