"""The forms that are filled in for invented counterparties; days of dates are counted from today."""

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from access.models import User
from counterparties.demonstration.papers import keep_answer
from counterparties.feature_files import FileValue
from counterparties.forms.searching import note_words
from counterparties.models import Counterparty, FilledForm
from reference.features.values import DateValue, FeatureValue
from reference.form_templates.reading import forms


def fill_in(rows: Sequence[dict[str, Any]], made: Sequence[Counterparty], author: User | None) -> None:
    """Fills in the forms whose templates are there, each with what of its answers the template still asks for."""
    known = {form.template.code: form for form in forms().values()}
    numbers = Counter(FilledForm.objects.values_list("template", flat=True))
    filled: list[FilledForm] = []
    for row in rows:
        if (form := known.get(row["template"])) is None:
            continue
        numbers[form.template.pk] += 1
        record = FilledForm(counterparty=made[row["counterparty"] - 1], template=form.template, author=author)
        record.number, record.date = numbers[form.template.pk], _day(row["days"])
        for field in form.asked:
            if text := row["answers"].get(field.feature.code, ""):
                field.put(record.features, _answer(field, text, record))
        filled.append(record)
    note_words(filled)
    FilledForm.objects.bulk_create(filled)


def _answer(field: FeatureValue, text: str, record: FilledForm) -> Any:
    """What the text stands for: a date so many days from today, a file that is drawn under this name."""
    if isinstance(field, DateValue):
        return _day(int(text))
    return keep_answer(text, record=record) if isinstance(field, FileValue) else field.clean(text)


def _day(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(number)
