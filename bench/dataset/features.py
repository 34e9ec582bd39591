"""The ten features of a dataset: how they are defined, and what the n-th record has of each."""

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bench.dataset.naming import Chance, pick
from bench.dataset.stock import words

if TYPE_CHECKING:
    from bench.dataset.records import Plan

AMOUNT, DAYS, SINCE, AUDIT, CONTRACT = "annual-revenue", "payment-days", "partner-since", "last-audit", "contract"
REMARK, INSURED, ACTIVITY, CHANNELS, INTRODUCER = "remark", "credit-insured", "activity", "channels", "introduced-by"

DEFINED: dict[str, dict[str, Any]] = {
    AMOUNT: {"name_en": "Annual revenue", "name_bg": "Годишни приходи", "data_type": "number", "unit": "EUR"}
    | {"decimals": 2, "indexed": True},
    DAYS: {"name_en": "Days to pay", "name_bg": "Дни за плащане", "data_type": "number", "indexed": True},
    SINCE: {"name_en": "Partner since", "name_bg": "Партньор от", "data_type": "date", "indexed": True},
    AUDIT: {"name_en": "Last audit", "name_bg": "Последна проверка", "data_type": "date"},
    CONTRACT: {"name_en": "Contract", "name_bg": "Договор", "data_type": "text", "indexed": True},
    REMARK: {"name_en": "Remark", "name_bg": "Забележка", "data_type": "text"},
    INSURED: {"name_en": "Credit insured", "name_bg": "Застрахован кредит", "data_type": "yes_no"},
    ACTIVITY: {"name_en": "Activity", "name_bg": "Дейност", "data_type": "nomenclature", "nomenclature": "activities"},
    CHANNELS: {"name_en": "Channels", "name_bg": "Канали", "data_type": "nomenclature", "nomenclature": "channels"}
    | {"multiple": True},
    INTRODUCER: {"name_en": "Introduced by", "name_bg": "Препоръчан от", "data_type": "counterparty"},
}
TEXTS = (CONTRACT, REMARK)
"What the search finds."
NOMENCLATURES = {"activities": ("Activities", "Дейности"), "channels": ("Channels", "Канали")}
KNOWN = 0.97
"The share of values that are known: 9.7 of ten a record."

# Three levels of activities, 8 + 32 + 160; values stand at the lowest.
SECTIONS, GROUPS, LEAVES = 8, 4, 5
SHARES = [100, 50, *[20] * 10, *[5] * 100, *[3] * 47, 9]
"Records of a thousand that have an activity: one of them 10 %, one 5 %, a hundred 0.5 %."
CHANNEL_COUNT = 30
_BOUNDS = [sum(SHARES[: number + 1]) for number in range(len(SHARES))]

USUAL_DAYS = ("0", "7", "10", "14", "30", "45", "60", "90", "120")
RARE_DAYS, RARE_EVERY, RARE_AT = "365", 10_000, 4_321
"One record of ten thousand has these days, and no other has them."
LOWEST_AMOUNT, HIGHEST_AMOUNT = 3, 8
"Powers of ten; every power is as frequent as any other."


def amount(share: float) -> float:
    """The amount that this share of all amounts does not exceed."""
    return float(10 ** (LOWEST_AMOUNT + (HIGHEST_AMOUNT - LOWEST_AMOUNT) * share))


def activity_codes() -> list[str]:
    """The codes of the activities that values have, the most frequent first."""
    codes = ((s, g, leaf) for leaf in range(LEAVES) for g in range(GROUPS) for s in range(SECTIONS))
    return [f"{s + 1}-{g + 1}-{leaf + 1}" for s, g, leaf in codes]


def features(n: int, plan: "Plan", chance: Chance) -> dict[str, Any]:
    """Values of the features as `reference.features.values` stores them, by key; nearly all are known."""
    known = {key: VALUES[code](plan, chance) for code, key in plan.features.items() if chance() < KNOWN}
    if n % RARE_EVERY == RARE_AT % min(RARE_EVERY, plan.counterparties):
        known[plan.features[DAYS]] = RARE_DAYS
    return known


def _amount(plan: "Plan", chance: Chance) -> str:
    return f"{amount(chance()):.2f}".rstrip("0").rstrip(".")


def _days(plan: "Plan", chance: Chance) -> str:
    return USUAL_DAYS[int(chance() * len(USUAL_DAYS))]


def _day(plan: "Plan", chance: Chance) -> str:
    return f"{2005 + int(chance() * 20)}-{1 + int(chance() * 12):02d}-{1 + int(chance() * 28):02d}"


def _contract(plan: "Plan", chance: Chance) -> str:
    return f"C-{2005 + int(chance() * 20)}/{int(chance() * 1_000_000):06d}"


def _remark(plan: "Plan", chance: Chance) -> str:
    stock = words("bg" if chance() < 0.8 else "en")
    return f"{pick(chance, stock['activity'])}, {pick(chance, stock['position'])}"


def _insured(plan: "Plan", chance: Chance) -> bool:
    return chance() < 0.4


def _activity(plan: "Plan", chance: Chance) -> list[int]:
    return [plan.activities[bisect_right(_BOUNDS, chance() * 1_000)]]


def _channels(plan: "Plan", chance: Chance) -> list[int]:
    chosen = {int(chance() * CHANNEL_COUNT) for _each in range(1 + int(chance() * 3))}
    return [plan.channels[number] for number in sorted(chosen)]


def _introducer(plan: "Plan", chance: Chance) -> int:
    return plan.offset + 1 + int(chance() * plan.counterparties)


VALUES: dict[str, Callable[["Plan", Chance], Any]] = {
    AMOUNT: _amount,
    DAYS: _days,
    SINCE: _day,
    AUDIT: _day,
    CONTRACT: _contract,
    REMARK: _remark,
    INSURED: _insured,
    ACTIVITY: _activity,
    CHANNELS: _channels,
    INTRODUCER: _introducer,
}
