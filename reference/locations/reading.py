"""Reads written addresses by the lists: one object for any number of them, made with a handful of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_countries import countries

from reference.locations.known import Place, named, within
from reference.locations.naming import folded
from reference.locations.rules import mode_of
from reference.models import Location
from reference.models.locations import Level, Mode
from reference.remembering import remembered

PARTS = (Level.AREA, Level.SETTLEMENT, Level.NEIGHBOURHOOD, Level.STREET)
ABOVE = (Level.AREA, Level.SETTLEMENT)
WITHIN_SETTLEMENT = (Level.NEIGHBOURHOOD, Level.STREET)
LINKS = {part.value: f"{part.value}_location_id" for part in PARTS}
"By part of an address the column that links it to the lists."
Values = Mapping[str, Any]


@remembered
def listed() -> frozenset[tuple[str, str]]:
    """The countries that have lists, each with its levels; one query."""
    rows = Location.objects.right().exclude(level=Level.COUNTRY)
    return frozenset(rows.order_by().values_list("country", "level").distinct())


@remembered
def stopped_countries() -> frozenset[str]:
    """The countries that new addresses are not offered."""
    return frozenset(Location.objects.filter(level=Level.COUNTRY, stopped=True).values_list("country", flat=True))


class Lists:
    """The lists as far as some addresses name them. Afterwards any of these is read without a query."""

    def __init__(self, addresses: Iterable[Values]) -> None:
        self.found: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
        self.below: set[tuple[int, str]] = set()
        self.knows_wrong = False
        if listed():
            self._read([each for each in addresses if any(each.get(part) for part in PARTS)])

    def _read(self, addresses: list[Values]) -> None:
        above = {folded(str(each[part]), part) for each in addresses for part in ABOVE if each.get(part)}
        self._keep(named(above - {""}))
        settlements = {right(row).pk for rows in self.found.values() for row in rows}
        rows = Location.objects.right().filter(parent__in=settlements, level__in=WITHIN_SETTLEMENT)
        self.below = set(rows.order_by().values_list("parent_id", "level").distinct())
        if self.below:
            self._keep(within({pair for each in addresses for pair in self._within(each)}))

    def _within(self, address: Values) -> Iterator[tuple[int, str]]:
        """What an address names within the settlements that it may mean."""
        texts = [(str(address[part]), part) for part in WITHIN_SETTLEMENT if address.get(part)]
        if not texts:
            return
        key = folded(str(address.get(Level.SETTLEMENT) or ""), Level.SETTLEMENT)
        for country in {code for code, _level in listed()}:
            for row in self.found.get((country, Level.SETTLEMENT, key), ()):
                for pk in {row.pk, right(row).pk}:
                    yield from ((pk, folded(text, part)) for text, part in texts)

    def _keep(self, rows: Iterable[Place]) -> None:
        for row in rows:
            self.knows_wrong |= row.replaced_by_id is not None
            for key in {row.key_bg, row.key_en} - {""}:
                self.found[row.country, row.level, key].append(row)

    def follow(self, values: Values, before: Values | None, types: Collection[int]) -> dict[str, Any]:
        """What follows from the parts of an address: links, the texts of the lists, postal code and area.

        Raises ValidationError by part where only the lists will do. What was entered before the rule stays as it is
        until somebody changes it.
        """
        country = str(values["country"] or "")
        refuse_stopped_country(country, before)
        reading = Reading(self, values, country)
        if not reading.is_listed:
            return dict.fromkeys(LINKS.values())
        as_before = before is not None and all(before[name] == values[name] for name in ("country", *PARTS))
        strict = not as_before and mode_of(country, types) == Mode.STRICT
        if strict and (errors := reading.errors()):
            raise ValidationError(errors)
        return reading.followed(strict=strict)

    def written(self, values: Values, types: Collection[int]) -> dict[str, str]:
        """The parts that the lists write otherwise: where only they will do, and where a wrong writing is known."""
        country = str(values["country"] or "")
        strict = mode_of(country, types) == Mode.STRICT
        if not strict and not self.knows_wrong:
            return {}
        found = Reading(self, values, country).followed(strict=strict)
        return {part.value: found[part] for part in PARTS if values.get(part) and part in found}


class Reading:
    """One address beside the lists: the row that each part means, as far as it means exactly one."""

    def __init__(self, lists: Lists, values: Values, country: str) -> None:
        self.lists, self.values, self.country = lists, values, country
        self.is_listed = country in {code for code, _level in listed()}
        self.several: set[str] = set()
        self.rows: dict[str, Place] = {}
        for part in PARTS if self.is_listed else ():
            self._meant(part, self._candidates(part))

    def _candidates(self, part: Level) -> list[Place]:
        key = folded(str(self.values.get(part) or ""), part)
        found = self.lists.found.get((self.country, part, key), []) if key else []
        if part in WITHIN_SETTLEMENT:
            within = self.rows.get(Level.SETTLEMENT)
            return [row for row in found if within and right(row).parent_id == right(within).pk]
        area = self.rows.get(Level.AREA) if part == Level.SETTLEMENT else None
        return [row for row in found if not area or right(row).parent_id in (None, right(area).pk)]

    def _meant(self, part: Level, found: list[Place]) -> None:
        code = str(self.values.get("postal_code") or "")
        if len({right(row).pk for row in found}) > 1:
            found = [row for row in found if code and right(row).postal_code == code] or found
        if len({right(row).pk for row in found}) > 1:
            self.several.add(part)
        elif found:
            # Where a wrong row that means it has the name too, the right one says how it is written.
            self.rows[part] = min(found, key=lambda row: row.replaced_by_id is not None)

    def errors(self) -> dict[str, Any]:
        """Why the address cannot be taken from the lists, by part; each says the way out."""
        found: dict[str, Any] = {}
        for part in PARTS:
            if part not in self.rows and self._has_list(part) and (told := self._refusal(part)):
                found[part.value] = ValidationError(told)
            elif part in self.rows and right(self.rows[part]).stopped:
                told = _("“%(text)s” is stopped; choose another.") % {"text": self.values[part]}
                found[part.value] = ValidationError(told)
        return found

    def _has_list(self, part: Level) -> bool:
        """Whether there is anything to choose from: who lists no streets of a village has none refused."""
        if part not in WITHIN_SETTLEMENT:
            return (self.country, part.value) in listed()
        settlement = self.rows.get(Level.SETTLEMENT)
        return settlement is not None and (right(settlement).pk, part.value) in self.lists.below

    def _refusal(self, part: Level) -> str:
        text, country = str(self.values.get(part) or ""), countries.name(self.country)
        names = {
            "text": text,
            "country": country,
            "area": self.values.get("area"),
            "in": self.values.get("settlement"),
        }
        if part in self.several:
            return _("Several are called “%(text)s”: enter the area or the postal code too.") % names
        if not text:
            told = _("Choose the settlement: addresses in %(country)s are entered from the lists.") % names
            return told if part == Level.SETTLEMENT else ""
        told = _(
            "“%(text)s” is not in the list for %(country)s: choose one that is, or ask an administrator to add it."
        )
        if part == Level.SETTLEMENT and Level.AREA in self.rows:
            told = _(
                "“%(text)s” is not in the list of settlements of “%(area)s”: choose one that is, or ask an"
                " administrator to add it."
            )
        elif part in WITHIN_SETTLEMENT:
            told = _(
                "“%(text)s” is not in the list for “%(in)s”: choose one that is, or ask an administrator to add it."
            )
        return told % names

    def followed(self, *, strict: bool) -> dict[str, Any]:
        """The links of all parts, and what else follows."""
        found: dict[str, Any] = dict.fromkeys(LINKS.values())
        for part, row in self.rows.items():
            found[LINKS[part]] = right(row).pk
            if strict or row.replaced_by_id:
                found[part] = self._written(row, right(row))
        if settlement := self.rows.get(Level.SETTLEMENT):
            found |= self._from_settlement(settlement, found)
        return found

    def _from_settlement(self, row: Place, found: Mapping[str, Any]) -> dict[str, Any]:
        settlement = right(row)
        follows: dict[str, Any] = {}
        if not self.values.get("postal_code") and settlement.postal_code:
            follows["postal_code"] = settlement.postal_code
        above = settlement.parent
        if above is not None and above.level == Level.AREA and not self.values.get("area"):
            follows |= {"area": self._written(row, above), LINKS["area"]: above.pk}
        return follows

    def _written(self, row: Place, meant: Place) -> str:
        """The name of a row in the language in which the address names the other."""
        key = folded(str(self.values[row.level]), row.level)
        return meant.called(latin=key == row.key_en and key != row.key_bg)


R = TypeVar("R", Location, Place)


def right(row: R) -> R:
    """The row that it means."""
    return row.replaced_by or row


def refuse_stopped_country(country: str, before: Values | None) -> None:
    """Raises ValidationError when a stopped country is newly chosen."""
    if country in stopped_countries() and (before is None or str(before["country"]) != country):
        told = _("“%(text)s” is stopped; choose another.") % {"text": countries.name(country)}
        raise ValidationError({"country": told})
