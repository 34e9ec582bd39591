"""Two writers want one unique value at the same time: one gets it, the other one is told who."""

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from access.models import User
from counterparties.feature_saving import Unique, holders_of
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from counterparties.tests.test_saving_at_once import wait_for_lock
from reference.models import Feature
from reference.tests.conftest import together
from tests import factories as f


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Feature]:
    """A unique feature that other connections see; gone afterwards with all that was saved."""
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "these tests empty tables: never real ones"
        feature = f.feature(code="card", unique=True)
        yield feature
        with pgtrigger.ignore(), connection.cursor() as cursor:
            Counterparty.objects.all().delete()
            feature.delete()
            cursor.execute("delete from history_change")
        connection.close()


def test_two_connections_cannot_both_win(committed: Feature) -> None:
    def add(name: str) -> None:
        save_counterparty(
            user=User(is_superuser=True), record=None, values={"name": name}, types=[], features={"f.card": "A"}
        )

    for _attempt in range(3):
        (error,) = together(partial(add, "Първа"), partial(add, "Втора"))
        assert isinstance(error, ValidationError) and "has A already" in error.messages[0]
        assert Counterparty.objects.count() == 1
        with pgtrigger.ignore():
            Counterparty.objects.all().delete()


def test_whoever_waits_is_told_who_was_first(committed: Feature) -> None:
    """The second asks while the first has written and not committed."""
    found: list[int] = []
    wanted = [Unique(str(committed.pk), f'"{value}"') for value in ("B", "A")]

    def ask() -> None:
        with transaction.atomic():
            found.extend(holders_of(wanted).values())

    thread = threading.Thread(target=lambda: together(ask))
    with transaction.atomic():
        record = save_counterparty(
            user=User(is_superuser=True), record=None, values={"name": "А"}, types=[], features={"f.card": "A"}
        )
        thread.start()
        wait_for_lock()
    thread.join()
    assert found == [record.pk]
