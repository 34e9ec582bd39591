"""The saved view, whom it is shared with, and what each user has made of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from access.models import Ability, Action, Role, User
from access.policy import can
from access.rows import VisibleQuerySet
from history.tracking import tracked, versioned


class SavedViewQuerySet(VisibleQuerySet):
    """One's own views and those that are shared with one's roles; a view gives no right to rows or columns."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        """Own private views are everybody's own business; shared ones are changed by who may edit settings."""
        own, shared = Q(owner=user), Exists(ViewRole.objects.filter(view=OuterRef("pk")))
        if can(user, Ability.CONFIGURE):
            return self.filter(own | Q(shared))
        if action != Action.SEE:
            return self.filter(own, ~Q(shared))
        mine = ViewRole.objects.filter(view=OuterRef("pk"), role__users=user)
        return self.filter(own | Q(Exists(mine)))

    def addable_by(self, user: User) -> bool:
        return True

    def exportable_by(self, user: User) -> bool:
        return False


class SavedView(models.Model):
    """Filters, search, columns, order and rows a page of one list; `query` says them as an address does."""

    screen = models.CharField(_("list"), max_length=100)
    name = models.CharField(_("name"), max_length=100)
    query = models.TextField(_("what it shows"), blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("owner"), related_name="+")
    roles = models.ManyToManyField(
        Role, verbose_name=_("shared with"), related_name="+", through="ViewRole", blank=True
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                "screen",
                "owner",
                "name",
                condition=Q(archived_at=None),
                name="one_saved_view_a_name",
                violation_error_message=_("You have a view of this name already: choose another name."),
            )
        ]
        triggers = [*tracked(), versioned()]

    def __str__(self) -> str:
        return self.name

    @property
    def params(self) -> QueryDict:
        return QueryDict(self.query, mutable=True)


class ViewRole(models.Model):
    """That a view is shared with a role."""

    view = models.ForeignKey(SavedView, models.CASCADE)
    role = models.ForeignKey(Role, models.CASCADE, verbose_name=_("role"))

    class Meta:
        verbose_name = _("sharing of a view")
        verbose_name_plural = _("sharings of views")
        constraints = [models.UniqueConstraint(fields=["view", "role"], name="one_sharing_a_role")]
        triggers = tracked()

    def __str__(self) -> str:
        return f"{self.view}: {self.role}"


class Pin(models.Model):
    """A view that a user keeps in his menu, under the entry of its list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="+")
    view = models.ForeignKey(SavedView, models.CASCADE, verbose_name=_("saved view"), related_name="pins")
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        verbose_name = _("pinned view")
        verbose_name_plural = _("pinned views")
        constraints = [models.UniqueConstraint(fields=["user", "view"], name="one_pin_a_view")]
        triggers = tracked()

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"


class DefaultView(models.Model):
    """The view that a user's menu opens instead of the whole list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="+")
    screen = models.CharField(_("list"), max_length=100)
    view = models.ForeignKey(SavedView, models.CASCADE, verbose_name=_("saved view"), related_name="defaults")

    class Meta:
        verbose_name = _("default view")
        verbose_name_plural = _("default views")
        constraints = [models.UniqueConstraint(fields=["user", "screen"], name="one_default_view_a_list")]
        triggers = tracked()

    def __str__(self) -> str:
        return f"{self.user}: {self.view}"
