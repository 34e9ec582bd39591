"""The tree of counterparty types, and the rights to its branches."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.models import Grant
from history.tracking import tracked, versioned
from reference.kinds import Kind
from reference.models.rows import PLACE, Arranged
from reference.models.stamps import stamped


class Type(Arranged):
    """A node of the type tree; the roots are the six kinds, and only Customer and Supplier take children."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("under"), related_name="children", null=True, blank=True
    )

    arranged_within = ("parent",)

    class Meta(Arranged.Meta):
        verbose_name = _("type")
        verbose_name_plural = _("types")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "position"],
                name="one_type_a_position",
                nulls_distinct=False,
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(fields=["kind"], condition=models.Q(parent=None), name="one_root_a_kind"),
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE), stamped()]

    @property
    def name(self) -> str:
        """A root is called as its kind, in the language of the page."""
        return str(Kind(self.kind).label) if self.parent_id is None else super().name


class TypeRight(Grant):
    """What a role may do with the counterparties of a type and of the types under it."""

    type = models.ForeignKey(Type, models.CASCADE, verbose_name=_("type"), related_name="rights")

    class Meta:
        verbose_name = _("right")
        verbose_name_plural = _("rights")
        constraints = [models.UniqueConstraint(fields=["role", "type"], name="one_right_a_role_and_type")]
        triggers = tracked()

    def __str__(self) -> str:
        return f"{self.role} / {self.type}"
