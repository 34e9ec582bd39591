"""Exports counterparties to a spreadsheet."""

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.http import QueryDict

from access.models import User
from exchange.exporting import everything, export, list_of, screen_of
from exchange.writing import format_of
from reference.kinds import Kind

UNUSABLE = 2


class Command(BaseCommand):
    help = (
        "Exports counterparties to a file whose extension says the format (.csv, .xlsx). Without --query all of them, "
        "archived ones included, with all columns; with it what the list at that address shows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=Kind.values, help="only counterparties of this kind")
        parser.add_argument("--query", help="the filters of a list as in its address, such as 'status=active&q=alpi'")
        parser.add_argument("--columns", help="the columns in their order, separated by commas")
        parser.add_argument("--json", action="store_true", help="print the rows and seconds as a JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            number = self.export(options)
        except (ValidationError, OSError) as refusal:
            self.stderr.write(" ".join(getattr(refusal, "messages", [str(refusal)])))
            sys.exit(UNUSABLE)
        told = {"rows": number, "seconds": round(time.monotonic() - began, 3)}
        self.stdout.write(json.dumps(told) if options["json"] else f"rows: {number}")

    @staticmethod
    def export(options: dict[str, Any]) -> int:
        format = format_of(options["file"].name)
        slug = f"counterparties-{options['kind']}" if options["kind"] else "counterparties"
        screen, user = screen_of(slug), User(is_superuser=True)
        whole = QueryDict(everything(screen=screen, user=user))
        address = QueryDict(options["query"] or "", mutable=True) if options["query"] is not None else whole.copy()
        if options["columns"]:
            address.setlist("columns", [name.strip() for name in options["columns"].split(",")])
        query = list_of(screen=screen, user=user, query=address.urlencode())
        return export(query=query, path=options["file"], format=format)
