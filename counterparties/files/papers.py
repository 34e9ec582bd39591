"""The list of all papers that expire, of whatever counterparty: what has to be renewed, the most urgent first."""

from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import Filter

from access.models import Action, User
from attributes.ranges import SetDayFilter
from attributes.values import Attribute
from counterparties import columns
from counterparties.files import attributes
from counterparties.files.expiring import EXPIRED, SOON, expiry
from counterparties.files.tab import Attachments, OfAttachments
from counterparties.models import Attachment, Counterparty
from counterparties.tab_bases import ListOfAll
from screens import menu
from screens.hits import EXACT
from screens.putting_away import DELETING
from screens.registry import register


class LastDay(attributes.ValidUntil):
    """The day of a paper that has one, which an index keeps in order."""

    def order_by(self) -> Combinable:
        return F(self.name)

    def filter(self) -> Filter:
        return SetDayFilter(self)


class Papers(OfAttachments, ListOfAll):
    """The papers with a last day; they are added in the files of their counterparties."""

    model = Attachment
    slug, tab = "papers", Attachments.slug
    icon = "calendar-due"
    putting_away = DELETING
    views = ("list", "edit", "history", "archive", "activate", "lookup")
    columns = ("name", "counterparty", "kind", "valid_until", "expiry", "uploaded_by")
    cards = {"counterparty": "l2", "valid_until": "r1", "expiry": "r2", "kind": "full"}
    form_fields = Attachments.form_fields
    filters = ("expiry", "kind", "valid_until", "uploaded_by")
    search = ("name", "number")
    search_hint = gettext_lazy("Name or number")
    ordering = "valid_until"
    opened_by_id = False
    edited_beside = True
    empty_text = gettext_lazy(
        "Say in a counterparty's files until when a paper is valid: it stands here, and in time as one to be renewed."
    )

    @property
    def title(self) -> str:
        return _("Papers that expire")

    @property
    def title_one(self) -> str:
        return _("paper")

    def declared(self) -> dict[str, Attribute]:
        known = Attachments().declared()
        owner = columns.Company(
            "counterparty", _("Counterparty"), rows=Counterparty.objects.all, editable=False, filterable=False
        )
        owner.sortable = True
        last_day = LastDay("valid_until", known["valid_until"].label, sortable=True)
        made = known | {"counterparty": owner, "valid_until": last_day}
        for attribute in made.values():
            attribute.indexed, attribute.may_be_indexed = attribute is last_day, False
        return made

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        rows: Any = super().rows(user, action)
        rows = rows.in_tab(Attachments.slug, user).filter(valid_until__isnull=False)
        if action not in (Action.SEE, Action.EXPORT):
            rows = rows.filter(counterparty__archived_at=None)
        return rows.select_related("content")

    def may_add(self, user: User, parent: Model | None = None) -> bool:
        return False

    def after_save(self, record: Model, parent: Model | None) -> str:
        return self.url()


def to_renew(user: User) -> tuple[int, bool]:
    """How many papers that the user sees have expired or expire soon, as far as lists count."""
    today = timezone.localdate()
    due: Q = expiry(EXPIRED, today) | expiry(SOON, today)
    found = (
        Attachment.objects.visible_to(user)
        .in_tab(Attachments.slug, user)
        .live()
        .filter(due)
        .order_by()[: EXACT + 1]
        .count()
    )
    return min(found, EXACT), found > EXACT


ALL = Papers()
register(ALL)
menu.add(
    menu.MenuEntry(
        section=gettext_lazy("Counterparties"),
        label=gettext_lazy("Papers that expire"),
        url=reverse_lazy("papers-list"),
        icon="calendar-due",
        count=to_renew,
        visible=ALL.in_menu,
        order=120,
    )
)
