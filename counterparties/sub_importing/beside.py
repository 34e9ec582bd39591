"""The contact persons, addresses and accounts that stand in a file beside their counterparty."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.models import User
from counterparties.models.records import searched_models
from counterparties.searching import found_in
from counterparties.sub_importing.judging import Judged, Owner, SubSet, lists_for, sets_of, stored_rows
from counterparties.sub_importing.kinds import ADDRESS, KINDS
from counterparties.sub_importing.matching import Row
from counterparties.sub_importing.open_tabs import OpenTabs
from counterparties.sub_importing.writing import STATE, outdated_beside
from reference.locations.reading import Lists

PREFIXES = {kind.model: kind.prefix for kind in KINDS}
Work = dict[str, list[dict[str, Any]]]
"What is to be written, by prefix of the kind, as JSON keeps it."


class Beside:
    """The sets of columns of one file that a user imports, and what its counterparties have already."""

    def __init__(self, names: Iterable[str], user: User | None) -> None:
        self.sets = sets_of(names)
        self.names = {each.name_of(field) for each in self.sets for field in each.mapped}
        self.kinds = [kind for kind in KINDS if any(each.kind is kind for each in self.sets)]
        self.open = {kind.prefix: OpenTabs(kind, user) for kind in self.kinds}
        self.stored: dict[str, dict[int, list[Row]]] = {}
        self.lists: Lists | None = None

    @property
    def basis(self) -> list[Any]:
        """What judgements rest on beside the rows that there are."""
        return [each.basis for each in self.open.values()]

    def read(self, owners: Collection[int], lines: Sequence[Mapping[str, Any]]) -> None:
        """Reads what these counterparties have, and how their places are written: a query or so a kind."""
        self.stored = {kind.prefix: stored_rows(kind, owners) for kind in self.kinds}
        places = [each for each in self.sets if each.kind is ADDRESS]
        given = [each.given(values) for each in places for values in lines]
        self.lists = lists_for(ADDRESS, given, self.stored[ADDRESS.prefix]) if places else None

    def judge(
        self, values: Mapping[str, Any], pk: int | None, whole: Mapping[str, Any], types: Collection[int]
    ) -> tuple[Work, dict[str, list[str]]]:
        """What is to be written, and the changes by attribute; raises ValidationError by attribute.

        `whole` is the counterparty as it will be, with these `types`; `pk` is None for a new one.
        """
        if not self.sets:
            return {}, {}
        owner = Owner(str(whole["name"]), str(whole["country"] or ""), whole.get("kinds") or (), types)
        work: Work = defaultdict(list)
        changes: dict[str, list[str]] = {}
        told: dict[str, list[Row]] = defaultdict(list)
        errors: dict[str, Any] = {}
        for each in self.sets:
            if not (given := each.given(values)):
                continue
            try:
                self.open[each.kind.prefix].refuse_closed(owner.name, owner.kinds)
                found = self._judge(each, given, owner, pk, told[each.kind.prefix])
            except ValidationError as error:
                errors |= error.error_dict if hasattr(error, "error_dict") else {each.name_of(each.mapped[0]): error}
                continue
            if found.values or found.stored is None:
                work[each.kind.prefix].append(found.work)
                changes |= each.changes(found) if pk else {}
        if errors:
            raise ValidationError(errors)
        return dict(work), changes

    def state(self, pk: int | None) -> dict[str, int]:
        """What tells later whether somebody has changed the counterparty's rows since; nothing where none come."""
        rows = (row for kind in self.kinds for row in self.stored[kind.prefix].get(pk or 0, ()))
        return {STATE: sum(row["version"] for row in rows)} if self.kinds else {}

    def outdated(self) -> list[int]:
        """The lines of what is coming that were judged beside other rows than their counterparty has by now."""
        return outdated_beside(self.kinds) if self.kinds else []

    def _judge(self, each: SubSet, given: Row, owner: Owner, pk: int | None, told: list[Row]) -> Judged:
        rows = self.stored.get(each.kind.prefix, {}).get(pk, []) if pk else []
        taken = {row["id"] for row in told if row["id"]}
        # What the sets before have added may be meant as well: then the line says the same twice.
        new = [row for row in told if not row["id"]]
        lists = self.lists if each.kind is ADDRESS else None
        found = each.judge(given, owner, [*rows, *new], taken, lists)
        if found.stored and (found.stored["id"] is None or found.stored["id"] in taken):
            raise ValidationError(_("The line has this %s twice.") % each.kind.model._meta.verbose_name)
        # A stored main one that the line does not call so yields to the one that it does.
        row = {"id": None, "archived_at": None} | found.whole | {"called_main": given.get("main")}
        if row["called_main"] and any(other["called_main"] and _rivals(row, other) for other in told):
            raise ValidationError(
                _("Only one %s of a counterparty can be the main one.") % each.kind.model._meta.verbose_name
            )
        told.append(row)
        return found


def searched(work: Work) -> tuple[list[str], list[str]]:
    """The texts and the numbers of new rows that their counterparty is found by, in the search column's order."""
    texts: list[str] = []
    numbers: list[str] = []
    for model in searched_models():
        for row in work.get(PREFIXES[model], ()):
            texts += chain(*(found_in(row["values"].get(name, "")) for name in model.searched_texts))
            numbers += chain(*(found_in(row["values"].get(name, "")) for name in model.searched_numbers))
    return texts, numbers


def _rivals(row: Row, other: Row) -> bool:
    """Whether only one of them can be the main one: of accounts, those in the same currency."""
    return row.get("currency") == other.get("currency")
