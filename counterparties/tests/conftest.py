"""What the tests of the import share."""

import pytest

from counterparties.tests.undoing import people
from reference.models import AddressRule, Location
from reference.models.locations import Level
from tests import factories


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


@pytest.fixture
def lists(db) -> dict[str, Location]:
    """Two areas with a village of the same name in each, Ruse with two streets, a stopped village."""
    made = {}
    for name, english in (("Русе", "Ruse"), ("Шумен", "Shumen")):
        made[f"area {english}"] = factories.location(level=Level.AREA, name_bg=name, name_en=english)
        made[f"Ivanovo {english}"] = factories.location(
            name_bg="Иваново",
            name_en="Ivanovo",
            parent=made[f"area {english}"],
            postal_code={"Ruse": "7088", "Shumen": "9830"}[english],
        )
    area = made["area Ruse"]
    ruse = made["Ruse"] = factories.location(
        name_bg="Русе", name_en="Ruse", code="63427", postal_code="7000", parent=area
    )
    made["stopped"] = factories.location(name_bg="Долно Село", parent=area, stopped=True)
    for name in ("Дунав", "бул. Дунав"):
        made[name] = factories.location(level=Level.STREET, name_bg=name, parent=ruse)
    return made


@pytest.fixture
def strict(lists) -> AddressRule:
    """Addresses in Bulgaria are entered from the lists only."""
    return factories.address_rule(country="BG")
