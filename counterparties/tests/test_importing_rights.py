"""An import does nothing that its user may not do by hand, row by row."""

from collections.abc import Collection
from functools import partial

import pytest

from access.models import Ability, Action, Role, User
from counterparties.models import BankAccount, Counterparty
from counterparties.tests.importing import balance, reasons
from exchange.targets import target_of
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from tests import factories

pytestmark = pytest.mark.django_db
IBAN = "BG80BNBG96611020345678"
LEI_1, LEI_2 = "213800OK2JEGZ4GE7M14", "391200J2KPJZYV13G604"
importer = partial(factories.limited_user, abilities=[Ability.IMPORT])


@pytest.fixture(autouse=True)
def _defaults():
    factories.load_defaults()


def test_rights_hold_row_by_row(load):
    factories.counterparty(name="Bank", lei=LEI_1, types=[Kind.BANK])
    mine = factories.counterparty(name="Mine", lei=LEI_2)
    user = importer(Kind.CUSTOMER, actions=[Action.SEE, Action.EDIT])
    run = load(("name", "lei"), ("Taken", LEI_1), ("Changed", LEI_2), ("New", ""), user=user)
    assert balance(run) == {"read": 3, "updated": 1, "failed": 2}
    told = reasons(run)
    assert "may not see" in told[2]
    assert "Bank" not in told[2]
    assert "may not add" in told[4]
    mine.refresh_from_db()
    assert mine.name == "Changed"


def test_a_user_who_sees_but_may_not_edit(load):
    factories.counterparty(name="Seen", lei=LEI_1)
    run = load(("name", "lei"), ("Other", LEI_1), user=importer(Kind.CUSTOMER, actions=[Action.SEE]))
    assert "may not change “Seen”" in reasons(run)[2]


def test_types_that_a_user_may_not_tick(load):
    user = importer(Kind.CUSTOMER)
    run = load(("name", "types"), ("A", "supplier"), ("B", "customer"), ("C", ""), user=user)
    assert balance(run) == {"read": 3, "created": 1, "failed": 2}
    assert "may not choose: Supplier" in reasons(run)[2]
    assert "at least one type" in reasons(run)[4]


def test_types_that_a_user_does_not_see_are_kept(load):
    record = factories.counterparty(lei=LEI_1, types=[Kind.CUSTOMER, Kind.SUPPLIER])
    retail = factories.type_(code="retail")
    run = load(("lei", "types"), (LEI_1, "retail"), user=importer(Kind.CUSTOMER))
    assert run.rows.get().changes["types"] == ["Customer", str(retail)]
    assert set(record.types.all()) == {retail, factories.kind_type(Kind.SUPPLIER)}


def test_a_limited_user_does_not_pass_over_records_by_their_hash(load):
    table = ("name", "lei", "types"), ("Bank", LEI_1, "bank")
    load(*table)
    run = load(*table, user=importer(Kind.CUSTOMER))
    assert "may not see" in reasons(run)[2]


def test_who_sees_no_record_any_more_is_told_no_value_of_it(load, client):
    record = factories.counterparty(name="Mine", lei=LEI_1, alias="Secret")
    user = importer(Kind.CUSTOMER)
    run = load(("lei", "alias"), (LEI_1, "Known"), user=user, write=False)
    client.force_login(user)
    assert "Secret" in client.get(run.get_absolute_url()).text
    record.types.set([factories.kind_type(Kind.SUPPLIER)])
    Counterparty.objects.filter(pk=record.pk).update(kinds=[Kind.SUPPLIER])
    page = client.get(run.get_absolute_url()).text
    assert "Known" in page
    assert "Secret" not in page


@pytest.mark.parametrize("owned", [True, False])
def test_nobody_imports_with_the_rights_of_another(load, client, owned):
    """Who may edit settings sees all imports, those of commands included, which may do everything."""
    run = load(("name", "types"), ("New", "supplier"), user=factories.superuser() if owned else None, write=False)
    client.force_login(factories.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT, Ability.CONFIGURE]))
    page = client.get(run.get_absolute_url())
    assert (page.status_code, "start/" in page.text) == (200, False)
    assert client.post(f"{run.get_absolute_url()}start/").status_code == 403
    assert client.post(f"{run.get_absolute_url()}columns/", {}).status_code == 403
    run.refresh_from_db()
    assert run.state == run.State.CHECKED


def test_failed_rows_that_no_workbook_holds_are_refused_in_words(load, client):
    user = importer(Kind.CUSTOMER)
    run = load(("name", "types", "note"), ("A", "supplier", "x" * 33_000), user=user, write=False)
    client.force_login(user)
    answer = client.get(f"{run.get_absolute_url()}errors.xlsx", follow=True)
    assert answer.redirect_chain == [(run.get_absolute_url(), 302)]
    assert "33000 characters" in answer.text
    assert client.get(f"{run.get_absolute_url()}errors.csv").status_code == 200


def clerk() -> User:
    return factories.user(roles=[Role.objects.get(code="clerk")])


def close(interface: str, kinds: Collection[str] = ()) -> None:
    """Leaves the tab to administrators, or to the files of some kinds."""
    for tab in FileTab.objects.filter(interface=interface):
        if kinds:
            FileTab.objects.filter(pk=tab.pk).update(kinds=kinds)
        else:
            open_to(tab=tab, roles=Role.objects.filter(code="administrator"))


def test_columns_of_a_tab_that_the_user_does_not_have_are_unknown(load):
    user = clerk()
    assert {"account.iban", "contact2.email"} <= target_of("counterparties").attributes(user).keys()
    close("bank-accounts")
    assert not [name for name in target_of("counterparties").attributes(user) if name.startswith("account")]
    assert "contact.email" in target_of("counterparties").attributes(user)
    with pytest.raises(AssertionError, match=r"account\.iban"):
        load(("name", "account.iban"), ("A", IBAN), user=user)


def test_rows_beside_a_counterparty_stay_out_of_files_that_do_not_show_them(load):
    close("bank-accounts", [Kind.CUSTOMER])
    factories.counterparty(code="S1", name="Supply", types=[Kind.SUPPLIER])
    factories.counterparty(code="C1", name="Custom", types=[Kind.CUSTOMER])
    table = ("code", "account.iban"), ("S1", IBAN), ("C1", IBAN)
    run = load(*table, user=clerk())
    assert balance(run) == {"read": 2, "updated": 1, "failed": 1}
    assert "You see no bank accounts in the file of “Supply”" in reasons(run)[2]
    assert BankAccount.objects.get().counterparty.code == "C1"
