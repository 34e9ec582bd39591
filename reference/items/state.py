"""What a configuration list shows, as its address says: which rows are opened, which page, which search."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from screens.hits import LONGEST


@dataclass(frozen=True)
class State:
    """What a configuration list shows, as its address says; what is no number is passed over."""

    opened: frozenset[int] = frozenset()
    opened_items: frozenset[int] = frozenset()
    chosen: int = 0
    inside: int = 0
    after: int = 0
    search: str = ""
    tab: str = ""
    under: int = 0
    "The parent of a new row: part of the address of its form only."
    counted: bool = False
    "Whether the uses are counted even where that takes long."

    @classmethod
    def of(cls, params: QueryDict) -> "State":
        def numbers(name: str) -> list[int]:
            return [int(text) for text in params.getlist(name) if text.isascii() and text.isdigit() and len(text) < 19]

        return cls(
            opened=frozenset(numbers("open")),
            opened_items=frozenset(numbers("item")),
            chosen=next(iter(numbers("chosen")), 0),
            inside=next(iter(numbers("in")), 0),
            after=next(iter(numbers("after")), 0),
            search=params.get("q", "")[:LONGEST].strip(),
            tab="nomenclatures" if params.get("tab") == "nomenclatures" else "",
            under=next(iter(numbers("under")), 0),
            counted=params.get("counted") == "1",
        )

    def query(self, **changes: object) -> str:
        """The query string of this state, with changes."""
        state = replace(self, **changes)  # type: ignore[arg-type]
        others = {
            "chosen": state.chosen,
            "in": state.inside,
            "after": state.after,
            "q": state.search,
            "tab": state.tab,
            "under": state.under,
            "counted": int(state.counted),
        }
        # Numbers need no quoting, and every line of a list in which hundreds are open names them all.
        params = [f"open={pk}" for pk in sorted(state.opened)] + [f"item={pk}" for pk in sorted(state.opened_items)]
        if rest := urlencode({name: value for name, value in others.items() if value}):
            params.append(rest)
        return f"?{'&'.join(params)}" if params else ""
