"""What the tests of this room share."""

import threading
from collections.abc import Callable, Iterator

import pgtrigger
import pytest
from django.db import connection
from django.test import Client

from access.models import Ability, Role, User
from reference import usage
from reference.arranging import append
from reference.defaults import load_defaults
from reference.models import Nomenclature, NomenclatureItem, Status, Type
from tests.clients import client_of


@pytest.fixture
def defaults(db: None) -> None:
    load_defaults()


@pytest.fixture
def customer(defaults: None) -> Type:
    return Type.objects.get(code="customer")


@pytest.fixture
def nomenclature(db: None) -> Nomenclature:
    return append(record=Nomenclature(code="regions", name_en="Regions", name_bg="Региони"))


@pytest.fixture
def regions(nomenclature: Nomenclature) -> dict[str, NomenclatureItem]:
    """North (Vidin, Ruse) and South (Plovdiv (City))."""
    found: dict[str, NomenclatureItem] = {}
    for code, bulgarian, above in (
        ("north", "Север", None),
        ("vidin", "Видин", "north"),
        ("ruse", "Русе", "north"),
        ("south", "Юг", None),
        ("plovdiv", "Пловдив", "south"),
        ("city", "Пловдив, град", "plovdiv"),
    ):
        parent = found.get(above or "")
        item = NomenclatureItem(
            nomenclature=nomenclature, parent=parent, code=code, name_bg=bulgarian, name_en=code.title()
        )
        found[code] = append(record=item)
    return found


@pytest.fixture
def administrator(db: None) -> User:
    role = Role.objects.create(code="configurers", name_en="Configurers", abilities=[Ability.CONFIGURE])
    user = User.objects.create_user("administrator")
    user.roles.add(role)
    return user


@pytest.fixture
def reader(db: None) -> User:
    return User.objects.create_user("reader")


@pytest.fixture
def users_of_status(monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """Numbers of users by status id, as a room above would count them."""
    numbers: dict[int, int] = {}
    monkeypatch.setattr(usage, "_uses", {key: list(value) for key, value in usage._uses.items() if key is not Status})
    monkeypatch.setattr(usage, "_shown", dict(usage._shown))
    usage.register(Status, lambda ids: {pk: numbers[pk] for pk in ids if pk in numbers})
    usage.show(
        Status,
        lambda ids: {pk: numbers[pk] for pk in ids if pk in numbers},
        title="Number of customers",
        url=lambda status, user: f"/counterparties/kind/customer/?status={status.code}",
    )
    return numbers


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Lets a test commit, for threads with connections of their own, and empties this room's tables afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        assert connection.settings_dict["NAME"].startswith("test_"), "these tests empty tables: never real ones"
        yield
        with pgtrigger.ignore(), connection.cursor() as cursor:
            for table in ("status", "nomenclatureitem", "nomenclature"):
                cursor.execute(f"delete from reference_{table}")
            cursor.execute("delete from history_change")
        connection.close()


def together(*deeds: Callable[[], object]) -> list[BaseException]:
    """Runs the deeds at the same time, each in a thread with a connection of its own; their errors."""
    errors: list[BaseException] = []
    ready = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        try:
            ready.wait()
            deed()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


@pytest.fixture
def client(administrator: User, defaults: None) -> Client:
    return client_of(administrator)


@pytest.fixture
def status(client: Client) -> Status:
    return Status.objects.get(code="active")


@pytest.fixture
def home(regions: dict[str, NomenclatureItem]) -> str:
    """The page of the items of the regions."""
    return f"/settings/reference/nomenclatures/{regions['north'].nomenclature_id}/items/"
