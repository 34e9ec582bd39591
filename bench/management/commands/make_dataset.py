"""`manage.py make_dataset --counterparties 1000000 --seed 1`: an empty database full of invented counterparties."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from bench.dataset.chunks import tables
from bench.dataset.making import make_dataset


class Command(BaseCommand):
    help = (
        "Fills the database with invented counterparties; history is bypassed, sequences and indexes are kept right."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--counterparties", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same records")
        parser.add_argument("--add", action="store_true", help="even if there are counterparties already")
        parser.add_argument("--processes", type=int, help="that invent records; default: as many as there are cores")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = make_dataset(
                counterparties=options["counterparties"],
                seed=options["seed"],
                add=options["add"],
                processes=options["processes"],
                report=self.stdout.write,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with connection.cursor() as cursor:
            for table in tables():
                cursor.execute(f'vacuum analyze "{table.name}"')
        self.stdout.write(f"{done.counterparties} counterparties, seed {done.seed}, {done.seconds:.1f} s")
