"""What all tests need: what they commit is deleted behind them, and garbage is not sought in vain."""

import gc
from collections.abc import Iterator

import pgtrigger
import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from hypothesis import settings

from screens import menu
from tests import vies_stub
from tests.letterbox import Letterbox, serving

settings.register_profile("primio", deadline=None)  # no test is timed: on a busy machine any takes its time
settings.load_profile("primio")
KEPT = {"django_content_type", "auth_permission"}
"Filled by migrations."


def pytest_collection_finish() -> None:
    """Sets aside the modules and tests, which live to the end: to walk through them was a quarter of every request."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _cleaned_up() -> Iterator[None]:
    """Tests with a live server or real transactions leave the tables as empty as they were."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield


def emptied(_case: TransactionTestCase) -> None:
    """Deletes what a test has committed. To truncate all tables, as Django would, takes a second each time."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
    with pgtrigger.ignore(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" union all ".join(f"select '{table}' where exists (select from {table})" for table in tables))
        for (table,) in cursor.fetchall():
            cursor.execute(f"delete from {table}")


@pytest.fixture(autouse=True, scope="session")
def _steady_menu() -> Iterator[None]:
    """Numbers of the menu are asked for again after seconds: not amid a test that counts queries on a slow machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(menu, "BRIEFLY", 3_600)
        yield


@pytest.fixture
def letterbox(settings) -> Iterator[Letterbox]:
    """What the application sends by e-mail goes through SMTP into this letterbox."""
    box = Letterbox()
    with serving(box) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        settings.SITE_URL = "https://crm.example.com"
        yield box


@pytest.fixture
def vies(settings) -> Iterator[vies_stub.Stub]:
    """The application asks this service instead of VIES, as often as it likes."""
    with vies_stub.serving() as stub:
        settings.VIES_URL, settings.VIES_PER_MINUTE, settings.VIES_SECONDS = stub.url, 0, 5
        yield stub
