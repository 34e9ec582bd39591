"""Goals: what a figure must not exceed or must reach, and how many of them are met."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """A figure beside its limit; `value` is None where nothing could be measured, which meets no goal."""

    name: str
    value: float | None
    limit: float
    unit: str = ""
    at_least: bool = False
    judged: bool = True
    "Whether it counts: some goals are meant for a million records, and only shown where there are fewer."

    @property
    def met(self) -> bool:
        if self.value is None:
            return False
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def line(self) -> str:
        """For people: the figure, its limit, and whether it is met."""
        value = "-" if self.value is None else f"{self.value:,.2f}"
        sign, unit = ">=" if self.at_least else "<=", f" {self.unit}" if self.unit else ""
        said = ("met" if self.met else "MISSED") if self.judged else "not judged below a million"
        return f"{self.name:56}{value:>12}  {sign} {f'{self.limit:,g}{unit}':14}  {said}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"met": self.met}


def tally(goals: Iterable[Goal]) -> str:
    """The last line of a bench."""
    judged = [goal.met for goal in goals if goal.judged]
    return f"{sum(judged)} of {len(judged)} goals met"


WHOLE = 1_000_000
"So many counterparties the goals are meant for."


def tried(name: str, measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What it finds. Something that cannot be measured is told, misses its goal and does not end the run."""
    try:
        return measure()
    except RuntimeError as error:
        return {"name": name, "failed": str(error), "goals": [Goal(name, None, 0)]}
