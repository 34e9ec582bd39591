"""The texts of the user interface and their translations, in pure Python: no gettext tools are needed.

Texts are found in Python by Babel and in templates by Django's own reading of them.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
ELSEWHERE = {".venv", "var", "node_modules", "tests", "migrations", "deploy", "docs"}


def sources(root: Path) -> Iterator[Path]:
    """The project's modules and templates, tests and migrations left out."""
    for pattern in ("*.py", "*.html", "*.txt"):
        for file in sorted(root.rglob(pattern)):
            parts = file.relative_to(root).parts
            if ELSEWHERE.isdisjoint(parts) and (file.suffix == ".py" or "templates" in parts):
                yield file


def extracted(root: Path) -> Catalog:
    """All texts of the project."""
    catalog = Catalog(project="Primio CRM", charset="utf-8")
    for file in sources(root):
        text = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            # What is no text becomes X; its indentation would mean something to Python.
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        for line, message, comments, context in extract("python", BytesIO(text.encode()), KEYWORDS, ["Translators"]):
            place = (file.relative_to(root).as_posix(), line)
            catalog.add(message, None, [place], auto_comments=comments, context=context)
    return catalog


def read(file: Path) -> Catalog:
    """A catalogue as it lies in locale/."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parts[-3])


def update(root: Path, file: Path) -> None:
    """Takes new texts into a catalogue and those that are gone out of it; translations stay."""
    catalog = read(file) if file.exists() else Catalog(locale=file.parts[-3], project="Primio CRM")
    catalog.update(extracted(root), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalog, width=119, sort_by_file=True, include_lineno=False, omit_header=False)


def compile_file(file: Path) -> None:
    """Writes the .mo beside a .po."""
    with file.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, read(file))


def untranslated(wanted: Catalog, have: Catalog) -> list[str]:
    """The texts of the project that the catalogue does not translate, or only guesses."""
    return [str(text.id) for text in wanted if text.id and not complete(have.get(text.id, text.context))]


def complete(message: Message | None) -> bool:
    """Whether every form of the message is translated."""
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)
