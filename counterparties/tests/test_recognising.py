"""Which counterparty a row means when no number says it: by e-mail, phone, surname, in this order."""

from typing import Any

import pytest
from django.utils import timezone

from access.models import Ability
from counterparties.models import Counterparty
from counterparties.tests.importing import balance, reasons
from exchange import running
from exchange.running.chunks import chunks
from reference.kinds import Kind
from tests import factories as f

pytestmark = pytest.mark.django_db
LEI = "213800OK2JEGZ4GE7M14"
ALL = ("email", "phone", "surname")
IVAN = {"person_kind": "natural", "first_name": "Иван", "last_name": "Петров"}


@pytest.fixture(autouse=True)
def _defaults() -> None:
    f.load_defaults()


@pytest.mark.parametrize(
    ("steps", "stored", "row", "found"),
    [
        (("email",), {"email": "Office@firm.bg"}, {"email": "office@FIRM.bg"}, True),
        ((), {"email": "office@firm.bg"}, {"email": "office@firm.bg"}, False),
        (("phone",), {"email": "office@firm.bg"}, {"email": "office@firm.bg"}, False),
        (("phone",), {"phone": "+359888123456"}, {"phone": "0888 123 456"}, True),
        (("phone",), {"phone": "+4930123456", "country": "DE"}, {"phone": "030 123456", "country": "DE"}, True),
        (("phone",), {"phone": "+4930123456"}, {"phone": "030 123456"}, False),
        (("surname",), IVAN, IVAN, True),
        (("surname",), IVAN, {**IVAN, "first_name": "ИВАН", "last_name": "петров"}, True),
        (("surname",), IVAN, {"person_kind": "natural", "name": "Иван Петров"}, True),
        (("surname",), {**IVAN, "middle_name": "Георгиев"}, IVAN, True),
        (("surname",), {**IVAN, "middle_name": "Георгиев"}, {**IVAN, "middle_name": "Стоев"}, False),
        (("surname",), IVAN, {**IVAN, "first_name": "Петър"}, False),
        (("surname",), {**IVAN, "first_name": ""}, {**IVAN, "first_name": ""}, False),
        (("surname",), {"name": "Иван Петров"}, {"name": "Иван Петров"}, False),
        (("surname",), IVAN, {"name": "Иван Петров"}, False),
        (ALL, {"email": "a@b.bg", "uic": f.uic(1)}, {"email": "a@b.bg"}, True),
        (ALL, {"email": "a@b.bg"}, {"email": "a@b.bg", "uic": f.uic(1)}, True),
        (ALL, {"email": "a@b.bg", "uic": f.uic(1)}, {"email": "a@b.bg", "uic": f.uic(2)}, False),
        (ALL, {"email": "a@b.bg"}, {**IVAN, "email": "a@b.bg"}, False),
    ],
)
def test_what_is_recognised(load: Any, steps: Any, stored: Any, row: Any, found: bool) -> None:
    record = f.counterparty(**stored)
    told = {"name": "Нова фирма", **row} if "first_name" not in row else row
    run = load(tuple(told), tuple(told.values()), options=switched_on(*steps))
    assert balance(run) in ([{"read": 1, "created": 1}], [{"read": 1, "updated": 1}, {"read": 1, "same": 1}])[found]
    assert Counterparty.objects.count() == (1 if found else 2)
    assert not found or run.rows.get().record_id == record.pk


@pytest.mark.parametrize("columns", [("email", "name"), ("code", "email")])
def test_an_email_in_other_capitals_is_no_change(load: Any, columns: tuple[str, ...]) -> None:
    record = f.counterparty(code="K-1", name="Алфа", email="Ivan@firma.bg")
    given = {"email": "IVAN@Firma.BG", "name": "Алфа", "code": "K-1"}
    row = [given[name] for name in columns]
    for _time in range(2):
        run = load(columns, row, options=switched_on("email"))
        assert balance(run) == {"read": 1, "same": 1}
    record.refresh_from_db()
    assert record.email == "Ivan@firma.bg"


def switched_on(*steps: str) -> dict[str, str]:
    return {f"match_{step}": "1" for step in steps}


@pytest.mark.parametrize(("first", "then"), [("email", "phone"), ("phone", "surname"), ("email", "surname")])
def test_the_steps_have_an_order(load: Any, first: str, then: str) -> None:
    values: dict[str, dict[str, str]] = {
        "email": {"email": "a@b.bg"},
        "phone": {"phone": "+359888123456"},
        "surname": {"first_name": "Иван", "last_name": "Петров"},
    }
    other = {"person_kind": "natural", "first_name": "Друг", "last_name": "Човек"}
    meant, second = f.counterparty(**{**other, **values[first]}), f.counterparty(**{**other, **values[then]})
    row = {"person_kind": "natural", **values[first], **values[then]}
    run = load(tuple(row), tuple(row.values()), options=switched_on(*ALL))
    assert [line.record_id for line in run.rows.all()] == [meant.pk] != [second.pk]


def test_a_number_goes_before_all(load: Any) -> None:
    numbered, mailed = f.counterparty(uic=f.uic(1)), f.counterparty(email="a@b.bg")
    run = load(("name", "uic", "email"), ("Името", f.uic(1), "a@b.bg"), options=switched_on(*ALL))
    assert run.rows.get().record_id == numbered.pk != mailed.pk


