"""Who writes, and a file to write from."""

import pytest

from reference.kinds import Kind
from tests import factories as f


@pytest.fixture
def rada():
    return f.administrator(username="rada", first_name="Рада", email="rada@firm.example")


@pytest.fixture
def record():
    made = f.counterparty(name="Алфа", email="office@alpha.example", types=[Kind.CUSTOMER])
    f.contact_person(made, first_name="Мария", last_name="Петрова", email="maria@alpha.example", main=True)
    f.contact_person(made, first_name="Без", email="")
    f.contact_person(made, first_name="Още", last_name="Един", email="OFFICE@alpha.example")
    return made
