"""What the worker does for this room from time to time: e-mails, reminders of events, the list of words, the store."""

from procrastinate.contrib.django import app

from counterparties.emails.sending import send_emails
from counterparties.events.reminding import send_reminders
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


@app.periodic(cron="* * * * * */20")
@app.task(name="counterparties.send_emails", queueing_lock="counterparties.emails")
def send_waiting_emails(timestamp: int) -> None:
    """Every third of a minute: what waits goes out."""
    send_emails()


@app.periodic(cron="* * * * *")
@app.task(name="counterparties.send_reminders", queueing_lock="counterparties.reminders")
def remind_of_events(timestamp: int) -> None:
    """Every minute: events whose reminder has come."""
    send_reminders()


@app.periodic(cron="52 * * * *")
@app.task(name="counterparties.clear_orphans", queueing_lock="counterparties.clear_orphans")
def clear_stored_orphans(timestamp: int) -> None:
    """Every hour, so that a machine which is off at night does it too: bytes that nothing names go after a day."""
    clear_orphans()
