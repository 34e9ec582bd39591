"""What the tests of the import share."""

import pytest

from counterparties.tests.importing import done, prepared
from counterparties.tests.undoing import people
from tests import factories


@pytest.fixture
def load(tmp_path):
    """Imports a table of which the first row names the fields."""

    def loaded(*table, write=True, **options):
        return done(prepared(tmp_path, [list(row) for row in table], **options), write=write)

    return loaded


@pytest.fixture
def imported(load):
    """The same, and behind it people go on."""

    def done_by_people(*table, **options):
        run = load(*table, **options)
        people()
        return run

    return done_by_people


@pytest.fixture
def admin():
    return factories.administrator()


@pytest.fixture
def clerk():
    return factories.superuser(first_name="Мария", last_name="Колева")
