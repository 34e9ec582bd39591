"""Which bank an account is put down to, what its file shows, and what is filled in as one types."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from counterparties.banks import bank_with
from counterparties.models import BankAccount, Counterparty
from counterparties.saving import save_sub_record
from history.models import Change
from reference.kinds import Kind
from reference.models import FileTab
from tests import factories as f

pytestmark = pytest.mark.django_db
COMMERZBANK, DEUTSCHE = "DE89370400440532013000", "DE75512108001245126199"


def bank(**values: Any) -> Counterparty:
    return f.counterparty(types=[Kind.BANK], **values)


def save(record: Any, **values: Any) -> Any:
    return save_sub_record(user=f.superuser(), record=record, values=values)


def test_the_bank_is_the_only_one_with_this_bic_or_name():
    user = f.superuser()
    assert bank_with(user=user, bic="COBADEFFXXX", name="Commerzbank") is None
    named = bank(name="Commerzbank AG")
    assert bank_with(user=user, bic="COBADEFFXXX", name="Commerzbank") == named
    coded = bank(name="Комерцбанк", alias="COBADEFF")
    assert bank_with(user=user, bic="COBADEFFXXX", name="Commerzbank") == coded
    bank(name="Комерцбанк 2", alias="COBADEFF")
    bank(name="Commerzbank Zwei")
    assert bank_with(user=user, bic="COBADEFFXXX", name="Commerzbank") is None
    assert bank_with(user=user, bic="", name="") is None


def test_the_last_account_with_the_bic_knows_best_but_shows_nobody_more_than_he_sees():
    chosen, other = bank(name="Commerzbank AG"), bank(name="Наша банка")
    account = f.bank_account(iban=COMMERZBANK)
    assert account.bank == chosen
    save(account, bank=other)
    assert f.bank_account(iban=COMMERZBANK, currency="USD").bank == other
    assert bank_with(user=f.limited_user(Kind.CUSTOMER), bic="COBADEFFXXX", name="Commerzbank") is None


def test_a_bank_follows_the_iban_until_somebody_chooses_one():
    commerz, deutsche, mine = bank(name="Commerzbank AG"), bank(name="Deutsche Bank AG"), bank(name="Моя банка")
    account = save(BankAccount(counterparty=f.counterparty()), iban=COMMERZBANK)
    assert account.bank == commerz
    save(account, iban="DE91100000000123456789")
    assert account.bank != commerz
    save(account, bank=mine)
    assert save(account, note="x").bank == mine
    assert save(account, bank=None).bank is None
    assert deutsche.held_accounts.count() == 0


def test_only_a_bank_is_a_bank():
    account = f.bank_account()
    with pytest.raises(ValidationError, match="not of the kind Bank"):
        save(account, bank=f.counterparty(name="Алфа"))


def test_an_account_is_changed_although_its_bank_is_none_any_more():
    account = f.bank_account(bank=(was := bank(name="Commerzbank AG")))
    Counterparty.objects.filter(pk=was.pk).update(kinds=[])
    account = BankAccount.objects.get(pk=account.pk)
    assert save(account, note="Друга").bank == was


def test_the_file_of_a_bank_shows_the_accounts_held_there_that_one_may_see():
    f.load_defaults()
    where = bank(name="Commerzbank AG")
    seen, hidden = f.counterparty(name="Явна ООД"), f.counterparty(types=[Kind.SUPPLIER], name="Тайна ООД")
    mine, theirs = f.bank_account(seen, bank=where), f.bank_account(hidden, bank=where)
    assert FileTab.objects.get(code="held-accounts").parent.code == "bank"
    url = reverse("held-accounts-list", args=[where.pk])
    client = Client()
    client.force_login(f.superuser())
    page = client.get(url).content.decode()
    assert "Явна ООД" in page and "Тайна ООД" in page and "Accounts held here" in page
    client.force_login(f.limited_user(Kind.BANK, Kind.CUSTOMER))
    page = client.get(url).content.decode()
    assert str(mine) in page and str(theirs) not in page and "Тайна" not in page
    assert client.get(reverse("held-accounts-list", args=[seen.pk])).status_code == 404


def test_a_bank_that_one_may_not_see_is_neither_named_nor_lost():
    where, owner = bank(name="Тайна банка"), f.counterparty()
    account = f.bank_account(owner, bank=where, bank_name="Написана")
    client = Client()
    client.force_login(f.limited_user(Kind.CUSTOMER))
    url = reverse("bank-accounts-edit", args=[owner.pk, account.pk])
    form = client.get(url).context["form"]
    assert "bank" not in form.fields
    data = {name: form[name].value() for name in ("iban", "bic", "bank_name", "currency", "base")} | {"note": "x"}
    assert client.post(url, data).status_code == 302
    account.refresh_from_db()
    assert (account.bank, account.note) == (where, "x")
    save(account, bank=None)
    save(account, bank=where)
    for address in ("bank-accounts-list", "counterparty-changes"):
        page = client.get(reverse(address, args=[owner.pk])).content.decode()
        assert "Тайна" not in page and ("Написана" in page or "one you may not see" in page)
    assert Change.objects.filter(after__has_key="bank_id").exists()


def test_an_iban_is_answered_as_one_types():
    where = bank(name="Commerzbank AG")
    client = Client()
    url = reverse("bank-of-iban")
    assert client.get(url).status_code == 302
    client.force_login(f.superuser())
    found = client.get(url, {"iban": "de89 3704 0044 0532 0130 00"}).json()
    assert found == {
        "bic": "COBADEFFXXX",
        "bank_name": "Commerzbank",
        "bank": {"value": str(where.pk), "text": "Commerzbank AG"},
    }
    for text in ("", "DE8937", "BG00X", "x" * 5000):
        assert client.get(url, {"iban": text}).json() == {}
    client.force_login(f.limited_user(Kind.CUSTOMER))
    assert client.get(url, {"iban": COMMERZBANK}).json()["bank"] is None
