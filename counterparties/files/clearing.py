"""Removes bytes that nobody has any use for: those of uploads that failed, and of forms that were never saved."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import Storage
from django.utils import timezone

from counterparties.files.naming import is_plain_key
from counterparties.models import Upload
from counterparties.models.files import file_storage

HOURS = 24
"An upload, and a form that waits to be saved, is over by then."
THUMBNAIL = ".thumbnail"


def clear_orphans(*, older_than_hours: int = HOURS) -> int:
    """Removes what is older than a day and no row names; returns the number of files. Nothing of others is touched."""
    storage, limit = file_storage(), timezone.now() - timedelta(hours=older_than_hours)
    removed = 0
    for name in orphans(storage):
        try:
            if storage.get_modified_time(name) <= limit:
                storage.delete(name)
                removed += 1
        except FileNotFoundError:
            continue
    return removed


def orphans(storage: Storage) -> Iterator[str]:
    """The names in the store that have the form of ours and that no row names; one query a folder."""
    try:
        folders = storage.listdir("")[0]
    except FileNotFoundError:
        return
    for folder in folders:
        names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        ours = [name for name in names if is_plain_key(name)]
        known = set(Upload.objects.filter(file__startswith=f"{folder}/").values_list("file", flat=True))
        yield from (name for name in ours if name.removesuffix(THUMBNAIL) not in known)
