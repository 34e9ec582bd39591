"""An import from the command line: the same run as the browser's, in the foreground."""

import json
import os
import sys
from argparse import ArgumentParser
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from access.models import User
from exchange.balancing import proof_of
from exchange.failed_rows import write_failed
from exchange.mapping import CLEAR, DEFAULT, KEEP, Column, ColumnMapping, folded, suggested
from exchange.models import ImportRun, Profile
from exchange.reading import FileRefused, Sheet, inspected
from exchange.repeating import digest_of
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
        if job.state == Job.State.FAILED and not run.started:
            self.refuse(ValidationError(job.message), options)
        if options["errors"]:
            self.tell_failed(run, options["errors"])
        self.report(run, job, options)
        sys.exit(self.answer(run, job))

    def prepared(self, options: dict[str, Any]) -> ImportRun:
        """The run as the options ask for it; raises ValidationError when the file or the mapping is unusable."""
        if options["errors"]:
            refuse_unwritable(options["errors"], options["file"])
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
            digest=digest_of(path),
            sheet=sheet.values(),
            mapping=mapping.values(),
        )
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
        for at, attribute in pairs(options["map"], sheet):
            columns[at] = Column(at, sheet.headers[at], attribute)
        for at, separator in pairs(options["split"], sheet):
            self.change(columns, at, separator=separator)
        for header in options["create_items"]:
            self.change(columns, place(header, sheet), create=True)
        for at, blank in pairs(options["blank"], sheet):
            self.change(columns, at, **blank_option(blank))
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
        user = User.colleagues.filter(username=name, is_active=True).first()
        if user is None:
            raise ValidationError(_("There is no user “%s”.") % name)
        return user

    @staticmethod
    def tell_failed(run: ImportRun, path: Path) -> None:
        """Writes the failed rows; where none failed, no file of an earlier import stays to be taken for them."""
        if run.failed:
            write_failed(run=run, path=path, format=format_of(path.name))
        else:
            path.unlink(missing_ok=True)

    def report(self, run: ImportRun, job: Job, options: dict[str, Any]) -> None:
        """The balance with its proof, and how long checking and writing took."""
        phases = {name: job.result[name] for name in ("check_seconds", "write_seconds") if name in job.result}
        values = {**run.counts, "seconds": round(sum(phases.values()), 3), **phases}
        proof = proof_of(job)
        if options["json"]:
            proven = {"balance": proof.equation, "proven": proof.holds, "proof": asdict(proof)} if proof else {}
            self.stdout.write(json.dumps(values | proven))
            return
        self.stdout.write(", ".join(f"{name}: {value}" for name, value in values.items()))
        if proof:
            told = _("proven by the rows and by the history") if proof.holds else _("IT DOES NOT HOLD: use --json")
            self.stdout.write(f"{proof.equation} ({told})")

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


def pairs(texts: list[str], sheet: Sheet) -> list[tuple[int, str]]:
    """COLUMN=VALUE as the column's place and the value. Both may have equals signs: the longest known name wins."""
    found = []
    for text in texts:
        signs = [at for at, sign in enumerate(text) if sign == "=" and at]
        if not signs:
            raise ValidationError(_("“%s” is not of the form COLUMN=VALUE.") % text)
        known = (at for at in reversed(signs) if known_place(text[:at], sheet) is not None)
        sign = next(known, signs[0])
        found.append((place(text[:sign], sheet), text[sign + 1 :]))
    return found


def known_place(header: str, sheet: Sheet) -> int | None:
    """Where the column of this name stands: written like this, else the same words."""
    if header in sheet.headers:
        return sheet.headers.index(header)
    words = folded(header)
    return next((at for at, each in enumerate(sheet.headers) if words and folded(each) == words), None)


def place(header: str, sheet: Sheet) -> int:
    """Where the column of this name stands; raises ValidationError."""
    if (at := known_place(header, sheet)) is not None:
        return at
    values = {"name": header, "names": ", ".join(filter(None, sheet.headers))}
    raise ValidationError(_("The file has no column “%(name)s”; it has: %(names)s.") % values)


def refuse_unwritable(path: Path, source: Path) -> None:
    """Raises ValidationError, before anything is imported, where the failed rows could not be written afterwards."""
    format_of(path.name)
    folder = path.resolve().parent
    if not folder.is_dir():
        raise ValidationError(_("There is no folder %s for the failed rows: make it first.") % folder)
    if path.is_dir() or not os.access(folder, os.W_OK):
        raise ValidationError(_("The failed rows cannot be written to %s: choose another file.") % path)
    if path.resolve() == source.resolve():
        raise ValidationError(_("The failed rows need a file of their own, not the one that is imported."))


def blank_option(text: str) -> dict[str, str]:
    """What a blank cell does, as the option says it."""
    choice, _sign, value = text.partition(":")
    if choice not in (KEEP, CLEAR, DEFAULT):
        raise ValidationError(_("A blank cell can keep, clear or default:VALUE; “%s” is none of these.") % text)
    return {"blank": choice, "default": value}
