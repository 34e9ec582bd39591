"""The summary of an event by e-mail: to whom, what it says, and that nothing is said to be sent that was not."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.test import Client

from counterparties.events.summarising import send_summary
from tests import factories

pytestmark = pytest.mark.django_db
READY = {"summary_email": "maria@example.com", "done": True, "outcome": "Подписан договор"}


@pytest.fixture
def user():
    factories.load_defaults()
    return factories.superuser(first_name="Иван", email="ivan@example.com")


def test_it_goes_out_in_the_language_of_the_counterparty_and_is_noted(user):
    owner = factories.counterparty(language="bg")
    record = factories.event(owner, by=user, topic="Преговори", **READY)
    client = Client()
    client.force_login(user)
    assert client.post(f"/events/{record.pk}/summary/").status_code == 302
    (message,) = mail.outbox
    assert message.to == ["maria@example.com"] and message.reply_to == ["ivan@example.com"]
    assert message.subject == "Обаждане: Преговори" and "Подписан договор" in message.body and "Иван" in message.body
    assert "maria@example.com" in record.comments.get().text


@pytest.mark.parametrize("missing", [{"summary_email": ""}, {"outcome": "  "}])
def test_without_address_or_outcome_nothing_is_sent(user, missing):
    record = factories.event(by=user, **READY | missing)
    with pytest.raises(ValidationError):
        send_summary(user=user, record=record)
    assert mail.outbox == [] and not record.comments.exists()


def test_what_the_server_does_not_take_is_not_noted(user, monkeypatch):
    def fail(*_args, **_options):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", fail)
    record = factories.event(by=user, **READY)
    with pytest.raises(ValidationError, match="try again later"):
        send_summary(user=user, record=record)
    assert not record.comments.exists()


def test_who_may_not_edit_sends_nothing(user):
    with pytest.raises(PermissionDenied):
        send_summary(user=factories.reader(), record=factories.event(by=user, **READY))
    assert mail.outbox == []
