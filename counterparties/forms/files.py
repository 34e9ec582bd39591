"""The files that filled forms hold: who names one, and all that some forms name."""

from typing import Any

from django.db.models import Q, QuerySet

from counterparties.feature_files import FileValue
from counterparties.models import Upload
from reference.form_templates.reading import forms


def file_fields(template: int) -> list[FileValue]:
    """The fields of a form that hold files, stopped ones included."""
    form = forms().get(template)
    return [field for field in form.fields if isinstance(field, FileValue)] if form else []


def naming(rows: QuerySet[Any], upload: Upload) -> QuerySet[Any]:
    """The forms among the rows of which this file is an answer now."""
    named = Q(pk__in=[])
    for field in file_fields(upload.template_id or 0):
        named |= Q(features__contains={field.key: upload.pk})
    return rows.filter(named, template=upload.template_id)


def named_by(rows: QuerySet[Any]) -> QuerySet[Upload]:
    """The files that are answers of these forms now."""
    stored = rows.order_by().values_list("template", "features").iterator()
    pks = {features.get(field.key) for template, features in stored for field in file_fields(template)}
    found: QuerySet[Upload] = Upload.objects.of_forms().filter(pk__in=pks - {None}).order_by("pk")
    return found
