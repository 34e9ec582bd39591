"""Counterparties as what spreadsheets are imported into."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Action, User
from attributes.choices import Reference
from attributes.values import Attribute
from counterparties import bulk_attributes, bulk_writing
from counterparties.bulk_deeds import DEEDS
from counterparties.feature_saving import Unique, holders_of
from counterparties.headers import HEADERS
from counterparties.holders import IDENTIFYING
from counterparties.judging import SAME, Judge
from counterparties.models import Counterparty
from counterparties.querysets import rights_of
from counterparties.recognising import ALIKE, EXPLAINED, OPTION, READ, Step, outdated, steps_of
from counterparties.resting import basis_of
from counterparties.sub_importing.kinds import is_further, sub_attributes
from counterparties.sub_importing.targets import TARGETS
from exchange.mapping import ColumnMapping
from exchange.setwise import SetSession
from exchange.targets import Candidate, Session, Target, register
from reference.kinds import Kind
from screens.registry import screens


class CounterpartySession(SetSession):
    """One run of an import of counterparties."""

    model = Counterparty

    def __init__(self, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> None:
        self.attributes = attributes
        titles = {column.attribute: column.title for column in mapping.columns}
        self.judging = Judge(user, attributes, titles, steps_of(mapping.options))
        unrestricted = user is None or rights_of(user).unrestricted(Action.EDIT)
        # The version of a record does not tell what has become of the rows of its tabs.
        self.trusts_sources = unrestricted and not self.judging.beside.sets
        if kind := mapping.options.get("kind"):
            self.judging.tick_kind(kind)
        links = [each for each in self.judging.rules.by_name.values() if each.points_to is Counterparty]
        self.links = [each.key for each in links]
        self.looks_up = any(map(mapping.column_of, (each.name for each in links)))

    def judge(self, candidates: Sequence[Candidate]) -> None:
        self.judging.locking = self.locking
        self.judging.judge(candidates)

    def basis(self) -> str:
        """The rights, and the rows that cells choose from."""
        chosen = {
            name: [(code, row.pk, getattr(row, "stopped_at", None)) for code, row in attribute.by_code.items()]
            for name, attribute in self.attributes.items()
            if isinstance(attribute, Reference)
        }
        tree = [(node.pk, node.parent_id) for node in self.judging.types.values()]
        return basis_of(self.judging.rights, chosen, tree, self.judging.beside.basis)

    def words_of(self, key: str) -> str | Promise:
        name = key.partition(":")[0]
        return (SAME | ALIKE).get(name) or self.judging.rules.words_of(name)

    def outdated(self) -> list[int]:
        """Those that name somebody who has been archived or deleted, or whose value is somebody else's by now."""
        judged = self.judging.beside.outdated() + outdated(self.judging.steps)
        return [*bulk_writing.broken_links(self.links), *self._taken(), *judged]

    def _taken(self) -> list[int]:
        rows = [
            (line, pk, Unique(each.key, value))
            for each in self.judging.rules.unique
            for line, pk, value in bulk_writing.features_of(each.key)
        ]
        found = holders_of({unique for _line, _pk, unique in rows})
        return [line for line, pk, unique in rows if found.get(unique, pk) != pk]

    def write_coming(self) -> None:
        bulk_writing.write()

    def sentence_of(self, error: IntegrityError) -> str:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
        return _("Another counterparty has this code.") if "_code_" in name else super().sentence_of(error)


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
        return {name: attribute for name, attribute in known.items() if attribute.editable} | sub_attributes(user)

    def asked(self, user: User | None) -> dict[str, Attribute]:
        """One contact person, address and account a row; whoever has more adds columns with their numbers."""
        return {name: attribute for name, attribute in self.attributes(user).items() if not is_further(name)}

    def edited_together(self, user: User, rows: QuerySet[Any]) -> dict[str, Attribute]:
        return bulk_attributes.attributes_of(user, self.attributes(user), rows)

    def recognises(self, mapping: ColumnMapping) -> bool:
        steps = (name for step in steps_of(mapping.options) for name in READ[step])
        return super().recognises(mapping) or any(map(mapping.column_of, steps))

    def option_context(self, user: User, options: Mapping[str, str]) -> dict[str, Any]:
        steps = [(OPTION + step, step.label, EXPLAINED[step], bool(options.get(OPTION + step))) for step in Step]
        return {"kinds": Kind.choices, "steps": steps}

    def session(self, *, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]) -> Session:
        return CounterpartySession(user, mapping, attributes)


for target in (Counterparties(), *TARGETS):
    register(target)
