"""One run of an import of locations."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attributes.values import Attribute
from exchange.coming import TABLE as COMING
from exchange.coming import ask
from exchange.locations.known import Known
from exchange.mapping import ColumnMapping
from exchange.models import Outcome
from exchange.setwise import SetSession, faults_of
from exchange.targets import Candidate
from reference.locations.naming import folded
from reference.locations.saving import ABOVE
from reference.models import Location
from reference.models.locations import Level

COLUMNS = ("name_bg", "name_en", "code", "postal_code", "stopped")
WRITTEN = ("level", "country", "parent_id", *COLUMNS, "key_bg", "key_en")


class LocationSession(SetSession):
    """Rows of any level; those that stand under others name them by code or name."""

    model = Location
    trusts_sources = False
    looks_up = True

    def __init__(self, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> None:
        self.attributes = attributes
        self.titles = {column.attribute: column.title for column in mapping.columns}
        self.usual = {name: mapping.options[name] for name in ("level", "country") if mapping.options.get(name)}

    def words_of(self, key: str) -> str | Promise:
        return gettext_lazy("The same code") if key.startswith("code:") else gettext_lazy("The same name in one place")

    def judge(self, candidates: Sequence[Candidate]) -> None:
        for each in candidates:
            told = {name: value for name, value in each.values.items() if value != "" or name not in self.usual}
            each.values = self.usual | told
        complete = [each for each in candidates if each.values.get("level") and each.values.get("country")]
        known = Known([each.values for each in complete])
        for candidate in candidates:
            try:
                self._judge(candidate, known)
            except ValidationError as error:
                candidate.faults += faults_of(error, candidate, titles=self.titles, attributes=self.attributes)

    def _judge(self, candidate: Candidate, known: Known) -> None:
        values = candidate.values
        for name in ("level", "country"):
            if not values.get(name):
                raise ValidationError({name: _("Say it in a column, or choose it for the whole file.")})
        parent = known.above(values)
        stored = known.meant(values, parent)
        if stored is None:
            self._add(candidate, parent)
        elif stored.replaced_by is not None:
            # Another name of the right one: there is nothing to be brought in.
            candidate.record_id, candidate.version = stored.replaced_by.pk, stored.replaced_by.version
            candidate.outcome = Outcome.SAME.value
        else:
            self._change(candidate, stored, parent)

    def _add(self, candidate: Candidate, parent: Location | None) -> None:
        values = candidate.values
        if values["level"] == Level.COUNTRY:
            raise ValidationError({"level": _("Countries are those of the standard: none can be added.")})
        refuse_nameless(values)
        work: dict[str, Any] = {name: values.get(name, "") for name in COLUMNS}
        work |= {"stopped": bool(values.get("stopped")), "level": values["level"], "country": values["country"]}
        candidate.work = keyed(work | {"parent_id": parent.pk if parent else None})
        candidate.outcome = Outcome.CREATED.value
        place = f"{values['country']}:{values['level']}"
        key = f"code:{place}:{work['code']}" if work["code"] else f"name:{place}:{parent and parent.pk}:{first(work)}"
        candidate.keys = {key: self.words_of(key)}

    def _change(self, candidate: Candidate, stored: Location, parent: Location | None) -> None:
        given = {name: candidate.values[name] for name in COLUMNS if name in candidate.values}
        changed: dict[str, Any] = {name: value for name, value in given.items() if value != getattr(stored, name)}
        candidate.record_id, candidate.version = stored.pk, stored.version
        candidate.changes = {
            name: [self.attributes[name].show(each) for each in (getattr(stored, name), value)]
            for name, value in changed.items()
        }
        if parent is not None and ABOVE[stored.level] and parent.pk != stored.parent_id:
            changed["parent_id"] = parent.pk
            candidate.changes[parent.level] = [str(stored.parent or ""), str(parent)]
        names = {name: getattr(stored, name) for name in ("level", "name_bg", "name_en")} | changed
        refuse_nameless(names)
        candidate.work = keyed(names, changed) if changed else {}
        candidate.outcome = (Outcome.UPDATED if changed else Outcome.SAME).value

    def write_coming(self) -> None:
        table = Location._meta.db_table
        # The keys of a row follow from its names, whoever changes these.
        settings = ", ".join(f"{name} = r.{name}" for name in WRITTEN)
        ask(
            f"update {table} t set {settings} from {COMING} w join {table} o on o.id = w.record_id"
            " cross join lateral jsonb_populate_record(o, w.work) r where w.outcome = 'updated' and t.id = o.id"
        )
        ask(
            f"insert into {table} (id, version, {', '.join(WRITTEN)})"
            f" select w.record_id, 1, {', '.join(f'r.{name}' for name in WRITTEN)} from {COMING} w"
            f" cross join lateral jsonb_populate_record(null::{table}, w.work) r where w.outcome = 'created'"
            " order by w.line"
        )
        with connection.cursor() as cursor:
            # Who judges addresses by the lists must read them anew.
            cursor.execute("select nextval('reference_meaning')")


def refuse_nameless(values: Mapping[str, Any]) -> None:
    """Raises ValidationError for a location without any name."""
    if not (values.get("name_bg") or values.get("name_en")):
        raise ValidationError(_("Enter the name in at least one language."))


def keyed(names: Mapping[str, Any], work: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What is to be written, with the names as they are compared."""
    keys = {key: folded(names[name], names["level"]) for key, name in (("key_bg", "name_bg"), ("key_en", "name_en"))}
    return {**(names if work is None else work), **keys}


def first(work: Mapping[str, Any]) -> str:
    return work["key_bg"] if "key_bg" in work else folded(work["name_bg"] or work["name_en"], work["level"])
