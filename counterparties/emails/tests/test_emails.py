"""E-mails out of the file: to whom, from which template, sent once by a real server's protocol, told as an event."""

import smtplib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from counterparties.emails import sending
from counterparties.emails.addresses import known_addresses
from counterparties.emails.filling import filled
from counterparties.emails.sending import send_again, send_emails, write_email
from counterparties.models import Attachment, Counterparty, Email, Event
from reference.kinds import Kind
from reference.models import EventType, FileTab, MessageTemplate
from reference.models.message_templates import Filled, only_known_fields
from screens.notices.models import Notice
from screens.notices.posting import TRIES
from tests import factories as f
from tests.clients import client_of

pytestmark = pytest.mark.django_db


def test_what_stands_in_braces_is_filled_in(rada, record):
    person = known_addresses(record, f.superuser())[1].person
    text = "Здравей, {contact_first_name} от {name} ({uic})! {sender}, {sender_email} {unknown} {"
    assert filled(text, record=record, user=rada, person=person) == (
        "Здравей, Мария от Алфа ()! Рада, rada@firm.example {unknown} {"
    )
    whole = "".join(f"{{{name}}}" for name in Filled.values)
    assert "{" not in filled(whole, record=record, user=rada)


def test_the_personal_number_of_a_person_is_not_put_into_letters(rada):
    person = f.counterparty(name="", person_kind="natural", first_name="Иван", last_name="Иванов", uic="7523169263")
    assert filled("{uic}", record=person, user=rada) == ""


@given(st.text(max_size=100))
def test_a_template_is_taken_or_says_what_is_wrong(text):
    try:
        assert only_known_fields(text) == text
    except ValidationError as error:
        assert "{name}" in str(error)


def test_it_becomes_an_event_and_goes_out_once(rada, record, letterbox):
    person = known_addresses(record, f.superuser())[1].person
    email = write_email(
        user=rada,
        record=record,
        to=["maria@alpha.example"],
        cc=["office@alpha.example"],
        subject="Оферта\r\nBcc: x@y.z",
        text="Здравейте,\nизпращаме.",
        people=[person],
    )
    event = Event.objects.get(counterparty=record)
    assert (event.topic, event.note, event.done, event.type.code) == (email.subject, email.text, True, "email")
    assert list(event.contact_persons.all()) == [person]
    assert send_emails() == 1 and send_emails() == 0
    (message,) = letterbox.messages
    assert message["Subject"] == "Оферта Bcc: x@y.z" and message["Bcc"] is None
    assert (message["To"], message["Cc"], message["Reply-To"]) == (
        "maria@alpha.example",
        "office@alpha.example",
        "rada@firm.example",
    )
    assert message.get_content().replace("\r\n", "\n").startswith("Здравейте,\nизпращаме.")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"to": []}, "to"), ({"subject": " "}, "subject"), ({"subject": "x" * 201}, "subject"), ({"text": "\n"}, "text")],
)
def test_what_is_missing_is_said_at_its_field(rada, record, values, field):
    whole = {"to": ["a@b.bg"], "subject": "S", "text": "T"}
    with pytest.raises(ValidationError) as refused:
        write_email(user=rada, record=record, **whole | values)
    assert list(refused.value.error_dict) == [field] and not Event.objects.exists()


def test_without_the_type_for_emails_the_first_is_taken(rada, record):
    EventType.objects.filter(code="email").delete()
    assert write_email(user=rada, record=record, to=["a@b.bg"], subject="S", text="T").event.type.code == "call"


def test_one_that_is_given_up_is_told_and_can_be_sent_again(rada, record, monkeypatch, letterbox):
    email = write_email(user=rada, record=record, to=["a@b.bg"], subject="S", text="T")

    def fail(*_args, **_options):
        raise smtplib.SMTPRecipientsRefused({})

    with monkeypatch.context() as patched:
        patched.setattr(sending.EmailMessage, "send", fail)
        for _try in range(TRIES):
            Email.objects.filter(mail_after__isnull=False).update(mail_after="2026-01-01T00:00Z")
            assert send_emails() == 0
    email.refresh_from_db()
    assert email.given_up and Notice.objects.get(user=rada).url == email.event.get_absolute_url()
    page = client_of(rada).get(email.event.get_absolute_url()).content.decode()
    assert "Could not be sent" in page
    client_of(rada).post(reverse("email-again", args=[email.pk]))
    assert send_emails() == 1 and len(letterbox.messages) == 1
    with pytest.raises(ValidationError, match="sent already"):
        send_again(email=email)


def test_whom_the_server_refuses_alone_the_sender_is_told(rada, record, letterbox):
    letterbox.unknown = {"gone@b.bg"}
    email = write_email(user=rada, record=record, to=["a@b.bg"], cc=["gone@b.bg"], subject="S", text="T")
    assert send_emails() == 1 and len(letterbox.messages) == 1
    told = Notice.objects.get(user=rada)
    assert "“S”" in told.text and "gone@b.bg" in told.detail and told.url == email.event.get_absolute_url()
    write_email(user=rada, record=record, to=["a@b.bg"], subject="S", text="T")
    assert send_emails() == 1 and Notice.objects.count() == 1


