"""What a refusal of the database means for people."""

from django.db import IntegrityError
from django.db.models import Model
from django.utils.translation import gettext as _


def refusal_of(error: IntegrityError, *models: type[Model]) -> str:
    """The sentence of the constraint of one of these models that was broken."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for constraint in (each for model in models for each in model._meta.constraints):
        if constraint.name == name:
            return str(constraint.violation_error_message)
    return _("The database refuses this row: %s") % error
