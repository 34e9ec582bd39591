"""Features that name a counterparty: found by code, UIC or name, told only to those who may see it, read in bulk."""

import csv
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.models import Ability, Action, User
from counterparties.changes import changes_of_file
from counterparties.feature_links import CounterpartyValue
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from counterparties.tests.importing import balance, done, prepared, reasons
from exchange.exporting import export, list_of
from reference.features.attributes import by_key
from reference.kinds import Kind
from reference.models import Feature
from screens.registry import screens
from tests import factories as f

pytestmark = pytest.mark.django_db
HIDDEN = "(a counterparty that you may not see)"


@pytest.fixture
def payer() -> Feature:
    return f.feature(code="payer", name_en="Payer", data_type="counterparty")


@pytest.fixture
def attribute(payer: Feature) -> CounterpartyValue:
    return by_key()[str(payer.pk)]  # type: ignore[return-value]


def pay(record: Counterparty, by: Counterparty | None, user: User | None = None) -> Counterparty:
    features = {"f.payer": by.pk if by else None}
    return save_counterparty(user=user or User(is_superuser=True), record=record, values={}, features=features)


def refusal(*arguments: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        pay(*arguments)
    return " ".join(caught.value.message_dict["f.payer"])


# --- texts


@pytest.mark.parametrize("text", ["K-7", "201556742", "BG201556742", "„Алфа“ ООД", "алфа оод", " Алфа   ООД "])
def test_a_code_a_uic_and_a_name_mean_it(attribute: CounterpartyValue, text: str) -> None:
    record = f.counterparty(code="K-7", uic="201556742", name="„Алфа“ ООД")
    assert attribute.clean(text) == record.pk
    assert attribute.clean(attribute.format(record.pk)) == record.pk


def test_a_code_goes_before_numbers_and_names(attribute: CounterpartyValue) -> None:
    first, second = f.counterparty(code="Бета"), f.counterparty(name="Бета")
    assert attribute.clean("Бета") == first.pk
    f.counterparty(code="X", uic="201556742", name="201556742")
    assert attribute.clean("201556742") == Counterparty.objects.get(code="X").pk
    assert attribute.clean(second.code) == second.pk


def test_several_of_one_name_are_told_by_their_codes(attribute: CounterpartyValue) -> None:
    f.counterparty(code="A1", name="Гама ООД")
    other = f.counterparty(code="A2", name="Гама, ООД")
    assert attribute.clean("Гама, ООД") == other.pk
    with pytest.raises(ValidationError) as caught:
        attribute.clean("гама оод")
    assert "enter the code of one: A1 “Гама ООД”, A2 “Гама, ООД”." in caught.value.messages[0]
    Counterparty.objects.filter(code="A1").update(archived_at=timezone.now())
    attribute.expect(["гама оод"])
    assert attribute.clean("гама оод") == other.pk


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30))
def test_any_other_text_means_nobody(attribute: CounterpartyValue, text: str) -> None:
    if text.strip():
        with pytest.raises(ValidationError):
            value = attribute.clean(text)
            attribute.check_change(None, value)
    else:
        assert attribute.clean(text) is None


# --- what may be chosen


def test_archived_ones_are_kept_and_not_newly_chosen(load: Any, payer: Feature) -> None:
    record, other = f.counterparty(), f.counterparty(name="Стара")
    pay(record, other)
    Counterparty.objects.filter(pk=other.pk).update(archived_at=timezone.now())
    pay(Counterparty.objects.get(pk=record.pk), other)
    assert "“Стара” is archived; choose another." in refusal(f.counterparty(), other)
    table = ("code", "f.payer"), (record.code, other.code), (f.counterparty(code="N").code, "Стара")
    run = load(*table)
    assert balance(run) == {"read": 2, "same": 1, "failed": 1}
    assert "is archived" in reasons(run)[3]


def test_it_may_be_the_record_itself(payer: Feature) -> None:
    record = f.counterparty()
    assert pay(record, record).features == {str(payer.pk): record.pk}


def test_who_does_not_see_it_neither_chooses_nor_replaces_it(payer: Feature) -> None:
    bank, customer = f.counterparty(types=[Kind.BANK], name="Тайна банка"), f.counterparty()
    user = f.limited_user(Kind.CUSTOMER)
    assert "There is no counterparty" in refusal(customer, bank, user)
    record = pay(customer, bank)
    assert "somebody who sees it can change it" in refusal(record, None, user)
    assert pay(record, bank, user).features == record.features


# --- what is told


