"""One run of an import of rows of a tab from a file of their own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.values import Attribute
from counterparties.archiving import archived
from counterparties.models.records import searched_models
from counterparties.querysets import rights_of
from counterparties.resting import basis_of
from counterparties.searching import refresh_search
from counterparties.sub_importing import writing
from counterparties.sub_importing.judging import Judged, Owner, SubSet, lists_for, stored_rows
from counterparties.sub_importing.kinds import SubKind
from counterparties.sub_importing.matching import Row
from counterparties.sub_importing.open_tabs import OpenTabs
from counterparties.sub_importing.owners import OPTION, PREFIX, Owners
from exchange.mapping import ColumnMapping
from exchange.models import Outcome
from exchange.setwise import SetSession, faults_of
from exchange.targets import Candidate, Fault

WORDS: dict[str, str | Promise] = {
    "main": gettext_lazy("The main one"),
    "email": gettext_lazy("The same e-mail"),
}


class SubRecordSession(SetSession):
    """Each row belongs to a counterparty; it is a row of one of its tabs, as the tab's form would save it."""

    words: Mapping[str, str | Promise] = WORDS
    sets: type[SubSet] = SubSet

    def __init__(
        self, kind: SubKind, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]
    ) -> None:
        self.kind, self.model, self.user, self.attributes = kind, kind.model, user, attributes
        self.titles = {column.attribute: column.title for column in mapping.columns}
        fields = {name: each for name, each in attributes.items() if not name.startswith(PREFIX)}
        self.columns = self.sets(kind, fields, [name for name in self.titles if name in fields])
        self.owners = Owners(user, mapping.options.get(OPTION, ""))
        self.open = OpenTabs(kind, user)
        self.trusts_sources = self.owners.unrestricted and self.open.whole

    def basis(self) -> str:
        """The rights."""
        return basis_of(rights_of(self.user) if self.user else None, *self.rests_on())

    def rests_on(self) -> tuple[Any, ...]:
        """What judgements rest on beside the rights and the rows of the counterparties."""
        return (self.open.basis,)

    def words_of(self, key: str) -> str | Promise:
        return self.words[key.partition(":")[0]]

    def outdated(self) -> list[int]:
        """Those whose counterparty has got or changed rows of this tab since, or was archived."""
        return writing.outdated_own(self.kind.model)

    # --- judging

    def judge(self, candidates: Sequence[Candidate]) -> None:
        found = self.read_owners(candidates)
        pks = {owner for owner in found if isinstance(owner, int)}
        rows, states = stored_rows(self.kind, pks), defaultdict(int)
        for pk, own in rows.items():
            states[pk] = sum(row["version"] for row in own)
        self.prepare(candidates, rows)
        taken: set[int] = set()
        for candidate, owner in zip(candidates, found, strict=True):
            try:
                if isinstance(owner, ValidationError):
                    raise owner
                self._judge(candidate, owner, rows[owner], taken, states[owner])
                candidate.work[writing.TOGETHER] = candidates[0].line
            except ValidationError as error:
                candidate.faults += self._faults(candidate, error)

    def _judge(self, candidate: Candidate, pk: int, rows: list[Row], taken: set[int], state: int) -> None:
        owner = self.owners.found[pk]
        self.refuse_closed(candidate, owner)
        judged = self.judged(candidate, pk, rows, taken)
        if judged.stored and judged.stored["id"] is None:
            # It means what an earlier line of the chunk adds.
            raise ValidationError(_("Line %s adds it already.") % judged.stored["line"])
        candidate.work = {"owner": pk, "values": judged.written, writing.STATE: state}
        if judged.stored is None:
            candidate.outcome = Outcome.CREATED.value
            rows.append({"id": None, "archived_at": None, "line": candidate.line} | judged.whole)
        else:
            taken.add(judged.stored["id"])
            candidate.record_id, candidate.version = judged.stored["id"], judged.stored["version"]
            candidate.outcome = (Outcome.UPDATED if judged.values else Outcome.SAME).value
            candidate.changes = self.columns.changes(judged)
        if owner.archived and candidate.outcome != Outcome.SAME:
            raise archived(owner.name)
        candidate.keys = {key: self.words_of(key) for key in self.keys(judged, pk)}
        self.keep_in_mind(judged, candidate, rows)

    def read_owners(self, candidates: Sequence[Candidate]) -> list[int | ValidationError]:
        """For each row its counterparty, locked where the run writes, or why there is none."""
        return self.owners.read([each.values for each in candidates], locking=self.locking)

    def prepare(self, candidates: Sequence[Candidate], rows: Mapping[int, list[Row]]) -> None:
        """Reads what judging the rows of a chunk needs beside the rows that their counterparties have."""
        self.lists = lists_for(self.kind, [self.columns.given(each.values) for each in candidates], rows)

    def refuse_closed(self, candidate: Candidate, owner: Owner) -> None:
        """Raises ValidationError where the user has no tab with such rows in the file of the counterparty."""
        self.open.refuse_closed(owner.name, owner.kinds)

    def judged(self, candidate: Candidate, pk: int, rows: list[Row], taken: set[int]) -> Judged:
        """What is to become of the row; raises ValidationError by attribute."""
        given = self.columns.given(candidate.values)
        if not given:
            raise ValidationError(_("The row says nothing of the %s.") % self.kind.model._meta.verbose_name)
        return self.columns.judge(given, self.owners.found[pk], rows, taken, self.lists)

    def keys(self, judged: Judged, pk: int) -> list[str]:
        """What only one row of a file may have: the main one of a counterparty, the e-mail of a new person."""
        found = []
        if judged.values.get("main"):
            found.append(f"main:{pk}:{judged.whole.get('currency', '')}")
        if judged.stored is None and judged.whole.get("email"):
            found.append(f"email:{pk}:{judged.whole['email'].lower()}")
        return found

    def keep_in_mind(self, judged: Judged, candidate: Candidate, rows: list[Row]) -> None:
        """What a row that passes holds for those behind it."""

    def _faults(self, candidate: Candidate, error: ValidationError) -> list[Fault]:
        return faults_of(error, candidate, titles=self.titles, attributes=self.attributes)

    # --- writing

    def write_coming(self) -> None:
        owners = writing.write_own(self.kind.model)
        if self.kind.model in searched_models():
            refresh_search(owners)
