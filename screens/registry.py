"""All screens by their slug. Rooms declare theirs in `screens.py`; the app loads these when it is ready."""

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from screens.screen import Screen

screens: dict[str, "Screen"] = {}

S = TypeVar("S", bound="type[Screen]")


def register(screen: "Screen") -> "Screen":
    """Makes the screen known; two screens with one slug are an error of the programmer."""
    if screen.slug in screens:
        raise ValueError(f"two screens are called {screen.slug}")
    screens[screen.slug] = screen
    return screen


def screen(declared: S) -> S:
    """Class decorator: registers one instance of the screen."""
    register(declared())
    return declared
