"""The forms that are filled in for invented counterparties; days of dates are counted from today."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from access.models import User
from counterparties.forms.searching import note_words
from counterparties.models import Counterparty, FilledForm
from reference.features.values import DateValue
from reference.form_templates.reading import forms


def fill_in(rows: Sequence[dict[str, Any]], made: Sequence[Counterparty], author: User | None) -> None:
    """Fills in the forms whose templates are there, each with what of its answers the template still asks for."""
    known = {form.template.code: form for form in forms().values()}
    numbers = Counter(FilledForm.objects.values_list("template", flat=True))
    today, filled = timezone.localdate(), []
    for row in rows:
        if (form := known.get(row["template"])) is None:
            continue
        numbers[form.template.pk] += 1
        record = FilledForm(counterparty=made[row["counterparty"] - 1], template=form.template, author=author)
        record.number, record.date = numbers[form.template.pk], today + datetime.timedelta(days=row["days"])
        for field in form.asked:
            if text := row["answers"].get(field.feature.code, ""):
                dated = isinstance(field, DateValue)
                field.put(record.features, today + datetime.timedelta(int(text)) if dated else field.clean(text))
        filled.append(record)
    note_words(filled)
    FilledForm.objects.bulk_create(filled)
