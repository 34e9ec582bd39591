"""One run of an import of contact persons, addresses or accounts from a file of their own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import User
from attributes.values import Attribute
from counterparties.archiving import archived
from counterparties.querysets import rights_of
from counterparties.searching import refresh_search
from counterparties.sub_importing import writing
from counterparties.sub_importing.judging import Judged, SubSet, lists_for, stored_rows
from counterparties.sub_importing.kinds import SubKind
from counterparties.sub_importing.matching import Row
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

    def __init__(
        self, kind: SubKind, user: User | None, mapping: ColumnMapping, attributes: Mapping[str, Attribute]
    ) -> None:
        self.kind, self.model, self.user, self.attributes = kind, kind.model, user, attributes
        self.titles = {column.attribute: column.title for column in mapping.columns}
        fields = {name: each for name, each in attributes.items() if not name.startswith(PREFIX)}
        self.columns = SubSet(kind, fields, [name for name in self.titles if name in fields])
        self.owners = Owners(user, mapping.options.get(OPTION, ""))
        self.trusts_sources = self.owners.unrestricted

    def basis(self) -> str:
        """The rights."""
        rights = rights_of(self.user) if self.user else None
        return blake2b(repr(rights).encode(), digest_size=16).hexdigest()

    def words_of(self, key: str) -> str | Promise:
        return WORDS[key.partition(":")[0]]

    def outdated(self) -> list[int]:
        """Those whose counterparty has got or changed rows of this tab since, or was archived."""
        return writing.outdated_own(self.kind.model)

    # --- judging

    def judge(self, candidates: Sequence[Candidate]) -> None:
        found = self.owners.read([each.values for each in candidates], locking=self.locking)
        pks = {owner for owner in found if isinstance(owner, int)}
        rows, states = stored_rows(self.kind, pks), defaultdict(int)
        for pk, own in rows.items():
            states[pk] = sum(row["version"] for row in own)
        self.lists = lists_for(self.kind, [self.columns.given(each.values) for each in candidates], rows)
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
        given = self.columns.given(candidate.values)
        if not given:
            raise ValidationError(_("The row says nothing of the %s.") % self.kind.model._meta.verbose_name)
        judged = self.columns.judge(given, owner, rows, taken, self.lists)
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
        candidate.keys = {key: self.words_of(key) for key in self._keys(judged, pk)}

    def _keys(self, judged: Judged, pk: int) -> list[str]:
        """What only one row of a file may have: the main one of a counterparty, the e-mail of a new person."""
        found = []
        if judged.values.get("main"):
            found.append(f"main:{pk}:{judged.whole.get('currency', '')}")
        if judged.stored is None and judged.whole.get("email"):
            found.append(f"email:{pk}:{judged.whole['email'].lower()}")
        return found

    def _faults(self, candidate: Candidate, error: ValidationError) -> list[Fault]:
        return faults_of(error, candidate, titles=self.titles, attributes=self.attributes)

    # --- writing

    def write_coming(self) -> None:
        refresh_search(writing.write_own(self.kind.model))
