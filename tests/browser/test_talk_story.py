"""Somebody is named in a comment and told; an e-mail goes out of the file by a template and stands in its timeline."""

import re

import pytest
from playwright.sync_api import Page, expect

from counterparties.emails.sending import send_emails
from counterparties.models import Comment, Counterparty, Email
from reference.adding import add
from reference.models import MessageTemplate
from screens.notices.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def record(transactional_db) -> Counterparty:
    factories.load_defaults()
    made = factories.counterparty(name="Балкан Фрукт ООД", email="office@balkan.example")
    factories.contact_person(made, first_name="Мария", last_name="Колева", email="koleva@balkan.example")
    return made


def test_somebody_is_named_with_the_keyboard_alone_and_finds_it_under_the_bell(signed_in: Page, record, sign_in):
    ivan = factories.administrator(username="ivan", first_name="Иван", last_name="Иванов")
    page = signed_in
    page.goto(f"/counterparties/{record.pk}/addresses/")
    field = page.locator("#comment-text-in-panel")
    field.focus()
    page.keyboard.type("Моля, @ив")
    # Until the answer to the last letter has come, others are offered too.
    expect(page.get_by_role("option")).to_have_text(re.compile("Иван Иванов"))
    page.keyboard.press("Enter")
    page.keyboard.type("обади им се")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#history-list")).to_contain_text("@ivan обади им се")
    expect(page.locator("#comment-text-in-panel")).to_have_value("")
    comment = Comment.objects.get()

    sign_in(ivan)
    page.goto("/notices/")
    page.get_by_role("button", name=re.compile("named you in a comment")).click()
    expect(page).to_have_url(re.compile(rf"/timeline/#comment-{comment.pk}$"))
    expect(page.locator(f"#comment-{comment.pk}")).to_contain_text("@Иван Иванов обади им се")
    assert not Notice.objects.unread().exists()


def test_ones_own_comment_is_taken_away_and_brought_back_by_undo(signed_in: Page, record):
    page = signed_in
    page.goto(f"/counterparties/{record.pk}/timeline/")
    page.locator("#comment-text-in-page").fill("Грешка")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("#timeline")).to_contain_text("Грешка")
    page.get_by_role("button", name="Take the comment away").click()
    expect(page.locator("#timeline .pr-tl-text")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#timeline .pr-tl-text")).to_contain_text("Грешка")


def test_an_e_mail_goes_out_by_a_template_with_a_file(signed_in: Page, record, letterbox, tmp_path):
    add(
        record=MessageTemplate(code="offer", name_en="Offer", subject="Оферта за {name}", text="Здравейте, {contact}!")
    )
    file = tmp_path / "Оферта.txt"
    file.write_text("3 тона ябълки", encoding="utf-8")
    page = signed_in
    page.goto(f"/counterparties/{record.pk}/contact-persons/")
    page.get_by_role("link", name="Write an e-mail").click()
    page.get_by_label("office@balkan.example").uncheck()
    page.get_by_label("koleva@balkan.example").check()
    page.get_by_label("Template").select_option(label="Offer")
    page.get_by_role("button", name="Use the template").click()
    expect(page.get_by_label("Subject")).to_have_value("Оферта за Балкан Фрукт ООД")
    expect(page.get_by_label("Message")).to_have_value("Здравейте, Мария Колева!")
    page.get_by_label("Further files").set_input_files(file)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#toasts")).to_contain_text("on its way to koleva@balkan.example")
    expect(page.get_by_text("On its way", exact=True)).to_be_visible()

    assert send_emails() == 1
    (message,) = letterbox.messages
    assert message["To"] == "koleva@balkan.example" and message["Subject"].strip() == "Оферта за Балкан Фрукт ООД"
    assert [part.get_filename() for part in message.iter_attachments()] == ["Оферта.txt"]
    page.reload()
    expect(page.get_by_text("On its way", exact=True)).to_have_count(0)
    stands_in_the_file(page, record)


def stands_in_the_file(page: Page, record: Counterparty) -> None:
    page.goto(f"/counterparties/{record.pk}/timeline/?what=events")
    expect(page.locator("#timeline")).to_contain_text("E-mail: Оферта за Балкан Фрукт ООД")
    page.goto(f"/counterparties/{record.pk}/files/")
    expect(page.locator("#results")).to_contain_text("Оферта.txt")
    assert Email.objects.get().mailed_at
