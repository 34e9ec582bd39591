"""Events as a tab of the file, and those of all counterparties as a list of their own."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.choices import Choice, Reference
from attributes.days import Date, EnteredMoment
from attributes.numbers import number_in
from attributes.values import Attribute, Number
from counterparties import columns
from counterparties.events.attributes import (
    Asked,
    Begins,
    EventMoment,
    Files,
    Mine,
    Persons,
    Topic,
    TypeOfEvent,
    Users,
)
from counterparties.events.prefilling import prefill
from counterparties.events.repeating import MOST, Frequency
from counterparties.events.saving import save_event
from counterparties.events.series import FOLLOWING, ONE, following
from counterparties.files.seeing import seen_attachments
from counterparties.models import ContactLink, ContactPerson, Counterparty, Event, EventContact, EventFile, EventUser
from counterparties.models.events import TAB
from counterparties.models.files import FILES
from counterparties.phone_columns import Phone
from counterparties.reaching import clean_email
from counterparties.sharing.seeing import seen_people
from counterparties.tab_bases import ListOfAll, SubRecordScreen
from reference.file_tabs.reading import is_shown
from reference.models.file_tabs import Part
from screens.file import Tab
from screens.listing import ListQuery
from screens.registry import register

OF_OWNER = {"contact_persons": ContactLink.tab, "attachments": FILES}
"What can be chosen only when it is known whose event it is, each from a tab of that file."
LEFT_OUT = ("version", "follows", "series", "reminded_at")
FIELDS = (
    "type", "topic", "begins", "ends", "all_day", "stage", "visibility", "contact_persons", "phone",
    "attachments", "related_users", "remind_at", "remind_related", "note", "summary_email", "done", "outcome",
)  # fmt: skip


class AskedChoice(Asked, Choice):
    """A choice that only the form asks."""


class AskedNumber(Asked, Number):
    """A number that only the form asks."""


class AskedDate(Asked, Date):
    """A day that only the form asks."""


def repeating() -> list[Attribute]:
    """What the form of a new event asks of its repetition."""
    every = AskedNumber("every", _("Every so many"), help_text=_("2 with “every week” means every other week."))
    every.begins_with = 1
    return [
        AskedChoice("repeat", _("Repeats"), choices=Frequency.choices),
        every,
        AskedDate("until", _("Until the day")),
        AskedNumber("times", _("Or so many times"), help_text=_("At most %d.") % MOST),
    ]


def scope() -> Attribute:
    """What the form of an occurrence asks of those that follow it."""
    choices = [(ONE, _("This one only")), (FOLLOWING, _("This and all following that are not done"))]
    made = AskedChoice("scope", _("Change"), choices=choices, required=True)
    made.begins_with = ONE
    return made


class OfEvents(SubRecordScreen):
    """What the tab and the list of all events have in common."""

    model = Event
    icon = "calendar-event"
    hidden: Sequence[str] = (*LEFT_OUT, "counterparty")
    filters: Sequence[str] = ("type", "stage", "mine", "done", "begins")
    more_filters: Sequence[str] = ("related_users", "author", "visibility", "remind_at")
    search: Sequence[str] = ("topic", "note", "outcome")
    search_hint = gettext_lazy("Topic, description, outcome")
    ordering = "-begins"
    form_template = "counterparties/events/form.html"
    rules: ClassVar[dict[str, Any]] = {"summary_email": clean_email}

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        for name in ("begins", "ends", "remind_at"):
            kind = {"begins": Begins, "ends": EventMoment}.get(name, EnteredMoment)
            made[name] = kind(name, made[name].label, required=name == "begins", sortable=name == "begins")
        made["type"] = TypeOfEvent("type", made["type"].label, required=True, sortable=True)
        made["topic"] = Topic("topic", made["topic"].label, required=True, sortable=True, max_length=200)
        made["phone"] = Phone("phone", made["phone"].label, max_length=50)
        made["author"] = Reference(
            "author",
            made["author"].label,
            rows=User.colleagues.order_by("username").all,
            code="username",
            editable=False,
        )
        return made | {
            "related_users": Users("related_users", _("Related users")),
            "contact_persons": Persons("contact_persons", _("Contact persons")),
            "attachments": Files("attachments", _("Attachments")),
            "mine": Mine("mine", _("Mine")),
        }

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        found = super().attributes(user) | {"mine": Mine("mine", _("Mine"), user)}
        if user:
            found["contact_persons"] = Persons("contact_persons", _("Contact persons"), seen=seen_people(user))
            found["attachments"] = Files("attachments", found["attachments"].label, seen=seen_attachments(user))
        return found

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        return super().rows(user, action, parent).select_related("type")

    def open_url(self, record: Any) -> str:
        return reverse("event", args=[record.pk])

    # --- forms

    def prefill(self, *, user: User, record: Any, params: QueryDict) -> None:
        prefill(user=user, record=record, params=params)

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        found = super().form_attributes(user, record, data)
        owner = record.counterparty_id or number_in(data.get("counterparty") if data else None)
        kinds = record.counterparty.kinds if record.counterparty_id else ()
        closed = {name for name, tab in OF_OWNER.items() if not owner or not is_shown(tab, kinds, user)}
        found = [each for each in found if each.name not in closed]
        for each in found:
            if isinstance(each, Persons):
                each.rows = self.persons_of(user, owner, record)
            if isinstance(each, Files):
                each.rows = self.files_of(user, owner, record)
            if isinstance(each, Users):
                each.rows = users_of(record)
        if record.pk is None:
            return [*found, *repeating()]
        return [*found, scope()] if record.series_id and following(user, record) else found

    def persons_of(self, user: User, owner: int | None, record: Any) -> Any:
        """The contact persons that may be chosen: live ones in the counterparty's file, and those chosen already."""
        file = Counterparty.objects.visible_to(user).filter(pk=owner or 0).values_list("pk", flat=True)
        offered = ContactPerson.objects.of_files(file).live().order_by().values("pk")
        chosen = EventContact.objects.filter(event=record.pk).order_by().values("person")
        rows = seen_people(user).filter(pk__in=offered.union(chosen, all=True) if record.pk else offered)
        return rows.order_by("first_name", "last_name", "pk").all

    def files_of(self, user: User, owner: int | None, record: Any) -> Any:
        """The files that may be chosen: those of the counterparty that are not deleted, and those chosen already."""
        seen = seen_attachments(user).filter(counterparty=owner)
        chosen = Q(pk__in=EventFile.objects.filter(event=record.pk).values("attachment")) if record.pk else Q()
        return seen.filter(Q(archived_at=None) | chosen).order_by("-pk").all

    def starting_values(self, record: Any, attributes: Iterable[Attribute]) -> dict[str, Any]:
        return record.__dict__.get("starting", {})

    def form_context(self, form: Any) -> dict[str, Any]:
        return {"follows": form.record.follows if form.record.follows_id else None}

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> Any:
        return save_event(user=user, record=record, values=values | self.unnamed(user, record, values))

    def unnamed(self, user: User, record: Any, values: dict[str, Any]) -> dict[str, Any]:
        """The chosen persons with those whom the form could not name to the user: they stay unless the event moves."""
        if record.pk is None or "contact_persons" not in values:
            return {}
        if values.get("counterparty", record.counterparty) != record.counterparty:
            return {}
        unnamed = record.contact_persons.exclude(pk__in=seen_people(user))
        return {"contact_persons": [*values["contact_persons"], *unnamed]}


