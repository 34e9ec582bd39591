"""In which order a list stands: the chosen one, or its usual one where no index would give that at the list's size."""

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from screens.hits import EXACT, Hits

if TYPE_CHECKING:
    from attributes.values import Attribute

OF_ANOTHER_ORDER = ("sort", "after", "before")
"What of an address means nothing in another order."


class Orders(Hits):
    """The part of a list's query that says in which order its rows stand, and why not in another."""

    attributes: dict[str, "Attribute"]
    fallen = ""
    "Why the list stands in its usual order and not in the chosen one."

    @property
    def count(self) -> tuple[int, bool]:
        """How many rows match, and whether there are more than were counted."""
        raise NotImplementedError

    @property
    def sort(self) -> str:
        return self.params.get("sort") or self.screen.ordering

    @property
    def sorted_by(self) -> "Attribute":
        return self.attributes[self.sort.removeprefix("-")]

    def settle_order(self) -> None:
        """Falls back to the usual order from one that the list is too long for: it is never sorted, nor refused."""
        if self.errors or self.ranked or not (refusal := self.refusal_to_sort(self.sorted_by)):
            return
        asked, usual = self.sorted_by, self.attributes[self.screen.ordering.removeprefix("-")]
        if not usual.indexed:
            self.errors.append(refusal)
            return
        self.params = self.params.copy()
        for name in OF_ANOTHER_ORDER:
            self.params.pop(name, None)
        self.fallen = _fallen(asked.may_be_indexed) % {"number": _exact(), "usual": usual.label, "name": asked.label}

    @property
    def order_note(self) -> str:
        """Why the rows do not stand in the order that was chosen; "" where they do."""
        of_hits = self.refusal_of_hits(self.sorted_by) if self.ranked and self.chosen_sort else ""
        return self.fallen or of_hits

    def refusal_to_sort(self, attribute: "Attribute") -> str:
        """Why the list is too long for this order; "" where it is not."""
        if (refusal := self.refusal_of_hits(attribute)) or attribute.indexed or not self.count[1]:
            return refusal
        said = {"number": _exact(), "name": attribute.label}
        if attribute.may_be_indexed:
            return (
                _(
                    "More than %(number)s rows match: filter the list before you sort it by “%(name)s”, or ask an"
                    " administrator to make it quick to sort and filter."
                )
                % said
            )
        return _("More than %(number)s rows match: filter the list before you sort it by “%(name)s”.") % said

    def refusal_of_hits(self, attribute: "Attribute") -> str:
        """Why what the search finds cannot be sorted by this; "" where it can."""
        if not (self.ranks and self._counted(self.sought)[1]):
            return ""
        return _(
            "More than %(number)s rows match, the best stand first: add a word before you sort them by “%(name)s”."
        ) % {"number": _exact(), "name": attribute.label}


def _exact() -> str:
    return number_format(EXACT, force_grouping=True)


def _fallen(may_be_quick: bool) -> str:
    if may_be_quick:
        return _(
            "More than %(number)s rows match: they stand by %(usual)s, not by %(name)s. Filter further to sort by it,"
            " or ask an administrator to make it quick to sort and filter."
        )
    return _(
        "More than %(number)s rows match: they stand by %(usual)s, not by %(name)s. Filter further to sort by it."
    )
