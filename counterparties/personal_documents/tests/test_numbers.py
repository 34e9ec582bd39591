"""Numbers of personal documents: one form, never more than a third shown, doubts only where the form is known."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from counterparties.identifiers import MASK
from counterparties.models import PersonalDocument
from counterparties.personal_documents.numbers import Masked, clean_number, doubt, masked
from tests import factories


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" zz 0000417 ", "ZZ0000417"),
        ("АВ1234567", "AB1234567"),  # Cyrillic letters that look Latin
        ("C-01/X00.T4", "C01X00T4"),
        ("••••••417", "••••••417"),
    ],
)
def test_brought_to_one_form(typed, kept):
    assert clean_number(typed) == kept


@pytest.mark.parametrize("typed", ["-", "./", "№"])
def test_a_number_without_letters_and_digits_is_none(typed):
    with pytest.raises(ValidationError):
        clean_number(typed)


@given(st.text(max_size=60))
def test_what_is_cleaned_is_stable(text):
    try:
        number = clean_number(text)
    except ValidationError:
        return
    assert clean_number(number) == number


@given(st.text(min_size=1, max_size=50))
def test_never_more_than_four_signs_and_a_third_are_shown(number):
    shown = masked(number).removeprefix(MASK)
    assert number.endswith(shown) and len(shown) <= min(4, len(number) / 3)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["1", "123", "12345", "123456789", "AB1234567890123"])
def test_the_database_masks_alike(number):
    made = factories.personal_document(number=number)
    rows = PersonalDocument.objects.filter(pk=made.pk)
    assert rows.values_list(Masked("number"), flat=True).get() == masked(number)


@pytest.mark.parametrize(
    ("kind", "country", "number", "doubtful"),
    [
        ("identity-card", "BG", "123456789", False),
        ("identity-card", "BG", "AB1234567", False),
        ("identity-card", "BG", "12345678", True),
        ("identity-card", "BG", "ABC123456", True),
        ("identity-card", "BG", "AB12345678", True),
        ("identity-card", "BG", "١٢٣٤٥٦٧٨٩", True),
        ("identity-card", "DE", "L01X00T47", False),
        ("passport", "BG", "1", False),
    ],
)
def test_only_bulgarian_identity_cards_are_doubted(kind, country, number, doubtful):
    assert bool(doubt(kind, country, number)) is doubtful
