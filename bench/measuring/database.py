"""The bench's own databases beside that of the product: one a size, filled once and then kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from django.core.management import call_command
from django.db import connection

from access.models import User
from bench.dataset.chunks import tables
from bench.dataset.making import Made, filled, made, make_dataset

USER = "bench"


def name_of(counterparties: int) -> str:
    return f"primio_bench_{counterparties}"


def use(counterparties: int, *, seed: int, report: Callable[[str], None]) -> Made:
    """Connects this process to the database of this size, which is made and filled if it is not there yet.

    One with other data, made by another seed or before the dataset changed, is made anew.
    """
    name = name_of(counterparties)
    _connect(name)
    if filled() and made() != Made(counterparties, seed):
        switch("postgres")
        with connection.cursor() as cursor:
            cursor.execute(f'drop database "{name}" with (force)')
        _connect(name)
    done = make_dataset(counterparties=counterparties, seed=seed, report=report)
    # One that was kept has the traces of what earlier measurements wrote and undid.
    tidy()
    return done


def _connect(name: str) -> None:
    """To the database with this name, with today's tables and reference data."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'create database "{name}"')
    switch(name)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference_defaults", verbosity=0)


def switch(name: str) -> None:
    """From now on this process speaks with that database."""
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def on(name: str) -> Iterator[None]:
    """This process speaks with that database until the end of the block."""
    before = str(connection.settings_dict["NAME"])
    switch(name)
    try:
        yield
    finally:
        switch(before)


@contextmanager
def empty(name: str) -> Iterator[str]:
    """A database with tables and reference data and nothing else, to be written to; its name."""
    drop(name)
    with on(str(connection.settings_dict["NAME"])):
        _connect(name)
    try:
        yield name
    finally:
        drop(name)


def drop(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')


def tidy() -> None:
    """What autovacuum would do in its own time: visibility map, statistics, the pending list of the trigram index."""
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'vacuum analyze "{table.name}"')


def warm() -> None:
    """Reads tables and indexes into the server's memory, where a database that people work with has them.

    It takes an extension that superusers alone may add: else they are read from wherever the server finds them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select installed_version is null, rolsuper from pg_available_extensions, pg_roles"
            " where name = 'pg_prewarm' and rolname = current_user"
        )
        lacking, superuser = cursor.fetchone() or (True, False)
        if lacking and not superuser:
            return
        cursor.execute("create extension if not exists pg_prewarm")
        cursor.execute(
            "select sum(pg_prewarm(oid)) from (select oid from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') order by relkind desc) each"
        )


def user() -> User:
    """Who calls the pages, the admin's too: somebody who may see everything."""
    return User.objects.update_or_create(username=USER, defaults={"is_superuser": True, "is_staff": True})[0]


@contextmanager
def scratch(counterparties: int) -> Iterator[str]:
    """A copy of the database, to be written to; its name. This process is not connected to it."""
    name, copy = name_of(counterparties), f"{name_of(counterparties)}_scratch"
    with on("postgres"):
        drop(copy)
        with connection.cursor() as cursor:
            cursor.execute(f'create database "{copy}" template "{name}" strategy file_copy')
    try:
        with on(copy):
            warm()
        yield copy
    finally:
        drop(copy)


def url_of(name: str) -> str:
    """DATABASE_URL of a database on this server, for commands that are started from here."""
    connection.ensure_connection()
    info = connection.connection.info
    query = urlencode({"host": info.host}) if info.host.startswith("/") else ""
    login = quote(info.user) + (f":{quote(info.password)}" if info.password else "")
    where = "" if query else f"{info.host}:{info.port}"
    port = f":{info.port}" if query else ""
    return f"postgresql://{login}@{where}{port}/{name}" + (f"?{query}" if query else "")