@pytest.mark.parametrize(
    ("step", "values"),
    [("email", {"email": "a@b.bg"}), ("phone", {"phone": "+359888123456"}), ("surname", IVAN)],
)
def test_two_that_fit_fail_and_are_named(load: Any, step: str, values: dict[str, str]) -> None:
    first, second = f.counterparty(**values), f.counterparty(**values, archived_at=timezone.now())
    row = {"name": "Трети", **values} if step != "surname" else values
    run = load(tuple(row), tuple(row.values()), options=switched_on(step))
    assert balance(run) == {"read": 1, "failed": 1}
    assert Counterparty.objects.count() == 2
    (reason,) = reasons(run).values()
    for record in (first, second):
        assert f"{record.code} “{record.name}”" in reason


def test_the_second_line_that_would_be_found_fails(load: Any) -> None:
    """As it would do had the first been imported before it: whatever the chunks."""
    table = ("name", "email"), ("Първа", "a@b.bg"), ("Втора", "A@B.bg"), ("Трета", "c@b.bg")
    for write in (False, True):
        run = load(*table, options=switched_on("email"), write=write)
        assert balance(run) == {"read": 3, "created": 2, "failed": 1}
        assert "line 2 has it already" in reasons(run)[3]
    again = load(*table)
    assert balance(again) == {"read": 3, "created": 3}, "without the option they are three firms"


@pytest.mark.parametrize("chunk", [1, 5000])
@pytest.mark.parametrize("numbered", [2, 3])
def test_one_line_with_a_number_and_one_without_are_one_firm(
    load: Any, monkeypatch: pytest.MonkeyPatch, chunk: int, numbered: int
) -> None:
    monkeypatch.setattr(running, "ROWS_A_CHUNK", chunk)
    rows = [("Първа", f.uic(1) if numbered == line else "", "a@b.bg") for line in (2, 3)]
    run = load(("name", "uic", "email"), *rows, options=switched_on("email"))
    assert balance(run) == {"read": 2, "created": 1, "failed": 1}
    assert "line 2 has it already" in reasons(run)[3]


def test_two_firms_with_numbers_may_share_an_address(load: Any) -> None:
    table = ("name", "uic", "email"), ("Първа", f.uic(1), "a@b.bg"), ("Втора", f.uic(2), "a@b.bg")
    assert balance(load(*table, options=switched_on(*ALL))) == {"read": 2, "created": 2}


def test_whom_one_may_not_see_is_neither_recognised_nor_named(load: Any) -> None:
    hidden = f.counterparty(email="a@b.bg", types=[Kind.SUPPLIER], name="Тайна")
    seen = f.counterparty(email="a@b.bg", types=[Kind.CUSTOMER], name="Видима")
    user = f.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    run = load(("name", "email"), ("Явна", "a@b.bg"), kind="customer", user=user, options=switched_on("email"))
    assert balance(run) == {"read": 1, "updated": 1} and run.rows.get().record_id == seen.pk
    assert hidden.name not in str(reasons(run))


def test_a_chunk_asks_once_a_step(load: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        f.counterparty(email=f"a{number}@b.bg")
    rows = [(f"Фирма {number}", f"a{number}@b.bg") for number in range(6)]
    with django_assert_max_num_queries(120) as few:
        load(("name", "email"), *rows[:2], options=switched_on(*ALL), write=False)
    with django_assert_max_num_queries(len(few)):
        load(("name", "email"), *rows, options=switched_on(*ALL), write=False)


@pytest.mark.parametrize(
    ("step", "values"),
    [("email", ("a@b.bg", "", "")), ("phone", ("", "0888123456", "")), ("surname", ("", "", "natural"))],
)
def test_lines_that_a_check_judged_apart_are_one_firm(
    load: Any, monkeypatch: pytest.MonkeyPatch, step: str, values: tuple[str, ...]
) -> None:
    monkeypatch.setitem(chunks.__globals__, "SIGNS_A_CHUNK", 1)
    head = ("name", "lei", "email", "phone", "person_kind")
    rows = ("Иван Петров", LEI, *values), ("Иван Петров", "", *values)
    run = load(head, *rows, kind=Kind.CUSTOMER, options=switched_on(step))
    assert balance(run) == {"read": 2, "created": 1, "failed": 1}


@pytest.mark.parametrize("row", [{"email": "a@b.bg"}, {"phone": "0888 123 456"}, IVAN])
def test_whoever_is_out_of_sight_is_recognised_by_a_number_alone(load: Any, row: Any) -> None:
    hidden = f.counterparty(types=[Kind.BANK], **row | ({"phone": "+359888123456"} if "phone" in row else {}))
    user = f.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    told = {"types": "customer", **({} if "first_name" in row else {"name": "Нова фирма"}), **row}
    run = load(tuple(told), tuple(told.values()), options=switched_on(*ALL), user=user)
    assert balance(run) == {"read": 1, "created": 1}, reasons(run)
    again = load(tuple(told), tuple(told.values()), options=switched_on(*ALL), user=user)
    assert balance(again) == {"read": 1, "same": 1}, "one in sight is found behind him"
    by_code = load(("code", "alias"), (hidden.code, "x"), options=switched_on(*ALL), user=user)
    assert "may not see" in reasons(by_code)[2]
