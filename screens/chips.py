"""What a page shows of a list's filters: a chip for each that is declared or asked for."""

from dataclasses import dataclass

from attributes.filtering import Part

LONG_MENU = 8
"Entries above which a menu has a field to find one."


@dataclass(frozen=True)
class Chip:
    """A filter as the page shows it; `added` ones came from the menu and leave when they are cleared."""

    name: str
    label: str
    parts: list[Part]
    lookup: str
    added: bool
    clear: str
    "The address of the list without it."

    @property
    def said(self) -> list[str]:
        return [part.said for part in self.parts if part.chosen and part.said]

    @property
    def text(self) -> str:
        """What it asks: all of two values, the first and the number of others of more."""
        first, *others = self.said or [""]
        return f"{first} +{len(others)}" if len(others) > 1 else ", ".join([first, *others])

    @property
    def fields(self) -> list[Part]:
        return [part for part in self.parts if part.kind not in ("box", "option")]

    @property
    def boxes(self) -> list[Part]:
        return [part for part in self.parts if part.kind == "box"]

    @property
    def options(self) -> list[Part]:
        return [part for part in self.parts if part.kind == "option"]

    @property
    def long(self) -> bool:
        return len(self.boxes) > LONG_MENU and not self.fields
