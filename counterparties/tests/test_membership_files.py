"""Holding memberships in files of their own: matching, rules told row by row, round trip, undo, rights."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.models import Ability, Action, Role
from counterparties.models import Counterparty, HoldingMember
from counterparties.saving import save_sub_record
from counterparties.tests.importing import balance, reasons
from counterparties.tests.test_own_files import came_back
from counterparties.tests.undoing import outcomes, people, state, undone
from exchange import running
from exchange.targets import targets
from history.models import Change
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from tests import factories as f

TARGET = "holdings"
HEAD = ("holding.code", "counterparty.code", "from_date", "to_date", "share")


@pytest.fixture(autouse=True)
def _defaults(db: None) -> None:
    f.load_defaults()


@pytest.fixture
def ends() -> tuple[Counterparty, Counterparty]:
    return f.holding(code="H-1", name="Холдинг А"), f.counterparty(code="K-1", name="Фирма ООД")


def rows() -> list[tuple[Any, ...]]:
    fields = ("holding__code", "counterparty__code", "from_date", "to_date", "share")
    return list(HoldingMember.objects.order_by("pk").values_list(*fields))


# --- matching


def test_a_row_names_both_ends(load: Any, ends: Any) -> None:
    run = load(HEAD, ("H-1", "K-1", "2020-01-01", "", "60,5"), target=TARGET)
    assert balance(run) == {"read": 1, "created": 1}, reasons(run)
    assert rows() == [("H-1", "K-1", date(2020, 1, 1), None, Decimal("60.50"))]
    change = Change.objects.get(table="counterparties_holdingmember")
    assert (change.run, change.owner_id, change.action) == (f"job:{run.job_id}", ends[1].pk, "I")


@pytest.mark.parametrize(
    ("stored", "row", "outcome"),
    [
        ({"from_date": date(2020, 1, 1)}, ("2020-01-01", "", "10"), "updated"),
        ({"from_date": date(2020, 1, 1), "share": 10}, ("2020-01-01", "", "10"), "same"),
        ({"from_date": date(2020, 1, 1)}, ("", "", "10"), "updated"),
        ({}, ("", "2030-01-01", ""), "updated"),
        ({"from_date": date(2020, 1, 1), "to_date": date(2021, 1, 1)}, ("2022-01-01", "", "10"), "created"),
        ({"from_date": date(2020, 1, 1), "to_date": date(2021, 1, 1)}, ("", "", "10"), "failed"),
        ({"from_date": date(2020, 1, 1)}, ("2021-01-01", "", "10"), "failed"),
        ({"from_date": date(2020, 1, 1), "archived_at": timezone.now()}, ("2020-01-01", "", "10"), "failed"),
    ],
)
def test_it_is_found_by_ends_and_first_day(load: Any, ends: Any, stored: Any, row: Any, outcome: str) -> None:
    HoldingMember.objects.create(holding=ends[0], counterparty=ends[1], **stored)
    run = load(HEAD, ("H-1", "K-1", *row), target=TARGET)
    assert balance(run) == {"read": 1, outcome: 1}, reasons(run)


def test_two_lines_for_one_membership(load: Any, ends: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    line = ("H-1", "K-1", "2020-01-01", "", "10")
    for number in (1, 5000):
        monkeypatch.setattr(running, "ROWS_A_CHUNK", number)
        run = load(HEAD, line, line, target=TARGET)
        assert run.failed == 1 and "line 2" in reasons(run)[3].lower()
    assert len(rows()) == 1


# --- what is refused


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("", "K-1", "", "", ""), "Say by code, UIC, VAT number or LEI which holding it is."),
        (("H-9", "K-1", "", "", ""), "holding.code: No counterparty that you see has “H-9”"),
        (("K-2", "K-1", "", "", ""), "holding.code: “Друга ООД” is not of the kind Holding"),
        (("H-3", "K-1", "", "", ""), "holding.code: “Затворен АД” is archived: activate it first."),
        (("H-1", "H-1", "", "", ""), "holding.code: A holding is not its own member."),
        (("H-1", "K-1", "2021-01-01", "2020-01-01", ""), "to_date: The membership ends before it begins."),
        (("H-1", "K-1", "", "", "101"), "share: Enter the share as a percentage, 0 to 100."),
        (("H-1", "K-1", "", "", "много"), "share: Enter a number"),
        (("H-1", "K-2", "2021-01-01", "", ""), "from_date: It belongs to this holding already (1 Jan 2020 – …)"),
        (("H-1", "K-2", "2020-01-01", "", "41"), "share: Holdings have the rest of “Друга ООД” on 1 Jan 2020 already"),
        (("H-2", "H-1", "", "", ""), "holding.code: “Холдинг Б” belongs to “Холдинг А” at that time"),
    ],
)
def test_it_says_column_and_way_out(load: Any, ends: Any, row: Any, reason: str) -> None:
    below, other = f.holding(code="H-2", name="Холдинг Б"), f.counterparty(code="K-2", name="Друга ООД")
    f.holding(code="H-3", name="Затворен АД", archived_at=timezone.now())
    f.holding_member(ends[0], below)
    f.holding_member(ends[0], other, from_date=date(2020, 1, 1), share=40)
    f.holding_member(below, other, share=60)
    before = rows()
    run = load(HEAD, row, target=TARGET)
    assert reason in reasons(run)[2]
    assert rows() == before


@pytest.mark.parametrize("number", [1, 2, 5000])
def test_a_circle_and_too_much_fail_alone(load: Any, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    for at in range(1, 5):
        f.holding(code=f"H-{at}", name=f"Холдинг {at}")
    f.counterparty(code="K-1")
    monkeypatch.setattr(running, "ROWS_A_CHUNK", number)
    run = load(
        HEAD,
        ("H-1", "H-2", "", "", ""),
        ("H-2", "H-3", "", "", ""),
        ("H-3", "H-1", "", "", ""),
        ("H-1", "K-1", "", "", "70"),
        ("H-2", "K-1", "", "", "31"),
        ("H-3", "K-1", "", "", "30"),
        target=TARGET,
    )
    assert balance(run) == {"read": 6, "created": 4, "failed": 2}
    told = reasons(run)
    assert "Холдинг 3 → Холдинг 2 → Холдинг 1" in told[4] and "at most 30 % are left" in told[6]


def test_a_refused_row_makes_no_circle_of_a_later_one(load: Any) -> None:
    for at in (1, 2):
        f.holding(code=f"H-{at}")
    run = load(
        HEAD,
        ("H-1", "H-2", "2020-01-01", "2020-12-31", ""),
        ("H-1", "H-2", "2020-01-01", "2030-12-31", ""),
        ("H-2", "H-1", "2021-01-01", "", ""),
        target=TARGET,
    )
    assert list(reasons(run)) == [3] and balance(run) == {"read": 3, "created": 2, "failed": 1}


def test_what_a_chunk_checks_is_told_before_anything_is_written(load: Any) -> None:
    for at in (1, 2):
        f.holding(code=f"H-{at}")
    run = load(HEAD, ("H-1", "H-2", "", "", ""), ("H-2", "H-1", "", "", ""), target=TARGET, write=False)
    assert balance(run) == {"read": 2, "created": 1, "failed": 1}
    assert rows() == []


# --- round trip, undo


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize(("slug", "option"), [("holdings", "counterparty"), ("members", "holding")])
def test_the_list_of_either_end_comes_back(
    load: Any, tmp_path: Any, settings: Any, ends: Any, language: str, slug: str, option: str
) -> None:
    settings.LANGUAGE_CODE = language
    holding, company = ends
    f.holding_member(holding, company, from_date=date(2020, 1, 1), to_date=date(2020, 12, 31), share=40)
    f.holding_member(holding, company, from_date=date(2021, 1, 1))
    owner = company if option == "counterparty" else holding
    assert came_back(load, tmp_path, slug, owner, {option: owner.code}, target=TARGET) == {"read": 2, "same": 2}


def test_those_of_all_come_back(load: Any, tmp_path: Any, ends: Any) -> None:
    f.holding_member(*ends, share=40)
    f.holding_member(f.holding(code="H-2"), f.counterparty(code="K-2"))
    assert came_back(load, tmp_path, TARGET, None, {}, target=TARGET) == {"read": 2, "same": 2}


def test_an_import_is_undone(load: Any, ends: Any) -> None:
    admin = f.superuser()
    kept = f.holding_member(*ends, from_date=date(2020, 1, 1), share=40)
    f.counterparty(code="K-2")
    before = state()
    run = load(HEAD, ("H-1", "K-1", "2020-01-01", "", "50"), ("H-1", "K-2", "", "", ""), target=TARGET, user=admin)
    people()
    kept.refresh_from_db()
    assert balance(run) == {"read": 2, "created": 1, "updated": 1} and kept.share == 50
    assert run.rows.get(line=2).changes == {"share": ["40.00", "50.00"]}
    assert outcomes(undone(run.job, admin)) == {"reversed": 2}
    assert state() == before


# --- rights


def test_who_may_not_see_the_holding_or_edit_the_company(load: Any, ends: Any) -> None:
    f.counterparty(code="B-1", types=[Kind.BANK])
    seer = {f.kind_type(Kind.BANK): [Action.SEE], f.kind_type(Kind.CUSTOMER): tuple(Action)}
    user = f.user(roles=[f.role(seer, abilities=[Ability.IMPORT])])
    run = load(HEAD, ("H-1", "K-1", "", "", ""), ("H-1", "B-1", "", "", ""), target=TARGET, user=user)
    assert "No counterparty that you see has “H-1”" in reasons(run)[2]
    assert "You may not change" in reasons(run)[3]
    seeing = f.role({**seer, f.kind_type(Kind.HOLDING): [Action.SEE]}, abilities=[Ability.IMPORT])
    run = load(HEAD, ("H-1", "K-1", "", "", ""), target=TARGET, user=f.user(roles=[seeing]))
    assert balance(run) == {"read": 1, "created": 1}, reasons(run)


def test_who_has_neither_tab_is_not_offered_it(client: Any, ends: Any) -> None:
    user = f.user(roles=[f.role({f.kind_type(kind): tuple(Action) for kind in Kind}, abilities=[Ability.IMPORT])])
    client.force_login(user)
    address = f"{reverse('exchange:choose')}?target={TARGET}"
    assert client.get(address).status_code == 200
    page = client.get(reverse("members-list", args=[ends[0].pk])).content.decode()
    assert f"?target={TARGET}&amp;holding=H-1" in page
    for tab in FileTab.objects.filter(interface__in=("holdings", "members")):
        open_to(tab=tab, roles=[f.role({})])
    assert client.get(address).status_code == 403
    assert f"target={TARGET}" not in client.get(reverse("exchange:choose")).content.decode()
    assert f"/{TARGET}/" not in client.get(reverse("exchange:list")).content.decode()


def test_a_row_of_an_import_leads_to_a_page_that_is_open(client: Any, load: Any, ends: Any) -> None:
    load(HEAD, ("H-1", "K-1", "2020-01-01", "", "60"), target=TARGET)
    record, clerk = HoldingMember.objects.get(), f.user(roles=[Role.objects.get(code="clerk")])
    client.force_login(clerk)
    assert targets[TARGET].record_url(record, clerk) == reverse("members-list", args=[ends[0].pk])
    open_to(tab=FileTab.objects.get(interface="members"), roles=[f.role({})])
    address = targets[TARGET].record_url(record, clerk)
    assert address == ends[1].get_absolute_url() and client.get(address).status_code == 200


# --- two writers


@pytest.mark.django_db(transaction=True)
def test_two_memberships_in_one_transaction_against_another_writer() -> None:
    """Who writes memberships waits before it locks a company: else each would hold what the other wants."""
    user, first, second = f.superuser(), f.counterparty(), f.counterparty()
    holdings = {company: f.holding() for company in (first, second)}
    begun = Event()

    def add(company: Counterparty) -> None:
        save_sub_record(user=user, record=HoldingMember(holding=holdings[company], counterparty=company), values={})

    def another() -> None:
        begun.wait(10)
        try:
            add(second)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            add(first)
            done = beside.submit(another)
            begun.set()
            waited_for()
            list(Counterparty.objects.select_for_update(no_key=True).filter(pk=second.pk))
        done.result(timeout=10)
    assert HoldingMember.objects.count() == 2


def waited_for() -> None:
    """Until somebody waits for a lock of this connection."""
    asked = "select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"
    for _each in range(10_000):
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waits.")
