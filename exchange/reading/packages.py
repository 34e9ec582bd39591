"""Opens the zip package of a workbook without trusting it: sizes are judged before anything is unpacked."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.parsers import expat

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from exchange.reading.sheets import FileRefused

MOST_PARTS = 5_000
MOST_BYTES = 4 << 30
MOST_BYTES_KEPT = 256 << 20
"Of a part that is held in memory as a whole, such as the styles."
BYTES_WITHOUT_SUSPICION = 8 << 20
HIGHEST_RATIO = 200
BLOCK = 1 << 18
Handler = Callable[[str, dict[str, str]], None]


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The package; raises FileRefused when it is damaged, no workbook, or would unpack to more than it is."""
    try:
        with zipfile.ZipFile(path) as package:
            _judge(package)
            yield package
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise damaged() from error
    except expat.ExpatError as error:
        raise damaged() from error


def parts(package: zipfile.ZipFile, name: str, parser: expat.XMLParserType) -> Iterator[None]:
    """Feeds a part of the package to the parser and gives way after every block."""
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.EntityDeclHandler = _refuse_entities
    with package.open(name) as part:
        while block := part.read(BLOCK):
            parser.Parse(block)
            yield
        parser.Parse(b"", True)
        yield


def read(package: zipfile.ZipFile, name: str, parser: expat.XMLParserType) -> None:
    """Feeds a whole part to the parser; raises FileRefused when the package lacks it, or it is too much to keep."""
    if name not in package.namelist():
        raise damaged()
    # What the package says is enough: reading stops there.
    if (size := package.getinfo(name).file_size) > MOST_BYTES_KEPT:
        sizes = {"size": filesizeformat(size), "limit": filesizeformat(MOST_BYTES_KEPT)}
        raise FileRefused(
            _("A part of this workbook takes %(size)s; at most %(limit)s can be read. Save the sheet as CSV.") % sizes
        )
    for _block in parts(package, name, parser):
        pass


def parser_of(start: Handler, end: Any = None, text: Any = None) -> expat.XMLParserType:
    """A parser whose handlers get names without their prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    return parser


def damaged() -> FileRefused:
    return FileRefused(_("This workbook is damaged. Save it again in a spreadsheet program and choose it again."))


def _judge(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    if "xl/workbook.xml" not in package.namelist():
        raise FileRefused(_("This is a zip file but no XLSX workbook. Choose a CSV or XLSX file."))
    too_big = len(members) > MOST_PARTS or sum(member.file_size for member in members) > MOST_BYTES
    if too_big or any(_suspicious(member) for member in members):
        raise FileRefused(
            _("This workbook would unpack to more than a spreadsheet holds. Save the sheet as CSV and choose that.")
        )


def _suspicious(member: zipfile.ZipInfo) -> bool:
    if member.file_size <= BYTES_WITHOUT_SUSPICION:
        return False
    return member.file_size > HIGHEST_RATIO * max(member.compress_size, 1)


def _refuse_entities(*_arguments: Any) -> None:
    raise FileRefused(_("This workbook defines its own XML entities, which spreadsheets never do."))
