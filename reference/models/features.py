"""The user-defined characteristics of counterparties. Their values live in `Counterparty.features`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from history.tracking import tracked, versioned
from reference.models.nomenclatures import Nomenclature
from reference.models.rows import PLACE, Arranged
from reference.models.types import Type


class DataType(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes/No")
    NOMENCLATURE = "nomenclature", _("From nomenclature")


class Feature(Arranged):
    """A typed characteristic that an administrator defines; attached to types, or to none and so to all."""

    data_type = models.CharField(_("data type"), max_length=20, choices=DataType, default=DataType.TEXT)
    nomenclature = models.ForeignKey(
        Nomenclature, models.PROTECT, verbose_name=_("nomenclature"), related_name="features", null=True, blank=True
    )
    multiple = models.BooleanField(_("several items"), default=False)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    definition = models.TextField(_("definition"), blank=True)
    types = models.ManyToManyField(
        Type, verbose_name=_("types"), related_name="features", through="FeatureType", blank=True
    )

    class Meta(Arranged.Meta):
        verbose_name = _("feature")
        verbose_name_plural = _("features")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_feature_a_position", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=models.Q(data_type="nomenclature", nomenclature__isnull=False)
                | (~models.Q(data_type="nomenclature") & models.Q(nomenclature=None)),
                name="nomenclature_by_data_type",
                violation_error_message=_("Choose the nomenclature that the items come from."),
            ),
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE)]


class FeatureType(models.Model):
    """A feature is asked of the counterparties of this type and of the types under it."""

    feature = models.ForeignKey(Feature, models.CASCADE)
    type = models.ForeignKey(Type, models.CASCADE)

    history_line = "type_id"

    class Meta:
        verbose_name = _("feature of a type")
        verbose_name_plural = _("features of types")
        constraints = [models.UniqueConstraint(fields=["feature", "type"], name="one_feature_a_type")]
        triggers = tracked(owner=None)

    def __str__(self) -> str:
        return f"{self.feature} / {self.type}"
