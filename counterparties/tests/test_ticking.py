"""One rule says which types a counterparty gets, whoever asks: a form or an import."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from access.models import Action
from counterparties.querysets import Rights
from counterparties.ticking import allowed_ticks
from reference.kinds import Kind
from reference.models import Type

TYPES = {pk: Type(pk=pk, parent_id=99, kind="customer", name_en=f"Type {pk}") for pk in range(6)}
SETS = st.sets(st.sampled_from(sorted(TYPES)))


def ticks(allowed, before, ticked, *, whole=False):
    kinds = {Action.EDIT: frozenset(Kind) if whole else frozenset()}
    rights = Rights({Action.EDIT: frozenset(allowed)}, kinds)
    return allowed_ticks(rights=rights, action=Action.EDIT, before=before, given=ticked, types=TYPES)


@given(allowed=SETS, before=SETS, ticked=SETS)
def test_nobody_adds_or_takes_away_what_he_may_not_tick(allowed, before, ticked):
    try:
        found = ticks(allowed, before, ticked)
    except ValidationError:
        assert ticked - allowed - before or not ticked & allowed
        return
    assert found - allowed == before - allowed
    assert found & allowed == ticked & allowed


def test_the_refusals_name_the_field_and_the_types():
    with pytest.raises(ValidationError) as refusal:
        ticks({1}, set(), {1, 3, 2})
    assert refusal.value.message_dict == {"types": ["You may not choose: Type 2, Type 3."]}
    with pytest.raises(ValidationError) as refusal:
        ticks({1}, {2}, {2})
    assert refusal.value.message_dict == {"types": ["Choose at least one type."]}
    assert ticks(set(TYPES), {2}, set(), whole=True) == set()
