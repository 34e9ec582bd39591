"""A feature that is stopped is asked no more; what is stored of it is still shown, listed and exported."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from counterparties.importing import Counterparties
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from exchange.exporting import everything, export, list_of
from reference.stopping import stop
from screens.registry import screens
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client: Client) -> Any:
    user = f.superuser()
    client.force_login(user)
    return user


@pytest.fixture
def record(user: Any) -> Counterparty:
    feature = f.feature(code="old", name_en="Old habit")
    made = save_counterparty(user=user, record=f.counterparty(), values={}, features={"f.old": "Плаща в брой"})
    stop(record=feature)
    return made


def test_the_file_tells_it_and_the_form_does_not_ask(client: Client, user: Any, record: Counterparty) -> None:
    other = f.counterparty()
    assert "Плаща в брой" in client.get(record.get_absolute_url()).content.decode()
    assert "Old habit" not in client.get(other.get_absolute_url()).content.decode()
    url = reverse("counterparties-edit", args=[record.pk])
    form = client.get(url).context["form"]
    assert "f.old" not in form.fields
    posted = {field.name: field.value() for field in form if field.value()} | {"alias": "Нов"}
    assert client.post(url, posted).status_code == 302
    stored = Counterparty.objects.get(pk=record.pk)
    assert (stored.alias, list(stored.features.values())) == ("Нов", ["Плаща в брой"])


def test_lists_and_exports_have_its_column(client: Client, user: Any, record: Counterparty, tmp_path: Path) -> None:
    page = client.get(reverse("counterparties-list"), {"columns": ["name", "f.old"]})
    assert "Плаща в брой" in page.content.decode()
    screen = screens["counterparties"]
    path = tmp_path / "all.csv"
    export(
        query=list_of(screen=screen, user=user, query=everything(screen=screen, user=user)), path=path, format="csv"
    )
    text = path.read_text(encoding="utf-8-sig")
    assert "Old habit" in text and "Плаща в брой" in text


def test_its_value_stays_as_it_is(user: Any, record: Counterparty) -> None:
    with pytest.raises(ValidationError, match="“Old habit” is stopped: start it to change its values"):
        save_counterparty(user=user, record=record, values={}, features={"f.old": ""})
    same = save_counterparty(user=user, record=record, values={}, features={"f.old": "Плаща в брой"})
    assert same.version == record.version


def test_an_import_has_no_place_for_it_and_leaves_it_alone(load: Any, record: Counterparty) -> None:
    assert "f.old" not in Counterparties().attributes(None)
    load(["code", "alias"], [record.code, "Внесен"])
    stored = Counterparty.objects.get(pk=record.pk)
    assert (stored.alias, list(stored.features.values())) == ("Внесен", ["Плаща в брой"])
