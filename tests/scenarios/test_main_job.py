"""The main job, told as a story: real counterparties in, found, edited, out again."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from counterparties.accounts import spaced
from counterparties.models import BankAccount, ContactPerson, Counterparty
from history.models import Change
from reference.kinds import Kind
from reference.models import Status
from screens.registry import screens
from tests import factories
from tests.clients import client_of
from tests.contract.conftest import Case

REGISTER = Path(__file__).parents[2] / "counterparties" / "demonstration" / "gleif-500.csv"


@pytest.fixture
def clerk(db):
    factories.administrator()
    return factories.user(
        username="maria", first_name="Мария", roles=[factories.role(every_right(), abilities=["import"])]
    )


def every_right():
    return {factories.kind_type(kind): factories.EVERY_ACTION for kind in Kind}


@pytest.fixture
def client(clerk):
    return client_of(clerk)


def import_register() -> dict[str, int]:
    out = io.StringIO()
    maps = [f"--map={pair}" for pair in ("Legal name=name", "LEI=lei", "Country=country")]
    with pytest.raises(SystemExit) as ended:
        call_command("import_counterparties", str(REGISTER), *maps, "--kind=customer", "--json", stdout=out)
    assert ended.value.code == 1
    return json.loads(out.getvalue())


def test_a_register_comes_in_is_found_worked_on_and_goes_out(client, clerk, tmp_path):
    told = import_register()
    assert told["read"] == 500 and told["created"] == 499 and told["failed"] == 1
    assert told["read"] == sum(told[name] for name in ("created", "updated", "same", "skipped", "failed"))

    found = client.get("/counterparties/kind/customer/", {"q": "shell"})
    shell = Counterparty.objects.get(name="SHELL MOBILITY ITALIA S.R.L.")
    assert shell.name in found.content.decode()
    greek = Counterparty.objects.filter(name__regex="[Α-Ω]").first()
    word = next(word for word in greek.search.split() if len(word) > 4)
    assert greek.name in client.get("/search/", {"q": word}).content.decode().replace("&amp;", "&")

    add_a_contact_and_an_account(client, shell)
    change_the_status(client, shell)

    story = client.get(f"/counterparties/{shell.pk}/changes/").content.decode()
    assert "Мария" in story and "Active" in story and "System" in story

    exported = tmp_path / "customers.xlsx"
    call_command("export_counterparties", str(exported), "--kind=customer", "--query=q=shell")
    assert exported.stat().st_size > 1000

    again = import_register()
    assert (again["created"], again["updated"], again["same"], again["failed"]) == (0, 0, 499, 1)


def add_a_contact_and_an_account(client, owner):
    person = {"first_name": "Ana", "last_name": "Petrova", "phone": "+359 888 123 456", "email": "ana@shell.example"}
    assert client.post(f"/counterparties/{owner.pk}/contact-persons/add/", person).status_code == 302
    grouped = spaced(factories.iban(77))
    account = {"iban": grouped.lower(), "currency": "EUR", "main": "on"}
    assert client.post(f"/counterparties/{owner.pk}/bank-accounts/add/", account).status_code == 302
    assert ContactPerson.objects.get(counterparty=owner).phone == "+359888123456"
    stored = BankAccount.objects.get(counterparty=owner)
    assert stored.iban == factories.iban(77) and stored.bic == "UNCRBGSF"
    for text in ("petrova", "0888123456", grouped):
        assert owner.name in client.get("/search/", {"q": text}).content.decode(), text


def change_the_status(client, owner):

    user = factories.superuser()
    case = Case(screens["counterparties"], None, client, user)
    data = case.form_data(Counterparty.objects.get(pk=owner.pk)) | {"status": Status.objects.get(code="active").pk}
    assert client.post(f"/counterparties/{owner.pk}/edit/", data).status_code == 302
    change = Change.objects.filter(table="counterparties_counterparty", record_id=owner.pk, action="U").latest("id")
    assert change.after.keys() == {"status_id"}
