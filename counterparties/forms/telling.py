"""The changes of filled forms as people read them, field by field."""

from access.models import User
from counterparties.feature_history import FeatureTelling
from reference.features.values import FeatureValue
from reference.form_templates.reading import forms


class FormTelling(FeatureTelling):
    """Tells the answers of one filled form after another. Who sees the form sees all its fields."""

    def known(self, keys: set[str]) -> dict[str, FeatureValue]:
        return {field.key: field for form in forms().values() for field in form.fields if field.key in keys}

    def seen(self, user: User) -> set[str]:
        return {key for image in self.images for key in image}
