"""Users, their roles, and the shape of a right."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access.named import Named
from history.tracking import tracked


class Action(models.TextChoices):
    """What a right allows to do with a record."""

    SEE = "see", _("see")
    ADD = "add", _("add")
    EDIT = "edit", _("edit")
    ARCHIVE = "archive", pgettext_lazy("right", "archive")
    EXPORT = "export", pgettext_lazy("right", "export")


class Ability(models.TextChoices):
    """What a role allows beside its rights to records."""

    CONFIGURE = "configure", _("edit settings")
    IMPORT = "import", _("import")


class Role(Named):
    """A named set of rights. The rights of a user's roles add up."""

    abilities = ArrayField(
        models.CharField(max_length=20, choices=Ability), verbose_name=_("abilities"), default=list, blank=True
    )

    class Meta(Named.Meta):
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        triggers = tracked()


class ColleagueManager(models.Manager["User"]):
    """Those who work here: whoever offers, names or tells users asks this one."""

    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().filter(portal=False)


class User(AbstractUser):
    """Somebody who logs in: a colleague, or with `portal` somebody of a counterparty, who sees only his own page."""

    roles = models.ManyToManyField(Role, verbose_name=_("roles"), related_name="users", blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True)
    portal = models.BooleanField(_("portal log-in"), default=False, editable=False)

    objects: ClassVar[UserManager[Self]] = UserManager()
    colleagues = ColleagueManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")  # type: ignore[assignment]  # the stubs know no lazy text here
        verbose_name_plural = _("users")  # type: ignore[assignment]
        triggers = tracked(leave_out=("password", "last_login"))

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def told_in(self) -> str:
        """The language in which things are told where the user reads no page: the own one, else the installation's."""
        return self.language or settings.LANGUAGE_CODE


class Grant(models.Model):
    """What one role may do with one thing; rooms above say with what (`reference.TypeRight`)."""

    role = models.ForeignKey(Role, models.CASCADE, verbose_name=_("role"), related_name="+")
    actions = ArrayField(models.CharField(max_length=10, choices=Action), verbose_name=_("may"), default=list)

    class Meta:
        abstract = True
