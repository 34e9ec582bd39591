"""Adds several items at once, as people paste them: one item a line, indented more than what it stands under."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from reference.adding import distinct, is_cyrillic, slug
from reference.items.moving import lock_places
from reference.lines import INDENTS
from reference.models import Nomenclature, NomenclatureItem

MOST_LINES, LONGEST_NAME, LONGEST_CODE = 5_000, 200, 100
TAB = 4
"Columns of indentation that a tab is worth."


@dataclass(frozen=True)
class Pasted:
    """One line: its number in the text, its name, how deep it stands, and which of the lines it stands under."""

    number: int
    name: str
    level: int
    under: int | None


@dataclass(frozen=True)
class Planned:
    """What becomes of a line: a new item, or (`known`) one that is there already under the same parent."""

    name: str
    level: int
    known: bool

    @property
    def shown_level(self) -> int:
        """The step of indentation, from 1; beyond the last the preview grows no wider."""
        return min(self.level + 1, INDENTS)


def lines_of(text: str) -> list[Pasted]:
    """The lines that are not blank. Each stands under the nearest line above it that is indented less.

    Raises ValidationError for too many lines, too long names and null characters.
    """
    found: list[Pasted] = []
    above: list[tuple[int, int]] = []
    for number, line in enumerate(text.replace("\u00a0", " ").splitlines(), 1):
        if not (name := " ".join(line.split())):
            continue
        _check_name(name, number)
        wide = line.expandtabs(TAB)
        indent = len(wide) - len(wide.lstrip())
        while above and above[-1][1] >= indent:
            above.pop()
        found.append(Pasted(number, name, len(above), above[-1][0] if above else None))
        above.append((len(found) - 1, indent))
    if len(found) > MOST_LINES:
        raise ValidationError(
            _("Paste at most %(limit)s lines at once; these are %(number)s."),
            params={"limit": MOST_LINES, "number": len(found)},
        )
    return found


def plan(*, nomenclature: Nomenclature, parent: NomenclatureItem | None, text: str) -> list[Planned]:
    """What adding these lines would do; writes nothing. Raises ValidationError as `lines_of` does."""
    placing = Placing(nomenclature, parent, lines_of(text), count(-1, -1))
    return [Planned(line.name, line.level, known) for line, known in placing.place()]


@transaction.atomic
def add_lines(*, nomenclature: Nomenclature, parent: NomenclatureItem | None, text: str) -> list[NomenclatureItem]:
    """Adds the items of these lines behind those that stand there, and returns the new ones.

    An item of the same name under the same parent is taken instead of a second one, so pasting again adds nothing.
    Raises ValidationError for lines that `lines_of` refuses, for none at all, and when the parent is gone.
    """
    lock_places(nomenclature.pk)
    lines = lines_of(text)
    if not lines:
        raise ValidationError(_("Enter at least one name."))
    if parent and not nomenclature.items.filter(pk=parent.pk).exists():
        raise ValidationError(_("“%s” has been deleted meanwhile; choose another.") % parent)
    placing = Placing(nomenclature, parent, lines, next_ids(len(lines)))
    list(placing.place())
    return NomenclatureItem.objects.bulk_create(placing.added, batch_size=1000)


class Placing:
    """Finds for each line the item that is there already, or makes one, with an id of these, behind its siblings."""

    def __init__(
        self, nomenclature: Nomenclature, parent: NomenclatureItem | None, lines: list[Pasted], ids: Iterable[int]
    ) -> None:
        self.nomenclature, self.parent_id, self.lines = nomenclature, parent.pk if parent else None, lines
        self.ids = iter(ids)
        self.added: list[NomenclatureItem] = []
        self.codes: set[str] = set()
        self.known: dict[tuple[int | None, str], int] = {}
        self.last: dict[int | None, int] = {}
        columns = ("pk", "parent", "position", "code", "name_bg", "name_en")
        for pk, above, position, code, *names in nomenclature.items.values_list(*columns):
            self.codes.add(code)
            self.last[above] = max(self.last.get(above, 0), position)
            for name in filter(None, names):
                self.known.setdefault((above, name.casefold()), pk)

    def place(self) -> Iterator[tuple[Pasted, bool]]:
        """Each line, and whether its item is there already; those that are not gather in `added`."""
        placed: list[int] = []
        for line in self.lines:
            above = self.parent_id if line.under is None else placed[line.under]
            key = (above, line.name.casefold())
            known = key in self.known
            if not known:
                self.known[key] = next(self.ids)
                self.added.append(self._made(self.known[key], above, line.name))
            placed.append(self.known[key])
            yield line, known

    def _made(self, pk: int, above: int | None, name: str) -> NomenclatureItem:
        self.codes.add(code := distinct(slug(name, LONGEST_CODE), self.codes, LONGEST_CODE))
        self.last[above] = self.last.get(above, 0) + 1
        names = {"name_bg": name} if is_cyrillic(name) else {"name_en": name}
        place = {"parent_id": above, "position": self.last[above]}
        return NomenclatureItem(pk=pk, nomenclature=self.nomenclature, code=code, **names, **place)


def next_ids(number: int) -> list[int]:
    """So many new ids of items."""
    with connection.cursor() as cursor:
        sequence = "pg_get_serial_sequence('reference_nomenclatureitem', 'id')"
        cursor.execute(f"select nextval({sequence}) from generate_series(1, %s)", [number])
        return [pk for (pk,) in cursor.fetchall()]


def _check_name(name: str, number: int) -> None:
    if "\x00" in name:
        raise ValidationError(_("Line %s: remove the null characters.") % number)
    if len(name) > LONGEST_NAME:
        raise ValidationError(
            _("Line %(line)s: shorten the name to %(limit)s characters; it has %(length)s.")
            % {"line": number, "limit": LONGEST_NAME, "length": len(name)}
        )
