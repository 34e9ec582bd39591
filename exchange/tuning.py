"""How the database is set while many records are written, and what that leaves behind."""

from django.db import connection

SETTINGS = {"gin_pending_list_limit": "64MB", "work_mem": "64MB"}


def tune() -> None:
    """Until the transaction ends: fewer and bigger steps into the indexes of texts."""
    with connection.cursor() as cursor:
        for name, value in SETTINGS.items():
            cursor.execute("select set_config(%s, %s, true)", [name, value])


def settle() -> None:
    """Sorts into the indexes of texts what waits for that: until then each search reads through all of it.

    Where the indexes are not the role's own, that is left to autovacuum.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select gin_clean_pending_list(i.oid) from pg_class i join pg_am a on a.oid = i.relam"
            " where a.amname = 'gin' and i.relkind = 'i' and i.relpersistence = 'p'"
            " and pg_has_role(i.relowner, 'usage')"
        )
