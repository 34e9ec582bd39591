"""Imports a file into whatever spreadsheets are imported into beside counterparties: contact persons, addresses ..."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchange.command_line import ImportCommand
from exchange.models import ImportRun
from exchange.targets import target_of, targets


class Command(ImportCommand):
    help = (
        "Imports a CSV or XLSX file. Exit code: 0 all rows fine, 1 some failed, 2 file unusable. Fields are named as "
        "in exports; rows of tabs say whose they are by counterparty.code, counterparty.uic, counterparty.vat_number "
        "or counterparty.lei, memberships name their holding by holding.code and so on, too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        others = sorted(slug for slug in targets if slug != "counterparties")
        parser.add_argument("into", choices=others, help="what the rows are")
        super().add_arguments(parser)
        parser.add_argument(
            "--option",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="what holds for all rows: counterparty=CODE, holding=CODE, nomenclature=CODE",
        )

    def prepared(self, options: dict[str, Any]) -> ImportRun:
        self.target = options["into"]
        return super().prepared(options)

    def choices(self, options: dict[str, Any]) -> dict[str, str]:
        target = target_of(self.target)
        chosen = dict(text.partition("=")[::2] for text in options["option"])
        if unknown := chosen.keys() - set(target.option_names):
            raise ValidationError(_("There is no option “%s” here.") % ", ".join(sorted(unknown)))
        if problem := target.option_problem(chosen):
            raise ValidationError(problem)
        return chosen
