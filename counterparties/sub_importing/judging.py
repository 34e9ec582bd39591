"""Judges the contact persons, addresses and accounts of a file: by the rules of the forms, beside what is stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attributes.values import Attribute
from counterparties.archiving import archived
from counterparties.completing import PART_LENGTH, split_name
from counterparties.identifiers import BULGARIA
from counterparties.models import Address, ContactPerson
from counterparties.models.records import Record
from counterparties.reaching import as_stored, clean_phone
from counterparties.sub_completing import follow
from counterparties.sub_importing.kinds import KINDS, SETS, WHOLE_NAME, SubKind
from counterparties.sub_importing.matching import NAMES, Row, folded, main_kept, meant, title_of
from reference.locations.reading import PARTS, Lists

LEFT = frozenset({"id", "archived_at", "version", "counterparty_id"})
"What no column of a file fills."
NOT_IN_JSON = (date, Decimal)


@dataclass(frozen=True)
class Owner:
    """What of a counterparty its rows need to know."""

    name: str
    country: str
    kinds: Collection[str]
    types: Collection[int]
    "Those that are ticked, where rules for addresses name any."


@dataclass(frozen=True)
class Judged:
    """What is to become of one row of a tab: the stored one that it changes, and its new values by field."""

    stored: Row | None
    values: Row
    whole: Row

    @property
    def work(self) -> dict[str, Any]:
        """The row as JSON keeps it until it is written."""
        return {"id": self.stored["id"] if self.stored else None, "values": self.written}

    @property
    def written(self) -> Row:
        """The new values as JSON keeps them: days and decimals as texts."""
        return {name: str(value) if isinstance(value, NOT_IN_JSON) else value for name, value in self.values.items()}


@dataclass(frozen=True)
class SubSet:
    """The columns of a file that make one row of a tab; `mapped` are their fields."""

    kind: SubKind
    attributes: Mapping[str, Attribute]
    mapped: Sequence[str]

    @cached_property
    def named(self) -> list[tuple[str, str]]:
        """The fields that columns fill, each with the name of its attribute."""
        return [(field, self.attributes[field].name) for field in self.mapped]

    @cached_property
    def telling(self) -> list[str]:
        """The fields that make a row where one of them says something."""
        return [field for field in self.mapped if field not in self.kind.silent]

    def given(self, values: Mapping[str, Any]) -> Row:
        """What a line of the file says, by field; nothing where it says nothing that matters."""
        found = {field: values[name] for field, name in self.named if name in values}
        return found if any(map(found.get, self.telling)) else {}

    def judge(
        self, given: Row, owner: Owner, rows: list[Row], taken: Collection[int] = (), lists: Lists | None = None
    ) -> Judged:
        """What is to become of what a line says; raises ValidationError by attribute.

        `rows` are those of the counterparty; those that are `taken` are meant by other lines. Addresses are read by
        the `lists`.
        """
        try:
            return self.judged(given, owner, rows, taken, lists)
        except ValidationError as error:
            raise self.by_attribute(error) from error

    def by_attribute(self, error: ValidationError) -> ValidationError:
        """The same error under the attributes of its fields."""
        if not hasattr(error, "error_dict"):
            return error
        return ValidationError({self.name_of(field): errors for field, errors in error.error_dict.items()})

    def judged(self, given: Row, owner: Owner, rows: list[Row], taken: Collection[int], lists: Lists | None) -> Judged:
        """The same, with errors by field."""
        return _judged(self.kind, given, owner, rows, taken, lists)

    def name_of(self, field: str) -> str:
        """The attribute whose column says this field."""
        return self.attributes[self._column_of(field)].name

    def _column_of(self, field: str) -> str:
        return WHOLE_NAME if field in NAMES and field not in self.mapped and WHOLE_NAME in self.mapped else field

    def changes(self, judged: Judged) -> dict[str, list[str]]:
        """By attribute the old text and the new one, as people read them."""
        told, stored = {}, judged.stored or {}
        for field in judged.values:
            attribute = self.attributes.get(self._column_of(field))
            if attribute is None or attribute.name in told:
                continue
            if attribute is self.attributes.get(WHOLE_NAME):
                texts = [title_of(self.kind.model, each) if each else "" for each in (stored, judged.whole)]
            else:
                texts = [attribute.show(each[field]) if field in each else "" for each in (stored, judged.whole)]
            told[attribute.name] = texts
        return told


def sets_of(names: Iterable[str]) -> list[SubSet]:
    """The rows of tabs that columns of these names fill."""
    mapped: dict[str, set[str]] = defaultdict(set)
    for name in names:
        prefix, _point, field = name.partition(".")
        mapped[prefix].add(field)
    return [
        SubSet(kind, kind.named(number), tuple(sorted(mapped[prefix])))
        for number in range(1, SETS + 1)
        for kind in KINDS
        if (prefix := kind.called(number)) in mapped
    ]


def stored_rows(kind: SubKind, owners: Collection[int]) -> dict[int, list[Row]]:
    """The rows that these counterparties have, archived ones too, by counterparty: one query."""
    found: dict[int, list[Row]] = defaultdict(list)
    if owners:
        rows: Iterable[Row] = kind.model.objects.filter(counterparty__in=owners).order_by("pk").values()  # type: ignore
        for row in rows:
            if "country" in row:
                row["country"] = str(row["country"] or "")
            found[row["counterparty_id"]].append(row)
    return found


def lists_for(kind: SubKind, given: Iterable[Row], stored: Mapping[int, Iterable[Row]]) -> Lists | None:
    """The location lists by which such rows are read, those of files and those that are stored: addresses alone."""
    rows = [*given, *(row for rows in stored.values() for row in rows)] if kind.model is Address else []
    return Lists(rows) if rows else None


def _judged(
    kind: SubKind, given: Row, owner: Owner, rows: list[Row], taken: Collection[int], lists: Lists | None
) -> Judged:
    _refuse_strange(kind, owner)
    name = ""
    if kind.model is ContactPerson:
        given, name = _split(given)
        given |= _reached(given, owner)
    if lists:
        given = given | _written(given, owner, lists)
    stored = meant(kind, given, rows, taken)
    if stored and name and folded(name) == folded(title_of(kind.model, stored)):
        # However its parts were told from each other.
        given = {field: value for field, value in given.items() if field not in NAMES}
    if stored and kind.model is ContactPerson:
        given = main_kept(given, stored)
    if stored and given.get("email"):
        given |= {"email": as_stored(given["email"], stored["email"])}
    usual = defaults_of(kind.model)
    before = stored or usual | ({"country": owner.country or BULGARIA} if "country" in usual else {})
    whole = before | given
    values = {"country": owner.country} | whole
    whole |= follow(kind.model, values, before=stored, lists=lists, types=owner.types)
    return compared(kind, stored, whole)


def compared(kind: SubKind, stored: Row | None, whole: Row) -> Judged:
    """What a whole row changes of the stored one; raises ValidationError where that is archived."""
    # A new row needs no more than what is not as usual.
    before = stored or defaults_of(kind.model)
    values = {field: value for field, value in whole.items() if value != before[field]}
    if stored and values and stored["archived_at"]:
        raise archived(title_of(kind.model, stored))
    return Judged(stored, values, whole)


def _refuse_strange(kind: SubKind, owner: Owner) -> None:
    """The file of a counterparty has not every tab."""
    if kind.tab.kinds and owner.kinds and not set(kind.tab.kinds) & set(owner.kinds):
        what = kind.model._meta.verbose_name_plural
        raise ValidationError(_("“%(name)s” can have no %(what)s.") % {"name": owner.name, "what": what})


def _written(given: Row, owner: Owner, lists: Lists) -> Row:
    """The places as the lists write them: what is known by another name must find the address with the right one."""
    place = {name.value: given[name] for name in PARTS if given.get(name)}
    return lists.written({"country": given.get("country") or owner.country or BULGARIA, **place}, owner.types)


def _split(given: Row) -> tuple[Row, str]:
    """The values with the parts of a whole name, where none of them is given; and that name."""
    given = dict(given)
    name = " ".join(str(given.pop(WHOLE_NAME, "")).split())
    if not name or any(given.get(part) for part in NAMES):
        return given, ""
    parts = dict(zip(NAMES, split_name(name), strict=True))
    if max(map(len, parts.values())) > PART_LENGTH:
        told = _("Enter the first, middle and last name in their own fields, each up to 100 characters.")
        raise ValidationError({WHOLE_NAME: told})
    return given | parts, name


def _reached(given: Row, owner: Owner) -> Row:
    """The phone in the form in which it is stored."""
    if not given.get("phone"):
        return {}
    try:
        return {"phone": clean_phone(given["phone"], owner.country)}
    except ValidationError as error:
        raise ValidationError({"phone": error}) from error


@cache
def defaults_of(model: type[Record]) -> Row:
    """The values of a new row by field."""
    record = model()
    fields = [field.attname for field in model._meta.concrete_fields if field.attname not in LEFT]
    values = {name: getattr(record, name) for name in fields}
    return values | ({"country": str(values["country"])} if "country" in values else {})
