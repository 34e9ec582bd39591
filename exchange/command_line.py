"""An import from the command line: the same run as the browser's, in the foreground."""

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from access.models import User
from exchange.failed_rows import write_failed
from exchange.mapping import CLEAR, DEFAULT, KEEP, Column, ColumnMapping, folded, suggested
from exchange.models import ImportRun, Profile
from exchange.reading import FileRefused, Sheet, inspected
from exchange.running import verified
from exchange.targets import Target, target_of
from exchange.writing import format_of
from jobs.models import Job
from jobs.running import run as run_job
from jobs.running import start

FINE, SOME_FAILED, UNUSABLE = 0, 1, 2
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t"}


class ImportCommand(BaseCommand):
    """Imports a spreadsheet into the target; exits with 0 (all rows fine), 1 (some failed) or 2 (file unusable)."""

    target: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        add = parser.add_argument
        add("--map", action="append", default=[], metavar="COLUMN=FIELD", help="fill a field from a column")
        add("--profile", help="use a remembered mapping; --map adds to it")
        add("--split", action="append", default=[], metavar="COLUMN=SEPARATOR", help="several values stand in a cell")
        add(
            "--create-items",
            action="append",
            default=[],
            metavar="COLUMN",
            help="add unknown items to the nomenclature",
        )
        add(
            "--blank",
            action="append",
            default=[],
            metavar="COLUMN=keep|clear|default:VALUE",
            help="what a blank cell does",
        )
        add("--encoding", default="", help="utf-8, utf-16, cp1251 or cp1252 (else detected)")
        add("--separator", default="", help="comma, semicolon, tab or | (else detected)")
        add("--sheet", default="", help="the sheet of a workbook (else the first)")
        add("--user", help="import with the rights, and in the name, of this user")
        add("--dry-run", action="store_true", help="only say what would be done")
        add("--errors", type=Path, metavar="FILE", help="write the failed rows to a CSV or XLSX file")
        add("--json", action="store_true", help="print the balance as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            run = self.prepared(options)
        except ValidationError as refusal:
            self.refuse(refusal, options)
        job = start(
            kind="check" if options["dry_run"] else "import", user=run.user, arguments={"run": run.pk}, foreground=True
        )
        ImportRun.objects.filter(pk=run.pk).update(job=job)
        run_job(job)
        run.refresh_from_db()
        if options["errors"] and run.failed:
            write_failed(run=run, path=options["errors"], format=format_of(options["errors"].name))
        self.report(run, time.monotonic() - began, options)
        sys.exit(self.answer(run, job))

    def prepared(self, options: dict[str, Any]) -> ImportRun:
        """The run as the options ask for it; raises ValidationError when the file or the mapping is unusable."""
        if options["errors"]:
            format_of(options["errors"].name)
        target, user = target_of(self.target), self.user_of(options["user"])
        path = options["file"].resolve()
        if not path.is_file():
            raise FileRefused(_("There is no file %s.") % options["file"])
        encoding = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig"}.get(options["encoding"].lower(), options["encoding"])
        separator = SEPARATORS.get(options["separator"], options["separator"])
        sheet = inspected(path, encoding=encoding, separator=separator, sheet=options["sheet"])
        mapping = self.mapping(target, user, sheet, options)
        mapping.check(target.attributes(user))
        run = ImportRun(
            target=self.target,
            user=user,
            path=str(path),
            name=path.name,
            sheet=sheet.values(),
            mapping=mapping.values(),
        )
        run.found = verified(run)
        run.save()
        return run

    def mapping(self, target: Target, user: User | None, sheet: Sheet, options: dict[str, Any]) -> ColumnMapping:
        """The mapping of the profile and of --map; without both the one that the headers suggest."""
        attributes = target.attributes(user)
        mapping = ColumnMapping(options=self.choices(options))
        if options["profile"]:
            profile = Profile.objects.filter(target=self.target, name=options["profile"]).first()
            if profile is None:
                raise ValidationError(_("There is no mapping called “%s”.") % options["profile"])
            remembered = ColumnMapping.of(profile.mapping).fitted(sheet.headers)
            mapping = replace(remembered, options={**remembered.options, **mapping.options})
        elif not options["map"]:
            mapping = replace(mapping, columns=suggested(sheet.headers, attributes, target.synonyms).columns)
        columns = {column.at: column for column in mapping.columns}
        for header, attribute in pairs(options["map"]):
            at = place(header, sheet)
            columns[at] = Column(at, sheet.headers[at], attribute)
        for header, separator in pairs(options["split"]):
            self.change(columns, place(header, sheet), separator=separator)
        for header in options["create_items"]:
            self.change(columns, place(header, sheet), create=True)
        for header, blank in pairs(options["blank"]):
            self.change(columns, place(header, sheet), **blank_option(blank))
        return replace(mapping, columns=tuple(columns.values()))

    def choices(self, options: dict[str, Any]) -> dict[str, str]:
        """The choices that hold for every row; a command with options of its own overrides it."""
        return {}

    @staticmethod
    def change(columns: dict[int, Column], at: int, **values: Any) -> None:
        if at not in columns:
            raise ValidationError(_("Map the column first, with --map."))
        columns[at] = replace(columns[at], **values)

    @staticmethod
    def user_of(name: str | None) -> User | None:
        if not name:
            return None
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise ValidationError(_("There is no user “%s”.") % name)
        return user

    def report(self, run: ImportRun, seconds: float, options: dict[str, Any]) -> None:
        values = {**run.counts, "seconds": round(seconds, 3)}
        if options["json"]:
            self.stdout.write(json.dumps(values))
        else:
            self.stdout.write(", ".join(f"{name}: {value}" for name, value in values.items()))

    def answer(self, run: ImportRun, job: Job) -> int:
        if job.state != Job.State.DONE:
            self.stderr.write(job.message)
            return SOME_FAILED if job.state == Job.State.CANCELLED else UNUSABLE
        return SOME_FAILED if run.failed else FINE

    def refuse(self, refusal: ValidationError, options: dict[str, Any]) -> NoReturn:
        sentence = " ".join(refusal.messages)
        self.stderr.write(sentence)
        if options["json"]:
            self.stdout.write(json.dumps({"error": sentence}, ensure_ascii=False))
        sys.exit(UNUSABLE)


def pairs(texts: list[str]) -> list[tuple[str, str]]:
    """COLUMN=VALUE, where the column's name may have an equals sign too but the value of a mapping has none."""
    found = []
    for text in texts:
        name, sign, value = text.rpartition("=")
        if not sign or not name:
            raise ValidationError(_("“%s” is not of the form COLUMN=VALUE.") % text)
        found.append((name, value))
    return found


def place(header: str, sheet: Sheet) -> int:
    """Where the column of this name stands."""
    for at, each in enumerate(sheet.headers):
        if each == header:
            return at
    for at, each in enumerate(sheet.headers):
        if each and folded(each) == folded(header):
            return at
    values = {"name": header, "names": ", ".join(filter(None, sheet.headers))}
    raise ValidationError(_("The file has no column “%(name)s”; it has: %(names)s.") % values)


def blank_option(text: str) -> dict[str, str]:
    """What a blank cell does, as the option says it."""
    choice, _sign, value = text.partition(":")
    if choice not in (KEEP, CLEAR, DEFAULT):
        raise ValidationError(_("A blank cell can keep, clear or default:VALUE; “%s” is none of these.") % text)
    return {"blank": choice, "default": value}
