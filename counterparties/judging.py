"""Judges the rows of an import: completes them by the rules of the form and compares them with what is stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.choices import Reference, refuse_stopped
from attributes.values import Attribute
from counterparties import holders
from counterparties.archiving import archived
from counterparties.completing import completed
from counterparties.feature_saving import FeatureRules, Unique, holders_of, taken_by
from counterparties.models import Counterparty, CounterpartyType
from counterparties.pairing import pair
from counterparties.querysets import Rights, rights_of
from counterparties.reaching import as_stored
from counterparties.recognising import Step
from counterparties.searching import search_of
from counterparties.sub_importing.beside import Beside, Work, searched
from counterparties.sub_importing.kinds import is_beside
from counterparties.ticking import allowed_ticks
from exchange.models import Outcome
from exchange.setwise import faults_of
from exchange.targets import Candidate, Fault
from reference import tree
from reference.features.values import FeatureValue
from reference.kinds import Kind
from reference.models import Type

COLUMNS = [
    field.attname
    for field in Counterparty._meta.concrete_fields
    if field.name not in ("search", "created_at", "demonstration")
]
SAME = {
    "code": gettext_lazy("The same code"),
    "uic": gettext_lazy("The same UIC or personal number"),
    "vat_number": gettext_lazy("The same VAT number"),
    "lei": gettext_lazy("The same LEI"),
}
Stored = dict[str, Any]


class Judge:
    """Judges chunk after chunk for one user (None: a command, which may do everything)."""

    def __init__(
        self,
        user: User | None,
        attributes: Mapping[str, Attribute],
        titles: Mapping[str, str],
        steps: Sequence[Step] = (),
    ) -> None:
        self.user, self.attributes, self.titles = user, attributes, titles
        self.locking = True
        self.rights: Rights | None = rights_of(user) if user else None
        self.rules = FeatureRules(each for each in attributes.values() if isinstance(each, FeatureValue))
        self.types = tree.types().by_id
        self.beside = Beside(titles, user)
        self.own = {name: attribute for name, attribute in attributes.items() if not is_beside(name)}
        self.chosen = {name for name, attribute in self.own.items() if isinstance(attribute, Reference)}
        self.steps = steps
        self.root: Type | None = None
        self.stored: dict[int, Stored] = {}
        self.ticked: dict[int, set[int]] = {}
        self.texts: dict[tuple[str, str], str] = {}

    def tick_kind(self, kind: str) -> None:
        """From now on every row gets this kind too."""
        roots = {row.kind: row for row in self.types.values() if row.parent_id is None}
        if kind not in roots:
            raise ValidationError(_("There is no kind “%s”.") % kind)
        self.root = roots[kind]

    def judge(self, candidates: Sequence[Candidate]) -> None:
        new = [each for each in candidates if each.record_id is None]
        limited = self.rights is not None and not self.rights.unrestricted(Action.SEE)
        seen = Counterparty.objects.open_to(self.user) if limited else None
        pair(new, steps=self.steps, visible=self._visible, seen=seen)
        self._read([candidate.record_id for candidate in candidates if candidate.record_id])
        self.beside.read(self.stored, [candidate.values for candidate in candidates])
        wanted: list[tuple[Candidate, dict[str, Unique]]] = []
        for candidate in candidates:
            if not candidate.faults:
                judgement = Judgement(self, candidate)
                try:
                    judgement.reach()
                except ValidationError as error:
                    candidate.faults += self._faults(candidate, error)
                else:
                    wanted += [(candidate, judgement.unique)] if judgement.unique else []
        self._refuse_taken(wanted)
        self._refuse_held([each for each in candidates if each.outcome == Outcome.UPDATED and not each.faults])

    def _refuse_held(self, candidates: Sequence[Candidate]) -> None:
        """Refuses records whose numbers another one has in the country that they move to, all rows together."""
        moved = [each for each in candidates if "country" in each.work["values"]]
        numbers = [holders.identifiers_of(self.stored[each.record_id or 0] | each.work["values"]) for each in moved]
        found = holders.held_by_others(numbers, [each.record_id for each in moved], self._named)
        for candidate, errors in zip(moved, found, strict=True):
            candidate.faults += self._faults(candidate, ValidationError(errors)) if errors else []

    def _refuse_taken(self, wanted: Sequence[tuple[Candidate, dict[str, Unique]]]) -> None:
        """Refuses values that are to be unique and that others have, all rows together."""
        found = holders_of({unique for _candidate, values in wanted for unique in values.values()})
        seen = self._named(found.values())
        for candidate, values in wanted:
            for name, unique in values.items():
                if found.get(unique, candidate.record_id) != candidate.record_id:
                    error = taken_by(self.rules.by_name[name], unique, seen.get(found[unique]))
                    candidate.faults += self._faults(candidate, ValidationError({name: error}))

    def _named(self, pks: Collection[int]) -> dict[int, Counterparty]:
        """Those of the counterparties that the user may see, for telling them."""
        rows = Counterparty.objects.open_to(self.user)
        return rows.only("name", "archived_at").in_bulk(pks) if pks else {}

    def _visible(self, pks: Iterable[int]) -> set[int]:
        if self.user is None:
            return set(pks)
        return set(Counterparty.objects.visible_to(self.user).filter(pk__in=list(pks)).values_list("pk", flat=True))

    def _read(self, pks: Sequence[int]) -> None:
        """Reads the records that are meant, locked until the chunk is committed, and what may be done with them."""
        rows = Counterparty.objects.filter(pk__in=pks)
        rows_read = rows.order_by("pk").select_for_update() if self.locking else rows.order_by()
        self.stored = {row["id"]: row for row in rows_read.values(*COLUMNS)}
        for row in self.stored.values():
            row["country"] = str(row["country"] or "")
        self.rules.prepare(row["features"] for row in self.stored.values())
        self.ticked, self.texts = defaultdict(set), {}
        links = CounterpartyType.objects.filter(counterparty__in=pks)
        for pk, type_id in links.values_list("counterparty_id", "type_id"):
            self.ticked[pk].add(type_id)
        self.visible = self.editable = set(pks)
        if self.user is not None and not (self.rights and self.rights.unrestricted(Action.EDIT)):
            self.visible = self._visible(pks)
            self.editable = set(rows.visible_to(self.user, Action.EDIT).values_list("pk", flat=True))

    def shown(self, attribute: FeatureValue, stored: Any) -> str:
        """The text of a value of a feature; a bulk edit has the same ones again and again."""
        place = attribute.key, repr(stored)
        if place not in self.texts:
            self.texts[place] = attribute.show(attribute.from_json(stored))
        return self.texts[place]

    def _faults(self, candidate: Candidate, error: ValidationError) -> list[Fault]:
        return faults_of(error, candidate, titles=self.titles, attributes=self.attributes)


class Judgement:
    """One row beside the record that it means, or as a new one."""

    def __init__(self, judge: Judge, candidate: Candidate) -> None:
        self.judge, self.candidate = judge, candidate
        self.stored = judge.stored.get(candidate.record_id) if candidate.record_id else None
        self.fields: dict[str, Any] = {}
        self.features: dict[str, Any] = {}
        self.rows: dict[str, Any] = {}
        self.unique: dict[str, Unique] = {}
        for name, value in candidate.values.items():
            if name in judge.chosen:
                self.rows[name] = value
            elif name in judge.rules.by_name:
                self.features[name] = value
            elif name not in judge.beside.names:
                self.fields[name] = value

    def reach(self) -> None:
        """Sets outcome, changes and keys; raises ValidationError by field."""
        self._refuse_forbidden()
        if self.fields.get("code") == "":
            del self.fields["code"]
        values = completed(self.fields, existing=self.stored)
        if self.stored and "email" in values:
            values["email"] = as_stored(values["email"], self.stored["email"])
        types = self._types()
        self._references(values)
        if types is not None:
            values["kinds"] = Kind.in_order(self.judge.types[pk].kind for pk in types)
        types_after = self._ticked if types is None else types
        self._features(values, types_after)
        whole = (self.stored or {}) | values
        work, told = self.judge.beside.judge(self.candidate.values, self.candidate.record_id, whole, types_after)
        self._compare(values, types, work)
        if self.stored and self.candidate.work:
            self.candidate.changes |= told
            self.candidate.work |= self.judge.beside.state(self.candidate.record_id)
        for each in holders.identifiers_of(whole):
            self.candidate.keys[f"{each.field}:{each.country}:{each.value}"] = SAME[each.field]

    def _refuse_forbidden(self) -> None:
        pk = self.candidate.record_id
        if pk is None:
            return
        if self.stored is None or pk not in self.judge.visible:
            raise ValidationError(_("This row means a counterparty that you may not see."))
        if pk not in self.judge.editable:
            raise ValidationError(_("You may not change “%s”.") % self.stored["name"])

    def _references(self, values: dict[str, Any]) -> None:
        for name, row in self.rows.items():
            if name == "types":
                continue
            before = (self.stored or {}).get(f"{name}_id")
            try:
                refuse_stopped([row], [before])
            except ValidationError as error:
                raise ValidationError({name: error}) from error
            values[f"{name}_id"] = row.pk if row else None

    def _types(self) -> set[int] | None:
        """The types that the record is to have, or None where they stay; hidden ones of a record are kept."""
        given = self.rows.get("types")
        root, before = self.judge.root, self._ticked
        if given is None and (root is None or (self.stored and root.kind in self.stored["kinds"])):
            wanted = set(before) if self.stored else set()
        else:
            try:
                refuse_stopped(given or [], before)
            except ValidationError as error:
                raise ValidationError({"types": error}) from error
            wanted = {row.pk for row in given} if given is not None else set(before)
            if root and root.kind not in {self.judge.types[pk].kind for pk in wanted}:
                wanted.add(root.pk)
        return self._allowed(wanted) if wanted != before or not self.stored else None

    @property
    def _ticked(self) -> set[int]:
        return self.judge.ticked.get(self.candidate.record_id or 0, set())

    def _allowed(self, wanted: set[int]) -> set[int]:
        rights = self.judge.rights
        if rights is None:
            return wanted
        action = Action.EDIT if self.stored else Action.ADD
        if not self.stored and not rights.types[action]:
            raise ValidationError(_("You may not add counterparties."))
        return allowed_ticks(rights=rights, action=action, before=self._ticked, given=wanted, types=self.judge.types)

    def _features(self, values: dict[str, Any], types: set[int]) -> None:
        if not self.features and self.stored:
            return
        rules, before = self.judge.rules, self.stored["features"] if self.stored else None
        after = rules.changed(types=types, given=self.features, stored=before)
        values["features"] = after
        self.unique = rules.new_values(before or {}, after)
        for unique in self.unique.values():
            self.candidate.keys[unique.code] = rules.words_of(unique.code.partition(":")[0])

    def _compare(self, values: dict[str, Any], types: set[int] | None, work: Work) -> None:
        candidate, stored = self.candidate, self.stored
        if stored is None:
            candidate.outcome = Outcome.CREATED.value
            values["search"] = search_of(values, *searched(work))
            candidate.work = {"values": values, "types": sorted(types or ()), "rows": work}
            return
        changed = {name: value for name, value in values.items() if stored[name] != value}
        candidate.version = stored["version"]
        retyped = types is not None and types != self._ticked
        if not changed and not retyped and not work:
            candidate.outcome = Outcome.SAME.value
            return
        if stored["archived_at"]:
            raise archived(stored["name"])
        candidate.outcome = Outcome.UPDATED.value
        candidate.work = {"values": changed, "types": sorted(types or ()) if retyped else None, "rows": work}
        candidate.changes = self._changes(changed, types if retyped else None)

    def _changes(self, changed: dict[str, Any], types: set[int] | None) -> dict[str, list[str]]:
        """By attribute the old text and the new one, as people read them."""
        stored, told = self.stored or {}, {}
        before, after = stored["features"], changed.get("features")
        for name, attribute in self.judge.own.items():
            if isinstance(attribute, FeatureValue):
                if after is not None and before.get(attribute.key) != after.get(attribute.key):
                    told[name] = [self.judge.shown(attribute, each.get(attribute.key)) for each in (before, after)]
            elif name == "types" and types is not None:
                told[name] = [self._names(self._ticked), self._names(types)]
            elif f"{name}_id" in changed:
                told[name] = [self._name(attribute, row[f"{name}_id"]) for row in (stored, changed)]
            elif name in changed:
                told[name] = [attribute.show(stored[name]), attribute.show(changed[name])]
        return told

    def _names(self, types: Iterable[int]) -> str:
        rights = self.judge.rights
        seen = types if rights is None else set(types) & rights.types[Action.SEE]
        return ", ".join(str(self.judge.types[pk]) for pk in sorted(seen))

    @staticmethod
    def _name(attribute: Any, pk: int | None) -> str:
        return next((str(row) for row in attribute.by_text.values() if row.pk == pk), "") if pk else ""
