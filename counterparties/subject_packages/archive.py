"""The ZIP of a package: what is put in streams through, and is named with its size and SHA-256 in the manifest."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from counterparties.files.naming import clean_name, stem, suffix

BLOCK = 1 << 18
PLAIN = 0o644 << 16


@dataclass(frozen=True)
class Entry:
    """What the manifest says of a part of the package."""

    path: str
    size: int
    sha256: str


class Hashed:
    """Hands bytes on and keeps their number and digest."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.size, self.digest = target, 0, sha256()

    def write(self, block: bytes) -> int:
        self.size += len(block)
        self.digest.update(block)
        return self.target.write(block)


class Archive:
    """A ZIP that is being written."""

    def __init__(self, file: ZipFile) -> None:
        self.file = file
        self.entries: list[Entry] = []
        self.names: set[str] = set()

    @contextmanager
    def part(self, path: str, *, packed: bool = True) -> Iterator[Hashed]:
        """Takes the bytes of a part of the package; those of files, which seldom shrink, are not packed."""
        info = ZipInfo(path, timezone.localtime().timetuple()[:6])
        info.compress_type, info.external_attr = ZIP_DEFLATED if packed else ZIP_STORED, PLAIN
        with self.file.open(info, "w", force_zip64=True) as target:
            hashed = Hashed(target)
            yield hashed
        self.names.add(path.casefold())
        self.entries.append(Entry(path, hashed.size, hashed.digest.hexdigest()))

    def copy(self, path: str, source: IO[bytes], *, packed: bool = True) -> Entry:
        """Puts in what a file holds, block by block."""
        with self.part(path, packed=packed) as target:
            while block := source.read(BLOCK):
                target.write(block)
        return self.entries[-1]

    def write_json(self, path: str, value: Any) -> Entry:
        """Puts in a value as JSON; what iterators give is written as it comes."""
        with self.part(path) as target:
            for piece in pieces(value):
                target.write(piece.encode())
        return self.entries[-1]

    def free_name(self, folder: PurePosixPath, name: str) -> str:
        """A path in the folder that nothing in the package has yet, whatever the case of its letters."""
        name = safe(name)
        path, number = str(folder / name), 1
        while path.casefold() in self.names:
            number += 1
            path = str(folder / f"{stem(name)} ({number}){suffix(name)}")
        return path


def safe(name: str) -> str:
    """A name that every system can unpack."""
    kept = "".join("_" if sign in '<>:"|?*' else sign for sign in clean_name(name))
    return kept.rstrip(". ") or "_"


def pieces(value: Any, depth: int = 0) -> Iterator[str]:
    """JSON piece by piece: a mapping as an object, an iterable as an array."""
    within, end = "\n" + "  " * (depth + 1), "\n" + "  " * depth
    if isinstance(value, Mapping):
        yield "{"
        for at, (key, each) in enumerate(value.items()):
            yield f"{',' if at else ''}{within}{json.dumps(key, ensure_ascii=False)}: "
            yield from pieces(each, depth + 1)
        yield f"{end}}}" if value else "}"
    elif isinstance(value, Iterable) and not isinstance(value, str):
        yield "["
        at = -1
        for at, each in enumerate(value):
            yield f"{',' if at else ''}{within}"
            yield from pieces(each, depth + 1)
        yield f"{end}]" if at >= 0 else "]"
    else:
        yield json.dumps(value, ensure_ascii=False)
