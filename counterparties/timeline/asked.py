"""Finds things in a timeline: by sort, by person, by day."""

import datetime

from django.db.models import Q
from django.http import QueryDict

from access.models import User
from attributes.ranges import begin_of
from counterparties.changes import seen_changes
from counterparties.models import Counterparty
from counterparties.timeline.sources import SOURCES
from screens.changes.asked import NOBODY, ChangeFilter


class TimelineFilter(ChangeFilter):
    """The form above a timeline, and the conditions that it sets for each sort."""

    def __init__(self, params: QueryDict, record: Counterparty, user: User) -> None:
        # Whoever has written anything in the file has made a change.
        super().__init__(params, seen_changes(record, user))

    def places(self) -> list[tuple[str, str]]:
        """The sorts of things."""
        return [(name, str(source.label)) for name, source in SOURCES.items()]

    @property
    def sorts(self) -> list[str]:
        """Those asked for; none named, all."""
        return [what] if (what := self.chosen.get("what")) else []

    @property
    def conditions(self) -> dict[str, Q]:
        """What is asked of each sort; nothing is found where the form has an error."""
        if self.form.is_bound and not self.form.is_valid():
            return dict.fromkeys(SOURCES, Q(pk=0))
        return {name: self._of(source.at, source.who) for name, source in SOURCES.items()}

    def _of(self, at: str, who: str) -> Q:
        chosen, condition = self.chosen, Q()
        if person := chosen.get("who"):
            condition &= Q(**{who: None if person == NOBODY else person})
        if begin := chosen.get("begin"):
            condition &= Q(**{f"{at}__gte": begin_of(begin)})
        if end := chosen.get("end"):
            condition &= Q(**{f"{at}__lt": begin_of(end + datetime.timedelta(days=1))})
        return condition
