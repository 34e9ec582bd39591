"""Keeps what features mean from changing while values are written.

Values refer to definitions and items without foreign keys, so writers share a lock with the verbs that change the
meaning: any number of writers hold it at once, a verb waits until those that read the old definitions are through.
"""

from django.db import connection, transaction

LOCK = 0x46454154


def hold_definitions() -> int:
    """Until the transaction ends no definition changes its meaning; writers of values call it before they read any.

    Returns a number that grows with every change: who read the definitions at another one must read them anew.
    """
    return _ask(
        "select pg_advisory_xact_lock_shared(%s, 0)", "select last_value + is_called::int from reference_meaning"
    )


def let_writers_through() -> None:
    """Waits until everybody who writes by the definitions as they were is through; later ones read them anew.

    Within a transaction the others wait until it ends.
    """
    with transaction.atomic():
        _ask("select pg_advisory_xact_lock(%s, 0)", "select nextval('reference_meaning')")


def _ask(lock: str, number: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(lock, [LOCK])
        cursor.execute(number)
        return int(cursor.fetchone()[0])
