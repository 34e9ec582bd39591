"""Default django-import-export: the resource that its factory makes for the model."""

from collections.abc import Sequence
from typing import Any

from import_export.resources import ModelResource, modelresource_factory

from counterparties.models import Counterparty


def resource(fields: Sequence[str]) -> ModelResource:
    """The default resource for these columns; rows match by code."""
    meta: dict[str, Any] = {"fields": tuple(fields), "import_id_fields": ("code",)}
    return modelresource_factory(Counterparty, meta_options=meta)()
