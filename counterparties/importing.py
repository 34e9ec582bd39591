"""Counterparties as what spreadsheets are imported into."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from access.models import Action, User
from attributes.values import Attribute
from counterparties import bulk_writing
from counterparties.coding import next_codes
from counterparties.countries import Country
from counterparties.headers import HEADERS
from counterparties.holders import IDENTIFYING
from counterparties.judging import Judge
from counterparties.models import Counterparty
from counterparties.querysets import rights_of
from exchange.mapping import ColumnMapping
from exchange.models import Outcome
from exchange.targets import Candidate, Fault, Session, Target, register
from reference.kinds import Kind
from screens.registry import screens


class CounterpartySession(Session):
    """One run of an import of counterparties."""

    def __init__(self, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> None:
        self.attributes = attributes
        self.trusts_sources = user is None or rights_of(user).unrestricted(Action.EDIT)
        self.judging = Judge(user, attributes, {column.attribute: column.title for column in mapping.columns})
        if kind := mapping.options.get("kind"):
            self.judging.tick_kind(kind)

    def judge(self, candidates: Sequence[Candidate]) -> None:
        self.judging.judge(candidates)

    def write(self, candidates: Sequence[Candidate]) -> None:
        """Writes all rows at once; where the database refuses one, halves are tried until that one is found."""
        if not candidates:
            return
        try:
            with transaction.atomic():
                self._insert([each for each in candidates if each.outcome == Outcome.CREATED])
                self._update([each for each in candidates if each.outcome == Outcome.UPDATED])
        except IntegrityError as error:
            for candidate in candidates:
                if candidate.outcome == Outcome.CREATED:
                    candidate.record_id = None
            if len(candidates) == 1:
                candidates[0].faults.append(Fault("", "", sentence_of(error)))
                return
            middle = len(candidates) // 2
            self.write(candidates[:middle])
            self.write(candidates[middle:])

    def _insert(self, candidates: Sequence[Candidate]) -> None:
        codes = iter(next_codes(sum(not each.work[0].get("code") for each in candidates)))
        ticks = []
        rows = []
        for candidate, pk in zip(candidates, bulk_writing.next_ids(len(candidates)), strict=True):
            values, types = candidate.work
            rows.append(values | {"id": pk, "code": values.get("code") or next(codes)})
            candidate.record_id, candidate.version = pk, 1
            ticks += [(pk, type_id) for type_id in types]
        if rows:
            bulk_writing.insert(rows)
            bulk_writing.tick(ticks)

    def _update(self, candidates: Sequence[Candidate]) -> None:
        rows, added, removed = {}, [], []
        for candidate in candidates:
            values, types = candidate.work
            pk = candidate.record_id or 0
            if types is not None:
                before = self.judging.ticked.get(pk, set())
                added += [(pk, type_id) for type_id in types - before]
                removed += [(pk, type_id) for type_id in before - types]
                # Ticks lie in a table of their own: whoever edits at the same time must notice them too.
                values = values or {"version": candidate.version + 1}
            rows[pk] = values
        versions = bulk_writing.update(rows, self.judging.stored)
        bulk_writing.tick(added, removed)
        for candidate in candidates:
            candidate.version = versions[candidate.record_id or 0]


def sentence_of(error: IntegrityError) -> str:
    """What a refusal of the database means for people."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    for constraint in Counterparty._meta.constraints:
        if constraint.name == name:
            return str(constraint.violation_error_message)
    if name and "code" in name:
        return _("Another counterparty has this code.")
    return _("The database refuses this row: %s") % error


class Counterparties(Target):
    """All counterparties, of whatever kind."""

    slug = "counterparties"
    label = gettext_lazy("Counterparties")
    model = Counterparty
    synonyms = HEADERS
    title = gettext_lazy("Import of counterparties")
    shows = gettext_lazy("Show the counterparties")
    identifying = IDENTIFYING
    matched_by = gettext_lazy(
        "A row that has the UIC, VAT number, personal number, LEI or code of a record updates it."
    )
    option_names = ("kind",)
    options_template = "exchange/_kind.html"

    def attributes(self, user: User | None) -> dict[str, Attribute]:
        known = screens["counterparties"].attributes(user)
        known["country"] = Country("country", known["country"].label, choices=countries)
        return {name: attribute for name, attribute in known.items() if attribute.editable}

    def option_context(self, user: User, options: Mapping[str, str]) -> dict[str, Any]:
        return {"kinds": Kind.choices}

    def session(self, *, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> Session:
        return CounterpartySession(user, mapping, attributes)


register(Counterparties())
