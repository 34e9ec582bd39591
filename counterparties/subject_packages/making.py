"""Puts a package together: files, the data for machines, the same on paper, what it is, what proves it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZipFile

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.models import User
from counterparties.printing.contents import Section
from counterparties.printing.paper import write_pdf
from counterparties.subject_packages import gathering
from counterparties.subject_packages.archive import Archive, safe
from counterparties.subject_packages.gathering import Line
from counterparties.subject_packages.on_paper import blocks_of
from counterparties.subject_packages.subjects import Place
from counterparties.subject_packages.tabs import Named, about

FORMAT = "primio-crm/data-subject/1"
DATA, PAPER, README, MANIFEST = "data.json", "file.pdf", "README.txt", "manifest.json"


@dataclass
class Count:
    """How many rows and files of one kind from one place are in the package."""

    place: Place
    key: str
    title: str
    rows: int = 0
    files: list[Line] = field(default_factory=list)


@dataclass
class Package:
    """A package in the making."""

    user: User
    places: list[Place]
    archive: Archive
    not_chosen: int = 0
    "Records of perhaps the same person that nobody ticked."
    step: Callable[[int], None] = lambda _done: None
    counts: list[Count] = field(default_factory=list)
    lost: dict[int, str] = field(default_factory=dict)
    "By upload the names of files whose bytes are not in the store."
    written: dict[int, Line] = field(default_factory=dict)
    "By upload what was said of it: its bytes are in the package once."
    done: int = 0

    @property
    def subject(self) -> str:
        return self.places[0].name

    def sections(self, place: Place) -> list[Section]:
        return gathering.sections(place, self.user)

    # --- files

    def put_files(self) -> None:
        """Puts in the files of every tab, of features and e-mails, each in the folder of its own kind."""
        for place in self.places:
            for section in self.sections(place):
                files_of = about(section.tab.slug).files
                self.put(place, section.key, section.title, files_of(section.rows, self.user) if files_of else ())
            self.put(place, "features", _("Features"), gathering.feature_files(place, self.user))
            self.put(place, "emails", _("E-mails"), gathering.email_files(place, self.user))

    def put(self, place: Place, key: str, title: str, files: Iterable[Named]) -> None:
        count = Count(place, key, title)
        self.counts.append(count)
        for named in files:
            if line := self.put_file(self.folder_of(place) / safe(title), named):
                count.files.append(line)

    def folder_of(self, place: Place) -> PurePosixPath:
        """Where the files of a place lie; of one place alone at the top."""
        name = f"{place.record.code} {place.name}"
        return PurePosixPath(safe(name)) if len(self.places) > 1 else PurePosixPath()

    def put_file(self, folder: PurePosixPath, named: Named) -> Line | None:
        """Streams the bytes in, unless they are in already; None where the store has lost them."""
        upload = named.upload
        if upload.pk not in self.written:
            path = self.archive.free_name(folder, named.name)
            try:
                with upload.file.storage.open(str(upload.file.name)) as source:
                    entry = self.archive.copy(path, source, packed=False)
            except FileNotFoundError:
                self.lost[upload.pk] = named.name
                return None
            line = {"path": path, "name": named.name, "size": entry.size, "sha256": entry.sha256}
            line |= {"type": upload.content_type, "uploaded_at": upload.uploaded_at.isoformat()}
            self.written[upload.pk] = line
        self.tick()
        return self.written[upload.pk]

    # --- data

    def data(self) -> Line:
        """What data.json says; rows are read as they are written."""
        return {
            "format": FORMAT,
            "subject": self.subject,
            "made_at": timezone.now().isoformat(),
            "made_by": str(self.user),
            "language": get_language(),
            "places": (self.data_of(place) for place in self.places),
        }

    def data_of(self, place: Place) -> Line:
        record = place.record
        whose = {"id": record.pk, "code": record.code, "name": record.name}
        told: Line = {"counterparty": whose, "contact_person": place.person.pk if place.person else None}
        if place.person is None:
            told["data"] = gathering.data_of(place, self.user)
        tabs = {section.key: self.tab_of(place, section) for section in self.sections(place)}
        said = (gathering.comment_line(row) for row in gathering.comments(place, self.user).iterator(200))
        sent = (gathering.email_line(row, place) for row in gathering.emails(place, self.user).iterator(200))
        changed = map(gathering.change_line, gathering.history(place, self.user))
        return told | {
            "tabs": tabs,
            "features": {"files": self.count(place, "features", _("Features")).files},
            "comments": self.counted(self.count(place, "comments", _("Comments")), said),
            "emails": {
                "rows": self.counted(self.count(place, "emails", _("E-mails")), sent),
                "files": self.count(place, "emails", _("E-mails")).files,
            },
            "history": self.counted(self.count(place, "history", _("History")), changed),
        }

    def tab_of(self, place: Place, section: Section) -> Line:
        count = self.count(place, section.key, section.title)
        rows = self.counted(count, gathering.rows_of(section, place))
        return {"title": section.title, "rows": rows, "files": count.files}

    def count(self, place: Place, key: str, title: str) -> Count:
        """The count of one kind from one place."""
        found = next((each for each in self.counts if (each.place, each.key) == (place, key)), None)
        if found is None:
            self.counts.append(found := Count(place, key, title))
        return found

    def counted(self, count: Count, lines: Iterator[Line]) -> Iterator[Line]:
        for line in lines:
            count.rows += 1
            self.tick()
            yield line

    def tick(self) -> None:
        self.done += 1
        self.step(self.done)

    # --- paper and proof

    def put_paper(self) -> None:
        """The same to be read; it is drawn beside the archive, where the drawing may go back and forth."""
        with TemporaryFile() as drawn:
            told = _("All that is held on this person")
            blocks = (block for place in self.places for block in blocks_of(place, self.user, self.sections(place)))
            write_pdf(drawn, title=self.subject, subtitle=told, blocks=blocks, by=str(self.user))
            drawn.seek(0)
            self.archive.copy(PAPER, drawn)

    def manifest(self) -> Line:
        """Every part with size and digest, and how many rows of each kind there are."""
        counts = [
            {"place": each.place.key, "record": each.place.record.code, "tab": each.key, "rows": each.rows}
            | {"files": len(each.files)}
            for each in self.counts
        ]
        parts = [{"path": each.path, "size": each.size, "sha256": each.sha256} for each in self.archive.entries]
        return {"format": FORMAT, "counts": counts, "missing": [*self.lost.values()], "parts": parts}


def make_package(path: Path, *, readme: Callable[[Package], str], **asked: Any) -> Package:
    """Writes the package; the last part that it holds is the manifest. Bytes and rows stream through."""
    with ZipFile(path, "w", allowZip64=True) as file:
        package = Package(archive=Archive(file), **asked)
        package.put_files()
        package.archive.write_json(DATA, package.data())
        package.put_paper()
        with package.archive.part(README) as target:
            target.write(readme(package).encode())
        package.archive.write_json(MANIFEST, package.manifest())
    return package
