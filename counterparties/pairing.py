"""Pairs the rows of a file with the counterparties that they mean: by numbers always, by more if it is switched on."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from counterparties.matching import Found, matches, sought
from counterparties.recognising import ALIKE, NUMBERS, SEVERAL, Step, another, keys_of, recognised
from exchange.targets import Candidate, Fault

Visible = Callable[[Iterable[int]], set[int]]


def pair(candidates: Sequence[Candidate], *, steps: Sequence[Step], visible: Visible, seen: QuerySet | None) -> None:
    """Sets the record of each row that means one; a row that may mean several fails and names those seen.

    By a number anybody is found, for no other may have it; by more only one of the `seen` ones (None: of all).
    """
    several = _("Its numbers belong to different counterparties: %s.")
    for candidate, found in zip(candidates, matches([sought(each.values) for each in candidates]), strict=True):
        _set(candidate, found, several, visible)
    _recognise([each for each in candidates if each.record_id is None], steps, visible, seen)


def _recognise(
    candidates: Sequence[Candidate], steps: Sequence[Step], visible: Visible, seen: QuerySet | None
) -> None:
    rows = [(each.values, keys_of(each.values, steps)) for each in candidates]
    earlier: dict[tuple[Step, str], list[Candidate]] = defaultdict(list)
    for candidate, row, (step, found) in zip(candidates, rows, recognised(rows, steps, seen), strict=True):
        if step:
            _set(candidate, found, SEVERAL[step], visible)
            continue
        for each in row[1].items():
            _refuse_alike(candidate, each[0], earlier[each])
            earlier[each].append(candidate)
        if not any(candidate.values.get(name) for name in NUMBERS):
            candidate.keys |= {f"{each}:{key}": ALIKE[each] for each, key in row[1].items()}


def _refuse_alike(candidate: Candidate, step: Step, earlier: Sequence[Candidate]) -> None:
    """A row would have found an earlier one of the chunk, had that been there already."""
    if first := next((each for each in earlier if not another(each.values, candidate.values)), None):
        reason = _("%(what)s: line %(line)s has it already.") % {"what": ALIKE[step], "line": first.line}
        candidate.faults.append(Fault("", "", reason))


def _set(candidate: Candidate, found: Mapping[int, Found], several: Any, visible: Visible) -> None:
    if len(found) > 1:
        seen = visible(found)
        names = ", ".join(f"{each.code} {_('“%s”') % each.name}" for pk, each in sorted(found.items()) if pk in seen)
        candidate.faults.append(Fault("", "", several % (names or _("some you may not see"))))
    candidate.record_id = next(iter(found), None)
