"""Measures the rivals for `bench`, which starts it with their settings and reads what it prints."""

import json
import resource as process
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from tablib import Dataset

from bench.measuring import database
from bench.measuring.calling import Caller
from bench.measuring.figures import Rate
from bench.rivals.resources import resource
from counterparties.models import Counterparty


class Command(BaseCommand):
    help = "Started by the command bench."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--runs", type=int, default=10)
        parser.add_argument("--pages", action="store_true", help="addresses as JSON on the standard input")
        parser.add_argument("--read", type=Path, help="a CSV file to import")
        parser.add_argument("--write", type=int, default=0, help="so many rows to export")
        parser.add_argument("--fields", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        found: dict[str, Any] = {}
        if options["pages"]:
            caller = Caller(database.user())
            pages = json.load(sys.stdin)
            found["pages"] = {url: caller.measured(url, runs=options["runs"], counted=1).as_json() for url in pages}
        if options["read"]:
            found |= {name: rate.as_json() for name, rate in read(options["read"]).items()}
        if options["write"]:
            found["write"] = write(options["write"], options["fields"].split(",")).as_json()
        self.stdout.write(json.dumps(found))


@transaction.atomic
def read(path: Path) -> dict[str, Rate]:
    """Imports the file as the admin does it, and then the same file again; both are rolled back."""
    rows, found = Dataset().load(path.read_text(encoding="utf-8"), format="csv"), {}
    for name in ("read", "again"):
        begun = time.perf_counter()
        result = resource(rows.headers).import_data(rows, dry_run=False, use_transactions=True)
        found[name] = Rate(len(rows), time.perf_counter() - begun, peak(), json.dumps(dict(result.totals)))
    transaction.set_rollback(True)
    return found


def write(rows: int, fields: list[str]) -> Rate:
    begun = time.perf_counter()
    text = resource(fields).export(Counterparty.objects.order_by("name_sort", "pk")[:rows]).csv
    return Rate(rows, time.perf_counter() - begun, peak(), f"{len(text)} characters")


def peak() -> float:
    """The most memory that this process has used, in megabytes."""
    return process.getrusage(process.RUSAGE_SELF).ru_maxrss / 1024
