"""Names of people and companies, invented from the stock of one language."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from bench.dataset.stock import latin, latin_text, words

Chance = Callable[[], float]


def pick(chance: Chance, choices: Sequence[Any]) -> Any:
    """One of the choices, all equally likely."""
    return choices[int(chance() * len(choices))]


def skewed(chance: Chance, choices: Sequence[Any]) -> Any:
    """One of the choices, the first ones far more often than the last."""
    return choices[int(chance() ** 3 * len(choices))]


class Person(NamedTuple):
    first: str
    middle: str
    last: str
    female: bool

    @property
    def full(self) -> str:
        return " ".join(part for part in self[:3] if part)


def person(chance: Chance, code: str) -> Person:
    """Somebody: in Bulgarian with a patronymic, in the other languages now and then with a second name."""
    stock = words(code)
    female = chance() < 0.5
    family = stock["family_f" if female else "family"]
    first = skewed(chance, stock["female" if female else "male"])
    if code == "bg":
        father = skewed(chance, stock["male"])
        middle = f"{father[:-1] if father[-1] in 'ойя' else father}ов{'а' if female else ''}"
    else:
        middle = pick(chance, stock["female" if female else "male"]) if chance() < 0.15 else ""
    last = skewed(chance, family)
    if chance() < 0.06:
        last = f"{last}-{pick(chance, family)}"
    return Person(first, middle, last, female)


def company(chance: Chance, code: str) -> str:
    """The name of a company with its legal form."""
    stock = words(code)
    form, kind = pick(chance, stock["form"]), chance()
    if form == "ЕТ":
        return f"ЕТ {pick(chance, stock['male'])} {pick(chance, stock['family'])} - {_brand(chance, stock)}"
    if kind < 0.45:
        body = f"{_brand(chance, stock)} {pick(chance, stock['activity'])}"
    elif kind < 0.60:
        body = f"{pick(chance, stock['root'])}{_ending(chance, stock)}"
    elif kind < 0.72:
        body = f"{skewed(chance, stock['family'])} {stock['sons']}"
    elif kind < 0.82:
        body = f"{pick(chance, stock['family'])} {pick(chance, stock['activity'])} {int(chance() * 90) + 1930}"
    elif kind < 0.92:
        body = f"{pick(chance, stock['activity'])} {pick(chance, stock['town'])[0]}{_ending(chance, stock)}"
    else:
        opened, closed = stock["quote"]
        body = f"{opened}{_brand(chance, stock)} {_brand(chance, stock)}{closed}"
    return f"{body} {form}"


def _brand(chance: Chance, stock: dict[str, Any]) -> str:
    """A word of the stock, or two of them grown together: some hundred thousand in all."""
    first = pick(chance, stock["root"])
    if chance() < 0.4:
        return str(first)
    return f"{first}{pick(chance, ('', '', '-', ' '))}{pick(chance, stock['root']).lower()}"


def _ending(chance: Chance, stock: dict[str, Any]) -> str:
    ending = pick(chance, stock["ending"])
    return ending if ending.startswith("-") else f" {ending}"


def institution(chance: Chance, code: str) -> str:
    """The name of a public body."""
    stock = words(code)
    return f"{pick(chance, stock['gov'])} {pick(chance, stock['town'])[0]}"


def holding(chance: Chance, code: str) -> str:
    stock = words(code)
    return f"{_brand(chance, stock)} {pick(chance, stock['root'])} {stock['holding']} {stock['form'][-5]}"


def bank(chance: Chance, code: str) -> str:
    stock = words(code)
    return f"{stock['bank']} {_brand(chance, stock)} {_brand(chance, stock)}"


def mailbox(person: Person) -> str:
    """The part of an e-mail address before the @."""
    parts = (latin(person.first), latin(person.last))
    return ".".join(parts).lower().replace("'", "")


def domain(name: str, number: int) -> str:
    """A domain of a reserved name (RFC 2606), different for each number."""
    stem = "".join(letter for letter in latin_text(name).lower()[:24] if letter.isascii() and letter.isalnum())
    return f"{stem or 'x'}{number}.example"
