"""Named lists of items that features and analyses draw on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.tracking import tracked, versioned
from reference.models.rows import PLACE, Arranged
from reference.models.stamps import stamped


class Nomenclature(Arranged):
    """A named list of items."""

    class Meta(Arranged.Meta):
        verbose_name = _("nomenclature")
        verbose_name_plural = _("nomenclatures")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_nomenclature_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE), stamped()]


class NomenclatureItem(Arranged):
    """An item of a nomenclature; items may nest to any depth. Its code is unique in its nomenclature."""

    code = models.SlugField(_("code"), max_length=100, allow_unicode=True)
    nomenclature = models.ForeignKey(
        Nomenclature, models.PROTECT, verbose_name=_("nomenclature"), related_name="items", editable=False
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("under"), related_name="children", null=True, blank=True
    )

    arranged_within = ("nomenclature", "parent")

    class Meta(Arranged.Meta):
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(
                fields=["nomenclature", "code"],
                name="one_item_a_code",
                violation_error_message=_("Another one has this code already: choose another code."),
            ),
            models.UniqueConstraint(
                fields=["nomenclature", "parent", "position"],
                name="one_item_a_position",
                nulls_distinct=False,
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE), stamped()]
