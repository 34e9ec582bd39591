"""The strings that the cells of a workbook refer to by number. A big workbook has more than fit into memory."""

from array import array
from mmap import ACCESS_READ, mmap
from tempfile import TemporaryFile
from zipfile import ZipFile

from exchange.reading.cells import unescaped
from exchange.reading.packages import parser_of, parts

SHARED = "xl/sharedStrings.xml"
WRITTEN_AT_ONCE = 1 << 16


class SharedStrings:
    """All shared strings of a workbook, in temporary files; readings in Japanese (rPh) are left aside."""

    def __init__(self) -> None:
        self.texts, self.places = TemporaryFile(), TemporaryFile()  # noqa: SIM115 they live as long as this does
        self.ends = array("Q", [0])
        self.number = self.size = 0
        self.pieces: list[str] = []
        self.reading = self.phonetic = False

    @classmethod
    def of(cls, package: ZipFile) -> "SharedStrings":
        """Those of the workbook; none where it has no such part."""
        strings = cls()
        if SHARED in package.namelist():
            for _block in parts(package, SHARED, parser_of(strings._start, strings._end, strings._text)):
                pass
        strings._finish()
        return strings

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, at: int) -> str:
        begin, end = self.all_places[at], self.all_places[at + 1]
        return self.all_texts[begin:end].decode() if end > begin else ""

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self.pieces.clear()
        elif name == "rPh":
            self.phonetic = True
        self.reading = name == "t" and not self.phonetic

    def _end(self, name: str) -> None:
        if name == "si":
            text = unescaped("".join(self.pieces)).encode()
            self.size += len(text)
            self.number += 1
            self.texts.write(text)
            self.ends.append(self.size)
            if len(self.ends) >= WRITTEN_AT_ONCE:
                self._put_ends()
        elif name == "rPh":
            self.phonetic = False
        self.reading = False

    def _text(self, text: str) -> None:
        if self.reading:
            self.pieces.append(text)

    def _put_ends(self) -> None:
        self.places.write(self.ends)
        del self.ends[:]

    def _finish(self) -> None:
        self._put_ends()
        for file in (self.texts, self.places):
            file.flush()
        self.all_places = memoryview(mmap(self.places.fileno(), 0, access=ACCESS_READ)).cast("Q")
        self.all_texts = mmap(self.texts.fileno(), 0, access=ACCESS_READ) if self.size else b""
