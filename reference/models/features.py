"""The user-defined characteristics of counterparties, and the fields of forms, which are made of the same.

Their values live in a column `features` of who carries them.
"""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from access.rows import ConfigurationQuerySet
from history.tracking import tracked, versioned
from jobs.models import Job
from reference.models.form_templates import FormTemplate
from reference.models.nomenclatures import Nomenclature
from reference.models.rows import PLACE, Arranged
from reference.models.stamps import stamped
from reference.models.types import Type


class DataType(models.TextChoices):
    TEXT = "text", _("Text")
    LONG_TEXT = "long_text", _("Long text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes/No")
    NOMENCLATURE = "nomenclature", _("From nomenclature")
    COUNTERPARTY = "counterparty", _("Counterparty")
    FILE = "file", _("File")
    PICTURE = "picture", _("Picture")


class FeatureGroup(Arranged):
    """A heading under which forms and files show features together."""

    class Meta(Arranged.Meta):
        verbose_name = _("feature group")
        verbose_name_plural = _("feature groups")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_feature_group_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE), stamped()]


class FeatureQuerySet(ConfigurationQuerySet):
    def of_counterparties(self) -> Self:
        """The features themselves, without the fields of forms."""
        return self.filter(template=None)

    def drawing_on(self, nomenclature: int) -> Self:
        """Those whose values are items of a nomenclature: features first, then the fields form by form."""
        rows = self.filter(nomenclature=nomenclature).select_related("template")
        return rows.order_by(models.F("template__position").asc(nulls_first=True), "position")

    def of_forms(self) -> Self:
        """The fields of forms."""
        return self.filter(template__isnull=False)


class Features(models.Manager.from_queryset(FeatureQuerySet)):  # type: ignore[misc]
    """The features of counterparties."""

    def get_queryset(self) -> FeatureQuerySet:
        return super().get_queryset().of_counterparties()


class Fields(models.Manager.from_queryset(FeatureQuerySet)):  # type: ignore[misc]
    """The fields of forms."""

    def get_queryset(self) -> FeatureQuerySet:
        return super().get_queryset().of_forms()


class Feature(Arranged):
    """A typed characteristic that an administrator defines; attached to types, or to none and so to all.

    With a `template` it is a field of that form (see `FormField`); `every` finds both, `objects` the features alone.
    `default`, `minimum` and `maximum` are texts as the data type's attribute formats them; "" says that there is none.
    """

    code = models.SlugField(_("code"), max_length=50)
    template = models.ForeignKey(
        FormTemplate,
        models.CASCADE,
        verbose_name=_("form template"),
        related_name="fields",
        null=True,
        blank=True,
        editable=False,
    )
    data_type = models.CharField(_("data type"), max_length=20, choices=DataType, default=DataType.TEXT)
    nomenclature = models.ForeignKey(
        Nomenclature, models.PROTECT, verbose_name=_("nomenclature"), related_name="features", null=True, blank=True
    )
    multiple = models.BooleanField(_("several items"), default=False)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    group = models.ForeignKey(
        FeatureGroup, models.PROTECT, verbose_name=_("group"), related_name="features", null=True, blank=True
    )
    required = models.BooleanField(_("mandatory"), default=False)
    unique = models.BooleanField(_("unique"), default=False)
    default = models.CharField(_("default value"), max_length=1000, blank=True)
    minimum = models.CharField(_("lowest value"), max_length=50, blank=True)
    maximum = models.CharField(_("highest value"), max_length=50, blank=True)
    pattern = models.CharField(_("pattern"), max_length=200, blank=True)
    help_text = models.CharField(_("hint"), max_length=200, blank=True)
    definition = models.TextField(_("definition"), blank=True)
    shown = models.BooleanField(_("shown in the list by default"), default=False)
    indexed = models.BooleanField(_("quick to sort and filter"), default=False)
    job = models.ForeignKey(
        Job,
        models.PROTECT,
        verbose_name=_("job that changes its values"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    "While there is one, the values of the feature may have two forms: nobody writes them, sorts or filters by them."
    types = models.ManyToManyField(
        Type, verbose_name=_("types"), related_name="features", through="FeatureType", blank=True
    )

    @classmethod
    def history_kind(cls, image: dict[str, Any]) -> str:
        """What a row that came or went is called in the history."""
        return str((FormField if image.get("template_id") else cls)._meta.verbose_name)

    every = models.Manager.from_queryset(FeatureQuerySet)()
    objects = Features()  # type: ignore[misc]  # a manager of its own, as Django has it

    arranged_within = ("template",)

    class Meta(Arranged.Meta):
        verbose_name = _("feature")
        verbose_name_plural = _("features")
        default_manager_name = "every"
        constraints = [
            models.UniqueConstraint(
                fields=["template", "position"],
                name="one_feature_a_position",
                nulls_distinct=False,
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["template", "code"],
                name="one_feature_a_code",
                nulls_distinct=False,
                violation_error_message=_("Another one has this code already: choose another code."),
            ),
            models.CheckConstraint(
                condition=models.Q(data_type="nomenclature", nomenclature__isnull=False)
                | (~models.Q(data_type="nomenclature") & models.Q(nomenclature=None)),
                name="nomenclature_by_data_type",
                violation_error_message=_("Choose the nomenclature that the items come from."),
            ),
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE), stamped()]


class FormField(Feature):
    """A field of a form template: a feature whose values are those of filled forms."""

    objects = Fields()  # type: ignore[misc]

    class Meta:
        proxy = True
        verbose_name = _("field")
        verbose_name_plural = _("fields")


class FeatureType(models.Model):
    """A feature is asked of the counterparties of this type and of the types under it."""

    feature = models.ForeignKey(Feature, models.CASCADE)
    type = models.ForeignKey(Type, models.CASCADE)

    history_line = "type_id"

    class Meta:
        verbose_name = _("feature of a type")
        verbose_name_plural = _("features of types")
        constraints = [models.UniqueConstraint(fields=["feature", "type"], name="one_feature_a_type")]
        triggers = [*tracked(owner=None), stamped()]

    def __str__(self) -> str:
        return f"{self.feature} / {self.type}"
