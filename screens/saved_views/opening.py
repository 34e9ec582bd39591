"""What of a saved view can be opened, what the page shows beside it, and whether they are the same."""

from dataclasses import dataclass
from hashlib import blake2b

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from screens.file import TAB
from screens.listing import SIZES, ListQuery
from screens.origin import ORIGIN
from screens.screen import Screen

PASSING = ("view", "after", "before", ORIGIN, TAB)
"What an address says that is no part of a view."
WRITTEN_DOWN = ("sort", "columns", "size")
"What a view says always, and at its end: the same view is the same text."


@dataclass(frozen=True)
class Fitting:
    """What of a view the list can show today, and in words what it cannot any more."""

    query: ListQuery
    missing: list[str]


def kept_text(query: ListQuery) -> str:
    """The list as a view keeps it: columns and order are written down even where they are the usual ones."""
    params = query.canonical.copy()
    for name in (*PASSING, *WRITTEN_DOWN):
        params.pop(name, None)
    if sort := query.chosen_sort if query.ranks else query.sort:
        params["sort"] = sort
    params.setlist("columns", [attribute.name for attribute in query.columns])
    params["size"] = str(query.size)
    return params.urlencode()


def mark_of(text: str) -> str:
    """A short mark of what a view showed when it was opened."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def fitting(screen: Screen, user: User, text: str, parent: Model | None = None) -> Fitting:
    """The view without what is no longer there: columns and filters of removed features, values, orders."""
    params, missing = QueryDict(text, mutable=True), []
    for name in PASSING:
        params.pop(name, None)
    query = ListQuery(screen, user, params.copy(), parent)
    for drop in (_unknown, _values, _order):
        if query.errors:
            missing += drop(query, params)
            query = ListQuery(screen, user, params.copy(), parent)
    if query.errors:
        missing += query.errors
        query = ListQuery(screen, user, QueryDict(mutable=True), parent)
    return Fitting(query, list(dict.fromkeys(missing)))


def _unknown(query: ListQuery, params: QueryDict) -> list[str]:
    """Takes out parameters and columns that the list does not know."""
    missing = []
    for name in [name for name in params if name not in query.known]:
        del params[name]
        missing.append(FILTER % name)
    for key, said in (("filter", FILTER), ("columns", COLUMN)):
        known = query.attributes if key == "columns" else query.filters
        names = params.getlist(key)
        missing += [said % name for name in names if name and name not in known]
        params.setlist(key, [name for name in names if name in known])
    return missing


def _values(query: ListQuery, params: QueryDict) -> list[str]:
    """Takes out the values that a filter does not read, one by one, or all of them where none alone is wrong."""
    missing = []
    for name in query.filterset.form.errors:
        made = query.filters[name]
        wrong = []
        for suffix in made.suffixes:
            for text in params.getlist(name + suffix):
                try:
                    made.field.clean({each: [text] if each == suffix else [] for each in made.suffixes})
                except ValidationError:
                    wrong.append(text)
        for suffix in made.suffixes:
            kept = [text for text in params.getlist(name + suffix) if wrong and text not in wrong]
            params.setlist(name + suffix, kept)
        missing.append(f"{made.label}: {', '.join(wrong)}" if wrong else FILTER % made.label)
    return missing


def _order(query: ListQuery, params: QueryDict) -> list[str]:
    """Takes out an order that the list does not have, or refuses at its size."""
    name = query.sort.removeprefix("-")
    params.pop("sort", None)
    return [ORDER % (query.attributes[name].label if name in query.attributes else name)]


FILTER = gettext_lazy("filter “%s”")
COLUMN = gettext_lazy("column “%s”")
ORDER = gettext_lazy("order by “%s”")


def described(query: ListQuery) -> dict[str, str]:
    """A view in words, label by label, for whoever compares two."""
    said = {str(_("Search")): query.search}
    for chip in query.chips:
        said[chip.label] = ", ".join(chip.said)
    for name in query.screen.filters_elsewhere:
        said[str(query.attributes[name].label)] = query.params.get(name, "")
    said[str(_("Archived"))] = str(_("shown")) if query.archived else ""
    if not query.ranks or query.chosen_sort:
        order = query.attributes[query.sort.removeprefix("-")].label
        said[str(_("Order"))] = str(_("%s, falling") % order) if query.sort.startswith("-") else str(order)
    said[str(_("Columns"))] = ", ".join(str(attribute.label) for attribute in query.columns)
    said[str(_("Rows"))] = str(query.size) if query.size != SIZES[1] else ""
    return {label: text for label, text in said.items() if text}
