"""The items of a nomenclature go out and come in."""

import csv
import io
from itertools import combinations
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from access.models import Ability
from exchange.item_nodes import Node, circle, longest_rise
from exchange.models import ImportRun
from exchange.tests.working import text_of, work
from history.models import Change
from reference.adding import add
from reference.items.pasting import add_lines
from reference.models import Nomenclature, NomenclatureItem
from reference.stopping import stop
from reference.tests.test_moving import drawn
from tests import factories

pytestmark = pytest.mark.django_db
HEADER = "code,name_bg,name_en,parent,stopped\n"
MISTAKES = (
    "a,,A,nowhere,",  # 2
    "b,,B,a,",  # 3: under a failed new one
    "c,,C,b,",  # 4
    "north,,North,ruse,",  # 5: under what stands under it
    "x,,X,z,",  # 6: three new ones in a circle
    "y,,Y,x,",
    "z,,Z,y,",
    "vidin,,Vidin,south,",  # 9: fine
    "VIDIN,,Again,,",  # 10
    "bad code!,,Bad,,",  # 11
    "e,,,,",  # 12: no name
    ",,,,x",  # 13: neither code nor name
    "s,,S,s,",  # 14: itself
    "ok,,OK,,maybe",  # 15
    "plovdiv,,Plovdiv,City,",  # 16: a parent by its name, in a circle
)


@pytest.fixture
def regions() -> Nomenclature:
    regions = add(record=Nomenclature(code="regions", name_en="Regions"))
    add_lines(nomenclature=regions, parent=None, text="North\n Vidin\n Ruse\nSouth\n Plovdiv\n  City")
    return regions