def test_its_name_is_told_only_to_those_who_see_it(client: Client, payer: Feature, tmp_path: Path) -> None:
    bank, customer = f.counterparty(types=[Kind.BANK], name="Тайна банка", code="SECRET"), f.counterparty(code="C")
    pay(pay(customer, bank), None)
    record = pay(Counterparty.objects.get(pk=customer.pk), bank)
    user = f.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    client.force_login(user)
    pages = [
        client.get(record.get_absolute_url()),
        client.get(reverse("counterparty-changes", args=[record.pk])),
        client.get(reverse("counterparties-list"), {"columns": ["name", "f.payer"]}),
        client.get(reverse("counterparties-edit", args=[record.pk])),
        client.post(reverse("feature-fields", args=[record.pk]), {}),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200 and HIDDEN in text
        assert "Тайна банка" not in text and "SECRET" not in text
    path = tmp_path / "list.csv"
    query = list_of(screen=screens["counterparties"], user=user, query="columns=code&columns=f.payer")
    export(query=query, path=path, format="csv")
    rows = list(csv.reader(path.open(encoding="utf-8-sig")))
    assert rows == [["Code", "Payer"], ["C", f"#{bank.pk}"]]
    run = done(prepared(tmp_path, [["code", "f.payer"], rows[1]], user=user))
    assert balance(run) == {"read": 1, "same": 1}
    assert "Тайна банка" in str(changes_of_file(record, f.superuser(), limit=9))


def test_the_next_page_tells_its_new_name_and_asks_for_the_rights_anew(client: Client, payer: Feature) -> None:
    """Pages share the features, and nothing of the records and people that one of them was about."""
    bank = f.counterparty(types=[Kind.BANK], name="Стара банка")
    pay(f.counterparty(), bank)
    user = f.limited_user(Kind.CUSTOMER)
    both = f.role({f.kind_type(Kind.BANK): (Action.SEE,)})
    user.roles.add(both)
    client.force_login(user)

    def shown() -> str:
        return client.get(reverse("counterparties-customer-list"), {"columns": ["name", "f.payer"]}).text

    assert "Стара банка" in shown()
    save_counterparty(user=f.superuser(), record=bank, values={"name": "Нова банка"})
    assert "Нова банка" in shown()
    user.roles.remove(both)
    assert HIDDEN in shown()
    user.roles.add(both)
    assert "Нова банка" in shown()


def test_the_form_of_who_does_not_see_it_keeps_it(client: Client, payer: Feature) -> None:
    bank = f.counterparty(types=[Kind.BANK])
    record = pay(f.counterparty(), bank)
    client.force_login(f.limited_user(Kind.CUSTOMER))
    url = reverse("counterparties-edit", args=[record.pk])
    form = client.get(url).context["form"]
    data = {bound.name: bound.value() for bound in form if bound.value()}
    assert data["f.payer"] == f"#{bank.pk}"
    assert client.post(url, data | {"alias": "А", "seen": "f.payer"}).status_code == 302
    stored = Counterparty.objects.get(pk=record.pk)
    assert (stored.alias, stored.features) == ("А", record.features)


def test_the_file_and_the_list_lead_to_it(client: Client, payer: Feature) -> None:
    client.force_login(f.superuser())
    other = f.counterparty(name="Бащина фирма")
    record = pay(f.counterparty(), other)
    link = f'href="{other.get_absolute_url()}">Бащина фирма</a>'
    assert link in client.get(record.get_absolute_url()).content.decode()
    assert link in client.get(reverse("counterparties-list"), {"columns": ["name", "f.payer"]}).content.decode()


def test_one_that_is_gone(attribute: CounterpartyValue) -> None:
    assert attribute.show(10**9) == "(deleted counterparty)"
    assert attribute.cell(SimpleNamespace(features={attribute.key: 10**9})).endswith("(deleted counterparty)</span>")
    attribute.check_change(10**9, None)


# --- what it costs


def test_a_page_with_three_such_columns_costs_one_query_more(client: Client, payer: Feature) -> None:
    client.force_login(f.superuser())
    codes = ["payer", *(f.feature(code=f"c{at}", data_type="counterparty").code for at in range(2))]
    for _at in range(6):
        record = f.counterparty()
        features = {f"f.{code}": f.counterparty().pk for code in codes}
        save_counterparty(user=f.superuser(), record=record, values={}, features=features)

    def queries(*columns: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("counterparties-list"), {"columns": ["name", *columns]})
        return len(captured)

    queries()
    assert queries(*(f"f.{code}" for code in codes)) <= queries("code") + 1


def test_the_history_costs_as_much_for_many_changes_as_for_few(payer: Feature) -> None:
    def queries(number: int) -> int:
        record = f.counterparty()
        for _at in range(number):
            record = pay(record, f.counterparty())
        with CaptureQueriesContext(connection) as captured:
            changes_of_file(record, f.superuser(), limit=100)
        return len(captured)

    assert queries(9) == queries(2)
