"""Lists by the first letter of the name."""

import pytest

from counterparties.folding import OTHER_LETTER
from counterparties.letters import BULGARIAN, LATIN, begins_with
from counterparties.models import Counterparty
from tests import factories

NAMES = ["„Алфа“", "алфа", "Йод", "Ёлка", "Яна", "Alpha", "ärger", "zeta", "Ωμέγα", "7 дни", "Ы", "ß"]


@pytest.mark.django_db
def test_each_name_begins_with_the_letter_that_is_kept_and_with_no_other():
    for name in NAMES:
        factories.counterparty(name=name)
    kept = dict(Counterparty.objects.values_list("pk", "letter"))
    assert {"А", "Й", "A", OTHER_LETTER} <= set(kept.values())
    for letter in [*BULGARIAN, *LATIN]:
        found = set(Counterparty.objects.filter(begins_with(letter)).values_list("pk", flat=True))
        assert found == {pk for pk, own in kept.items() if own == letter}, letter