def test_the_page_ticks_the_person_one_came_from_and_sends(rada, record):
    client, person = client_of(rada), known_addresses(record, f.superuser())[1].person
    url = reverse("email", args=[record.pk])
    assert client.get(f"{url}?person={person.pk}").context["form"]["known"].value() == ["maria@alpha.example"]
    assert client.get(url).context["form"]["known"].value() == ["office@alpha.example"]
    sent = client.post(url, {"known": "maria@alpha.example", "others": "x@y.bg", "subject": "S", "text": "T"})
    email = Email.objects.get()
    assert sent.url == email.event.get_absolute_url() and email.to == ["maria@alpha.example", "x@y.bg"]
    assert b"On its way" in client.get(sent.url).content


def test_a_template_fills_subject_and_text_and_leaves_the_rest(rada, record):
    template = MessageTemplate.objects.create(
        code="hello", name_en="Hello", subject="For {name}", text="Dear {contact},", position=1
    )
    data = {"known": "maria@alpha.example", "others": "x@y.bg", "template": template.pk, "subject": "old", "fill": "1"}
    form = client_of(rada).post(reverse("email", args=[record.pk]), data).context["form"]
    assert (form["subject"].value(), form["text"].value()) == ("For Алфа", "Dear Мария Петрова,")
    assert form["others"].value() == "x@y.bg" and not Email.objects.exists()


def test_a_template_that_was_stopped_meanwhile_leaves_all_as_it_was_typed(rada, record):
    hello, gone = (
        MessageTemplate.objects.create(code=code, name_en=code, subject="S", text="T", position=at, stopped_at=stopped)
        for at, (code, stopped) in enumerate((("hello", None), ("gone", timezone.now())), 1)
    )
    for chosen in (gone.pk, "x", ""):
        data = {"template": chosen, "subject": "Mine", "text": "Typed", "fill": "1"}
        page = client_of(rada).post(reverse("email", args=[record.pk]), data)
        assert page.status_code == 200
        assert [page.context["form"][name].value() for name in ("subject", "text")] == ["Mine", "Typed"]
        assert [choice.pk for choice in page.context["form"].fields["template"].queryset] == [hello.pk]


def test_a_refused_page_keeps_what_was_typed(rada, record):
    answer = client_of(rada).post(reverse("email", args=[record.pk]), {"others": "nobody", "text": "long work"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "long work" in page and "“nobody” is not an e-mail address" in page


def test_who_may_not_edit_writes_none_and_a_stranger_finds_nothing(record):
    url = reverse("email", args=[record.pk])
    assert client_of(f.reader()).get(url).status_code == 403
    assert client_of(f.limited_user(Kind.SUPPLIER)).get(url).status_code == 404
    archived = f.counterparty(archived_at="2026-01-01T00:00Z")
    assert client_of(f.administrator()).get(reverse("email", args=[archived.pk])).status_code == 403
    assert Counterparty.objects.count() == 2 and not Email.objects.exists()


def test_who_has_no_tab_of_events_writes_none(rada, record):
    url, head = reverse("email", args=[record.pk]), reverse("counterparty", args=[record.pk])
    assert url in client_of(rada).get(head).content.decode()
    FileTab.objects.filter(code="events").update(kinds=["bank"])
    assert client_of(rada).get(url).status_code == 404
    assert url not in client_of(rada).get(head).content.decode()


def test_one_that_no_message_can_hold_keeps_no_other_back(rada, record, letterbox):
    first, second = (write_email(user=rada, record=record, to=["a@b.bg"], subject=str(n), text="T") for n in (1, 2))
    Email.objects.filter(pk=first.pk).update(to=[f"a@{'ж' * 60}.bg"])
    assert send_emails() == 1 and letterbox.messages[0]["Subject"] == second.subject
    first.refresh_from_db()
    assert first.failures == 1 and first.mailed_at is None


def test_files_go_along_and_stay_with_the_event(rada, record, letterbox):
    kept = f.attachment(record, content=b"offer one", name="Оферта.txt")
    new = SimpleUploadedFile("Терени.txt", b"second file")
    email = write_email(
        user=rada, record=record, to=["a@b.bg"], subject="S", text="T", attachments=[kept], files=[new]
    )
    assert {str(each) for each in email.event.attachments.all()} == {"Оферта.txt", "Терени.txt"}
    Attachment.objects.filter(pk=kept.pk).update(name="Друго.txt")
    assert send_emails() == 1
    sent = {part.get_filename(): part.get_content() for part in letterbox.messages[0].iter_attachments()}
    assert sent == {"Оферта.txt": "offer one", "Терени.txt": "second file"}


def test_too_much_is_refused_and_nothing_is_kept(rada, record, monkeypatch):
    monkeypatch.setattr(sending, "LARGEST", 5)
    with pytest.raises(ValidationError) as refused:
        write_email(
            user=rada,
            record=record,
            to=["a@b.bg"],
            subject="S",
            text="T",
            files=[SimpleUploadedFile("x.txt", b"123456")],
        )
    assert list(refused.value.error_dict) == ["attachments"]
    assert not Attachment.objects.exists() and not Event.objects.exists()


def test_the_page_takes_files_and_offers_those_of_the_file(rada, record):
    kept, other = f.attachment(record), f.attachment()
    client, url = client_of(rada), reverse("email", args=[record.pk])
    assert list(client.get(url).context["form"].fields["attachments"].queryset) == [kept]
    data = {"others": "x@y.bg", "subject": "S", "text": "T", "attachments": [other.pk]}
    assert client.post(url, data).status_code == 422
    data |= {"attachments": [kept.pk], "new_files": [SimpleUploadedFile(f"{n}.txt", b"new %d" % n) for n in (1, 2)]}
    assert client.post(url, data).status_code == 302
    assert Email.objects.get().file_rows.count() == 3
