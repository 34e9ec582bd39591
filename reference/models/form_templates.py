"""The templates of forms that are filled in for counterparties; their fields are features of their own."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from history.tracking import tracked, versioned
from reference.kinds import Kind
from reference.models.rows import PLACE, Arranged

FORMS = "forms"
"The component of the file that shows filled forms; with a point and a template's code those of this template."


class FormTemplate(Arranged):
    """A form of typed fields that is filled in any number of times, for counterparties of some kinds or of all."""

    kinds = ArrayField(
        models.CharField(max_length=10, choices=Kind), verbose_name=_("kinds"), default=list, blank=True
    )

    class Meta(Arranged.Meta):
        verbose_name = _("form template")
        verbose_name_plural = _("form templates")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], name="one_form_template_a_position", deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = [*tracked(), versioned(leave_out=PLACE)]

    @property
    def interface(self) -> str:
        """How a tab of the file names the component that shows the forms of this template alone."""
        return f"{FORMS}.{self.code}"

    def fits(self, kinds: Collection[str]) -> bool:
        """Whether it is filled in for counterparties of these kinds; those without a kind have every form."""
        return not self.kinds or not kinds or not set(self.kinds).isdisjoint(kinds)
