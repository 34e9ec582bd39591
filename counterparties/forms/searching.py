"""What a filled form is found by: its answers as people read and write them, kept with it in folded words."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import F, Q, QuerySet, Value
from django.utils import translation

from access.models import Action, User
from counterparties.feature_links import CounterpartyValue
from counterparties.folding import fold
from counterparties.models import FilledForm
from counterparties.querysets import rights_of
from reference.form_templates.reading import forms
from reference.remembering import forget

NUMBER_LENGTH = 10


def note_words(records: Collection[FilledForm]) -> None:
    """Puts into these forms, which are not stored by it, the words that their answers are found by."""
    fields = {pk: form.fields for pk, form in forms().items()}
    for field in {each for own in fields.values() for each in own}:
        field.prepare(records)
    for record in records:
        said: dict[str, None] = {}
        named: dict[str, None] = {}
        for code, _label in settings.LANGUAGES:
            with translation.override(code):
                for field in fields[record.template_id]:
                    value = field.value(record)
                    words = (fold(str(text)) for text in (field.format(value), field.show(value)) if text)
                    (named if isinstance(field, CounterpartyValue) else said).update(dict.fromkeys(words))
        record.said, record.named = " ".join(said), " ".join(named)


def refresh_words(ids: Iterable[int]) -> None:
    """Writes anew the words that these forms are found by."""
    forget()
    rows = list(FilledForm.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk"))
    note_words(rows)
    FilledForm.objects.bulk_update(rows, ["said", "named"], batch_size=500)


def with_names(rows: QuerySet, user: User) -> QuerySet:
    """The rows with the names of the counterparties that they name, for who sees all counterparties."""
    return rows.alias(names=F("named") if rights_of(user).unrestricted(Action.SEE) else Value(""))


def searched(rows: QuerySet, text: str) -> QuerySet:
    """The rows of `with_names` of which every word stands in an answer, or is the number."""
    if not (words := fold(text).split()) and text.strip():
        return rows.none()
    for word in words:
        number = Q(number=int(word)) if word.isascii() and word.isdigit() and len(word) < NUMBER_LENGTH else Q()
        rows = rows.filter(Q(said__contains=word) | Q(names__contains=word) | number)
    return rows
