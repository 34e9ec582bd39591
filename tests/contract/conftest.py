"""Every registered screen with a way to make its rows: a screen without a factory fails all of its contract."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client

from access.models import User
from counterparties.feature_files import FileValue
from counterparties.files.pending import Pending
from counterparties.models import Counterparty, FilledForm
from reference.defaults import load_defaults
from reference.features.attributes import feature_attributes
from reference.kinds import Kind
from reference.models import FormTemplate
from reference.models.features import DataType
from screens.file import Tab
from screens.forms import ScreenForm, texts
from screens.registry import screens
from screens.screen import Screen
from tests import factories


@dataclass
class Case:
    """A screen under test, the owner of its rows where it is a tab, and who looks at it."""

    screen: Screen
    owner: Model | None
    client: Client
    user: User
    numbers: count = field(default_factory=count)

    def url(self, view: str = "list", record: Model | None = None) -> str:
        return self.screen.url(view, record, self.owner)

    def make(self, number: int = 1, *, elsewhere: bool = False) -> list[Any]:
        """New rows of the screen; `elsewhere` those of another owner."""
        values: dict[str, Any] = {}
        if isinstance(self.screen, Tab):
            values[self.screen.owner_field] = self.new_owner() if elsewhere else self.owner
        elif self.screen.slug in NEEDED:
            values |= NEEDED[self.screen.slug]
        elif kind := getattr(self.screen, "kind", None):
            values["types"] = [kind]
        return [factories.make(self.screen.model, **values, **self.row_values()) for _each in range(number)]

    def row_values(self) -> dict[str, Any]:
        """Values that every row has of its own."""
        if self.screen.model is Counterparty:
            return {"features": features_of(next(self.numbers))}
        if self.screen.model is FilledForm:
            return {"f.photo": Pending.of(SimpleUploadedFile("photo.png", PIXEL))}
        return {}

    def new_owner(self) -> Model:
        return owner_of(self.screen)

    def form_data(self, record: Model) -> dict[str, Any]:
        """What the form of this record would send when nothing is changed."""
        form = ScreenForm(self.screen, self.user, record)
        data: dict[str, Any] = {attribute.name: texts(form[attribute.name].value()) for attribute in form.attributes}
        return {name: values for name, values in data.items() if values} | {"base": form.initial["base"]}

    def page(self, address: str = "", status: int = 200, **headers: Any) -> BeautifulSoup:
        response = self.client.get(self.url() + address, headers=headers)
        assert response.status_code == status, response.content[:500]
        return BeautifulSoup(response.content, "html.parser")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478da636800000082008177cd72b6"
    "0000000049454e44ae426082"
)
"A picture of one point."
NEEDED: dict[str, dict[str, Any]] = {"papers": {"valid_until": date(2027, 1, 31)}}
"What a row must have to stand in a list that does not show all rows of its model."
TYPED: dict[str, dict[str, Any]] = {
    "personal-documents": {"number": "123456789"},
    "portal-users": {"email": "nobody@portal.example", "username": ""},
}
"What a form of another row does not show, or what is its own for ever, so that whoever adds one has to type it."
TEXTS: dict[str, tuple[str, ...]] = {
    DataType.TEXT: ("Алфа", "", "beta; „gamma“", "Алфа"),
    DataType.LONG_TEXT: ("Два\nреда", "", "=1+1", "x" * 150),
    DataType.NUMBER: ("-0.5", "1250", "", "1250", "0"),
    DataType.DATE: ("2026-11-20", "", "1999-12-31"),
    DataType.YES_NO: ("yes", "no", ""),
    DataType.NOMENCLATURE: ("", "two; one", "three", "two"),
    DataType.COUNTERPARTY: ("", "first", "first"),
    DataType.FILE: ("Бележка.txt", "", "note.txt"),
    DataType.PICTURE: ("", "logo.png"),
}
"Values of features by data type, given to the rows by turns."


def add_features() -> None:
    """One feature of each data type, asked of everybody."""
    items = factories.nomenclature()
    for code in ("one", "two", "three"):
        factories.item(items, code=code, name_en=code.title())
    for data_type in TEXTS:
        own = {"nomenclature": items, "multiple": True} if data_type == DataType.NOMENCLATURE else {}
        decimals = {"decimals": 2, "unit": "EUR"} if data_type == DataType.NUMBER else {}
        factories.feature(code=str(data_type).replace("_", "-"), data_type=data_type, **own, **decimals)


def features_of(number: int) -> dict[str, Any]:
    """The values of the row with this number, counted from 0; who is named is the first counterparty of all."""
    made = {}
    for attribute in feature_attributes():
        texts = TEXTS[attribute.feature.data_type]
        if (text := texts[number % len(texts)]) and isinstance(attribute, FileValue):
            made[attribute.name] = Pending.of(SimpleUploadedFile(text, PIXEL))
        elif text:
            first = Counterparty.objects.order_by("pk").first() if text == "first" else None
            made[attribute.name] = attribute.clean(first.code if first else text)
    return made


def owner_of(screen: Screen) -> Any:
    if not isinstance(screen, Tab):
        return None
    return factories.counterparty(types=[Kind(screen.kinds[0])] if screen.kinds else None)


def listed() -> list[Screen]:
    return [screen for screen in screens.values() if "list" in screen.views]


def with_view(view: str) -> list[Screen]:
    return [screen for screen in screens.values() if view in screen.views]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`case` runs over all screens; a test marked `view("edit")` over those that offer this view."""
    if "case" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("view")
        chosen = with_view(marker.args[0]) if marker else listed()
        metafunc.parametrize("case", chosen, ids=[screen.slug for screen in chosen], indirect=True)


@pytest.fixture
def case(request: pytest.FixtureRequest, db: None) -> Case:
    load_defaults()
    user = factories.superuser()
    client = Client()
    client.force_login(user)
    if request.param.model is Counterparty:
        add_features()
    if request.param.model is FilledForm:
        flight = FormTemplate.objects.get(code="flight-form")
        factories.form_field(flight, code="photo", data_type=DataType.PICTURE)
    return Case(request.param, owner_of(request.param), client, user)
