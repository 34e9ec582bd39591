"""Settings of the database under which many records are written."""

from django.db import connection

SETTINGS = {"gin_pending_list_limit": "64MB", "work_mem": "64MB"}


def tune() -> None:
    """Until the transaction ends: fewer and bigger steps into the indexes of texts."""
    with connection.cursor() as cursor:
        for name, value in SETTINGS.items():
            cursor.execute("select set_config(%s, %s, true)", [name, value])
