"""The tabs of a counterparty's file: which declared component stands where, for which kinds and for whom."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import Role
from history.tracking import tracked, versioned
from reference.kinds import Kind
from reference.models.rows import PLACE, Arranged
from reference.models.stamps import stamped
from screens.registry import screens


class Part(models.TextChoices):
    """The parts of a file that the product declares: pages of their own, one a kind, and what all have in common."""

    SUMMARY = "summary", _("Summary")
    CUSTOMER = Kind.CUSTOMER.value, Kind.CUSTOMER.label
    SUPPLIER = Kind.SUPPLIER.value, Kind.SUPPLIER.label
    BANK = Kind.BANK.value, Kind.BANK.label
    GOVERNMENT = Kind.GOVERNMENT.value, Kind.GOVERNMENT.label
    HOLDING = Kind.HOLDING.value, Kind.HOLDING.label
    COMPANY = Kind.COMPANY.value, Kind.COMPANY.label
    CONTACTS = "contacts", _("Contacts")
    TIMELINE = "timeline", _("Timeline")
    HISTORY = "history", _("History")


class FileTab(Arranged):
    """A tab: a part of the file at the top, a declared component under it.

    `interface` names what it shows, behind a point to what that is narrowed ("forms.flight-form"); a part without one
    is a heading that an administrator has added. Without a name of its own it is called as what it shows. No kinds are
    all kinds, no roles are all roles; of a confidential component they are none.
    """

    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("under"), related_name="children", null=True, blank=True
    )
    interface = models.CharField(_("interface"), max_length=80, blank=True)
    kinds = ArrayField(
        models.CharField(max_length=10, choices=Kind), verbose_name=_("kinds"), default=list, blank=True
    )
    roles = models.ManyToManyField(Role, verbose_name=_("roles"), related_name="+", through="FileTabRole", blank=True)

    arranged_within = ("parent",)

    class Meta(Arranged.Meta):
        verbose_name = _("tab")
        verbose_name_plural = _("counterparty file")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "position"],
                name="one_tab_a_position",
                nulls_distinct=False,
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE), stamped()]

    @property
    def name(self) -> str:
        """Its own name, else that of what it shows, in the language of the page."""
        return super().name if self.name_bg or self.name_en else self.shown or self.code

    @classmethod
    def history_called(cls, image: dict[str, Any]) -> str:
        """As people call it, be it by what it showed."""
        return str(cls(**{key: image.get(key, "") for key in ("name_bg", "name_en", "interface", "code")}))

    @property
    def shown(self) -> str:
        """What the declared component is called; "" for a heading, and for what this release does not declare."""
        if self.interface in Part.values:
            return str(Part(self.interface).label)
        slug, _point, of = self.interface.partition(".")
        screen = screens.get(slug)
        return str((screen.narrowed(of) if of else screen).title) if screen else ""

    @property
    def is_confidential(self) -> bool:
        """Whether only roles that are named see it, and nobody else where none is."""
        return bool(getattr(screens.get(self.interface), "roles", ()))


class FileTabRole(models.Model):
    """A role that sees a tab."""

    history_line = "role_id"

    tab = models.ForeignKey(FileTab, models.CASCADE, verbose_name=_("tab"), related_name="role_rows")
    role = models.ForeignKey(Role, models.CASCADE, verbose_name=_("role"), related_name="+")

    class Meta:
        verbose_name = _("role of a tab")
        verbose_name_plural = _("roles of tabs")
        constraints = [models.UniqueConstraint(fields=["tab", "role"], name="one_role_a_tab")]
        triggers = [*tracked(), stamped()]

    def __str__(self) -> str:
        return f"{self.tab} / {self.role}"