class Events(OfEvents, Tab):
    """The events of one counterparty."""

    slug = "events"
    under = Part.CONTACTS
    columns = ("topic", "type", "begins", "related_users", "done", "outcome")
    cards: ClassVar[dict[str, str]] = {"type": "l2", "begins": "r1", "outcome": "full"}
    form_fields = FIELDS
    list_template = "counterparties/tab_list.html"
    empty_text = gettext_lazy("Log a call or a meeting, or plan the next one: it appears in the calendar too.")

    def new(self, user: User, parent: Any = None) -> Model:
        return Event(counterparty=parent, author=user, begins=next_half_hour())

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        url = reverse("exchange:export", args=[self.slug])
        return super().list_context(query) | {
            "export_url": url if self.may_export(query.user, query.parent) else "",
        }


class AllEvents(OfEvents, ListOfAll):
    """The events of all counterparties."""

    slug, tab = "all-events", TAB
    columns = ("topic", "counterparty", "type", "begins", "related_users", "done")
    cards: ClassVar[dict[str, str]] = {"counterparty": "l2", "begins": "r1", "type": "full"}
    form_fields = ("counterparty", *FIELDS)
    hidden = LEFT_OUT
    more_filters = (*OfEvents.more_filters, "holding")
    list_template = "counterparties/events/list.html"
    empty_text = gettext_lazy("Log a call or a meeting, or plan the next one: it appears in the calendar too.")

    path = "events/"

    @property
    def title(self) -> str:
        return _("Events")

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        for name, each in made.items():
            # The one order that an index gives.
            each.indexed = each.may_be_indexed = name == "begins"
        return self.owner(None) | made | self.owner(None)

    def owner(self, user: User | None) -> dict[str, Attribute]:
        """The counterparty, found as one types, and the holdings that it belongs to."""
        made = columns.Company(
            "counterparty",
            _("Counterparty"),
            rows=Counterparty.objects.open_to(user).all,
            lookup="counterparties",
            required=True,
            filterable=False,
        )
        return {"counterparty": made, "holding": columns.Holding("holding", _("Holding"), user, of="counterparty")}

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return super().attributes(user) | self.owner(user)

    def new(self, user: User, parent: Model | None = None) -> Model:
        return Event(author=user, begins=next_half_hour())

    def list_context(self, query: ListQuery) -> dict[str, Any]:
        own = {name: value for name, value in query.params.items() if name in ("type", "stage", "done")}
        return super().list_context(query) | {
            "mine_url": f"{self.url()}?{urlencode(own | {'mine': 'yes'})}",
            "all_url": f"{self.url()}?{urlencode(own)}".rstrip("?"),
            "only_mine": query.params.get("mine") == "yes",
            "export_url": reverse("exchange:export", args=[self.slug]) if self.may_export(query.user) else "",
        }


def users_of(record: Event) -> Any:
    """The users that may be chosen: those who may log in, and those chosen already."""
    chosen = Q(pk__in=EventUser.objects.filter(event=record.pk).values("user")) if record.pk else Q()
    return User.colleagues.filter(Q(is_active=True) | chosen).order_by("first_name", "last_name", "username").all


def next_half_hour() -> datetime:
    """When the next half of an hour begins."""
    now = timezone.now().replace(second=0, microsecond=0)
    return now + timedelta(minutes=30 - now.minute % 30)


ALL = AllEvents()
register(ALL)
