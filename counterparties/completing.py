"""The rules between the fields of a counterparty: one place, for the form and for the import alike. No queries."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from counterparties.folding import NAME_LENGTH, letter, name_sort
from counterparties.identifiers import BULGARIA, clean_foreign_no, clean_lei, clean_personal_no, clean_uic, clean_vat
from counterparties.reaching import clean_phone

LEGAL, NATURAL = "legal", "natural"
PARTS = ("first_name", "middle_name", "last_name")
PARTS_LATIN = ("first_name_latin", "middle_name_latin", "last_name_latin")
PARTS_OF_NAMES = PARTS + PARTS_LATIN
PART_LENGTH = 100
READ = ("person_kind", "name", "name_latin", *PARTS, *PARTS_LATIN, "foreign", "uic", "vat_registered", "vat_number",
        "lei", "phone")  # fmt: skip
DEFAULTS: dict[str, Any] = {"person_kind": LEGAL, "country": BULGARIA, "foreign": False, "vat_registered": False}
Errors = dict[str, Any]


def completed(values: Mapping[str, Any], *, existing: Any = None) -> dict[str, Any]:
    """The values together with all that follows from them; raises ValidationError with a sentence by field.

    `values` are cleaned values by field name, as few as one likes; `existing` is the counterparty that they are to
    change (the record, or a mapping of its fields), else they make a new one. What does not change is not checked
    again, so that an old record with a wrong number can still get a new phone.
    """
    state = State(values, existing)
    _name_the_person(state)
    _place(state)
    _number(state)
    _vat(state)
    state.clean("lei", clean_lei, "lei")
    state.clean("phone", clean_phone, "phone", "country")
    if state.errors:
        raise ValidationError(state.errors)
    if state.changes("name"):
        state.set("name_sort", name_sort(state["name"]))
        state.set("letter", letter(state["name_sort"]))
    return state.values


class State:
    """The values on their way: what is given, what was before, and what is wrong."""

    def __init__(self, values: Mapping[str, Any], existing: Any) -> None:
        self.given, self.errors = values, Errors()
        self.is_new = existing is None
        self.values = {**DEFAULTS, **values} if self.is_new else dict(values)
        self.before: Mapping[str, Any] = DEFAULTS if existing is None else _fields_of(existing)
        for name in ("person_kind", "country"):
            if self.is_new or name in values:
                self.values[name] = str(self[name] or "")

    def __getitem__(self, name: str) -> Any:
        value = self.values.get(name)
        if value is None and name not in self.values:
            value = self.before.get(name)
        return "" if value is None else value

    def set(self, name: str, value: Any) -> None:
        """Sets a value that follows from others, where it is not what it was."""
        if self.is_new or name in self.values or self.before.get(name) != value:
            self.values[name] = value

    def changes(self, *names: str) -> bool:
        """Whether one of the fields gets another value than it had."""
        if self.is_new:
            return any(map(self.values.get, names))
        return any(name in self.values and self.values[name] != (self.before.get(name) or "") for name in names)

    def clean(self, name: str, rule: Callable[..., str], *causes: str) -> None:
        """Applies the rule to a field when one of its causes changes; further causes are the rule's arguments."""
        if self[name] and self.changes(*causes):
            try:
                self.set(name, rule(self[name], *(self[cause] for cause in causes[1:])))
            except ValidationError as error:
                self.errors[name] = error


def _fields_of(existing: Any) -> Mapping[str, Any]:
    if isinstance(existing, Mapping):
        return existing
    return {**{name: getattr(existing, name) for name in READ}, "country": str(existing.country or "")}


def _name_the_person(state: State) -> None:
    if state["person_kind"] == NATURAL:
        _natural(state)
    elif state["person_kind"] == LEGAL:
        for part in PARTS_OF_NAMES:
            if state[part]:
                state.set(part, "")
        if not state["name"]:
            state.errors["name"] = _("Enter the name.")
    else:
        state.errors["person_kind"] = _("Choose legal or natural person.")
    if len(state["name"]) > NAME_LENGTH:
        state.errors["name"] = _("Shorten the name to 400 characters.")


def _natural(state: State) -> None:
    for name, parts in (("name", PARTS), ("name_latin", PARTS_LATIN)):
        whole = " ".join(filter(None, (state[part] for part in parts)))
        parts_change = state.changes(*parts)
        name_changes = bool(state[name]) and state.changes(name)
        if whole and (parts_change or not name_changes):
            state.set(name, whole)
        elif name_changes or (state[name] and not parts_change):
            _split(state, name, parts)
        elif parts_change:
            state.set(name, "")
    if not state["name"]:
        state.errors["first_name"] = _("Enter the first or the last name of the person.")


def _split(state: State, name: str, parts: tuple[str, str, str]) -> None:
    # A file with one column for names, or a firm that becomes a person.
    for part, text in zip(parts, split_name(state[name]), strict=True):
        state.set(part, text)
        if len(state[part]) > PART_LENGTH:
            state.errors[name] = _(
                "Enter the first, middle and last name in their own fields, each up to 100 characters."
            )
    state.set(name, " ".join(state[name].split()))


def split_name(name: str) -> tuple[str, str, str]:
    """First, middle and last name of a whole name: only of three words is one the middle name."""
    words = name.split()
    first, rest = words[:1], words[1:]
    middle = rest[:1] if len(rest) == 2 else []
    return " ".join(first), " ".join(middle), " ".join(rest[len(middle) :])


def _place(state: State) -> None:
    country = state["country"]
    if country not in ("", BULGARIA):
        state.set("foreign", True)
    elif not country and not state["foreign"]:
        state.set("country", BULGARIA)


def _number(state: State) -> None:
    if state["foreign"]:
        rule = clean_foreign_no
    else:
        rule = clean_personal_no if state["person_kind"] == NATURAL else clean_uic
    if state["uic"] and state.changes("uic", "person_kind", "foreign"):
        try:
            state.set("uic", rule(state["uic"]))
        except ValidationError as error:
            state.errors["uic"] = error


def _vat(state: State) -> None:
    state.clean("vat_number", clean_vat, "vat_number", "country")
    number, registered = state["vat_number"], state["vat_registered"]
    if number and not registered:
        if state.given.get("vat_registered") is False and state.before.get("vat_registered"):
            state.errors["vat_number"] = _("Clear the VAT number too, or leave VAT registered ticked.")
        else:
            state.set("vat_registered", True)
    elif registered and not number:
        if state.changes("vat_number") and not state.given.get("vat_registered"):
            state.set("vat_registered", False)
        elif state.changes("vat_registered", "vat_number"):
            state.errors["vat_number"] = _("Enter the VAT number, or untick VAT registered.")
