"""What every list promises: its rows, its filters, its order, its pages, its price."""

from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from attributes.filtering import AttributeFilter, TextFilter
from screens.listing import ListQuery
from tests.contract.conftest import Case


def names(page) -> list[str]:
    return [link.get_text(" ", strip=True) for link in page.select("tbody .pr-name")]


def test_shows_its_rows_under_a_heading(case: Case):
    case.make(2)
    page = case.page()
    assert len(page.select("tbody tr")) == 2
    assert len(page.select("h1")) == 1
    assert page.title.get_text().strip().endswith("· Primio CRM")
    assert page.select_one("main#main") and page.html["lang"] == "en"


def test_an_empty_list_says_what_belongs_there(case: Case):
    page = case.page()
    assert page.select_one(".pr-empty h2")
    assert case.screen.empty_text and str(case.screen.empty_text) in page.select_one(".pr-empty").get_text()


def test_answers_htmx_with_the_results_alone(case: Case):
    case.make()
    page = results(case, "")
    assert page.html is None and page.select_one("table.pr-table") and page.select_one("#count[hx-swap-oob]")


def test_finds_by_search_and_says_so_when_nothing_matches(case: Case):
    if not case.screen.search:
        return
    row = case.make(3)[1]
    word = next(str(value) for name in case.screen.search if (value := getattr(row, name))).split()[-1]
    assert case.page(f"?q={word}").select_one(f"tbody tr[data-pk='{row.pk}']")
    assert case.page("?q=zzqqxx").select_one(".pr-empty")


def filters_of(case: Case) -> dict[str, AttributeFilter]:
    """Every filter of the list, those of its menu too."""
    query = ListQuery(case.screen, case.user, QueryDict(mutable=True), case.owner)
    known = case.screen.attributes(case.user)
    return {name: known[name].filter() for name in tried(case, [*case.screen.filters, *query.offered])}


def tried(case: Case, names: list[str]) -> list[str]:
    """The list of all counterparties tries every feature; those of one kind differ in nothing else."""
    alike = getattr(case.screen, "kind", None)
    return [name for name in names if not (alike and name.startswith("f.")) or name == "f.number"]


def test_every_filter_takes_its_choices_and_refuses_others(case: Case):
    case.make(6)
    for name, made in filters_of(case).items():
        page = case.page(f"?filter={name}")
        if name in case.screen.filters_elsewhere:
            continue
        for box in page.select(f"#filter [data-chip='{name}'] input[type=checkbox]")[-4:]:
            found = case.page(f"?{urlencode({name: box['value']})}")
            assert not found.select_one("#results .pr-note.c-red"), (name, box["value"])
            chip = found.select_one(f"#filter [data-chip='{name}']")
            assert chip.select_one(f"input[value='{box['value']}'][checked]") and chip.select_one("b").get_text()
        wrong = [f"?{name}{suffix}=no-such-value" for suffix in made.suffixes]
        for address in [] if isinstance(made, TextFilter) else wrong:
            refused = case.page(address, status=400)
            assert refused.select_one("#results .pr-note.c-red") and not refused.select("tbody tr"), address


def test_a_filter_divides_the_list_into_set_and_not_set(case: Case):
    case.make(12)
    for name, made in filters_of(case).items():
        if {"-", "+"} <= made.codes.keys():
            there, missing = (case.page(f"?{name}={code}").select("tbody tr") for code in ("%2B", "-"))
            assert len(there) + len(missing) == 12 and (missing or name == "created_at"), name


def test_one_state_has_one_address(case: Case):
    case.make(2)
    for address in ("?q=&sort=", "?size=50&archived=", f"?sort={case.screen.ordering}"):
        query = ListQuery(case.screen, case.user, QueryDict(address.removeprefix("?")), case.owner)
        assert query.canonical.urlencode() == "" and query.address() == "?", address
    columns = "&".join(f"columns={name}" for name in case.screen.attributes(case.user))
    turned = QueryDict(f"{columns}&size=20&archived=1&q=a")
    query = ListQuery(case.screen, case.user, turned, case.owner)
    assert query.canonical.urlencode() == f"q=a&archived=1&{columns}&size=20"
    again = ListQuery(case.screen, case.user, QueryDict(query.canonical.urlencode()), case.owner)
    assert again.canonical.urlencode() == query.canonical.urlencode()


def test_an_unknown_filter_or_column_is_an_error_and_never_everything(case: Case):
    case.make()
    for address in ("?colour=red", "?sort=nothing", "?columns=nothing", "?after=forged"):
        refused = case.page(address, status=400)
        assert refused.select_one("#results .pr-note.c-red") and not refused.select("tbody tr"), address


def test_pages_forwards_and_backwards_in_every_order(case: Case, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("screens.listing.SIZES", (5, 50))
    case.make(11)
    for sort in [*sortable(case), *(f"-{name}" for name in sortable(case))]:
        forwards, pages, address = [], [], f"?size=5&sort={sort}"
        while address:
            page = results(case, address)
            pages.append(names(page))
            forwards += ids(page)
            after = page.select_one("a[rel=next]")
            address = after["href"] if after else ""
        assert [len(each) for each in pages] == [5, 5, 1], sort
        assert len(set(forwards)) == 11, sort
        before = page.select_one("a[rel=prev]")
        assert names(results(case, before["href"])) == pages[1], sort


def sortable(case: Case) -> list[str]:
    """The list of all counterparties tries every order; those of one kind, whose rows alone differ, what they show."""
    attributes = case.screen.attributes(case.user)
    alike = getattr(case.screen, "kind", None)
    names = [*case.screen.columns, "f.number"] if alike else attributes
    return [name for name in names if attributes[name].sortable]


def results(case: Case, address: str):
    """What a click on a page or a heading brings: the table without the page around it."""
    return case.page(address, HX_Request="true", HX_Target="results")


def ids(page) -> list[str]:
    return [row["data-pk"] for row in page.select("tbody tr")]


def test_all_columns_can_be_shown(case: Case):
    case.make(2)
    attributes = case.screen.attributes(case.user)
    page = case.page("?" + "&".join(f"columns={name}" for name in attributes))
    assert len(page.select("thead th")) == len(attributes) + 1 + bool(case.screen.bulk_url)


def test_costs_as_many_queries_for_five_rows_as_for_fifty(case: Case):
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            case.page(address)
        return len(captured)

    address = "?size=50&" + "&".join(f"columns={name}" for name in case.screen.attributes(case.user))
    case.make(5)
    queries()  # the first after a change reads the configuration
    few = queries()
    case.make(45)
    queries()
    assert queries() <= few <= 23
