"""What happens with a counterparty: calls, meetings, e-mails, tasks, past and planned."""

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.models import Action, User
from counterparties.models.contact_persons import ContactPerson
from counterparties.models.records import SubRecord
from counterparties.querysets import SubRecordQuerySet
from history.tracking import tracked, versioned
from reference.file_tabs.reading import kinds_with
from reference.models import EventType

SPAN = Func(
    F("begins"),
    Greatest("begins", "ends"),
    Value("[]"),
    function="TSTZRANGE",
    output_field=DateTimeRangeField(),
)
"The time that an event takes, its end included; an index holds it."
TAB = "events"
"The component of the file that shows events: who has it in no file sees none anywhere."
OF_EVENT: dict[str, Any] = {"owner": "event_id", "through": "counterparties_event.counterparty_id"}


class EventQuerySet(SubRecordQuerySet):
    """Events: seen as their counterparty and its tab are; a private one by its author and its related users alone."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        rows = super().visible_to(user, action).in_tab(TAB, user)
        return rows.filter(~Q(visibility=Event.Visibility.PRIVATE) | concerns(user))

    def hidden_from(self, user: User) -> Self:
        """Those that nobody may tell the user of: the private ones of others, all where he has no tab of events."""
        if kinds_with(TAB, user) == frozenset():
            return self.all()
        return self.filter(Q(visibility=Event.Visibility.PRIVATE) & ~concerns(user))

    def of(self, user: User) -> Self:
        """Those of which the user is the author or a related user."""
        return self.filter(own(user))

    def within(self, begin: datetime.datetime, end: datetime.datetime) -> Self:
        """Those that lie, be it in part, between two moments; one without an end lies at its beginning."""
        return self.alias(span=SPAN).filter(span__overlap=(begin, end))

    def due(self, now: datetime.datetime) -> Self:
        """Those of which somebody is to be reminded and has not been."""
        return self.live().filter(remind_at__lte=now, reminded_at=None, done=False)


class Related(Func):
    """Whether a user is a related user of the event.

    Two of them for one user are equal, which subqueries of the ORM are not: lists need not ask twice then what the
    user may do with what he sees.
    """

    template, conditional = "(%(expressions)s))", True
    arg_joiner = " IN (SELECT event_id FROM counterparties_eventuser WHERE user_id = "
    output_field = BooleanField()

    def __init__(self, user: int | None) -> None:
        super().__init__(F("pk"), Value(user))


def own(user: User) -> Q:
    """The same as `concerns`, to be asked alone: found by the indexes of both, not row by row."""
    related = EventUser.objects.filter(user=user.pk).order_by().values("event")
    return Q(pk__in=Event.objects.filter(author=user.pk).order_by().values("pk").union(related))


def concerns(user: User) -> Q:
    """The events of which the user is the author or a related user."""
    return Q(author=user.pk) | Q(Related(user.pk))


class EventSeries(models.Model):
    """Events that repeat: the rule by which they were made, as RFC 5545 writes it."""

    rule = models.CharField(_("rule"), max_length=200)

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")
        triggers = tracked()

    def __str__(self) -> str:
        return self.rule


class Event(SubRecord):
    """A call, meeting, e-mail, letter, task or visit, at a time or for whole days.

    Days are those of the installation's time zone: an event for all day begins at its midnight, and `ends` is that of
    the last day. Each occurrence of a series is an event of its own, with its own outcome, reminder and comments.
    """

    history_title = ("topic",)

    class Stage(models.TextChoices):
        PLANNED = "planned", _("Planned")
        PAST = "past", _("Past")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Public")
        PRIVATE = "private", _("Private")

    type = models.ForeignKey(EventType, models.PROTECT, verbose_name=_("event type"), related_name="events")
    topic = models.CharField(_("topic"), max_length=200)
    begins = models.DateTimeField(_("begins"))
    ends = models.DateTimeField(_("ends"), null=True, blank=True)
    all_day = models.BooleanField(_("all day"), default=False)
    stage = models.CharField(_("planned or past"), max_length=10, choices=Stage, default=Stage.PLANNED)
    visibility = models.CharField(
        _("public or private"),
        max_length=10,
        choices=Visibility,
        default=Visibility.PUBLIC,
        help_text=_("A private event is seen by its author and its related users only."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="+", null=True, editable=False
    )
    related_users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("related users"), related_name="+", through="EventUser", blank=True
    )
    contact_persons = models.ManyToManyField(
        ContactPerson, verbose_name=_("contact persons"), related_name="+", through="EventContact", blank=True
    )
    attachments = models.ManyToManyField(
        "counterparties.Attachment", verbose_name=_("attachments"), related_name="+", through="EventFile", blank=True
    )
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    summary_email = models.EmailField(_("e-mail for a summary"), max_length=254, blank=True)
    remind_at = models.DateTimeField(_("reminder"), null=True, blank=True)
    remind_related = models.BooleanField(_("remind related people"), default=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    note = models.TextField(_("description"), blank=True)
    done = models.BooleanField(pgettext_lazy("of an event", "done"), default=False)
    outcome = models.TextField(_("outcome"), blank=True)
    follows = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("follows"), related_name="followers", null=True, editable=False
    )
    series = models.ForeignKey(
        EventSeries, models.PROTECT, verbose_name=_("series"), related_name="events", null=True, editable=False
    )

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index("counterparty", "begins", "id", name="event_of_counterparty"),
            models.Index("begins", "id", name="event_by_begin"),
            GistIndex(SPAN, name="event_by_span"),
            models.Index(
                "remind_at", name="event_to_remind", condition=Q(reminded_at=None, done=False, archived_at=None)
            ),
            models.Index("counterparty", name="event_private", condition=Q(visibility="private")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("begins")),
                name="event_ends_after_it_begins",
                violation_error_message=_("It ends before it begins: correct one of the times."),
            ),
            models.CheckConstraint(
                condition=Q(stage="planned") | Q(done=True),
                name="past_event_is_done",
                violation_error_message=_("What is past is done."),
            ),
        ]
        triggers = [
            *tracked(owner="counterparty_id", leave_out=("reminded_at",)),
            versioned(leave_out=("reminded_at",)),
        ]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.pk])

    @property
    def first_day(self) -> datetime.date:
        """The day on which it begins: where people read it, or of the installation where it lasts all day."""
        return self._day(self.begins)

    @property
    def last_day(self) -> datetime.date:
        """The day on which it ends, that one included."""
        return self._day(self.ends or self.begins)

    def _day(self, moment: datetime.datetime) -> datetime.date:
        return timezone.localdate(moment, timezone.get_default_timezone() if self.all_day else None)

    @property
    def overdue(self) -> bool:
        """Whether it should have been done by now."""
        if self.done:
            return False
        if self.all_day:
            return self.last_day < timezone.localdate(timezone=timezone.get_default_timezone())
        return (self.ends or self.begins) < timezone.now()


class EventUser(models.Model):
    """A user whom an event concerns."""

    history_line = "user_id"

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="user_rows")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("related user"), related_name="+"
    )

    class Meta:
        verbose_name = _("related user of an event")
        verbose_name_plural = _("related users of events")
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="one_event_a_user")]
        triggers = tracked(**OF_EVENT)

    def __str__(self) -> str:
        return str(self.user)


class EventContact(models.Model):
    """A contact person whom an event was with."""

    history_line = "person_id"

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="contact_rows")
    person = models.ForeignKey(
        ContactPerson, models.CASCADE, verbose_name=_("contact person of an event"), related_name="+"
    )

    class Meta:
        verbose_name = _("contact person of an event")
        verbose_name_plural = _("contact persons of events")
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="one_event_a_person")]
        triggers = tracked(**OF_EVENT)

    def __str__(self) -> str:
        return str(self.person)


class EventFile(models.Model):
    """A file of the counterparty that belongs to an event."""

    history_line = "attachment_id"

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=_("event"), related_name="file_rows")
    attachment = models.ForeignKey(
        "counterparties.Attachment", models.CASCADE, verbose_name=_("attachment"), related_name="event_rows"
    )

    class Meta:
        verbose_name = _("file of an event")
        verbose_name_plural = _("files of events")
        constraints = [models.UniqueConstraint(fields=["event", "attachment"], name="one_event_a_file")]
        triggers = tracked(**OF_EVENT)

    def __str__(self) -> str:
        return str(self.attachment)
