"""Imports counterparties from a CSV or XLSX file."""

from argparse import ArgumentParser
from typing import Any

from counterparties.recognising import OPTION, Step
from exchange.command_line import ImportCommand
from reference.kinds import Kind


class Command(ImportCommand):
    help = (
        "Imports counterparties from a CSV or XLSX file. Exit code: 0 all rows fine, 1 some failed, 2 file unusable. "
        "Fields are named as in exports (name, uic, lei, country, status, types ...), features as f.CODE, "
        "those of contact persons, addresses and accounts as contact.email, contact2.email, address.street and "
        "account.iban."
    )
    target = "counterparties"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kind", choices=Kind.values, help="tick this kind for every row")
        parser.add_argument(
            "--match",
            action="append",
            default=[],
            choices=Step.values,
            help="find existing records by this too where no number or code does; repeat it for more, in this order",
        )

    def choices(self, options: dict[str, Any]) -> dict[str, str]:
        chosen = {OPTION + step: "1" for step in options["match"]}
        return chosen | ({"kind": options["kind"]} if options["kind"] else {})
