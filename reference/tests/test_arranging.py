import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.models import Change
from reference.adding import add_items
from reference.arranging import append, arrange, move
from reference.deleting import delete
from reference.models import Nomenclature, NomenclatureItem, Status, Type
from reference.tests.conftest import together


def statuses(*codes: str) -> dict[str, Status]:
    return {code: append(record=Status(code=code, name_en=code.title())) for code in codes}


def order() -> str:
    rows = list(Status.objects.order_by("position").values_list("code", "position"))
    assert [position for _, position in rows] == list(range(1, len(rows) + 1))
    return "".join(code for code, _ in rows)


@pytest.mark.django_db
def test_a_new_row_stands_behind_its_siblings() -> None:
    made = statuses("a", "b", "c")
    assert order() == "abc"
    assert made["c"].position == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "by", "expected"),
    [("b", -1, "bacd"), ("b", 1, "acbd"), ("a", -1, "abcd"), ("d", 1, "abcd"), ("a", 3, "bcda"), ("d", -9, "dabc")],
)
def test_a_row_moves_at_most_to_an_end(code: str, by: int, expected: str) -> None:
    made = statuses("a", "b", "c", "d")
    assert move(record=made[code], by=by) == expected.index(code) + 1
    assert order() == expected


@pytest.mark.django_db
def test_moving_a_row_that_is_gone_says_so() -> None:
    made = statuses("a", "b")
    Status.objects.filter(pk=made["a"].pk).delete()
    with pytest.raises(Status.DoesNotExist):
        move(record=made["a"], by=1)


@pytest.mark.django_db
def test_a_whole_order_is_written() -> None:
    made = statuses("a", "b", "c")
    assert arrange(model=Status, ids=[made[code].pk for code in "cab"]) == 3
    assert order() == "cab"
    assert arrange(model=Status, ids=[made[code].pk for code in "cab"]) == 0


@pytest.mark.django_db
def test_what_was_added_meanwhile_stays_behind_and_what_was_deleted_is_passed_over() -> None:
    made = statuses("a", "b", "c")
    ids = [made["c"].pk, made["b"].pk, made["a"].pk, 99_999_999]
    statuses("d")
    delete(record=made["b"])
    arrange(model=Status, ids=ids)
    assert order() == "cad"


@pytest.mark.django_db
def test_one_id_twice_counts_once() -> None:
    made = statuses("a", "b", "c")
    arrange(model=Status, ids=[made[code].pk for code in "bbaab"])
    assert order() == "bac"


@pytest.mark.django_db
def test_a_page_of_rows_shares_out_its_own_places() -> None:
    made = statuses("a", "b", "c", "d", "e")
    arrange(model=Status, ids=[made[code].pk for code in "dc"])
    assert order() == "abdce"


@pytest.mark.django_db
def test_only_what_moved_is_written() -> None:
    made = statuses("a", "b", "c", "d")
    before = Change.objects.count()
    move(record=made["a"], by=1)
    assert Change.objects.count() == before + 2


@pytest.mark.django_db
def test_gaps_and_doubles_left_by_other_doors_are_healed() -> None:
    made = statuses("a", "b", "c")
    Status.objects.filter(pk=made["c"].pk).update(position=70)
    move(record=made["c"], by=-1)
    assert order() == "acb"


def test_a_tree_read_line_by_line_arranges_each_set_of_siblings(customer: Type) -> None:
    children = [append(record=Type(code=code, kind="customer", parent=customer)) for code in "xyz"]
    roots = list(Type.objects.filter(parent=None).order_by("position"))
    lines = [roots[1], children[2], roots[0], children[0], *roots[2:], children[1]]
    arrange(model=Type, ids=[line.pk for line in lines])
    codes = Type.objects.order_by("position").values_list("code", flat=True)
    assert list(codes.filter(parent=None))[:3] == ["supplier", "customer", "bank"]
    assert list(codes.filter(parent=customer)) == ["z", "x", "y"]


def test_items_are_ordered_within_their_parent(regions: dict[str, NomenclatureItem]) -> None:
    assert regions["ruse"].position == 2
    assert regions["plovdiv"].position == 1
    move(record=regions["ruse"], by=-1)
    regions["vidin"].refresh_from_db()
    assert regions["vidin"].position == 2
    regions["south"].refresh_from_db()
    assert regions["south"].position == 2


def test_thousands_of_items_are_arranged_in_a_few_statements(
    nomenclature: Nomenclature, django_assert_max_num_queries: Callable
) -> None:
    items = add_items(nomenclature=nomenclature, names=[f"Item {number}" for number in range(3000)])
    ids = [item.pk for item in items]
    random.Random(1).shuffle(ids)
    with django_assert_max_num_queries(8):
        arrange(model=NomenclatureItem, ids=ids)
    assert list(NomenclatureItem.objects.order_by("position").values_list("pk", flat=True)) == ids


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["add", "move", "arrange", "delete"]), st.integers(-5, 40)), max_size=12))
def test_positions_are_1_to_n_whatever_happens(steps: list[tuple[str, int]]) -> None:
    Status.objects.all().delete()
    for number, (verb, argument) in enumerate(steps):
        rows = list(Status.objects.order_by("position"))
        if verb == "add" or not rows:
            append(record=Status(code=f"s{number}", name_en="S"))
        elif verb == "move":
            move(record=rows[argument % len(rows)], by=argument)
        elif verb == "arrange":
            random.Random(argument).shuffle(rows)
            arrange(model=Status, ids=[row.pk for row in rows[: argument % 5]])
        else:
            delete(record=rows[argument % len(rows)])
        positions = list(Status.objects.order_by("position").values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))


@pytest.mark.usefixtures("committed")
def test_two_administrators_at_once_neither_lose_a_row_nor_make_equal_positions() -> None:
    made = list(statuses(*"abcdefgh").values())
    ids = [status.pk for status in made]

    def arranging(seed: int) -> Callable[[], None]:
        def deed() -> None:
            chance = random.Random(seed)
            for _ in range(15):
                arrange(model=Status, ids=chance.sample(ids, len(ids)))
                move(record=chance.choice(made), by=chance.choice([-1, 1]))

        return deed

    def adding() -> None:
        for number in range(15):
            append(record=Status(code=f"new-{number}", name_en="New"))

    def adding_and_deleting() -> None:
        for number in range(15):
            delete(record=append(record=Status(code=f"gone-{number}", name_en="Gone")))

    assert together(arranging(1), arranging(2), adding, adding_and_deleting) == []
    positions = list(Status.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(ids) + 15 + 1))
    assert set(ids) <= set(Status.objects.values_list("pk", flat=True))
