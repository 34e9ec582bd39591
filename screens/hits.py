"""What a list looks for: the text as it was typed or meant, and the order in which it shows what it finds."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from screens.keyset import Page

if TYPE_CHECKING:
    from screens.screen import Screen

EXACT = 10_000
"As far as lists count their rows, and sort what a search finds."
LONGEST = 200
"Characters of a text that are looked for; every address of the page has them in it."


def too_long(text: str) -> str:
    """What to say of a text of which only the beginning is looked for; "" for any other."""
    said = _("The search takes the first %(number)s characters: leave out what does not matter.")
    return said % {"number": LONGEST} if len(text) > LONGEST else ""


@dataclass(frozen=True)
class Suggestion:
    """A text that was perhaps meant, and how many rows it finds, unless they are too many to count."""

    text: str
    number: int | None = None
    address: str = ""


class Hits:
    """The part of a list's query that begins with its search field."""

    screen: "Screen"
    params: QueryDict
    search: str
    size: int
    errors: list[str]

    @property
    def typed(self) -> str:
        """The text as it stands in the search field, of which the beginning is looked for."""
        return self.params.get("q", "").strip()

    @property
    def cut_note(self) -> str:
        """Why not all of the text is looked for; "" where it is."""
        return too_long(self.typed)

    @property
    def unsearched(self) -> QuerySet:
        """The rows that match all but the text."""
        raise NotImplementedError

    def address(self, **changes: Any) -> str:
        """The query string of the list with some parameters changed."""
        raise NotImplementedError

    @property
    def literal(self) -> bool:
        """Whether the text is meant as it stands, whatever another keyboard would have made of it.

        The address says of which text somebody has said so: of another one typed over it nobody has.
        """
        return bool(self.search) and self.params.get("literal") == self.search

    @cached_property
    def sought(self) -> str:
        """The text that is looked for: what was typed, or what it was meant to be."""
        if not self.search or self.literal or self.errors:
            return self.search
        # By its best hits, whatever page is asked for: all pages of a search are of one text.
        return self.screen.meaning(self.search, self.unsearched, self._best)

    @property
    def chosen_sort(self) -> str:
        """The order that somebody has chosen; "" where none is."""
        return self.params.get("sort", "")

    @property
    def ranks(self) -> bool:
        """Whether somebody searches where the best hits come first unless another order is chosen."""
        return bool(self.search) and self.screen.ranks

    @cached_property
    def ranked(self) -> bool:
        """Whether the best hits do come first: no order is chosen, or there are too many of them for one."""
        return self.ranks and (not self.chosen_sort or self._counted(self.sought)[1])

    def ranked_page(self) -> Page:
        """The page of the best hits behind or ahead of the address's cursor."""
        return self._best(self.sought, **self._cursors)

    def _counted(self, text: str) -> tuple[int, bool]:
        # Where no order is chosen the statement that counts the hits brings the page as well.
        page = self._best(text) if self.chosen_sort else self._best(text, **self._cursors)
        return page.count or (0, False)

    @property
    def place(self) -> list[tuple[str, str]]:
        """The parameters that say which page of the list this is; none say the first."""
        return [(name, value) for name, value in self._cursors.items() if value]

    @property
    def _cursors(self) -> dict[str, str]:
        return {name: self.params.get(name, "") for name in ("after", "before")}

    def _best(self, text: str, after: str = "", before: str = "") -> Page:
        kept: dict[tuple[str, ...], Page] = self.__dict__.setdefault("_pages", {})
        if self.errors:
            return Page()
        if (key := (text, after, before)) not in kept:
            rows: Any = self.with_related(self.screen.searched(self.unsearched, text))  # type: ignore[attr-defined]
            try:
                kept[key] = self.screen.ranking(text).page(rows, self.size, after=after, before=before)
            except ValidationError as error:
                self.errors += error.messages
                kept[key] = Page()
        return kept[key]

    # --- what the page says of it

    @property
    def understood(self) -> str:
        """What was understood instead of what was typed; "" where that was it."""
        return self.sought if self.sought != self.search else ""

    @property
    def literal_address(self) -> str:
        """The list with what is found by the text as it was typed."""
        return self.address(literal=self.search)

    @property
    def understood_address(self) -> str:
        """The list with what is found by what may have been meant."""
        return self.address(literal="")

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        """What was perhaps meant, where nothing is found."""
        if not self.search or self.errors:
            return []
        found = self.screen.suggestions(self.unsearched, self.search)
        return [replace(each, address=self.address(q=each.text)) for each in found]
