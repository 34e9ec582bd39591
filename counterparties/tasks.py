"""What the worker does for this room from time to time: it keeps the list of words up to date, and the store tidy."""

from procrastinate.contrib.django import app

from counterparties.files.clearing import clear_orphans
from counterparties.word_list import refresh_words


@app.periodic(cron="*/5 * * * *")
@app.task(name="counterparties.read_new_words", queueing_lock="counterparties.words", lock="counterparties.words")
def read_new_words(timestamp: int) -> None:
    """Every few minutes: what has come since can be suggested."""
    refresh_words()


@app.periodic(cron="37 3 * * *")
@app.task(name="counterparties.read_all_words", queueing_lock="counterparties.all_words", lock="counterparties.words")
def read_all_words(timestamp: int) -> None:
    """Every night: what nobody has any longer is no longer suggested."""
    refresh_words(whole=True)


@app.periodic(cron="52 * * * *")
@app.task(name="counterparties.clear_orphans", queueing_lock="counterparties.clear_orphans")
def clear_stored_orphans(timestamp: int) -> None:
    """Every hour, so that a machine which is off at night does it too: bytes that nothing names go after a day."""
    clear_orphans()
