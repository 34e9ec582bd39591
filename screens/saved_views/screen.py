"""The list of saved views and their form: a screen like others, but everybody's own and therefore in no registry."""

from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Ability, Action, Role, User
from access.policy import can
from attributes.choices import Choice, Reference
from attributes.many import Ticked
from attributes.values import Attribute, YesNo
from screens.file import Tab
from screens.registry import screens
from screens.saved_views.models import DefaultView, Pin, SavedView
from screens.saved_views.pinning import open_first, pin_view
from screens.saved_views.saving import activate_view, archive_view, save_view
from screens.saved_views.shown import address_of
from screens.screen import Screen


class Mine(YesNo):
    """What the user himself has made of a view."""

    def __init__(self, name: str, label: Any, model: type[Model], user: User | None) -> None:
        super().__init__(name, label)
        self.model, self.user = model, user

    @cached_property
    def views(self) -> frozenset[int]:
        rows: Any = self.model._default_manager
        return frozenset(rows.filter(user=self.user).values_list("view_id", flat=True))

    def value(self, record: Any) -> bool:
        return record.pk in self.views

    def filter(self) -> None:
        return None


class SavedViews(Screen):
    """All views that somebody sees: his own and those shared with him."""

    model = SavedView
    slug = "saved-views"
    icon = "bookmark"
    columns = ("name", "screen", "roles", "owner")
    form_fields = ("name", "roles", "pinned", "first")
    filters = ("screen",)
    search = ("name",)
    ordering = "name"
    hidden = ("version", "query")
    empty_text = gettext_lazy("Filter a list, choose its columns and order, and save that beside its title.")

    @property
    def title_one(self) -> str:
        return _("view")

    def declared(self) -> dict[str, Attribute]:
        made = super().declared()
        made["screen"] = self.lists(None)
        made["owner"] = Reference("owner", made["owner"].label, rows=User.colleagues.all, code="username")
        made["roles"] = Ticked(
            "roles",
            _("Shared with"),
            rows=Role.objects.order_by("code").all,
            help_text=_("People with these roles find the view at its list, and see there what they may see anyway."),
        )
        return made | self.own(None)

    def own(self, user: User | None) -> dict[str, Attribute]:
        return {
            "pinned": Mine("pinned", _("Pinned in my menu"), Pin, user),
            "first": Mine("first", _("The list starts with it"), DefaultView, user),
        }

    def attributes(self, user: User | None = None) -> dict[str, Attribute]:
        return self.declared() | self.own(user) | ({"screen": self.lists(user)} if user else {})

    def lists(self, user: User | None) -> Choice:
        """The list that a view is of; those that are closed to the user are not named."""
        open_ones = [(slug, each.title) for slug, each in screens.items() if user is None or each.is_open(user)]
        return Choice("screen", _("List"), choices=open_ones)

    def rows(self, user: User, action: Action = Action.SEE, parent: Model | None = None) -> QuerySet:
        """Without those of lists that are closed to the user."""
        closed = [slug for slug, each in screens.items() if not each.is_open(user)]
        return super().rows(user, action, parent).exclude(screen__in=closed)

    def may_add(self, user: User, parent: Model | None = None) -> bool:
        """They are added beside the title of their list."""
        return False

    opened_by_id = False

    def open_url(self, record: Any) -> str:
        screen = screens.get(record.screen)
        return "" if screen is None or isinstance(screen, Tab) else address_of(record, screen.url())

    def form_attributes(self, user: User, record: Any, data: QueryDict | None = None) -> list[Attribute]:
        known, names = self.attributes(user), list(self.form_fields)
        if not can(user, Ability.CONFIGURE):
            names.remove("roles")
        if isinstance(screens.get(record.screen), Tab):
            names = [name for name in names if name not in ("pinned", "first")]
        return [known[name] for name in names]

    def save(self, *, user: User, record: Any, values: dict[str, Any]) -> SavedView:
        saved = save_view(user=user, record=record, name=values["name"], roles=values.get("roles"))
        if "pinned" in values:
            pin_view(user=user, record=saved, pinned=values["pinned"])
            open_first(user=user, record=saved, first=values["first"])
        return saved

    def archive(self, *, user: User, record: Any) -> None:
        archive_view(user=user, record=record)

    def activate(self, *, user: User, record: Any) -> None:
        activate_view(user=user, record=record)
