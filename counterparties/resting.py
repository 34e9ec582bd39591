"""What an import judges rows by beside the records, as a short text that is another one once that changes."""

from hashlib import blake2b
from typing import Any

from counterparties.querysets import Rights


def basis_of(rights: Rights | None, *others: Any) -> str:
    """The text for these rights, None for all, and for others that are written alike by every process.

    A check goes through several processes and the import through one more: a set has another order in each of them.
    """
    granted = rights and [
        sorted((action, sorted(ids)) for action, ids in each.items()) for each in (rights.types, rights.kinds)
    ]
    return blake2b(repr((granted, *others)).encode(), digest_size=16).hexdigest()