class Wizard:
    """The way of a file through the pages."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def check(self, content: str | bytes, name: str = "items.csv", **options: str) -> ImportRun:
        data = content.encode() if isinstance(content, str) else content
        address = reverse("exchange:choose") + "?target=nomenclature-items&nomenclature=regions"
        self.client.post(address, {"file": SimpleUploadedFile(name, data)})
        run = ImportRun.objects.latest("pk")
        page = self.client.get(run.get_absolute_url()).context
        columns = {f"map-{each.at}": each.attribute for each in page["page"].choices}
        columns |= {f"blank-{each.at}": each.blank for each in page["page"].choices}
        columns["nomenclature"] = page["mapping"].options["nomenclature"]
        self.client.post(reverse("exchange:columns", args=[run.pk]), columns | options)
        work()
        run.refresh_from_db()
        return run

    def write(self, content: str | bytes, name: str = "items.csv") -> ImportRun:
        run = self.check(content, name)
        self.client.post(reverse("exchange:start", args=[run.pk]))
        work()
        run.refresh_from_db()
        return run

    def export(self, nomenclature: Nomenclature, format: str = "csv") -> bytes:
        return b"".join(self.client.get(reverse("exchange:items", args=[nomenclature.pk, format])).streaming_content)


@pytest.fixture
def wizard(client: Any, user: Any) -> Wizard:
    return Wizard(client)


def reasons(run: ImportRun) -> dict[int, str]:
    rows = run.rows.filter(outcome="failed").order_by("line").values_list("line", "errors")
    return {line: "; ".join(each["reason"] for each in errors) for line, errors in rows}


def outcomes(run: ImportRun) -> str:
    return " ".join(run.rows.order_by("line").values_list("outcome", flat=True))


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_was_exported_comes_in_as_unchanged(wizard: Wizard, regions: Nomenclature, format: str) -> None:
    stop(record=NomenclatureItem.objects.get(code="south"))
    NomenclatureItem.objects.filter(code="ruse").update(name_bg="=Русе")
    file = wizard.export(regions, format)
    if format == "csv":
        rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
        assert rows[0] == ["Code", "Name in Bulgarian", "Name in English", "Parent code", "Stopped"]
        assert rows[4:6] == [["south", "", "South", "", "yes"], ["plovdiv", "", "Plovdiv", "south", "no"]]
    changes = Change.objects.count()
    run = wizard.check(file, f"items.{format}")
    assert run.counts == {"read": 6, "created": 0, "updated": 0, "same": 6, "skipped": 0, "failed": 0}
    assert "There is nothing to import" in text_of(wizard.client.get(run.get_absolute_url()))
    assert Change.objects.filter(table="reference_nomenclatureitem").count() <= changes
    NomenclatureItem.objects.update(parent=None)
    NomenclatureItem.objects.all().delete()
    run = wizard.write(file, f"items.{format}")
    assert run.created == 6 and drawn(regions) == "north(vidin ruse) south(plovdiv(city))"
    assert {item.code for item in NomenclatureItem.objects.exclude(stopped_at=None)} == {"south"}
    assert wizard.write(file, f"items.{format}").same == 6


def test_a_file_moves_renames_stops_and_adds(wizard: Wizard, regions: Nomenclature) -> None:
    file = (
        "Код,Име (bg),Name,Под,Спрян\n"
        "mall,,Mall,centre,\n"
        "centre,,Centre,plovdiv,\n"
        "south,Юг,South,,да\n"
        "ruse,,Ruse,,\n"
        "vidin,,Vidin,north,\n"
    )
    run = wizard.check(file)
    assert outcomes(run) == "created created updated updated same"
    page = text_of(wizard.client.get(f"{run.get_absolute_url()}?outcome=updated"))
    assert "<del>north</del><ins>—</ins>" in page and "<del>No</del><ins>Yes</ins>" in page
    assert drawn(regions) == "north(vidin ruse) south(plovdiv(city))", "a check writes nothing"
    run = wizard.write(file)
    assert run.counts == {"read": 5, "created": 2, "updated": 2, "same": 1, "skipped": 0, "failed": 0}
    assert drawn(regions) == "north(vidin) south(plovdiv(city centre(mall))) ruse"
    south = NomenclatureItem.objects.get(code="south")
    assert (south.name_bg, bool(south.stopped_at), south.version) == ("Юг", True, 2)
    result = text_of(wizard.client.get(run.get_absolute_url()))
    assert "Show the items" in result and f"/nomenclatures/{regions.pk}/items/" in result
    run = wizard.write(file)
    assert (run.same, run.updated) == (5, 0)


def test_the_order_is_that_of_the_file(wizard: Wizard, regions: Nomenclature) -> None:
    add_lines(nomenclature=regions, parent=None, text="East\nWest\nCentre")
    run = wizard.check("code,name\ncentre,Centre\nnorth,North\neast,East\n")
    assert outcomes(run) == "updated same same", "only the one that was moved"
    assert "Position: 5 → 1" in text_of(wizard.client.get(f"{run.get_absolute_url()}?outcome=updated"))
    wizard.write("code,name\ncentre,Centre\nnorth,North\neast,East\n")
    assert drawn(regions) == "centre south(plovdiv(city)) north(vidin ruse) west east"


def test_an_order_turned_round_leaves_the_middle_where_it_is(wizard: Wizard, regions: Nomenclature) -> None:
    wizard.write(HEADER + "east,,East,,\n")
    run = wizard.write("code,name\neast,East\nsouth,South\nnorth,North\n")
    assert outcomes(run) == "updated same same"
    assert drawn(regions) == "east south(plovdiv(city)) north(vidin ruse)"


def test_each_mistake_is_told_and_the_rest_lands(wizard: Wizard, regions: Nomenclature) -> None:
    run = wizard.write(HEADER + "\n".join(MISTAKES))
    told = reasons(run)
    assert run.counts == {"read": 15, "created": 0, "updated": 1, "same": 0, "skipped": 0, "failed": 14}
    assert "There is no item “nowhere” in Regions, nor in the file" in told[2]
    assert "Line 2, which adds “a” above it, fails" in told[3] and "Line 3" in told[4]
    assert "would stand under itself" in told[5] and "ruse" in told[5]
    assert all("would stand under itself: " in told[line] for line in (6, 7, 8, 14, 16))
    assert "“vidin”: line 9 has it already" in told[10]
    assert "letters, numbers" in told[11] and "at least one language" in told[12]
    assert "Enter a code or a name" in told[13] and "Enter yes or no" in told[15]
    assert drawn(regions) == "north(ruse) south(plovdiv(city) vidin)"


def test_two_that_change_places_in_the_tree(wizard: Wizard, regions: Nomenclature) -> None:
    wizard.write(HEADER + "city,,City,south,\nplovdiv,,Plovdiv,city,\n")
    assert drawn(regions) == "north(vidin ruse) south(city(plovdiv))"


def test_rows_without_a_code_mean_the_only_item_of_their_name(wizard: Wizard, regions: Nomenclature) -> None:
    file = "name_en,name_bg,parent\nRuse,Русе,North\nSofia,София,\nLyulin,,Sofia\nSofia,,South\n"
    run = wizard.write(file)
    assert outcomes(run) == "updated created created failed" and "line 3 has it already" in reasons(run)[5]
    assert drawn(regions).endswith("sofia(lyulin)") and NomenclatureItem.objects.get(code="ruse").name_bg == "Русе"
    add_lines(nomenclature=regions, parent=NomenclatureItem.objects.get(code="city"), text="Ruse")
    run = wizard.check(file)
    assert "names several items; enter a code: ruse, ruse-2" in reasons(run)[2]


def test_blank_parents_are_the_top_unless_somebody_says_otherwise(wizard: Wizard, regions: Nomenclature) -> None:
    assert outcomes(wizard.check(HEADER + "city,,City,,\n")) == "updated"
    assert outcomes(wizard.check(HEADER + "city,,City,,\n", **{"blank-3": "keep"})) == "same"
    assert outcomes(wizard.check("code,name\ncity,City\n")) == "same"


def test_the_nomenclature_must_be_chosen(wizard: Wizard, regions: Nomenclature) -> None:
    other = add(record=Nomenclature(code="other", name_en="Other"))
    run = wizard.check(HEADER + "a,,A,,\n", nomenclature="")
    assert run.state == "mapping" and not run.job
    answer = wizard.client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "code", "nomenclature": "gone"})
    assert answer.status_code == 422 and "Choose the nomenclature" in text_of(answer)
    page = text_of(wizard.client.get(run.get_absolute_url()))
    assert "Kind to tick" not in page and "Import of the items of a nomenclature" in page
    run = wizard.check(HEADER + "north,,North,,\n", nomenclature="other")
    assert run.created == 1 and other.items.count() == 0


def test_a_remembered_mapping_takes_no_file_to_another_nomenclature(wizard: Wizard, regions: Nomenclature) -> None:
    add(record=Nomenclature(code="other", name_en="Other"))
    columns = {"map-0": "code", "map-1": "name_en"}
    wizard.check("Key,Title\na,A\n", **columns, nomenclature="other", remember="Mine")
    run = wizard.check("Key,Title\na,A\n")
    assert run.mapping["options"] == {"nomenclature": "regions"} and run.created == 1


def test_who_may_import_but_not_configure(client: Any, regions: Nomenclature, wizard: Wizard) -> None:
    run = wizard.check(HEADER + "a,,A,,\n")
    clerk = factories.user(roles=[factories.role(abilities=[Ability.IMPORT])])
    client.force_login(clerk)
    address = reverse("exchange:choose")
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?target=nomenclature-items").status_code == 403
    assert client.get(f"{address}?target=unknown").status_code == 404
    assert client.get(reverse("exchange:form", args=["nomenclature-items", "csv"])).status_code == 403
    assert client.get(reverse("exchange:items", args=[regions.pk, "csv"])).status_code == 403
    ImportRun.objects.filter(pk=run.pk).update(user=clerk)
    assert client.get(run.get_absolute_url()).status_code == 403
    assert client.post(reverse("exchange:start", args=[run.pk])).status_code == 403


def test_the_preview_asks_as_often_for_many_rows_as_for_few(wizard: Wizard, regions: Nomenclature) -> None:
    add_lines(nomenclature=regions, parent=None, text="\n".join(f"Item {number}" for number in range(40)))
    rows = wizard.export(regions).decode("utf-8-sig").splitlines(keepends=True)
    asked = []
    for number in (5, 40):
        address = wizard.check("".join(rows[:number])).get_absolute_url()
        with CaptureQueriesContext(connection) as queries:
            assert "North" in text_of(wizard.client.get(address))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_thousands_of_items(wizard: Wizard, regions: Nomenclature) -> None:
    rows = (f"i{number},,Item {number},{f'i{number + 1}' if number % 500 else ''},\n" for number in range(5001))
    file = HEADER + "".join(rows)
    run = wizard.write(file)
    assert (run.created, run.failed) == (5001, 0)
    assert NomenclatureItem.objects.count() == 5007
    assert wizard.check(wizard.export(regions)).same == 5007


@given(st.lists(st.integers(0, 30), unique=True, max_size=9))
def test_the_longest_rise_is_one(numbers: list[int]) -> None:
    found = longest_rise(numbers)
    chosen = [numbers[at] for at in sorted(found)]
    assert chosen == sorted(chosen)
    longest = max(len(few) for size in range(10) for few in combinations(numbers, size) if list(few) == sorted(few))
    assert len(chosen) == longest


@given(st.lists(st.integers(-1, 7), min_size=8, max_size=8))
def test_a_circle_is_found_where_there_is_one(parents: list[int]) -> None:
    nodes = [Node(str(at)) for at in range(8)]
    for node, parent in zip(nodes, parents, strict=True):
        node.parent = nodes[parent] if parent >= 0 else None

    def returns(node: Node) -> bool:
        at: Node | None = node
        for _step in range(9):
            at = at.parent if at else None
            if at is node:
                return True
        return False

    found = circle(nodes)
    assert bool(found) == any(map(returns, nodes)) and all(map(returns, found))
