"""Recognises the counterparty that a row means where no number of it is known: by e-mail, phone or surname.

Each step is switched on by whoever imports; they are tried in this order, a chunk in one query a step.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from counterparties.completing import NATURAL, split_name
from counterparties.identifiers import BULGARIA
from counterparties.matching import Found
from counterparties.reaching import clean_phone
from exchange import coming
from exchange.coming import ask

NUMBERS = ("uic", "vat_number", "lei")
OPTION = "match_"
"What the options of an import are called: match_email and so on."


class Step(TextChoices):
    """What a counterparty is recognised by, in the order in which it is tried."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    SURNAME = "surname", _("Surname")


ALIKE = {
    Step.EMAIL: _("The same e-mail"),
    Step.PHONE: _("The same phone"),
    Step.SURNAME: _("The same first and last name"),
}
EXPLAINED = {
    Step.EMAIL: _("the same address, in capitals or not"),
    Step.PHONE: _("the same number, however it is grouped"),
    Step.SURNAME: _("natural persons: the same last and first name, and no other middle name"),
}
SEVERAL = {
    Step.EMAIL: _("Several counterparties have its e-mail: %s."),
    Step.PHONE: _("Several counterparties have its phone: %s."),
    Step.SURNAME: _("Several persons have its first and last name: %s."),
}


class Holder(NamedTuple):
    """A counterparty that has what was asked for, with what can tell that it is another one."""

    found: Found
    person_kind: str
    middle_name: str
    numbers: tuple[str, ...]


OWN = "c.id, c.name, c.code, c.person_kind, c.middle_name, c.uic, c.vat_number, c.lei"
# The partial indexes serve only who says what they are limited to.
QUERIES = {
    Step.EMAIL: "select lower(c.email), {own} from counterparties_counterparty c"
    " where c.email <> '' and lower(c.email) = any(%s)",
    Step.PHONE: "select c.phone, {own} from counterparties_counterparty c where c.phone <> '' and c.phone = any(%s)",
    Step.SURNAME: "select n.key, {own} from unnest(%s::text[], %s::text[], %s::text[]) n(key, first, last)"
    " join counterparties_counterparty c on lower(c.last_name) = n.last and lower(c.first_name) = n.first"
    " where c.person_kind = 'natural' and c.last_name <> ''",
}


COMING = f"from {coming.TABLE} w join counterparties_counterparty c on w.outcome = 'created' and"
TAKEN = {
    Step.EMAIL: f"{COMING} c.email <> '' and lower(c.email) = lower(w.work -> 'values' ->> 'email')",
    Step.PHONE: f"{COMING} c.phone <> '' and c.phone = w.work -> 'values' ->> 'phone'",
    Step.SURNAME: f"{COMING} c.person_kind = 'natural' and c.last_name <> '' and c.first_name <> ''"
    " and lower(c.last_name) = lower(w.work -> 'values' ->> 'last_name')"
    " and lower(c.first_name) = lower(w.work -> 'values' ->> 'first_name')",
}


def steps_of(options: Mapping[str, str]) -> list[Step]:
    """The steps that the options of an import switch on."""
    return [step for step in Step if options.get(OPTION + step)]


def keys_of(values: Mapping[str, Any], steps: Iterable[Step]) -> dict[Step, str]:
    """What a row can be recognised by, in the order of the steps."""
    return {step: key for step in steps if (key := KEYS[step](values))}


def recognised(
    rows: Sequence[tuple[Mapping[str, Any], Mapping[Step, str]]], steps: Iterable[Step]
) -> list[tuple[Step | None, dict[int, Found]]]:
    """For each row, given as its values and keys, the first step that finds anybody, and whom; more are ambiguous."""
    answers: list[tuple[Step | None, dict[int, Found]]] = [(None, {}) for _row in rows]
    for step in steps:
        asked = {at: keys[step] for at, (_values, keys) in enumerate(rows) if step in keys and not answers[at][1]}
        holders = _holders(step, set(asked.values())) if asked else {}
        for at, key in asked.items():
            meant = {each.found.pk: each.found for each in holders.get(key, ()) if not _another(rows[at][0], each)}
            if meant:
                answers[at] = (step, meant)
    return answers


def _holders(step: Step, keys: Collection[str]) -> dict[str, list[Holder]]:
    asked = list(keys)
    wanted = [asked]
    if step == Step.SURNAME:
        parts = [key.split("\n") for key in asked]
        wanted = [asked, [first for first, _last in parts], [last for _first, last in parts]]
    found: dict[str, list[Holder]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[step].format(own=OWN), wanted)
        for key, pk, name, code, person_kind, middle_name, *numbers in cursor.fetchall():
            found[key].append(Holder(Found(pk, name, code), person_kind, middle_name, tuple(numbers)))
    return found


def outdated(steps: Iterable[Step]) -> list[int]:
    """The lines of what is coming that would add somebody who may have been added since they were judged."""
    questions = [f"select w.line {TAKEN[step]}" for step in steps]
    return [line for (line,) in ask(" union ".join(questions))] if questions else []


def _another(values: Mapping[str, Any], holder: Holder) -> bool:
    """Whether the row speaks of somebody else: with a number of its own, of the other kind of person.

    Numbers that both have are different ones, for equal ones would have been found before.
    """
    if any(values.get(name) and number for name, number in zip(NUMBERS, holder.numbers, strict=True)):
        return True
    if (values.get("person_kind") or holder.person_kind) != holder.person_kind:
        return True
    middle = _parts(values)[1] if holder.person_kind == NATURAL else ""
    return bool(middle and holder.middle_name) and middle.lower() != holder.middle_name.lower()


def _email(values: Mapping[str, Any]) -> str:
    return str(values.get("email") or "").lower()


def _phone(values: Mapping[str, Any]) -> str:
    try:
        return clean_phone(values.get("phone") or "", str(values.get("country") or BULGARIA))
    except ValidationError:
        return ""  # The rules of the form refuse the row.


def _surname(values: Mapping[str, Any]) -> str:
    """First and last name of a natural person, in lower case; nothing where one of them is missing."""
    if values.get("person_kind") != NATURAL:
        return ""
    first, _middle, last = _parts(values)
    return f"{first}\n{last}".lower() if first and last else ""


def _parts(values: Mapping[str, Any]) -> tuple[str, str, str]:
    parts = tuple(" ".join(str(values.get(name) or "").split()) for name in ("first_name", "middle_name", "last_name"))
    return parts if any(parts) else split_name(str(values.get("name") or ""))  # type: ignore[return-value]


KEYS = {Step.EMAIL: _email, Step.PHONE: _phone, Step.SURNAME: _surname}
