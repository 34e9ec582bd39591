"""Numbers that come in addresses and forms as text."""


def number_in(text: str | None) -> int | None:
    """The whole number that the text is, if a bigint holds it; None for everything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
