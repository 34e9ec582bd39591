"""Items pasted as lines."""

from functools import partial
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reference.arranging import append
from reference.items.pasting import LONGEST_NAME, MOST_LINES, add_lines, lines_of, plan
from reference.models import Nomenclature, NomenclatureItem
from reference.tests.conftest import together
from reference.tests.test_moving import drawn
from reference.tree import Items

LINES = st.lists(
    st.tuples(st.text(" \t\u00a0", max_size=4), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)),
    max_size=12,
)


def test_indented_lines_stand_under_the_nearest_less_indented_one() -> None:
    text = "  North\n\n\tVidin\n        Centre\n    Ruse  city \n South\r\nPlovdiv"
    found = [(line.number, line.name, line.level, line.under) for line in lines_of(text)]
    assert found == [
        (1, "North", 0, None),
        (3, "Vidin", 1, 0),
        (4, "Centre", 2, 1),
        (5, "Ruse city", 1, 0),
        (6, "South", 0, None),
        (7, "Plovdiv", 0, None),
    ]


def test_what_cannot_be_added_is_said_with_its_line() -> None:
    for text, sentence in (
        (f"a\n{'b' * (LONGEST_NAME + 1)}", "Line 2: shorten the name to 200 characters; it has 201"),
        ("a\nb\x00", "Line 2: remove the null characters"),
        ("a\n" * (MOST_LINES + 1), "Paste at most 5000 lines at once; these are 5001"),
    ):
        with pytest.raises(ValidationError) as refusal:
            lines_of(text)
        assert sentence in refusal.value.messages[0]


def test_names_get_codes_and_their_language(nomenclature: Nomenclature) -> None:
    added = add_lines(nomenclature=nomenclature, parent=None, text="София\n  Център\nSofia\n  Център\n  !!!")
    assert [(item.code, item.name_bg, item.name_en) for item in added] == [
        ("sofiya", "София", ""),
        ("tsentar", "Център", ""),
        ("sofia", "", "Sofia"),
        ("tsentar-2", "Център", ""),
        ("item", "", "!!!"),
    ]
    assert drawn(nomenclature) == "sofiya(tsentar) sofia(tsentar-2 item)"


def test_thousands_of_lines_come_in_few_statements(
    nomenclature: Nomenclature, django_assert_max_num_queries: object
) -> None:
    text = "\n".join(f"{'  ' * (number % 50)}Item {number}" for number in range(MOST_LINES))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert len(add_lines(nomenclature=nomenclature, parent=None, text=text)) == MOST_LINES
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        assert not [line for line in plan(nomenclature=nomenclature, parent=None, text=text) if not line.known]


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, LINES)
@example([("", "a"), (" ", "A"), ("", "a")], [("", "a\nb")])
def test_whatever_is_pasted_becomes_the_tree_that_was_announced(
    first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    NomenclatureItem.objects.update(parent=None)
    NomenclatureItem.objects.all().delete()
    Nomenclature.objects.all().delete()
    nomenclature = append(record=Nomenclature(code="n", name_en="N"))
    for lines in (first, second):
        text = "\n".join(indent + name for indent, name in lines)
        try:
            parsed = lines_of(text)
            announced = plan(nomenclature=nomenclature, parent=None, text=text)
            added = add_lines(nomenclature=nomenclature, parent=None, text=text)
        except ValidationError:
            continue
        assert all(later.level <= earlier.level + 1 for earlier, later in pairwise(parsed))
        assert len(added) == sum(not line.known for line in announced)
        drawn(nomenclature)
        items = Items([nomenclature.pk]).tree.by_id.values()
        below = {(item.parent_id, (item.name_bg or item.name_en).casefold()): item.pk for item in items}
        placed: list[int] = []
        for line in parsed:
            placed.append(below[None if line.under is None else placed[line.under], line.name.casefold()])
        assert not add_lines(nomenclature=nomenclature, parent=None, text=text), "pasting again adds nothing"


@pytest.mark.usefixtures("committed")
def test_two_who_paste_the_same_at_once_add_it_once() -> None:
    nomenclature = append(record=Nomenclature(code="n", name_en="N"))
    text = "\n".join(f"{' ' * (number % 3)}Item {number}" for number in range(200))
    paste = partial(add_lines, nomenclature=nomenclature, parent=None, text=text)
    assert together(paste, paste) == []
    assert nomenclature.items.count() == 200
    drawn(nomenclature)
