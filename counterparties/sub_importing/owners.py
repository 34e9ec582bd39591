"""Finds the counterparties that the rows of a file refer to: by code or number, or all to the one of the import."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.values import Attribute
from counterparties.headers import HEADERS
from counterparties.holders import IDENTIFYING
from counterparties.matching import matches, sought
from counterparties.models import Counterparty, CounterpartyType
from counterparties.querysets import rights_of
from counterparties.sub_importing.judging import Owner
from reference.locations.rules import rules_name_types

OPTION = "counterparty"
"The code of the counterparty that all rows belong to, where the import begins in its file."
PREFIX = "counterparty."
LABELS = {
    "code": gettext_lazy("code"),
    "uic": gettext_lazy("UIC or personal no."),
    "vat_number": gettext_lazy("VAT number"),
    "lei": gettext_lazy("LEI"),
}


Named = tuple[dict[str, str], set[int]]


@dataclass(frozen=True)
class Found(Owner):
    """A counterparty that rows refer to."""

    archived: bool
    editable: bool


def owner_attributes(*words: str) -> dict[str, Attribute]:
    """The columns that say which counterparty a row belongs to; its code stands under these words, too."""
    found = end_attributes(PREFIX, gettext_lazy("Counterparty"), ("counterparty", "контрагент", *words))
    for field in IDENTIFYING:
        found[PREFIX + field].also_called += (field, *HEADERS.get(field, ()))
    return found


def end_attributes(prefix: str, label: Any, words: Sequence[str]) -> dict[str, Attribute]:
    """The columns that name a counterparty; its code stands under these words, too."""
    found = {}
    for field in IDENTIFYING:
        attribute = Attribute(prefix + field, format_lazy("{}: {}", label, LABELS[field]))
        attribute.group = label
        attribute.also_called = tuple(words) if field == "code" else ()
        found[attribute.name] = attribute
    return found


def ticked(pks: Collection[int]) -> dict[int, list[int]]:
    """The ticked types of these counterparties."""
    found: dict[int, list[int]] = defaultdict(list)
    for pk, type_id in CounterpartyType.objects.filter(counterparty__in=pks).values_list("counterparty", "type"):
        found[pk].append(type_id)
    return found


class Owners:
    """The counterparties of one file, as far as this user may change them (None: a command, which may change all)."""

    prefix = PREFIX
    unnamed: Any = gettext_lazy("Say by code, UIC, VAT number or LEI which counterparty it belongs to.")
    changes = True
    "Whether the rows are theirs: who may only see them may not add any."

    def __init__(self, user: User | None, code: str) -> None:
        self.user, self.code = user, code
        self.unrestricted = user is None or rights_of(user).unrestricted(Action.EDIT)
        self.found: dict[int, Found] = {}

    def read(self, rows: Sequence[Mapping[str, Any]], *, locking: bool) -> list[int | ValidationError]:
        """For each row the counterparty that it refers to, or why there is none; locked if asked."""
        named = self.match(rows)
        if locking:
            lock({pk for _values, pks in named for pk in pks})
        return self.told(named)

    def match(self, rows: Sequence[Mapping[str, Any]]) -> list[Named]:
        """What each row calls the counterparty, and the ids of those that are called so."""
        named = [self._named(row) for row in rows]
        meant = matches([sought(values) for values in named])
        return [(values, set(found)) for values, found in zip(named, meant, strict=True)]

    def told(self, named: Sequence[Named]) -> list[int | ValidationError]:
        """For each row the counterparty, or why there is none."""
        self._look_up({pk for _values, pks in named for pk in pks})
        return [self._meant(values, pks) for values, pks in named]

    def _named(self, row: Mapping[str, Any]) -> dict[str, str]:
        values = {field: str(row[self.prefix + field]) for field in IDENTIFYING if row.get(self.prefix + field)}
        return values or ({"code": self.code} if self.code else {})

    def _look_up(self, pks: set[int]) -> None:
        rows = Counterparty.objects.filter(pk__in=pks).order_by("pk")
        editable = pks
        if not self.unrestricted and self.user:
            rows = rows.visible_to(self.user)
            editable = set(rows.visible_to(self.user, Action.EDIT).values_list("pk", flat=True))
        told = rows.values_list("pk", "name", "country", "kinds", "archived_at")
        types = ticked(pks) if rules_name_types() else {}
        self.found = {
            pk: Found(name, str(country or ""), kinds, types.get(pk, ()), archived is not None, pk in editable)
            for pk, name, country, kinds, archived in told
        }

    def _meant(self, values: Mapping[str, str], pks: set[int]) -> int | ValidationError:
        if not values:
            return ValidationError(self.unnamed)
        seen = sorted(pks & self.found.keys())
        if len(pks) > 1:
            names = ", ".join(_("“%s”") % self.found[pk].name for pk in seen) or _("some you may not see")
            return ValidationError(_("Its numbers belong to different counterparties: %s.") % names)
        if not seen:
            text = ", ".join(values.values())
            field = next(iter(values))
            told = _("No counterparty that you see has “%s”: correct it, or import or add the counterparty first.")
            return ValidationError({self.prefix + field: told % text})
        if self.changes and not self.found[seen[0]].editable:
            return ValidationError(_("You may not change “%s”.") % self.found[seen[0]].name)
        return seen[0]


def lock(pks: Collection[int]) -> None:
    """Makes writers of one file wait for each other, as the forms do, until the transaction ends."""
    list(Counterparty.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True).values_list("pk"))
