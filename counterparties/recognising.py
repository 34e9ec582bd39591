"""Recognises the counterparty that a row means where no number of it is known: by e-mail, phone or surname.

Each step is switched on by whoever imports; they are tried in this order, a chunk in one query a step.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import QuerySet, TextChoices
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
READ = {Step.EMAIL: ("email",), Step.PHONE: ("phone",), Step.SURNAME: ("name", "last_name")}
"The columns that each looks at, any of which will do."
SEVERAL = {
    Step.EMAIL: _("Several counterparties have its e-mail: %s."),
    Step.PHONE: _("Several counterparties have its phone: %s."),
    Step.SURNAME: _("Several persons have its first and last name: %s."),
}


NAMED = 5
"So many of those that fit are looked at, and named: a million rows hold a thousand people called Ivan Ivanov."
ASKED = (
    "select n.at, c.* from unnest(%(at)s::int[], %(key)s::text[], %(kind)s::text[], %(middle)s::text[],"
    " %(uic)s::bool[], %(vat_number)s::bool[], %(lei)s::bool[]) n(at, key, kind, middle, uic, vat_number, lei)"
    " cross join lateral ("
    " select id, name, code from counterparties_counterparty where {found}"
    # Numbers that both have are different ones, for equal ones would have been found before.
    " and not (n.uic and uic <> '') and not (n.vat_number and vat_number <> '') and not (n.lei and lei <> '')"
    " and n.kind in ('', person_kind) and (n.middle in ('', lower(middle_name)) or middle_name = '')"
    f" limit {NAMED}) c"
)
# The partial indexes serve only who says what they are limited to.
FOUND = {
    Step.EMAIL: "email <> '' and lower(email) = n.key",
    Step.PHONE: "phone <> '' and phone = n.key",
    Step.SURNAME: "person_kind = 'natural' and last_name <> '' and lower(last_name) = split_part(n.key, chr(10), 2)"
    " and lower(first_name) = split_part(n.key, chr(10), 1)",
}
COMING = f"from {coming.TABLE} w join counterparties_counterparty c on w.outcome = 'created' and"
TAKEN = {
    Step.EMAIL: f"{COMING} c.email <> '' and lower(c.email) = lower(w.work -> 'values' ->> 'email')",
    Step.PHONE: f"{COMING} c.phone <> '' and c.phone = w.work -> 'values' ->> 'phone'",
    Step.SURNAME: f"{COMING} c.person_kind = 'natural' and c.last_name <> '' and c.first_name <> ''"
    " and lower(c.last_name) = lower(w.work -> 'values' ->> 'last_name')"
    " and lower(c.first_name) = lower(w.work -> 'values' ->> 'first_name')",
}
AGAIN = {
    Step.EMAIL: "lower(work -> 'values' ->> 'email')",
    Step.PHONE: "work -> 'values' ->> 'phone'",
    Step.SURNAME: "lower(nullif(work -> 'values' ->> 'first_name', '') || chr(10)"
    " || nullif(work -> 'values' ->> 'last_name', ''))",
}


def steps_of(options: Mapping[str, str]) -> list[Step]:
    """The steps that the options of an import switch on."""
    return [step for step in Step if options.get(OPTION + step)]


def keys_of(values: Mapping[str, Any], steps: Iterable[Step]) -> dict[Step, str]:
    """What a row can be recognised by, in the order of the steps."""
    return {step: key for step in steps if (key := KEYS[step](values))}


def recognised(
    rows: Sequence[tuple[Mapping[str, Any], Mapping[Step, str]]], steps: Iterable[Step], seen: QuerySet | None = None
) -> list[tuple[Step | None, dict[int, Found]]]:
    """For each row, given as its values and keys, the first step that finds anybody, and whom; more are ambiguous.

    Whoever has a number where the row has another, or is of the other kind of person, is somebody else. Only the
    `seen` ones (None: all) are found: otherwise anybody could find out whether somebody has an address or a phone.
    """
    answers: list[tuple[Step | None, dict[int, Found]]] = [(None, {}) for _row in rows]
    for step in steps:
        asked = [(at, *row) for at, row in enumerate(rows) if step in row[1] and not answers[at][1]]
        for at, found in _found(step, asked, seen) if asked else ():
            answers[at][1][found.pk] = found
            answers[at] = (step, answers[at][1])
    return answers


def _found(
    step: Step, asked: Sequence[tuple[int, Mapping[str, Any], Mapping[Step, str]]], seen: QuerySet | None
) -> Iterable[tuple[int, Found]]:
    wanted: dict[str, list[Any]] = {
        "at": [at for at, _values, _keys in asked],
        "key": [keys[step] for _at, _values, keys in asked],
        "kind": [values.get("person_kind") or "" for _at, values, _keys in asked],
        "middle": [_parts(values)[1].lower() if step == Step.SURNAME else "" for _at, values, _keys in asked],
    }
    wanted |= {name: [bool(values.get(name)) for _at, values, _keys in asked] for name in NUMBERS}
    try:
        among, params = _among(seen)
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        cursor.execute(ASKED.format(found=FOUND[step] + among), wanted | params)
        for at, *found in cursor.fetchall():
            yield at, Found(*found)


def _among(seen: QuerySet | None) -> tuple[str, dict[str, Any]]:
    """The condition that it is one of these, and its parameters by name; raises EmptyResultSet where none are."""
    if seen is None:
        return "", {}
    sql, values = seen.order_by().values("pk").query.sql_with_params()
    params = {f"seen{at}": value for at, value in enumerate(values)}
    return f" and id in ({sql % tuple(f'%({name})s' for name in params)})", params


def another(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows speak of two, by the same rules as a row and a record do."""
    if any(one.get(name) and other.get(name) for name in NUMBERS):
        return True
    kinds = {each["person_kind"] for each in (one, other) if each.get("person_kind")}
    middles = {middle for each in (one, other) if (middle := _parts(each)[1].lower())} if NATURAL in kinds else set()
    return len(kinds) > 1 or len(middles) > 1


def outdated(steps: Iterable[Step]) -> list[int]:
    """The lines of what is coming that would add somebody who may have been added since they were judged.

    An earlier line of what is coming may add him, too: a check cuts long rows into shorter chunks.
    """
    questions = [question for step in steps for question in (f"select w.line {TAKEN[step]}", _again(AGAIN[step]))]
    return [line for (line,) in ask(" union ".join(questions))] if questions else []


def _again(key: str) -> str:
    return (
        f"select line from (select line, {key} as key, row_number() over (partition by {key} order by line) as place"
        f" from {coming.TABLE} where outcome = 'created') w where key <> '' and place > 1"
    )


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
