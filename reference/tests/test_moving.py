"""Items move from one parent to another."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.models import Change
from reference.adding import add, add_items
from reference.arranging import append, move
from reference.changes import page
from reference.changing import change
from reference.deleting import delete
from reference.items.moving import Place, move_in, move_out, reparent
from reference.models import Nomenclature, NomenclatureItem
from reference.tests.conftest import together
from reference.tree import Items, ids_above, ids_below, ids_stopped

Regions = dict[str, NomenclatureItem]


def drawn(nomenclature: Nomenclature) -> str:
    """The tree as codes with brackets; fails unless positions are 1..n everywhere."""
    items = Items([nomenclature.pk])
    positions = dict(NomenclatureItem.objects.filter(nomenclature=nomenclature).values_list("pk", "position"))

    def below(pk: int | None) -> str:
        children = items.tree.children(pk)
        assert [positions[child.pk] for child in children] == list(range(1, len(children) + 1))
        return " ".join(child.code + (f"({under})" if (under := below(child.pk)) else "") for child in children)

    text = below(None)
    assert len(items.places) == len(positions), "an item that no root leads to stands in a circle"
    return text


def test_an_item_moves_under_another_and_to_a_place(nomenclature: Nomenclature, regions: Regions) -> None:
    was = reparent(item=regions["ruse"], parent=regions["south"])
    assert was == Place(regions["north"].pk, 2)
    assert drawn(nomenclature) == "north(vidin) south(plovdiv(city) ruse)"
    assert (regions["ruse"].parent, regions["ruse"].position) == (regions["south"], 2)
    reparent(item=regions["vidin"], parent=regions["south"], position=1)
    assert drawn(nomenclature) == "north south(vidin plovdiv(city) ruse)"
    reparent(item=regions["south"], parent=None, position=1)
    assert drawn(nomenclature) == "south(vidin plovdiv(city) ruse) north"
    reparent(item=regions["plovdiv"], parent=None, position=99)
    assert drawn(nomenclature) == "south(vidin ruse) north plovdiv(city)"
    reparent(item=regions["ruse"], parent=regions["south"])
    assert drawn(nomenclature) == "south(vidin ruse) north plovdiv(city)"


def test_moving_back_to_the_place_where_it_stood(nomenclature: Nomenclature, regions: Regions) -> None:
    before = drawn(nomenclature)
    for code in regions:
        for parent in (None, regions["plovdiv"], regions["north"]):
            try:
                was = reparent(item=regions[code], parent=parent, position=1)
            except ValidationError:
                continue
            back = NomenclatureItem.objects.get(pk=was.parent_id) if was.parent_id else None
            reparent(item=regions[code], parent=back, position=was.position)
            assert drawn(nomenclature) == before


def test_no_item_stands_under_itself(nomenclature: Nomenclature, regions: Regions) -> None:
    before, changes = drawn(nomenclature), Change.objects.count()
    with pytest.raises(ValidationError, match="under itself"):
        reparent(item=regions["south"], parent=regions["south"])
    for below in ("plovdiv", "city"):
        with pytest.raises(ValidationError, match="which stands under it"):
            reparent(item=regions["south"], parent=regions[below])
    assert (drawn(nomenclature), Change.objects.count()) == (before, changes)


def test_what_is_gone_or_elsewhere_is_refused(nomenclature: Nomenclature, regions: Regions) -> None:
    other = add(record=NomenclatureItem(nomenclature=add(record=Nomenclature(name_en="Other")), name_en="Stranger"))
    with pytest.raises(ValidationError, match="another nomenclature"):
        reparent(item=regions["ruse"], parent=other)
    delete(record=NomenclatureItem.objects.get(pk=regions["vidin"].pk))
    with pytest.raises(ValidationError, match="deleted meanwhile"):
        reparent(item=regions["ruse"], parent=regions["vidin"])
    with pytest.raises(NomenclatureItem.DoesNotExist):
        reparent(item=regions["vidin"], parent=None)


def test_in_and_out(nomenclature: Nomenclature, regions: Regions) -> None:
    move_in(item=regions["ruse"])
    assert drawn(nomenclature) == "north(vidin(ruse)) south(plovdiv(city))"
    with pytest.raises(ValidationError, match="first here"):
        move_in(item=regions["vidin"])
    move_out(item=regions["ruse"])
    assert drawn(nomenclature) == "north(vidin ruse) south(plovdiv(city))"
    move_out(item=regions["vidin"])
    assert drawn(nomenclature) == "north(ruse) vidin south(plovdiv(city))"
    with pytest.raises(ValidationError, match="at the top already"):
        move_out(item=regions["vidin"])
    move_in(item=regions["south"])
    assert drawn(nomenclature) == "north(ruse) vidin(south(plovdiv(city)))"


def test_the_history_says_from_where_to_where_in_one_line(regions: Regions) -> None:
    reparent(item=regions["vidin"], parent=regions["south"], position=1)
    entry = page()[0][0]
    assert [(line.label, line.before, line.after) for line in entry.lines] == [("Vidin, under", "North", "South")]
    move_out(item=regions["vidin"])
    line = page()[0][0].lines[0]
    assert (line.before, line.after) == ("South", "the top")


def test_whoever_edits_an_older_version_is_told(regions: Regions) -> None:
    mine, theirs = (NomenclatureItem.objects.get(pk=regions["ruse"].pk) for _each in range(2))
    reparent(item=theirs, parent=regions["south"])
    change(record=theirs)
    theirs.name_en = "Rousse"
    change(record=theirs)
    reparent(item=mine, parent=regions["north"])
    with pytest.raises(ValidationError, match="Somebody else"):
        change(record=mine)


def test_a_tree_of_500_levels(nomenclature: Nomenclature, django_assert_max_num_queries: Callable) -> None:
    chain = NomenclatureItem.objects.bulk_create(
        NomenclatureItem(nomenclature=nomenclature, code=f"level-{level}", name_en=f"Level {level}", position=1)
        for level in range(500)
    )
    for upper, lower in pairwise(chain):
        lower.parent = upper
    NomenclatureItem.objects.bulk_update(chain, ["parent"])
    items = Items([nomenclature.pk])
    assert len(items.above(chain[-1].pk)) == 500 and len(items.below(chain[0].pk)) == 500
    assert ids_above(chain[-1].pk) == [item.pk for item in reversed(chain)]
    assert ids_below([chain[1].pk]) == {item.pk for item in chain[1:]}
    loose = append(record=NomenclatureItem(nomenclature=nomenclature, code="loose", name_en="Loose"))
    with django_assert_max_num_queries(20):
        reparent(item=loose, parent=chain[-1])
    with pytest.raises(ValidationError, match="cannot stand under"):
        reparent(item=chain[0], parent=loose)


def test_5000_items_under_one(nomenclature: Nomenclature, regions: Regions) -> None:
    add_items(nomenclature=nomenclature, names=[f"Item {number}" for number in range(5000)])
    with CaptureQueriesContext(connection) as queries:
        reparent(item=regions["city"], parent=None, position=1)
    assert len(queries) < 20
    first = list(NomenclatureItem.objects.filter(parent=None).order_by("position").values_list("pk", "position"))
    assert first[0] == (regions["city"].pk, 1) and [position for _pk, position in first] == list(range(1, 5004))


def test_what_stands_below_and_above(nomenclature: Nomenclature, regions: Regions) -> None:
    items = Items([nomenclature.pk])

    def codes(pks: object) -> str:
        return " ".join(items.tree.by_id[pk].code for pk in pks)  # type: ignore[attr-defined]

    with CaptureQueriesContext(connection) as queries:
        assert codes(items.below(regions["south"].pk)) == "south plovdiv city"
        assert codes(items.below(regions["ruse"].pk)) == "ruse"
        assert items.below(10**9) == [] and items.above(10**9) == []
        assert codes(items.above(regions["city"].pk)) == "south plovdiv city"
        below = {pk: set(items.below(pk)) for pk in items.tree.by_id}
    assert len(queries) == 1
    assert below == {pk: items.tree.descendants([pk]) for pk in items.tree.by_id}


def test_what_stands_under_a_stopped_item_is_stopped_with_it(nomenclature: Nomenclature, regions: Regions) -> None:
    NomenclatureItem.objects.filter(pk=regions["south"].pk).update(stopped_at=timezone.now())
    stopped = {item.code for item in Items([nomenclature.pk]).tree.by_id.values() if item.stopped_at}
    assert stopped == {"south", "plovdiv", "city"}
    assert ids_stopped(nomenclature.pk) == {regions[code].pk for code in stopped}


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-1, 6), st.integers(-2, 9)), max_size=15))
def test_whatever_is_moved_stays_a_tree(moves: list[tuple[int, int, int]]) -> None:
    NomenclatureItem.objects.update(parent=None)
    NomenclatureItem.objects.all().delete()
    Nomenclature.objects.all().delete()
    nomenclature = append(record=Nomenclature(code="n", name_en="N"))
    items = add_items(nomenclature=nomenclature, names="abcdefg")
    for which, under, position in moves:
        with suppress(ValidationError):
            reparent(item=items[which], parent=items[under] if under >= 0 else None, position=position)
        assert sorted(set(drawn(nomenclature)) - set("() ")) == list("abcdefg")


@pytest.mark.usefixtures("committed")
def test_two_who_put_each_under_the_other_make_no_circle() -> None:
    nomenclature = add(record=Nomenclature(name_en="Regions"))
    for number in range(8):
        a, b = add_items(nomenclature=nomenclature, names=[f"A {number}", f"B {number}"])
        errors = together(partial(reparent, item=a, parent=b), partial(reparent, item=b, parent=a))
        assert len(errors) == 1 and isinstance(errors[0], ValidationError), errors
        drawn(nomenclature)


@pytest.mark.usefixtures("committed")
def test_moving_adding_renaming_and_deleting_at_once_neither_lock_up_nor_lose_places() -> None:
    nomenclature = add(record=Nomenclature(name_en="Regions"))
    a, b, c, d = add_items(nomenclature=nomenclature, names="abcd")

    def to_and_fro() -> None:
        for parent in [a, b] * 12:
            reparent(item=c, parent=parent, position=1)

    def adding_and_deleting() -> None:
        for number in range(12):
            delete(record=add(record=NomenclatureItem(nomenclature=nomenclature, parent=a, name_en=f"N {number}")))

    def renaming_and_arranging() -> None:
        for number in range(12):
            record = NomenclatureItem.objects.get(pk=d.pk)
            record.name_en = f"D {number}"
            change(record=record)
            move(record=b, by=-1)

    assert together(to_and_fro, adding_and_deleting, renaming_and_arranging) == []
    assert sorted(drawn(nomenclature).replace("(", " ").replace(")", " ").split()) == list("abcd")
