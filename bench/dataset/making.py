"""Makes a dataset: invents the records in several processes and copies them into the tables in one transaction."""

import multiprocessing
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from bench.dataset.chunks import CHUNK, CODES, Texts, chunk, tables
from bench.dataset.configuration import choices
from bench.dataset.copying import Table, bare
from bench.dataset.records import Plan
from counterparties.coding import SEQUENCE
from counterparties.models import Counterparty
from counterparties.word_list import refresh_words
from reference.features.indexing import sync_indexes

MARK = "Made by make_dataset 3: {} counterparties, seed {}"
MARKED = re.compile(re.escape(MARK).replace(r"\{\}", r"(\d+)"))
Report = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """What `made` finds, and what `make_dataset` did. `seconds` is 0 when the dataset was there already."""

    counterparties: int
    seed: int
    seconds: float = 0.0


def make_dataset(
    *,
    counterparties: int,
    seed: int = 1,
    add: bool = False,
    processes: int | None = None,
    report: Report = lambda text: None,
) -> Made:
    """Fills the database with so many invented counterparties and what stands in their files.

    History is bypassed: its triggers are off while the rows are copied. All or nothing, in one transaction. The same
    dataset again does nothing; with other counterparties there it raises ValidationError unless `add` is set.
    """
    begun, offset = time.monotonic(), _last_id()
    if offset and not add:
        if (there := made()) and (there.counterparties, there.seed) == (counterparties, seed):
            report(_("The dataset is there already."))
            return there
        raise ValidationError(_("The database has counterparties already: use --add, or an empty database."))
    with transaction.atomic():
        plan = Plan(counterparties=counterparties, seed=seed, offset=offset, **choices())
        sync_indexes()
        ready = tables()
        with bare(ready, empty=not offset):
            _copied(plan, ready, processes or os.cpu_count() or 1, report)
            report(_("Building indexes ..."))
        _finished(plan, ready)
        refresh_words(whole=True)
    return Made(counterparties, seed, time.monotonic() - begun)


def made() -> Made | None:
    """The dataset that the database was filled with and nothing else, if it was."""
    with connection.cursor() as cursor:
        cursor.execute("select obj_description(%s::regclass)", [Counterparty._meta.db_table])
        found = MARKED.fullmatch(cursor.fetchone()[0] or "")
    return Made(int(found[1]), int(found[2])) if found else None


def filled() -> bool:
    """Whether there are counterparties, of whatever origin."""
    return _last_id() > 0


def _last_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select coalesce(max(id), 0) from {Counterparty._meta.db_table}")
        return int(cursor.fetchone()[0])


def _copied(plan: Plan, ready: list[Table], processes: int, report: Report) -> None:
    for number, texts in enumerate(_chunks(plan, processes), 1):
        with connection.cursor() as cursor:
            for table in ready:
                with cursor.copy(table.copy) as copy:
                    copy.write(texts[table.name])
        if number % 50 == 0:
            report(_("%(done)d counterparties ...") % {"done": number * CHUNK})


def _chunks(plan: Plan, processes: int) -> Iterator[Texts]:
    numbers = range(-(-plan.counterparties // CHUNK))
    if processes == 1 or len(numbers) < 4:
        yield from (chunk(plan, number) for number in numbers)
        return
    # A forked process has the settings and the words already; none of them uses the connection.
    with multiprocessing.get_context("fork").Pool(processes, _remember, (plan,)) as pool:
        yield from pool.imap(_chunk, numbers)


_plan: Plan


def _remember(plan: Plan) -> None:
    global _plan
    _plan = plan


def _chunk(number: int) -> Texts:
    return chunk(_plan, number)


def _finished(plan: Plan, ready: list[Table]) -> None:
    mark = MARK.format(plan.counterparties, plan.seed) if not plan.offset else "Made by make_dataset, with others"
    with connection.cursor() as cursor:
        for table in ready:
            last = f'select max(id) from "{table.name}"'
            cursor.execute(f"select setval(pg_get_serial_sequence(%s, 'id'), coalesce(({last}), 1))", [table.name])
            cursor.execute(f'analyze "{table.name}"')
        cursor.execute(
            f"select setval('{SEQUENCE}', greatest(last_value, %s)) from {SEQUENCE}", [CODES + plan.last_id]
        )
        cursor.execute(f"comment on table {Counterparty._meta.db_table} is '{mark}'")
