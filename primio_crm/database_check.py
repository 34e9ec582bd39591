"""Says in one sentence what is wrong with the database that DATABASE_URL names, before anything uses it."""

from django.db import DatabaseError, NotSupportedError, connection

OLDEST = 15
EXTENSIONS = ("pg_trgm", "btree_gist")


def complaint() -> str:
    """What the administrator of the database must do; nothing if all is well. Makes missing extensions if it may."""
    try:
        connection.ensure_connection()
    except (DatabaseError, NotSupportedError) as error:
        return f"The database cannot be used: {' '.join(str(error).split())}"
    major = connection.get_database_version()[0]
    if major < OLDEST:
        return f"The database server is PostgreSQL {major}: Primio CRM needs PostgreSQL {OLDEST} or newer."
    return next(filter(None, map(missing, EXTENSIONS)), "")


def missing(extension: str) -> str:
    """The sentence about an extension that the server lacks or that we may not make."""
    with connection.cursor() as cursor:
        cursor.execute("select installed_version from pg_available_extensions where name = %s", [extension])
        row = cursor.fetchone()
        if row is None:
            return f"The database server lacks the extension {extension}: install PostgreSQL's contrib package there."
        if row[0]:
            return ""
        try:
            cursor.execute(f"create extension if not exists {extension}")
        except DatabaseError:
            name = connection.settings_dict["NAME"]
            return f"Ask the administrator of the database {name} to run there: CREATE EXTENSION {extension};"
    return ""
