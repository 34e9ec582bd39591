"""Whose data are asked for, and who asks."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from counterparties.comments.writing import write_comment
from counterparties.emails.sending import write_email
from counterparties.files.adding import add_version
from counterparties.models import Counterparty
from counterparties.sharing.saving import share
from counterparties.subject_packages.tests.packages import NUMBER
from reference.kinds import Kind
from reference.models.features import DataType
from tests import factories as f
from tests.clients import client_of


@pytest.fixture
def officer(db):
    """Who answers requests of data subjects: she sees and exports all."""
    return f.administrator(first_name="Ана", last_name="Иванова")


@pytest.fixture
def client(officer) -> Client:
    return client_of(officer)


@pytest.fixture
def peter(officer) -> Counterparty:
    """A natural person with something in every tab."""
    kind = f.kind_type(Kind.CUSTOMER)
    f.feature(code="hobby", types=[kind])
    f.feature(code="photo", data_type=DataType.FILE, types=[kind])
    made = f.counterparty(
        person_kind="natural",
        first_name="Петър",
        last_name="Петров",
        uic=NUMBER,
        email="peter@example.com",
        phone="+359881234567",
        features={"f.hobby": "шахмат"},
    )
    f.contact_person(made, first_name="Съпруга", last_name="Петрова")
    f.address(made)
    f.address(made, archived_at=timezone.now())
    f.bank_account(made)
    f.filled_form(made)
    event = f.event(made, topic="Среща", note="За цените", by=officer)
    paper = f.attachment(made, name="Договор.txt", content=b"first")
    add_version(user=officer, record=paper, file=SimpleUploadedFile("Договор.txt", b"second"))
    f.attachment(made, name="Договор.txt", content=b"another")
    write_comment(user=officer, record=made, text="Доволен клиент")
    write_comment(user=officer, record=made, text="Съгласен", event=event)
    write_email(
        user=officer, record=made, to=["peter@example.com"], subject="Оферта", text="Приложено", attachments=[paper]
    )
    return made


@pytest.fixture
def maria(officer):
    """A contact of two companies, with an event in each and e-mails."""
    owner, further = f.counterparty(name="Алфа"), f.counterparty(name="Бета")
    made = f.contact_person(owner, first_name="Мария", last_name="Колева", email="maria@alpha.example")
    other = f.contact_person(owner, first_name="Друг", last_name="Човек", email="other@alpha.example")
    share(user=officer, record=made, counterparty=further, details={"role": "счетоводител"})
    paper = f.attachment(owner, name="Протокол.txt", content=b"protocol")
    f.attachment(owner, name="Чужд.txt", content=b"not hers")
    f.event(owner, topic="С Мария", contact_persons=[made, other], attachments=[paper], by=officer)
    f.event(owner, topic="Без нея", contact_persons=[other], by=officer)
    f.event(further, topic="В Бета", contact_persons=[made], by=officer)
    to = ["maria@alpha.example", "other@alpha.example"]
    write_email(user=officer, record=owner, to=to, subject="До двете", text="Здравейте")
    write_email(user=officer, record=owner, to=to[1:], subject="Не до нея", text="Здравей")
    return made
