"""What the check and the import have in common: the meaning of the columns, and how rows are cleaned and judged."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Ability
from access.policy import can
from exchange.cleaning import Cleaner
from exchange.mapping import ColumnMapping
from exchange.models import ImportRun
from exchange.targets import Candidate, Fault, target_of
from reference.holding import hold_definitions
from reference.remembering import forget
from reference.rights import renewed

SAME_RECORD = gettext_lazy("The same record")


class Passage:
    """The way through the rows of a run."""

    locking = True

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.mapping = ColumnMapping.of(run.mapping)
        self.read_definitions()
        self.table = target_of(run.target).model._meta.db_table

    def read_definitions(self) -> None:
        """What the columns mean; whoever changes that afterwards changes the number, too."""
        self.meaning = hold_definitions()
        target = target_of(self.run.target)
        self._refuse_without_right()
        attributes = target.attributes(self.run.user)
        self.mapping.check(attributes)
        self.session = target.session(user=self.run.user, mapping=self.mapping, attributes=attributes)
        self.session.locking = self.locking
        self.cleaner = Cleaner(self.mapping, attributes, len(self.run.reading.headers))
        basis = self.session.basis()
        self.basis = f"{self.meaning} {basis}" if basis else ""

    def keep_up(self) -> None:
        """Until the transaction ends the columns mean the same; if that or a right has changed, all is read anew."""
        meaning, user = hold_definitions(), renewed(self.run.user)
        if meaning != self.meaning or user is not self.run.user:
            forget()
            self.run.user = user
            self.read_definitions()

    def _refuse_without_right(self) -> None:
        user = self.run.user = renewed(self.run.user)
        if user and not target_of(self.run.target).allows(user):
            raise ValidationError(_("You do not have the right to import here: ask your administrator for it."))
        if user and any(column.create for column in self.mapping.columns) and not can(user, Ability.CONFIGURE):
            raise ValidationError(_("You may not add items to nomenclatures: switch that off for the columns."))

    def judge(self, candidates: Sequence[Candidate]) -> bool:
        """Sets values, outcome, work and keys of the rows, or faults; returns whether it had to add items for that."""
        created = self.cleaner.create_missing(candidate.cells for candidate in candidates)
        if created:
            self.cleaner.forget_items()
        self.cleaner.expect([candidate.cells for candidate in candidates])
        for candidate in candidates:
            self.cleaner.clean(candidate)
        self.session.judge([candidate for candidate in candidates if not candidate.faults])
        return created

    def repeats(self, what: Any, line: int) -> Fault:
        """Why the second row for one record, or with one number, fails: it names the first."""
        return Fault("", "", _("%(what)s: line %(line)s has it already.") % {"what": what, "line": line})
