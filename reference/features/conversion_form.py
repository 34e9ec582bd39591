"""The form that asks what a feature is to become."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from reference.features.converting import Target
from reference.features.rules import DECIMALS
from reference.models import Feature, Nomenclature
from reference.models.features import DataType


class ConversionForm(forms.Form):
    """The data type, and what belongs to it; begins with what the feature is."""

    data_type = forms.ChoiceField(label=_("New data type"), choices=DataType)
    nomenclature = forms.ModelChoiceField(
        Nomenclature.objects.order_by("position"), label=_("Nomenclature"), required=False, empty_label="—"
    )
    multiple = forms.BooleanField(label=_("Several items"), required=False)
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=DECIMALS, required=False)

    def __init__(self, feature: Feature, data: QueryDict | None = None) -> None:
        names = ("data_type", "nomenclature", "multiple", "decimals")
        super().__init__(data, initial={name: getattr(feature, name) for name in names})

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("data_type") == DataType.NOMENCLATURE and not found.get("nomenclature"):
            self.add_error("nomenclature", _("Choose the nomenclature that the items come from."))
        return found

    @property
    def target(self) -> Target:
        """What was chosen; the form is valid."""
        found = self.cleaned_data
        nomenclature = found["nomenclature"] if found["data_type"] == DataType.NOMENCLATURE else None
        return Target(
            data_type=found["data_type"],
            nomenclature_id=nomenclature.pk if nomenclature else None,
            multiple=found["multiple"] and nomenclature is not None,
            decimals=found["decimals"] or 0 if found["data_type"] == DataType.NUMBER else 0,
        )
