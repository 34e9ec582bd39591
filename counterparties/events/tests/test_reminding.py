"""Reminders: at their time, once, to those whom they concern and who may see the event."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from counterparties.events import reminding
from counterparties.events.reminding import send_reminders
from counterparties.events.saving import save_event
from counterparties.models import Event
from reference.kinds import Kind
from screens.notices.mailing import send_notices
from screens.notices.models import Notice
from screens.notices.telling import notify
from tests import factories

pytestmark = pytest.mark.django_db


def due(**values) -> Event:
    """An event whose reminder has come."""
    return factories.event(**{"remind_at": timezone.now() - timedelta(minutes=1), **values})


def reminded() -> set[str]:
    return set(Notice.objects.values_list("user__username", flat=True))


def test_the_author_is_reminded_once_and_leads_to_the_event():
    author = factories.superuser(username="author", email="a@example.com", language="bg")
    event = due(by=author, topic="Договор", note="Вземи печата")
    assert send_reminders() == 1 and send_reminders() == 0
    notice = Notice.objects.get()
    assert notice.user == author and "Договор" in notice.text and "Обаждане" in notice.text
    assert notice.url == f"/events/{event.pk}/" and "Вземи печата" in notice.detail
    assert send_notices() == 1 and mail.outbox[0].to == ["a@example.com"]


def test_related_people_are_reminded_where_that_is_asked_for():
    author, related = factories.superuser(username="author"), factories.superuser(username="related")
    due(by=author, related_users=[related])
    assert send_reminders() == 1 and reminded() == {"author"}
    due(by=author, related_users=[related, author], remind_related=True)
    assert send_reminders() == 1 and reminded() == {"author", "related"}
    assert Notice.objects.filter(user=author).count() == 2


def test_who_may_not_see_the_counterparty_or_has_left_is_not_told():
    foreign = factories.limited_user(Kind.BANK, username="foreign")
    left = factories.superuser(username="left", is_active=False)
    due(by=factories.superuser(username="author"), related_users=[foreign, left], remind_related=True)
    assert send_reminders() == 1 and reminded() == {"author"}


@pytest.mark.parametrize(
    "values",
    [
        {"remind_at": None},
        {"remind_at": timezone.now() + timedelta(hours=1)},
        {"done": True},
        {"archived_at": timezone.now()},
    ],
)
def test_nobody_is_reminded_of_what_is_not_due_done_or_archived(values):
    due(by=factories.superuser(), **values)
    assert send_reminders() == 0 and not Notice.objects.exists()


def test_another_time_for_the_reminder_reminds_again_and_anything_else_does_not():
    author = factories.superuser()
    event = due(by=author)
    send_reminders()
    event.refresh_from_db()
    save_event(user=author, record=event, values={"note": "More of it"})
    assert send_reminders() == 0
    save_event(user=author, record=event, values={"remind_at": timezone.now()})
    assert send_reminders() == 1


def test_a_reminder_changes_no_version_and_tells_no_history():
    author = factories.superuser()
    event = due(by=author)
    version = Event.objects.get(pk=event.pk).version
    send_reminders()
    assert Event.objects.get(pk=event.pk).version == version


def test_a_worker_that_is_killed_has_reminded_wholly_or_not_at_all(monkeypatch):
    due(by=factories.superuser())

    class Killed(BaseException):
        pass

    def die(**values):
        notify(**values)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(reminding, "notify", die)
        with pytest.raises(Killed):
            send_reminders()
    assert not Notice.objects.exists()
    assert send_reminders() == 1 and Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_them_out():
    author = factories.superuser()
    for _each in range(8):
        due(by=author)
    together, numbers = Barrier(2), []

    def work() -> None:
        together.wait()
        numbers.append(send_reminders())
        connection.close()

    workers = [Thread(target=work) for _each in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(numbers) == 8 and Notice.objects.count() == 8
