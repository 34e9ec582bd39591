"""Imports counterparties from a CSV or XLSX file."""

from argparse import ArgumentParser
from typing import Any

from exchange.command_line import ImportCommand
from reference.kinds import Kind


class Command(ImportCommand):
    help = (
        "Imports counterparties from a CSV or XLSX file. Exit code: 0 all rows fine, 1 some failed, 2 file unusable. "
        "Fields are named as in exports (name, uic, lei, country, status, types ...), features as f.CODE."
    )
    target = "counterparties"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", choices=Kind.values, help="tick this kind for every row")

    def choices(self, options: dict[str, Any]) -> dict[str, str]:
        return {"kind": options["kind"]} if options["kind"] else {}
