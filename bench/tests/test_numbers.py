"""Invented numbers are valid, and no two are alike."""

import pytest
from stdnum import iban, lei
from stdnum.bg import egn, vat
from stdnum.de import vat as german_vat
from stdnum.gb import vat as british_vat
from stdnum.gr import vat as greek_vat

from bench.dataset import numbers

MAKERS = [
    (numbers.uic, vat),
    (numbers.personal_number, egn),
    (numbers.german_vat, german_vat),
    (numbers.british_vat, british_vat),
    (numbers.greek_vat, greek_vat),
    (numbers.lei, lei),
]


@pytest.mark.parametrize(("maker", "rule"), MAKERS)
def test_valid_and_all_different(maker, rule):
    made = [maker(n) for n in [*range(2_000), *range(1_000_000, 1_002_000)]]
    assert all(rule.is_valid(number) for number in made)
    assert len(set(made)) == len(made)


def test_a_woman_has_an_odd_ninth_digit():
    assert {int(numbers.personal_number(n, female=True)[8]) % 2 for n in range(50)} == {1}
    assert {int(numbers.personal_number(n)[8]) % 2 for n in range(50)} == {0}


@pytest.mark.parametrize(("country", "bban"), [("BG", "UNCR96601000000012"), ("DE", "100100100000000012")])
def test_iban(country, bban):
    assert iban.is_valid(numbers.iban(country, bban))
