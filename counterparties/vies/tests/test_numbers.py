"""Which numbers are asked about, and in whose name."""

import pytest
from django.core.exceptions import ValidationError

from counterparties.identifiers import branch_check_digit
from counterparties.vies.numbers import is_asked, number_of, requester
from counterparties.vies.tests import GREEK, NUMBER, OTHER, typed
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "number"),
    [
        (typed(vat_number="bg 175074752"), NUMBER),
        (typed(vat_number="175074752"), NUMBER),
        (typed(uic="175074752"), NUMBER),
        (typed(uic="831902088", vat_number=NUMBER), NUMBER),
        (typed(country="GR", vat_number="GR 094259216"), GREEK),
        (typed(country="GB", vat_number="XI 110305878"), "XI110305878"),
        (typed(country="DE", vat_number="136695976"), "DE136695976"),
    ],
)
def test_the_number_that_is_meant(values, number):
    assert number_of(values) == number


def test_a_branch_is_asked_about_by_the_number_of_its_firm():
    branch = "1750747520010"[:12] + branch_check_digit("2001")
    assert number_of(typed(uic=branch)) == NUMBER


@pytest.mark.parametrize(
    "values",
    [
        typed(),
        typed(uic="175074751"),
        typed(vat_number="BG175074751"),
        typed(uic="12345", foreign="on"),
        typed(country="RS", uic="175074752"),
        typed(country="US", vat_number="12-3456789"),
        typed(country="GB", vat_number="GB110305878"),
        typed(person_kind="natural", uic="7501010010"),
    ],
)
def test_what_is_no_number_for_vies_is_refused_in_a_sentence(values):
    with pytest.raises(ValidationError) as refusal:
        number_of(values)
    assert refusal.value.messages[0].endswith((".", "."))


@pytest.mark.parametrize("number", ["", "US123", "GB110305878", "BG1", "12345", "CHE116281710MWST"])
def test_numbers_that_are_not_asked_about(number):
    assert not is_asked(number)


def test_we_name_ourselves_by_the_first_own_company_unless_the_settings_do(settings):
    assert requester() == ""
    factories.counterparty(types=[Kind.COMPANY], vat_number="US1", country="US")
    factories.counterparty(types=[Kind.COMPANY], vat_number=OTHER, vat_registered=True)
    assert requester() == OTHER
    settings.VIES_REQUESTER = "el 094259216"
    assert requester() == GREEK
