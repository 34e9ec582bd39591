"""The search column: what of a counterparty and the rows of its tabs can be found, kept with what it is made of.

Archived rows are not found, but an archived counterparty is found by the rows that were archived with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, Q, QuerySet, Value

from counterparties.folding import search_text, words
from counterparties.gathering import few_letters
from counterparties.models import Counterparty
from counterparties.models.further import FURTHER, LINK_OF, Further
from counterparties.models.records import searched_models
from reference.features.attributes import text_keys

TEXTS = ("name", "name_latin", "alias", "email", "website")
NUMBERS = ("code", "uic", "vat_number", "lei", "phone")
SEARCHED = (*TEXTS, *NUMBERS, "person_kind", "features")
MOST_OF_A_TEXT = 2_000
"Letters of a feature that are found: a long text must not outweigh all else in the index."
CHUNK = 2000
FOUND_BY = Q(archived_at=None) | Q(archived_at=F("counterparty__archived_at"))
T = TypeVar("T", bound=QuerySet[Any])


def searched(rows: T, text: str) -> T:
    """The counterparties in whose file every word of the text is found."""
    return rows.found_by(text, few_letters(words(text)))  # type: ignore[attr-defined]


def search_of(
    values: Mapping[str, Any],
    texts: Iterable[str] = (),
    numbers: Iterable[str] = (),
    *,
    keys: Iterable[str] | None = None,
) -> str:
    """The search column for a counterparty's values, and for the texts and numbers of its tabs.

    `keys` are those of the features that are texts, for who knows them or has no database to ask.
    """
    own = [str(values.get(name) or "") for name in TEXTS]
    own[-1] = own[-1].rpartition("://")[2]
    if features := values.get("features"):
        written = (features.get(key) for key in (text_keys() if keys is None else keys))
        own += [text[:MOST_OF_A_TEXT] for text in written if isinstance(text, str)]
    # A personal number is found by the whole of it alone, see `has_number`.
    hidden = "uic" if values.get("person_kind") == Counterparty.PersonKind.NATURAL else ""
    counted = [str(values.get(name) or "") for name in NUMBERS if name != hidden]
    return search_text([*own, *texts], [*counted, *numbers])


def refresh_search(ids: Iterable[int]) -> None:
    """Writes the search column of these counterparties anew, in a handful of queries for each two thousand.

    Whatever else belongs to further counterparties helps to find those too, and theirs is written with it.
    """
    pks = sorted(set(ids))
    keys = text_keys() if pks else []
    for at in range(0, len(pks), CHUNK):
        _refresh(pks[at : at + CHUNK], keys)


def linked(ids: list[int]) -> dict[type[Further], set[int]]:
    """By kind of link those of these counterparties that have some, and the further ones of what is in their files.

    One query for all kinds of links.
    """
    arms = []
    for at, link in enumerate(FURTHER):
        rows = link.objects.annotate(at=Value(at)).order_by().values_list("at", "counterparty_id")
        arms += [rows.filter(FOUND_BY, counterparty__in=ids)]
        arms += [rows.filter(archived_at=None, **{f"{link.of}__counterparty__in": ids})]
    found: dict[type[Further], set[int]] = defaultdict(set)
    for at, pk in arms[0].union(*arms[1:]):
        found[FURTHER[at]].add(pk)
    return found


def found_in(value: Any) -> list[str]:
    """The texts of a column that people look for: its own, or of several lines the phones and e-mails."""
    return [value] if isinstance(value, str) else [line.get("number") or line.get("email", "") for line in value or ()]


def _refresh(ids: list[int], keys: list[str]) -> None:
    links = linked(ids)
    pks = sorted({*ids, *chain(*links.values())})
    if links:
        # Whoever calls holds his own: who writes in one of the further files meanwhile must not be overwritten.
        list(Counterparty.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk"))
    texts: dict[int, list[str]] = defaultdict(list)
    numbers: dict[int, list[str]] = defaultdict(list)
    for model in searched_models():
        text_columns, number_columns = model.searched_texts, model.searched_numbers
        rows = model.objects.filter(FOUND_BY, counterparty__in=pks).order_by("pk")
        found: list[Any] = [rows.values_list("counterparty_id", *text_columns, *number_columns)]
        if (link := LINK_OF.get(model)) in links:
            ours = link.objects.filter(FOUND_BY, counterparty__in=links[link], **{f"{link.of}__archived_at": None})
            columns = (f"{link.of}__{name}" for name in (*text_columns, *number_columns))
            found.append(ours.order_by("pk").values_list("counterparty_id", *columns))
        for pk, *values in chain(*found):
            texts[pk] += chain(*map(found_in, values[: len(text_columns)]))
            numbers[pk] += chain(*map(found_in, values[len(text_columns) :]))
    rows = Counterparty.objects.filter(pk__in=pks).order_by("pk").values("pk", *SEARCHED)
    search = {row["pk"]: search_of(row, texts[row["pk"]], numbers[row["pk"]], keys=keys) for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(
            "update counterparties_counterparty c set search = n.search"
            " from unnest(%s::bigint[], %s::text[]) n(id, search) where c.id = n.id and c.search <> n.search",
            [list(search), list(search.values())],
        )
