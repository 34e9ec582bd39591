"""What all tests need: tables that refuse TRUNCATE let the clean-up pass, and garbage is not sought in vain."""

import gc
from collections.abc import Iterator

import pgtrigger
import pytest
from django.test import TransactionTestCase


def pytest_collection_finish() -> None:
    """Sets aside the modules and tests, which live to the end: to walk through them was a quarter of every request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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
