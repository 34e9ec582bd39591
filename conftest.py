"""What all tests need of the database: tables that refuse TRUNCATE let the tests' own clean-up pass."""

from collections.abc import Iterator

import pgtrigger
import pytest
from django.test import TransactionTestCase


@pytest.fixture(autouse=True, scope="session")
def _clean_up_passes_triggers() -> Iterator[None]:
    """Tests with a live server or real transactions end with a flush, which tracked tables would refuse."""
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_triggers)
        yield
