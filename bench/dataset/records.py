"""The n-th counterparty of a dataset, and what stands in its file. Same seed, same records."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.dataset import naming, numbers
from bench.dataset.features import TEXTS, features
from bench.dataset.naming import Chance, pick, skewed
from bench.dataset.stock import TONGUES, Tongue, latin_text, words
from reference.kinds import Kind

Record = dict[str, Any]

FIRST_DAY = datetime.datetime(2015, 1, 1, 8, tzinfo=datetime.UTC)
YEARS = 10
# Every hundredth record is a holding, so that a member knows the ids of holdings without looking.
HOLDING_EVERY, HOLDING_AT = 100, 5
# A word that a hundred names have and nothing else, in two scripts by turns: what a search must find.
PLANTED = ("Жълтуга", "Zhaltuga")
PLANTS, PLANTED_FROM = 100, 1_000
CHILDREN = {Kind.CUSTOMER: 0.6, Kind.SUPPLIER: 0.5}
NUMBERED = {
    "DE": ("HRB{:07d}", numbers.german_vat),
    "GB": ("{:08d}", numbers.british_vat),
    "GR": ("{:012d}", numbers.greek_vat),
}


@dataclass(frozen=True)
class Plan:
    """What all records of a dataset have in common: how many, and the configuration that they use.

    `types` holds ids by kind, the root first and then its children; `statuses` ids, the most frequent first;
    `features` keys by code; `activities` and `channels` ids of items, the activities in the order of their shares.
    `offset` is the last id that was there before.
    """

    counterparties: int
    seed: int
    offset: int
    types: dict[str, list[int]]
    statuses: list[int]
    features: dict[str, str]
    activities: list[int]
    channels: list[int]

    @property
    def last_id(self) -> int:
        return self.offset + self.counterparties

    @property
    def holdings(self) -> int:
        return (self.counterparties - HOLDING_AT + HOLDING_EVERY - 1) // HOLDING_EVERY

    def planted(self, n: int) -> str:
        """The word that the n-th name begins with, if it is one of the hundred."""
        every = self.counterparties // PLANTS
        if self.counterparties < PLANTED_FROM or n % every != every // 2 or n // every >= PLANTS:
            return ""
        return PLANTED[n // every % len(PLANTED)]


def kinds_of(n: int, chance: Chance) -> list[Kind]:
    """Four of five are customers, one of seven a supplier; the first six have one kind each."""
    if n % HOLDING_EVERY == HOLDING_AT:
        return [Kind.HOLDING]
    if n < HOLDING_AT:
        return [list(Kind)[n]]
    share = chance()
    if share < 0.0005:
        return [Kind.BANK]
    if share < 0.0008:
        return [Kind.COMPANY]
    if share < 0.015:
        return [Kind.GOVERNMENT]
    if share < 0.14:
        return [Kind.SUPPLIER]
    return [Kind.CUSTOMER] if chance() > 0.04 else [Kind.CUSTOMER, Kind.SUPPLIER]


def tongue_of(chance: Chance) -> Tongue:
    share = chance()
    for tongue in TONGUES:
        share -= tongue.share
        if share < 0:
            return tongue
    return TONGUES[0]


def counterparty(n: int, plan: Plan, chance: Chance) -> Record:
    """The n-th counterparty without what is derived from it."""
    kinds, tongue = kinds_of(n, chance), tongue_of(chance)
    planted = plan.planted(n)
    natural = kinds[0] in (Kind.CUSTOMER, Kind.SUPPLIER) and chance() < 0.22 and not planted
    record: Record = {
        "kinds": kinds,
        "country": tongue.country,
        "foreign": tongue.country != "BG",
        "person_kind": "natural" if natural else "legal",
        "status_id": skewed(chance, plan.statuses) if chance() < 0.98 else None,
        "created_at": _created(n, plan, chance),
        "archived_at": FIRST_DAY + datetime.timedelta(days=YEARS * 365) if chance() < 0.06 and not planted else None,
        "language": "bg" if tongue.code == "bg" else "en",
        "types": [type_id for kind in kinds for type_id in _types(kind, plan, chance)],
        "features": features(n, plan, chance),
        "tongue": tongue,
    }
    record["texts"] = [record["features"].get(plan.features[code], "") for code in TEXTS]
    record |= _person(tongue, chance) if natural else _organisation(kinds[0], tongue, chance)
    if planted:
        record |= {"name": f"{planted} {record['name']}", "name_latin": "", "alias": ""}
    record |= _numbers(n + plan.offset, record, chance)
    record |= _reached(n + plan.offset, record, chance)
    return record


def _created(n: int, plan: Plan, chance: Chance) -> datetime.datetime:
    share = (n + chance()) / plan.counterparties
    return FIRST_DAY + datetime.timedelta(seconds=int(share * YEARS * 365 * 86_400))


def _types(kind: Kind, plan: Plan, chance: Chance) -> list[int]:
    root, *children = plan.types[kind]
    if not children or chance() > CHILDREN.get(kind, 0):
        return [root]
    return sorted({skewed(chance, children) for _ in range(2 if chance() < 0.1 else 1)})


def _person(tongue: Tongue, chance: Chance) -> Record:
    person = naming.person(chance, tongue.code)
    parts = {"first_name": person.first, "middle_name": person.middle, "last_name": person.last}
    if tongue.code in ("bg", "el"):
        parts |= {f"{name}_latin": latin_text(part) for name, part in parts.items()}
        parts["name_latin"] = latin_text(person.full)
    return {**parts, "name": person.full, "female": person.female, "mailbox": naming.mailbox(person)}


def _organisation(kind: Kind, tongue: Tongue, chance: Chance) -> Record:
    makers = {Kind.GOVERNMENT: naming.institution, Kind.HOLDING: naming.holding, Kind.BANK: naming.bank}
    name = makers.get(kind, naming.company)(chance, tongue.code)
    alias = name.split(" ")[0] if chance() < 0.25 else ""
    return {
        "name": name,
        "alias": alias,
        "name_latin": latin_text(name) if chance() < 0.5 and tongue.code != "en" else "",
    }


def _numbers(n: int, record: Record, chance: Chance) -> Record:
    """The UIC or personal number, VAT number and LEI; `n` counts over all datasets of a database."""
    country, natural = record["country"], record["person_kind"] == "natural"
    registered = chance() < (0.03 if natural else 0.7)
    lei = numbers.lei(n) if not natural and chance() < 0.08 else ""
    if country == "BG":
        uic = numbers.personal_number(n, female=record["female"]) if natural else numbers.uic(n)
        vat = f"BG{uic}" if registered else ""
    else:
        pattern, vat_of = NUMBERED[country]
        uic = "" if natural else pattern.format(numbers.scattered(n, 9_000_000, 3))
        vat = vat_of(n) if registered else ""
    return {"uic": uic, "vat_registered": bool(vat), "vat_number": vat, "lei": lei}


def _reached(n: int, record: Record, chance: Chance) -> Record:
    tongue = record["tongue"]
    domain = naming.domain(record["name"], n)
    mailbox = record.get("mailbox") or pick(chance, ("office", "info", "sales", "contact"))
    return {
        "phone": phone(tongue, chance) if chance() < 0.85 else "",
        "email": f"{mailbox}@{domain}" if chance() < 0.75 else "",
        "website": f"https://{domain}" if chance() < 0.2 else "",
        "note": "" if chance() < 0.95 else f"{words(tongue.code)['position'][0]}: {words(tongue.code)['activity'][0]}",
        "domain": domain,
    }


def phone(tongue: Tongue, chance: Chance) -> str:
    return f"{tongue.dialling}{int(chance() * 8_000_000) + 1_000_000}"[: 13 if tongue.code != "de" else 14]


def contact_persons(record: Record, chance: Chance) -> Iterator[Record]:
    """None, one or a few; one on average, the first of them the main one."""
    tongue = record["tongue"]
    for number in range(_how_many(chance)):
        person = naming.person(chance, tongue.code)
        yield {
            "first_name": person.first,
            "middle_name": person.middle if chance() < 0.3 else "",
            "last_name": person.last,
            "position": pick(chance, words(tongue.code)["position"]),
            "phone": phone(tongue, chance) if chance() < 0.8 else "",
            "email": f"{naming.mailbox(person)}@{record['domain']}" if chance() < 0.7 else "",
            "language": record["language"],
            "main": number == 0,
        }


def addresses(record: Record, chance: Chance) -> Iterator[Record]:
    """None, one or a few; one on average, the first of them the registered office."""
    tongue = record["tongue"]
    stock = words(tongue.code)
    for number in range(_how_many(chance)):
        settlement, area, postal_code = skewed(chance, stock["town"])
        flat = tongue.code == "bg" and chance() < 0.25
        yield {
            "kind": "registered" if number == 0 else pick(chance, ("tax", "office", "delivery", "other")),
            "country": tongue.country,
            "area": area,
            "settlement": settlement,
            "postal_code": postal_code,
            "street": pick(chance, stock["street"]),
            "number": str(1 + int(chance() * 180)),
            "floor": str(1 + int(chance() * 8)) if flat else "",
            "apartment": str(1 + int(chance() * 40)) if flat else "",
        }


def bank_accounts(record: Record, chance: Chance) -> Iterator[Record]:
    """None, one or a few in euro; one on average, the first of them the main one. A holding has none."""
    tongue = record["tongue"]
    for number in range(0 if Kind.HOLDING in record["kinds"] else _how_many(chance)):
        code, bic, name = skewed(chance, words(tongue.code)["banks"])
        yield {
            "iban": numbers.iban(tongue.country, account(tongue.country, code, chance)),
            "bic": bic,
            "bank_name": name,
            "currency": "EUR",
            "main": number == 0,
        }


def account(country: str, bank: str, chance: Chance) -> str:
    """An account number with its bank in front, as the country writes it (BBAN)."""
    serial = int(chance() * 100_000_000)
    match country:
        case "BG":
            return f"{bank}{9100 + int(chance() * 800)}10{serial:08d}"
        case "DE":
            return f"{bank}00{serial:08d}"
        case "GB":
            return f"{bank}{100_000 + int(chance() * 800_000)}{serial:08d}"
        case _:
            return f"{bank}0{100 + int(chance() * 800)}00000000{serial:08d}"


def _how_many(chance: Chance) -> int:
    share = chance()
    return 1 if share < 0.66 else 0 if share < 0.84 else 2 if share < 0.97 else 3


def memberships(n: int, record: Record, plan: Plan, chance: Chance) -> Iterator[Record]:
    """One company in twelve belongs to a holding, a few holdings have most of them; some memberships have ended."""
    if record["person_kind"] == "natural" or Kind.HOLDING in record["kinds"] or not plan.holdings or chance() > 0.08:
        return
    holding = HOLDING_AT + HOLDING_EVERY * int(chance() ** 3 * plan.holdings)
    year = 2008 + int(chance() * 15)
    yield {
        "holding": holding,
        "from_date": datetime.date(year, 1 + int(chance() * 12), 1),
        "to_date": datetime.date(year + 2, 1, 31) if chance() < 0.2 else None,
        "share": f"{1 + chance() * 99:.2f}",
    }
