"""The locations that the rows of a chunk name, read at once: themselves, and what they stand under."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from reference.locations.naming import folded
from reference.locations.reading import right
from reference.models import Location
from reference.models.locations import Level

Values = Mapping[str, Any]
ABOVE = (Level.AREA, Level.SETTLEMENT)


class Known:
    """Locations by code and by name, those known by another name too."""

    def __init__(self, rows: Iterable[Values]) -> None:
        keys, codes = set(), set()
        for row in rows:
            for level, text in texts_of(row):
                keys.add(folded(text, level))
                codes.add(text)
        self.by_code: dict[tuple[str, str, str], Location] = {}
        self.by_key: dict[tuple[str, str, str], list[Location]] = defaultdict(list)
        self._read(keys - {""}, codes)

    def _read(self, keys: Collection[str], codes: Collection[str]) -> None:
        found = Location.objects.filter(Q(key_bg__in=keys) | Q(key_en__in=keys) | Q(code__in=codes))
        for row in found.select_related("replaced_by", "parent").order_by("pk"):
            if row.code:
                self.by_code[row.country, row.level, row.code] = row
            for key in {row.key_bg, row.key_en} - {""}:
                self.by_key[row.country, row.level, key].append(row)

    def above(self, values: Values) -> Location | None:
        """What the row stands under; raises ValidationError by attribute."""
        area = self._named(Level.AREA, values, None)
        if values["level"] == Level.SETTLEMENT:
            return area
        if values["level"] not in (Level.NEIGHBOURHOOD, Level.STREET):
            return None
        if not values.get("settlement"):
            raise ValidationError({"settlement": _("Say the settlement in which it is: its code or name.")})
        return self._named(Level.SETTLEMENT, values, area)

    def _named(self, level: Level, values: Values, area: Location | None) -> Location | None:
        text = str(values.get(level) or "")
        if not text:
            return None
        if row := self.by_code.get((values["country"], level, text)):
            return right(row)
        found = {right(row) for row in self.by_key.get((values["country"], level, folded(text, level)), ())}
        if area is not None:
            found = {row for row in found if row.parent_id == area.pk}
        if len(found) == 1:
            return found.pop()
        if found:
            told = _("Several are called “%s”: say the code, or the area too.")
        else:
            told = _("“%s” is not in the list: correct it, or import it first.")
        raise ValidationError({level.value: told % text})

    def meant(self, values: Values, parent: Location | None) -> Location | None:
        """The row that is there already: by its code, else by a name under the same one."""
        place, code = (values["country"], values["level"]), values.get("code") or ""
        if code and (row := self.by_code.get((*place, code))):
            return row
        names = (values.get("name_bg"), values.get("name_en"))
        keys = [folded(str(name), values["level"]) for name in names if name]
        under = parent.pk if parent else None
        anywhere = parent is None and values["level"] == Level.SETTLEMENT
        found = [
            row for key in keys for row in self.by_key.get((*place, key), ()) if anywhere or row.parent_id == under
        ]
        # One with another code is another one: villages share names, even within an area.
        fitting = {row.pk: row for row in found if not (code and row.code)}
        if len(fitting) > 1:
            raise ValidationError({"code": _("Several are called so: say the code of the one that is meant.")})
        return next(iter(fitting.values()), None)


def texts_of(row: Values) -> Iterable[tuple[str, str]]:
    """What the row names: itself by code and names, and what it stands under."""
    for level in ABOVE:
        if row.get(level):
            yield level.value, str(row[level])
    for name in ("code", "name_bg", "name_en"):
        if row.get(name):
            yield row["level"], str(row[name])
