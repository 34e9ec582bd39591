"""Keeps the list of words that texts like them are looked up in: by a task of its own, so that no write waits for it.

What is added or changed is read behind the history every few minutes; at night all is read anew, which also takes away
the words that nobody has any longer. Whoever offers a word sees first whether it still finds anything.
"""

from django.db import connection, transaction
from django.db.models import Max

from counterparties.likeness import LONGEST
from counterparties.models.words import Word, WordsRead
from history.models import Change

THE_ROW = 1
CHUNK = 20_000
MOST_CHANGES = 200_000
"Changes since the last time from which on all is read anew: an import."
COUNTERPARTIES = "counterparties_counterparty"
WORDS = f"""
    select word, count(*) as records from {COUNTERPARTIES},
    lateral unnest(string_to_array(search, ' ')) as word
    where length(word) between 3 and {LONGEST} and word !~ '[^a-z]' and id {{which}} group by word"""
ADD = "insert into {table} (word, records) {words} on conflict (word) do {otherwise}"


def refresh_words(*, whole: bool = False) -> None:
    """Adds the words of what has changed since the last time; the `whole` list is made anew instead."""
    before = WordsRead.objects.filter(pk=THE_ROW).first()
    latest = Change.objects.aggregate(Max("pk"))["pk__max"] or 0
    if whole or before is None or latest - before.change_id > MOST_CHANGES:
        _read_all()
    elif latest > before.change_id:
        owners = Change.objects.filter(pk__gt=before.change_id, pk__lte=latest, table__startswith="counterparties_")
        _add(list(owners.exclude(owner_id=None).order_by().values_list("owner_id", flat=True).distinct()))
    WordsRead(pk=THE_ROW, change_id=latest).save()


def _add(pks: list[int | None]) -> None:
    with connection.cursor() as cursor:
        for at in range(0, len(pks), CHUNK):
            words = WORDS.format(which="= any(%s)")
            cursor.execute(
                ADD.format(table=Word._meta.db_table, words=words, otherwise="nothing"), [pks[at : at + CHUNK]]
            )


def _read_all() -> None:
    """Counts the words chunk by chunk beside the list, and puts the list right then in one go."""
    words = Word._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute('create temp table if not exists words_read (word text collate "C" primary key, records int)')
        cursor.execute("truncate words_read")
        cursor.execute(f"select coalesce(max(id), 0) from {COUNTERPARTIES}")
        last = cursor.fetchone()[0]
        more = "update set records = words_read.records + excluded.records"
        add = ADD.format(table="words_read", words=WORDS.format(which="between %s and %s"), otherwise=more)
        for first in range(1, last + 1, CHUNK):
            cursor.execute(add, [first, first + CHUNK - 1])
        with transaction.atomic():
            cursor.execute(f"delete from {words} w where not exists (select from words_read r where r.word = w.word)")
            cursor.execute(
                f"insert into {words} as w (word, records) select word, records from words_read"
                " on conflict (word) do update set records = excluded.records where w.records <> excluded.records"
            )
        cursor.execute("drop table words_read")
        cursor.execute(f"analyze {words}")
