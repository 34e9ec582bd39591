"""Sessions whose rows are written in sets, from the table of what is coming."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from attributes.values import Attribute
from exchange import coming
from exchange.coming import ask
from exchange.models import Outcome
from exchange.refusals import refusal_of
from exchange.targets import Candidate, Fault, Session


class SetSession(Session):
    """A session that declares its `model` and `write_coming`; the rest of writing follows."""

    model: type[Model]

    def number(self, candidates: Sequence[Candidate]) -> None:
        sequence = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"
        ids = ask(sequence, [self.model._meta.db_table, len(candidates)])
        for candidate, (pk,) in zip(candidates, ids, strict=True):
            candidate.record_id = pk

    def sentence_of(self, error: IntegrityError) -> str:
        """What a refusal of the database means for people."""
        return refusal_of(error, self.model)

    def write(self, candidates: Sequence[Candidate]) -> None:
        """Writes all rows at once; where the database refuses one, halves are tried until that one is found."""
        if not candidates:
            return
        new = [each for each in candidates if each.outcome == Outcome.CREATED]
        try:
            with transaction.atomic():
                self.number(new)
                coming.put(candidates)
                self.write_coming()
                self._tell_versions(candidates)
        except IntegrityError as error:
            for candidate in new:
                candidate.record_id = None
            if len(candidates) == 1:
                candidates[0].faults.append(Fault("", "", self.sentence_of(error)))
                return
            middle = len(candidates) // 2
            self.write(candidates[:middle])
            self.write(candidates[middle:])

    def _tell_versions(self, candidates: Sequence[Candidate]) -> None:
        rows = self.model._default_manager.filter(pk__in=[each.record_id for each in candidates])
        versions = dict(rows.order_by().values_list("pk", "version"))
        for candidate in candidates:
            candidate.version = versions[candidate.record_id or 0]


def faults_of(
    error: ValidationError, candidate: Candidate, *, titles: Mapping[str, str], attributes: Mapping[str, Attribute]
) -> list[Fault]:
    """An error as faults: each names the column of its attribute, or the attribute where no column fills it."""
    if not hasattr(error, "error_dict"):
        return [Fault("", "", " ".join(error.messages))]
    found = []
    for name, messages in error.message_dict.items():
        attribute, value, reason = attributes.get(name), candidate.values.get(name), " ".join(messages)
        if name not in titles and attribute:
            found.append(Fault("", "", f"{attribute.label}: {reason}"))
        else:
            found.append(Fault(titles.get(name, ""), _text(attribute, value), reason))
    return found


def _text(attribute: Attribute | None, value: Any) -> str:
    return attribute.format(value) if attribute and value is not None else ""
