"""Rows that are there already in other files: to be linked to one more counterparty instead of being typed again."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from access.models import User
from counterparties.folding import search_text, words
from counterparties.identifiers import compact
from counterparties.models import BankAccount, ContactPerson, Counterparty
from counterparties.models.further import link_of
from counterparties.searching import found_in

FILES, ROWS, CHUNK = 100, 20, 500
"Files that are looked through, rows that are shown, and rows that are read at a time."


def known(model: type, *, user: User, owner: Counterparty, text: str) -> list[Any]:
    """Live rows that the text means, where the user sees them in files other than that of `owner`; at most twenty."""
    if not text.strip():
        return []
    files = Counterparty.objects.visible_to(user).with_tab(link_of(model).tab, user).live().found_by(text)
    among = list(files.order_by().values_list("pk", flat=True)[:FILES])
    rows = model.objects.of_files(among).live()  # type: ignore[attr-defined]
    rows = rows.exclude(pk__in=model.objects.of_files([owner.pk]).values("pk"))  # type: ignore[attr-defined]
    fits = FITTING[model](text)
    # Of the people of a hundred files only so many are read as it takes.
    light = rows.select_related("counterparty").defer("counterparty__features", "counterparty__search")
    return list(islice(filter(fits, light.order_by("pk").iterator(chunk_size=CHUNK)), ROWS))


def _person(text: str) -> Callable[[ContactPerson], bool]:
    """Whose names, phones, e-mails or counterparty have every word."""
    sought = words(text)

    def fits(person: ContactPerson) -> bool:
        texts, numbers = (columns_of(person, names) for names in (person.searched_texts, person.searched_numbers))
        written = search_text([*texts, person.counterparty.name, person.counterparty.alias], numbers)
        return all(word in written for word in sought)

    return fits


def columns_of(record: Any, names: Iterable[str]) -> list[str]:
    return [text for name in names for text in found_in(getattr(record, name))]


def _account(text: str) -> Callable[[BankAccount], bool]:
    """With this number, where the text is one; else all of the found counterparties."""
    number = compact(text)
    return lambda account: number in account.iban or not any(map(str.isdigit, number))


FITTING: dict[type, Callable[[str], Callable[[Any], bool]]] = {ContactPerson: _person, BankAccount: _account}


def same(model: type, *, user: User, owner: Counterparty, values: dict[str, str]) -> list[Any]:
    """Known rows with one of these e-mails, phones or IBANs."""
    found = {row.pk: row for text in values.values() for row in known(model, user=user, owner=owner, text=text)}
    return list(found.values())[:ROWS]
