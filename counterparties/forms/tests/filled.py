"""Filled forms for tests."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from access.models import User
from counterparties.files.pending import Pending
from counterparties.forms.filling import save_form
from counterparties.models import Counterparty, FilledForm
from counterparties.tests.test_files import picture
from history.recording import recorded
from reference.models import FormTemplate
from reference.models.features import DataType
from screens.registry import screens

FILES = (DataType.FILE, DataType.PICTURE)
TEXTS = {
    DataType.TEXT: ("Алфа; „x“", "beta"),
    DataType.LONG_TEXT: ("Два\nреда", ""),
    DataType.NUMBER: ("-0.5", "1250"),
    DataType.DATE: ("2026-11-20", ""),
    DataType.YES_NO: ("yes", "no"),
    DataType.NOMENCLATURE: ("two; one", ""),
    DataType.COUNTERPARTY: ("first", ""),
    DataType.FILE: ("", "Бележка.txt"),
    DataType.PICTURE: ("photo.png", ""),
}


def answers(user: User, survey: FormTemplate, place: int) -> dict:
    """Values by name, as the form of the template cleans their texts."""
    screen = screens["forms"].narrowed(survey.code)
    attributes = screen.attributes(user)
    files = {kind: chosen(texts[place]) for kind, texts in TEXTS.items() if kind in FILES and texts[place]}
    return {f"f.{kind}": attributes[f"f.{kind}"].clean(files.get(kind, texts[place])) for kind, texts in TEXTS.items()}


def chosen(name: str) -> str:
    """What the form of a field sends for a file that was chosen in it."""
    return Pending.of(SimpleUploadedFile(name, picture() if name.endswith(".png") else b"a note")).text


def filled(owner: Counterparty, clerk: User, **values) -> FilledForm:
    template = values.pop("template", None) or FormTemplate.objects.get(code="flight-form")
    own = {"f.flight-number": "FB 1", "f.date": date(2026, 11, 20), "f.from": "Sofia", "f.to": "Varna"}
    own |= {"f.passenger": "Ada"}
    given = (own if template.code == "flight-form" else {}) | values
    with recorded(user_id=clerk.pk, run="web:1"):
        return save_form(user=clerk, record=FilledForm(counterparty=owner, template=template), values=given)
