"""What a cell shows, as a text: the same that stands on the screen, without its markup."""

import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.safestring import SafeString

from attributes.values import Attribute, LongText

BROKEN = {"br", "p", "li", "div", "dt", "dd", "tr"}
"Elements that begin a line."
BELOW = "pr-sub"
"What the style sheet shows on a line of its own."
SPACES, LINES = re.compile(r"[ \t\r\f\v]+"), re.compile(r" ?\n[ \n]*")


class Whole(LongText):
    """A long text whose beginning another column tells, which has no place beside it on paper."""

    short: ClassVar[str]
    "The name of that column."


class Words(HTMLParser):
    """Collects what people read of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("role") == "img" and (told := given.get("aria-label")):
            self.found.append(f" ({told}) ")
        classes = given.get("class") or ""
        self.found.append("\n" if tag in BROKEN or BELOW in classes.split() else " " if tag != "b" else "")

    def handle_data(self, data: str) -> None:
        # Line breaks of the markup are none of the text.
        self.found.append(data.replace("\n", " "))


def plain(text: object) -> str:
    """What people read of a text; of one that is no HTML all of it."""
    if not isinstance(text, SafeString):
        return str(text)
    words = Words()
    words.feed(text)
    words.close()
    return LINES.sub("\n", SPACES.sub(" ", "".join(words.found))).strip()


def text_of(attribute: Attribute, record: Model) -> str:
    """The cell as a file shows it, with long texts whole."""
    return plain(attribute.full(record) or "")


def laid_out(shown: Sequence[Attribute], known: Iterable[Attribute]) -> tuple[list[Attribute], list[Attribute]]:
    """The columns of a list on paper, and the long texts that the list has no room for."""
    names = {attribute.name for attribute in shown}
    long: list[Attribute] = [each for each in known if isinstance(each, LongText) and each.name not in names]
    told = {each.short for each in long if isinstance(each, Whole)}
    return [each for each in shown if each.name not in told], long


def together(attributes: list[Attribute], record: Any) -> str:
    """Several long texts in one cell, each under its label where there is more than one."""
    found = [(attribute, text) for attribute in attributes if (text := text_of(attribute, record))]
    if len(attributes) == 1:
        return "".join(text for _attribute, text in found)
    return "\n".join(f"{attribute.label}: {text}" for attribute, text in found)
