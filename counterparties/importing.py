"""Counterparties as what spreadsheets are imported into."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from access.models import Action, User
from attributes.values import Attribute
from counterparties import bulk_attributes, bulk_writing
from counterparties.bulk_deeds import DEEDS
from counterparties.countries import Country
from counterparties.headers import HEADERS
from counterparties.holders import IDENTIFYING
from counterparties.judging import Judge
from counterparties.models import Counterparty
from counterparties.querysets import rights_of
from counterparties.recognising import EXPLAINED, OPTION, Step, steps_of
from counterparties.sub_importing.kinds import sub_attributes
from exchange import coming
from exchange.mapping import ColumnMapping
from exchange.models import Outcome
from exchange.refusals import refusal_of
from exchange.targets import Candidate, Fault, Session, Target, register
from reference.kinds import Kind
from screens.registry import screens


class CounterpartySession(Session):
    """One run of an import of counterparties."""

    def __init__(self, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> None:
        self.attributes = attributes
        self.trusts_sources = user is None or rights_of(user).unrestricted(Action.EDIT)
        titles = {column.attribute: column.title for column in mapping.columns}
        self.judging = Judge(user, attributes, titles, steps_of(mapping.options))
        if kind := mapping.options.get("kind"):
            self.judging.tick_kind(kind)

    def judge(self, candidates: Sequence[Candidate]) -> None:
        self.judging.judge(candidates)

    def write(self, candidates: Sequence[Candidate]) -> None:
        """Writes all rows at once; where the database refuses one, halves are tried until that one is found."""
        if not candidates:
            return
        new = [each for each in candidates if each.outcome == Outcome.CREATED]
        try:
            with transaction.atomic():
                self.number(new)
                coming.put(candidates)
                bulk_writing.write()
                self._tell_versions(candidates)
        except IntegrityError as error:
            for candidate in new:
                candidate.record_id = None
            if len(candidates) == 1:
                candidates[0].faults.append(Fault("", "", sentence_of(error)))
                return
            middle = len(candidates) // 2
            self.write(candidates[:middle])
            self.write(candidates[middle:])

    def number(self, candidates: Sequence[Candidate]) -> None:
        """Gives new records their ids."""
        for candidate, pk in zip(candidates, bulk_writing.next_ids(len(candidates)), strict=True):
            candidate.record_id = pk

    @staticmethod
    def _tell_versions(candidates: Sequence[Candidate]) -> None:
        rows = Counterparty.objects.filter(pk__in=[each.record_id for each in candidates])
        versions = dict(rows.order_by().values_list("pk", "version"))
        for candidate in candidates:
            candidate.version = versions[candidate.record_id]


def sentence_of(error: IntegrityError) -> str:
    """What a refusal of the database means for people."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    return _("Another counterparty has this code.") if "_code_" in name else refusal_of(error, Counterparty)


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
    option_names = ("kind", *(OPTION + step for step in Step))
    options_template = "counterparties/import_options.html"
    deeds = DEEDS

    def attributes(self, user: User | None) -> dict[str, Attribute]:
        known = screens["counterparties"].attributes(user)
        known["country"] = Country("country", known["country"].label, choices=countries)
        return {name: attribute for name, attribute in known.items() if attribute.editable} | sub_attributes()

    def edited_together(self, user: User, rows: QuerySet[Any]) -> dict[str, Attribute]:
        return bulk_attributes.attributes_of(self.attributes(user), rows)

    def option_context(self, user: User, options: Mapping[str, str]) -> dict[str, Any]:
        steps = [(OPTION + step, step.label, EXPLAINED[step], bool(options.get(OPTION + step))) for step in Step]
        return {"kinds": Kind.choices, "steps": steps}

    def session(self, *, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> Session:
        return CounterpartySession(user, mapping, attributes)


register(Counterparties())
