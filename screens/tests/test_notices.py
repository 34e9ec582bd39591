"""Notices: for one user alone, in his language, by e-mail once however many workers there are."""

import smtplib
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from screens.notices import mailing
from screens.notices.mailing import send_notices
from screens.notices.models import Notice
from screens.notices.posting import TRIES
from screens.notices.telling import mark_read, notify
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db


def test_each_reads_his_own_in_his_language_and_once():
    english, bulgarian = factories.user(), factories.user(language="bg")
    left = factories.user(is_active=False)
    notify(users=[english, bulgarian, english, left], text=lambda: _("Yes"), url="/counterparties/")
    assert [notice.text for notice in Notice.objects.order_by("user_id")] == ["Yes", "Да"]
    page = client_of(english).get("/notices/").content.decode()
    assert "Yes" in page and "Notices, 1 new" in page


def test_who_has_chosen_no_language_is_told_in_that_of_the_installation(settings):
    settings.LANGUAGE_CODE = "bg"
    notify(users=[factories.user()], text=lambda: _("Yes"))
    assert Notice.objects.get().text == "Да"


def test_who_opens_one_has_read_it_and_comes_to_its_page():
    user, other = factories.superuser(), factories.superuser()
    mine, second = (notify(users=[user], text=lambda: "A", url="/jobs/")[0] for _each in range(2))
    assert client_of(other).post(f"/notices/{mine.pk}/open/").status_code == 404
    answer = client_of(user).post(f"/notices/{mine.pk}/open/")
    assert answer.status_code == 302 and answer["Location"] == "/jobs/"
    assert Notice.objects.visible_to(user).unread().get() == second
    assert mark_read(user=other) == 0
    assert client_of(user).post("/notices/read/").status_code == 302
    assert not Notice.objects.unread().exists()


def test_many_are_read_page_by_page():
    user = factories.superuser()
    for number in range(60):
        notify(users=[user], text=lambda number=number: f"Notice {number:02}")
    client = client_of(user)
    first = client.get("/notices/")
    assert b"Notice 59" in first.content and b"Notice 09" not in first.content
    older = client.get(f"/notices/?before={first.context['older']}").content
    assert b"Notice 09" in older and b"Notice 10" not in older


def test_a_server_gets_it_in_the_language_of_the_receiver(letterbox):
    user = factories.user(language="bg", email="ivan@example.com")
    notify(users=[user], text=lambda: "Среща\r\nутре", detail=lambda: "С Мария", url="/events/1/", by_email=True)
    assert send_notices() == 1 and send_notices() == 0
    (message,) = letterbox.messages
    assert message["Subject"] == "Среща утре" and message["To"] == "ivan@example.com"
    body = message.get_content()
    assert "С Мария" in body and "https://crm.example.com/events/1/" in body and "Primio CRM" in body


def test_what_is_not_pressing_and_who_has_no_address_gets_no_mail(letterbox):
    notify(users=[factories.user()], text=lambda: "A")
    notify(users=[factories.user(email="")], text=lambda: "B", by_email=True)
    assert send_notices() == 0 and letterbox.messages == []


def test_a_server_that_fails_is_asked_again_later_and_not_for_ever(monkeypatch):
    notice = notify(users=[factories.user()], text=lambda: "A", by_email=True)[0]

    def fail(*_args, **_options):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(mailing.EmailMessage, "send", fail)
    for number in range(1, TRIES + 1):
        assert send_notices() == 0
        notice.refresh_from_db()
        assert notice.failures == number and notice.mailed_at is None
        if number < TRIES:
            assert notice.mail_after > timezone.now() + timedelta(minutes=1)
            Notice.objects.update(mail_after=timezone.now())
    assert notice.mail_after is None


def test_a_worker_that_is_killed_before_the_mark_sends_it_again(letterbox, monkeypatch):
    """Rather one message twice than none: nothing is marked that was not sent."""
    notify(users=[factories.user()], text=lambda: "A", by_email=True)

    class Killed(BaseException):
        pass

    def die(self, **_options):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(mailing.EmailMessage, "send", die)
        with pytest.raises(Killed):
            send_notices()
    assert send_notices() == 1 and len(letterbox.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_once(letterbox):
    users = [factories.user() for _each in range(6)]
    notify(users=users, text=lambda: "A", by_email=True)
    together, sent = Barrier(2), []

    def work() -> None:
        together.wait()
        sent.append(send_notices())
        connection.close()

    workers = [Thread(target=work) for _each in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 6
    assert sorted(message["To"] for message in letterbox.messages) == sorted(user.email for user in users)
