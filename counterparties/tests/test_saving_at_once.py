"""Two people save one row of a tab at once: one is told, and nothing of the other is lost."""

import threading
from collections.abc import Iterator
from functools import partial

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from access.models import User
from counterparties.models import ContactPerson, Counterparty
from counterparties.saving import save_counterparty, save_sub_record
from reference.tests.conftest import together
from tests import factories as f


@pytest.fixture
def person(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[ContactPerson]:
    """A contact person that other connections see; gone afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        owner = save_counterparty(user=User(is_superuser=True), record=None, values={"name": "Алфа"}, types=[])
        yield f.contact_person(owner, first_name="Мария")
        with pgtrigger.ignore():
            ContactPerson.objects.filter(counterparty=owner).delete()
            Counterparty.objects.filter(pk=owner.pk).delete()
            with connection.cursor() as cursor:
                cursor.execute("delete from history_change")
        connection.close()


def test_two_connections_at_once(person: ContactPerson) -> None:
    read = threading.Barrier(2)

    def save(**values: str) -> None:
        record = ContactPerson.objects.get(pk=person.pk)
        read.wait()
        save_sub_record(user=User(is_superuser=True), record=record, values=values)

    (error,) = together(partial(save, position="Директор"), partial(save, note="Търси я сутрин"))
    assert isinstance(error, ValidationError) and "Somebody else has changed this record" in error.messages[0]
    stored = ContactPerson.objects.get(pk=person.pk)
    assert stored.version == 2 and bool(stored.position) != bool(stored.note)


def test_whoever_waits_for_the_file_sees_what_was_written_meanwhile(person: ContactPerson) -> None:
    """The second save begins while the first one holds the file, and has read the row before it was written."""
    errors: list[BaseException] = []
    old = ContactPerson.objects.get(pk=person.pk)
    late = partial(save_sub_record, user=User(is_superuser=True), record=old, values={"note": "x"})
    thread = threading.Thread(target=lambda: errors.extend(together(late)))
    with transaction.atomic():
        save_sub_record(user=User(is_superuser=True), record=person, values={"position": "Директор"})
        thread.start()
        wait_for_lock()
    thread.join()
    (error,) = errors
    assert isinstance(error, ValidationError)
    assert ContactPerson.objects.get(pk=person.pk).position == "Директор"


def wait_for_lock() -> None:
    """Until another connection waits for one of our rows; half a minute at most."""
    pause = threading.Event()
    for _each in range(600):
        with connection.cursor() as cursor:
            cursor.execute("select exists (select from pg_locks where not granted and pid <> pg_backend_pid())")
            if cursor.fetchone() == (True,):
                return
        pause.wait(0.05)
    raise AssertionError("nobody waits")
