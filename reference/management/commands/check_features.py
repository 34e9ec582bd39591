"""Checks that the values of features and their indexes are sound."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from history.recording import recorded
from reference.features.checking import Finding, findings, repair
from reference.features.rewriting import Work


class CommandWork(Work):
    """Commits chunk by chunk, under the name of the command."""

    def transaction(self) -> Any:
        return recorded(user_id=None, run="check_features")


class Command(BaseCommand):
    help = "Finds values of features that refer to nothing or have the wrong form, and missing or invalid indexes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="take away values that refer to nothing (the history keeps them) and bring the indexes in line",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        found = list(findings())
        for finding in found:
            self.stdout.write(self.line(finding))
        seconds = number_format(time.monotonic() - began, 1)
        self.stdout.write(_("Checked in %(seconds)s seconds.") % {"seconds": seconds})
        if options["repair"]:
            left = [finding for finding in found if not repair(finding, CommandWork())]
            self.stdout.write(
                _("Repaired: %(number)d of %(all)d.") % {"number": len(found) - len(left), "all": len(found)}
            )
            found = left
        if found:
            number = len(found)
            raise CommandError(ngettext("%d problem.", "%d problems.", number) % number, returncode=1)
        self.stdout.write(_("No problems."))

    def line(self, finding: Finding) -> str:
        """One problem: what it is about, what it is, how many records have it."""
        records = number_format(finding.number, force_grouping=True) if finding.number else ""
        example = _("record %s") % finding.example if finding.example else ""
        return f"{finding.subject:<30}  {finding!s:<60}  {records:>10}  {example}".rstrip()
