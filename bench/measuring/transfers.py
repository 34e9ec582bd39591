"""Commands of the product and of its rivals, each in a process of its own, and the same in plain SQL."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from bench.dataset.chunks import derive, tables
from bench.dataset.records import Record
from bench.measuring import database, sheets
from bench.measuring.figures import Rate

MANAGE = Path(settings.BASE_DIR) / "manage.py"


def command(
    name: str, *arguments: Any, of: str, settings_module: str = "", text: str = ""
) -> tuple[str, float, float]:
    """Runs a command on a database of this server: what it said, the seconds it took, its peak memory in megabytes."""
    environment = os.environ | {"DATABASE_URL": database.url_of(of)}
    if settings_module:
        environment["DJANGO_SETTINGS_MODULE"] = settings_module
    line = [sys.executable, str(MEASURED), str(MANAGE), name, *map(str, arguments)]
    begun = time.perf_counter()
    done = subprocess.run(line, env=environment, input=text, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - begun
    said, _newline, memory = done.stdout.rstrip().rpartition("\n")
    # 1 is what an import says when a row failed.
    if done.returncode not in (0, 1) or not said:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    return said, seconds, int(memory) / 1024


MEASURED = Path(__file__).with_name("with_memory.py")


def upsert(rows: int, *, behind: int) -> Rate:
    """COPY into a table without indexes, then one INSERT ... ON CONFLICT into the real one, without history."""
    table = tables()[0]
    lines = "".join(map(table.line, derived(sheets.new_records(rows, behind=behind), behind)))
    columns = ", ".join(f'"{column}"' for column in table.columns)
    update = ", ".join(f'"{column}" = excluded."{column}"' for column in table.columns if column not in ("id", "code"))
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"create temp table coming (like {table.name}) on commit drop")
        with cursor.copy(f"copy coming ({columns}) from stdin") as copy:
            copy.write(lines)
        cursor.execute(f"alter table {table.name} disable trigger user")
        insert = f"insert into {table.name} ({columns}) select {columns} from coming"
        cursor.execute(f"{insert} on conflict (code) do update set {update}")
        connection.check_constraints()
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return Rate(rows, seconds)


def derived(records: Iterable[Record], behind: int) -> Iterator[Record]:
    """Whole rows of these records, with ids behind the last one."""
    for number, record in enumerate(records, behind + 1):
        derive(record, [])
        yield record | {"id": number}


def copied(rows: int) -> Rate:
    columns = ", ".join(f'"{name}"' for name in sheets.FLAT if name != "status")
    size = 0
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        select = f"select {columns}, status_id from counterparties_counterparty order by name_sort, id"
        with cursor.copy(f"copy ({select}) to stdout with (format csv)") as copy:
            for data in copy:
                size += len(data)
    return Rate(rows, time.perf_counter() - begun, said=f"{size} bytes")


def rivals(pages: Sequence[str], *, counterparties: int, runs: int) -> dict[str, Any]:
    """The figures of the admin's pages by their address."""
    said, _seconds, _memory = command(
        "bench_rivals", "--pages", "--runs", runs, of=database.name_of(counterparties), settings_module=RIVAL,
        text=json.dumps(pages),
    )  # fmt: skip
    found: dict[str, Any] = json.loads(said.splitlines()[-1])["pages"]
    return found


RIVAL = "bench.rivals.settings"


def rival_transfers(rows: int, *, counterparties: int, folder: Path, behind: int) -> dict[str, Any]:
    """Default django-import-export: the same columns, fewer rows, because it takes its time."""
    path = folder / "rival.csv"
    sheets.write_plain(path, rows, behind=behind)
    of: dict[str, Any] = {"of": database.name_of(counterparties), "settings_module": RIVAL}
    fields = ",".join(sheets.FLAT)
    asked: list[tuple[str, Callable[[], tuple[str, float, float]]]] = [
        ("read", lambda: command("bench_rivals", "--read", path, **of)),
        ("write", lambda: command("bench_rivals", "--write", rows, "--fields", fields, **of)),
    ]
    found: dict[str, Any] = {}
    for _name, ask in asked:
        found |= json.loads(ask()[0].splitlines()[-1])
    return found
