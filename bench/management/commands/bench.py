"""`manage.py bench`: how quickly the product answers, beside plain SQL, admin and rivals, and how that grows."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from bench.measuring import database, document, reporting
from bench.measuring.explaining import explained
from bench.measuring.goals import WHOLE, Goal, tally
from bench.measuring.growing import grown
from bench.measuring.page_goals import growth_goals
from bench.measuring.pages import cases
from bench.measuring.running import GROUPS, PAGES, everything, pages
from bench.measuring.sample import sample

SMALLER = (10_000, 100_000)
"The sizes beside a million at which pages are measured, to see how they grow."
FEWER_RUNS = 12


class Command(BaseCommand):
    help = (
        "Measures lists, search, file, features, imports, exports, bulk edits, and how pages grow from 10,000 to "
        "1,000,000 counterparties, in databases of its own, which it keeps. Exit code: 1 where a goal is missed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--counterparties", type=int, metavar="N", help="only this size; no growth")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--only", default=",".join(GROUPS), help=f"some of {','.join(GROUPS)}")
        parser.add_argument("--runs", type=int, default=20, help="of each page")
        parser.add_argument("--rows", type=int, default=0, help="in the file that is imported")
        parser.add_argument("--explain", action="store_true", help="only print the plans of lists and searches")
        parser.add_argument("--json", type=Path, metavar="FILE", help="where the figures are written")
        parser.add_argument("--markdown", type=Path, metavar="FILE", help="a document that gets them as tables")

    def handle(self, *args: Any, **options: Any) -> None:
        groups, begun = options["only"].split(","), time.monotonic()
        if unknown := set(groups) - set(GROUPS):
            raise CommandError(f"There is no {', '.join(sorted(unknown))}: choose among {', '.join(GROUPS)}.")
        number = options["counterparties"] or WHOLE
        if options["explain"]:
            self.explain(number, options)
            return
        results: dict[str, Any] = {"counterparties": number, "seed": options["seed"], "smaller": {}, "growth": []}
        grow = options["counterparties"] is None and bool(set(groups) & set(PAGES))
        for size in SMALLER if grow else ():
            self.use(size, options)
            results["smaller"][size] = pages(
                groups, counterparties=size, runs=min(options["runs"], FEWER_RUNS), say=self.stdout.write, rivals=False
            )
        self.use(number, options)
        results["machine"] = reporting.machine()
        sized = {"counterparties": number, "runs": options["runs"], "rows": options["rows"]}
        results["found"] = everything(groups, **sized, say=self.stdout.write)
        goals: list[Goal] = results["found"].pop("goals")
        if grow:
            both = results["smaller"][SMALLER[0]], results["found"]["pages"]
            results["growth"] = grown(*both, sizes=(SMALLER[0], number), runs=FEWER_RUNS)
            goals += growth_goals(results["growth"])
        plans = explained(cases(sample()), database.user()) if {"list", "search"} & set(groups) else []
        results |= {"goals": goals, "explained": plans, "seconds": round(time.monotonic() - begun, 1)}
        self.keep(results, options)
        self.judge(goals)

    def use(self, number: int, options: dict[str, Any]) -> None:
        """Connects to the database of this size; raises CommandError where there can be none."""
        try:
            made = database.use(number, seed=options["seed"], report=self.stdout.write)
        except (ValidationError, OperationalError, ProgrammingError) as error:
            raise CommandError(f"The bench needs a database {database.name_of(number)} of its own: {error}") from error
        self.stdout.write(f"{number:,} counterparties, {reporting.machine()}; times in milliseconds")
        if made.seconds:
            self.stdout.write(f"made in {made.seconds:.0f} s")

    def explain(self, number: int, options: dict[str, Any]) -> None:
        self.use(number, options)
        for each in explained(cases(sample()), database.user()):
            self.stdout.write(f"\n{', '.join(each['names'])}\n\n{each['plan']}\n")

    @staticmethod
    def keep(results: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            reporting.write(options["json"], results)
        if options["markdown"]:
            document.put(options["markdown"], results)

    def judge(self, goals: Collection[Goal]) -> None:
        """Says of each goal whether it is met; the exit code is 1 if one is missed."""
        for goal in goals:
            self.stdout.write(goal.line)
        if goals:
            self.stdout.write(tally(goals))
        if not all(goal.met for goal in goals if goal.judged):
            sys.exit(1)
