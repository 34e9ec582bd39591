"""Which stored values of a feature fit another data type, and why others do not."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from reference.features.carried import list_of
from reference.features.conversions import Conversion
from reference.features.former_values import told
from reference.features.items import ItemsValue
from reference.models.features import DataType

SAMPLES = 50
MISSING = 10_000
"Items that a conversion adds at most."
SUFFIXES = {DataType.NUMBER: (".min", ".max"), DataType.DATE: (".min", ".max")}
NAME_LENGTH = 200


@dataclass(order=True)
class Misfit:
    """A value that does not fit: how many records have it, how it reads, why, and where they are listed."""

    number: int
    value: str
    reason: str
    url: str


@dataclass
class Report:
    """Numbers of records; those whose value fits once missing items are added are among the misfits too."""

    values: int = 0
    fitting: int = 0
    misfits: int = 0
    repeated: int = 0
    "Records whose value would become the same as another's, which a unique feature does not allow."
    samples: list[Misfit] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    "Names of items that texts name and that are not there; a conversion may add them."
    with_missing: int = 0
    "Records that fit then."


def report_of(conversion: Conversion, values: Iterable[tuple[Any, int]], step: Callable[[int], None]) -> Report:
    """Cleans every distinct value; `step` is told the number of records so far."""
    report, missing, becoming = Report(), dict[str, None](), set[str]()
    for stored, number in values:
        report.values += 1
        try:
            after = conversion.stored(stored)
        except ValidationError as error:
            report.misfits += number
            _keep(report, conversion, stored, number, error)
            if names := _addable(conversion, stored):
                report.with_missing += number
                missing |= dict.fromkeys(names)
        else:
            if conversion.new.unique and (number > 1 or repr(after) in becoming):
                report.repeated += number
            becoming |= {repr(after)} if conversion.new.unique else set()
            report.fitting += number
        step(report.fitting + report.misfits)
    report.samples.sort(reverse=True)
    report.missing = list(missing)
    if len(report.missing) > MISSING:
        report.missing, report.with_missing = [], 0
    return report


def _keep(report: Report, conversion: Conversion, stored: Any, number: int, error: ValidationError) -> None:
    """Keeps the misfits that most records have."""
    if len(report.samples) == SAMPLES and number <= report.samples[0].number:
        return
    misfit = Misfit(number, told(conversion.old, stored)[:NAME_LENGTH], " ".join(error.messages), "")
    misfit.url = _listed(conversion, stored)
    if len(report.samples) < SAMPLES:
        heapq.heappush(report.samples, misfit)
    else:
        heapq.heappushpop(report.samples, misfit)


def _listed(conversion: Conversion, stored: Any) -> str:
    """The list of the records with this value, as near as filters come to it."""
    feature = conversion.old.feature
    try:
        text = conversion.old.format(conversion.old.from_json(stored))
    except (ValueError, TypeError, ArithmeticError):
        return ""
    if feature.data_type == DataType.NOMENCLATURE:
        text = text.partition(";")[0]
    return list_of(feature, text[:NAME_LENGTH], SUFFIXES.get(DataType(feature.data_type), ("",)))


def _addable(conversion: Conversion, stored: Any) -> list[str]:
    """The names of items that would have to be added so that this text fits; none where that does not help."""
    new, old = conversion.new, conversion.old
    if not isinstance(new, ItemsValue) or old.feature.data_type not in (DataType.TEXT, DataType.LONG_TEXT):
        return []
    text = str(stored).strip()
    parts = new.parts(text) if new.feature.multiple else [] if ";" in text or "\n" in text else [text]
    if any(len(part) > NAME_LENGTH or len(new.named(part)) > 1 for part in parts):
        return []
    return [part for part in parts if not new.named(part)]
