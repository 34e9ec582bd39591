"""What the tests of all packages of this room share."""

import pytest

from counterparties.tests.importing import done, prepared


@pytest.fixture
def load(tmp_path):
    """Imports a table of which the first row names the fields."""

    def loaded(*table, write=True, **options):
        return done(prepared(tmp_path, [list(row) for row in table], **options), write=write)

    return loaded
