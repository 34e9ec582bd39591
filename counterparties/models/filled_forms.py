"""The forms that are filled in for a counterparty, any number of each template."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.models import User
from counterparties.models.records import SubRecord
from counterparties.querysets import SubRecordQuerySet
from history.tracking import tracked, versioned
from reference.file_tabs.reading import interfaces_open_to, kinds_with
from reference.models import FormTemplate
from reference.models.form_templates import FORMS

WORDS = ("said", "named")
"The columns that the answers are found by."


class FilledFormQuerySet(SubRecordQuerySet):
    """Filled forms: a tab may show those of all templates, or those of one alone."""

    def in_tab(self, interface: str, user: User, owner: str = "counterparty") -> Self:
        """Those of counterparties in whose files the user has a tab that shows forms of their template."""
        whole = kinds_with(FORMS, user)
        if whole is None:
            return self
        shown = _with_one_of(whole, owner)
        for own in sorted(interfaces_open_to(user)):
            slug, _point, code = own.partition(".")
            if slug == FORMS and code:
                shown |= Q(template__code=code) & _with_one_of(kinds_with(own, user), owner)
        return self.filter(shown)


def _with_one_of(kinds: frozenset[str] | None, owner: str) -> Q:
    """The rows whose owner is of one of these kinds, or of none; None stands for all owners."""
    if kinds is None:
        return Q(pk__isnull=False)
    fits = Q(**{f"{owner}__kinds__overlap": sorted(kinds)}) | Q(**{f"{owner}__kinds": []})
    return fits if kinds else Q(pk__isnull=True)


class FilledForm(SubRecord):
    """A form as it was filled in: the values of its fields lie in `features`, by the ids of the fields.

    Forms of one template are numbered 1, 2, 3 ... in the order in which they were added. `said` and `named` hold the
    folded words that the answers are found by, the names of counterparties by themselves: not everybody sees those.
    """

    history_ends = ("template",)

    template = models.ForeignKey(
        FormTemplate, models.PROTECT, verbose_name=_("form"), related_name="filled", editable=False
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    date = models.DateField(_("date"), default=timezone.localdate)
    features = models.JSONField(_("answers"), default=dict, editable=False)
    said = models.TextField(default="", blank=True, editable=False)
    named = models.TextField(default="", blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("filled in by"),
        related_name="+",
        null=True,
        editable=False,
    )

    objects: ClassVar[Any] = FilledFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("filled form")
        verbose_name_plural = _("filled forms")
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="one_filled_form_a_number")]
        indexes = [
            models.Index("counterparty", "date", "id", name="filled_form_of_counterparty"),
            models.Index("template", "date", "id", name="filled_form_of_template"),
            models.Index("date", "id", name="filled_form_by_date"),
            GinIndex("features", name="filled_form_features"),
            GinIndex(OpClass("said", "gin_trgm_ops"), name="filled_form_by_what_is_said"),
            GinIndex(OpClass("named", "gin_trgm_ops"), name="filled_form_by_who_is_named"),
        ]
        triggers = [*tracked(owner="counterparty_id", leave_out=WORDS), versioned(leave_out=WORDS)]

    def __str__(self) -> str:
        return gettext("%(form)s No. %(number)s") % {"form": self.template, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("filled-form", args=[self.counterparty_id, self.pk])
