"""Three thousand counterparties, made once for all tests of a module; what a test writes is undone behind it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from bench.dataset.making import make_dataset
from bench.measuring.calling import staying_connected
from reference.defaults import load_defaults

NUMBER = 3_000


@pytest.fixture(scope="module")
def dataset_of_a_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    # pytest-django makes a database for tests that ask for one in its own way: these alone would take the real one.
    assert str(connection.settings_dict["NAME"]).startswith("test_"), "run all tests of this folder together"
    with django_db_blocker.unblock(), transaction.atomic():
        load_defaults()
        make_dataset(counterparties=NUMBER, processes=1)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def filled(dataset_of_a_module: None, settings: Any) -> Iterator[None]:
    settings.ALLOWED_HOSTS = list(settings.ALLOWED_HOSTS)
    with staying_connected(), transaction.atomic():
        yield
        transaction.set_rollback(True)
