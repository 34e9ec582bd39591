"""The tables whose rows carry values of features in a JSONB column `features`: rooms above register theirs."""

from django.db.models import Model

carriers: list[type[Model]] = []


def register(model: type[Model]) -> None:
    """Makes known that rows of the model carry features; what changes features then reaches them."""
    if model not in carriers:
        carriers.append(model)
