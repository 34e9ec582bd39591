"""`manage.py bench --counterparties 20000`: how quickly the product answers, beside plain SQL, admin and rivals."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from bench.measuring import database, reporting
from bench.measuring.features import features, goals_of
from bench.measuring.goals import Goal, tally
from bench.measuring.running import GROUPS, moved, pages


class Command(BaseCommand):
    help = (
        "Measures lists, search, file, features, import and export in a database of its own, which it keeps. "
        "Exit code: 1 where a goal is missed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--counterparties", type=int, default=20_000, metavar="N")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--only", default=",".join(GROUPS), help=f"some of {','.join(GROUPS)}")
        parser.add_argument("--runs", type=int, default=20, help="of each page")
        parser.add_argument("--rows", type=int, default=20_000, help="in the file that is imported")
        parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures are written")
        parser.add_argument("--markdown", type=Path, metavar="FILE", help="the same as tables for docs/performance.md")

    def handle(self, *args: Any, **options: Any) -> None:
        groups = options["only"].split(",")
        if unknown := set(groups) - set(GROUPS):
            raise CommandError(f"There is no {', '.join(sorted(unknown))}: choose among {', '.join(GROUPS)}.")
        number, say = options["counterparties"], self.stdout.write
        try:
            made = database.use(number, seed=options["seed"], report=say)
        except (ValidationError, OperationalError, ProgrammingError) as error:
            raise CommandError(f"The bench needs a database {database.name_of(number)} of its own: {error}") from error
        results: dict[str, Any] = {"counterparties": number, "seed": options["seed"], "machine": reporting.machine()}
        results["dataset_seconds"] = round(made.seconds, 1)
        begun = time.monotonic()
        say(f"{number:,} counterparties, {results['machine']}; times in milliseconds")
        results["pages"] = pages(groups, counterparties=number, runs=options["runs"], say=say)
        results["transfers"] = moved(groups, counterparties=number, rows=options["rows"], say=say)
        if "features" in groups:
            results["features"] = features(counterparties=number, runs=options["runs"], say=say)
        results["seconds"] = round(time.monotonic() - begun, 1)
        if options["json"]:
            reporting.write(options["json"], results)
        if options["markdown"]:
            options["markdown"].write_text(reporting.markdown(results), encoding="utf-8")
        self.judge(goals_of(results.get("features", {})))

    def judge(self, goals: Collection[Goal]) -> None:
        """Says of each goal whether it is met; the exit code is 1 if one is missed."""
        if not goals:
            return
        for goal in goals:
            self.stdout.write(goal.line)
        self.stdout.write(tally(goals))
        if not all(goal.met for goal in goals):
            sys.exit(1)
