"""Pairs the rows of a file with the counterparties that they mean: by numbers always, by more if it is switched on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from counterparties.matching import Found, matches, sought
from counterparties.recognising import ALIKE, NUMBERS, SEVERAL, Step, keys_of, recognised
from exchange.targets import Candidate, Fault

Visible = Callable[[Iterable[int]], set[int]]


def pair(candidates: Sequence[Candidate], *, steps: Sequence[Step], visible: Visible) -> None:
    """Sets the record of each row that means one; a row that may mean several fails and names those seen."""
    for candidate, found in zip(candidates, matches([sought(each.values) for each in candidates]), strict=True):
        _set(candidate, found, _("Its numbers belong to different counterparties: %s."), visible)
    _recognise([each for each in candidates if each.record_id is None], steps, visible)


def _recognise(candidates: Sequence[Candidate], steps: Sequence[Step], visible: Visible) -> None:
    rows = [(each.values, keys_of(each.values, steps)) for each in candidates]
    for candidate, row, (step, found) in zip(candidates, rows, recognised(rows, steps), strict=True):
        if step:
            _set(candidate, found, SEVERAL[step], visible)
        elif not any(candidate.values.get(name) for name in NUMBERS):
            # The next line like it would have found this one, had it been there already.
            candidate.keys |= {f"{each}:{key}": ALIKE[each] for each, key in row[1].items()}


def _set(candidate: Candidate, found: Mapping[int, Found], several: Any, visible: Visible) -> None:
    if len(found) > 1:
        seen = visible(found)
        names = ", ".join(f"{each.code} “{each.name}”" for pk, each in sorted(found.items()) if pk in seen)
        candidate.faults.append(Fault("", "", several % (names or _("some you may not see"))))
    candidate.record_id = next(iter(found), None)
