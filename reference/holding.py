"""Keeps what features mean from changing while values are written.

Values refer to definitions and items without foreign keys, so writers share a lock with the verbs that change the
meaning: any number of writers hold it at once, a verb waits until those that read the old definitions are through.
"""

from django.db import connection, transaction

LOCK = 0x46454154


def hold_definitions() -> None:
    """Until the transaction ends no definition changes its meaning; writers of values call it before they read any."""
    _lock("pg_advisory_xact_lock_shared")


def let_writers_through() -> None:
    """Waits until everybody who writes by the definitions as they were is through; later ones read them anew.

    Within a transaction the others wait until it ends.
    """
    with transaction.atomic():
        _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s, 0)", [LOCK])
