"""Cuts the rows of a file into chunks that are committed together."""

from collections.abc import Iterable, Iterator

from exchange.reading import Row

SIGNS_A_CHUNK = 1_000_000
"A chunk of long cells has fewer rows: it is held in memory as a whole."


def chunks(rows: Iterable[Row], number: int, *, whole: bool = False) -> Iterator[list[Row]]:
    """The rows in lists of so many, or of fewer long ones unless the chunk must be whole."""
    chunk: list[Row] = []
    signs = 0
    for row in rows:
        chunk.append(row)
        signs += sum(map(len, row.cells))
        if len(chunk) == number or (signs > SIGNS_A_CHUNK and not whole):
            yield chunk
            chunk, signs = [], 0
    if chunk:
        yield chunk
