"""The menu shows to everybody what he may see, and says where he is."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from access.models import User
from screens import menu
from screens.context import page
from screens.menu import MenuEntry, Section, count_anew, sections_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_menu(monkeypatch):
    monkeypatch.setattr(menu, "entries", [])
    cache.clear()


@pytest.fixture
def maria() -> User:
    return User.objects.create(username="maria")


def sections(user, path: str = "/", params: str = "") -> list[Section]:
    return sections_for(user, path, QueryDict(params))


def labels(user) -> list[tuple[str, list[str]]]:
    return [(section.label, [line.label for line in section.lines]) for section in sections(user)]


def current(user, path: str, params: str = "") -> list[str]:
    return [line.label for section in sections(user, path, params) for line in section.lines if line.current]


def test_sections_and_lines_stand_in_the_order_of_the_entries(maria):
    menu.add(MenuEntry("Work", "Jobs", "/jobs/", "clock", order=210))
    menu.add(MenuEntry("Records", "Banks", "/banks/", "building-bank", order=102))
    menu.add(MenuEntry("Work", "Import", "/import/", "upload", order=200))
    menu.add(MenuEntry("Records", "Customers", "/customers/", "users", order=101))
    assert labels(maria) == [("Records", ["Customers", "Banks"]), ("Work", ["Import", "Jobs"])]


def test_what_somebody_may_not_see_is_left_out_with_its_section(maria):
    menu.add(MenuEntry("Records", "Banks", "/banks/", "building-bank"))
    menu.add(MenuEntry("Settings", "Types", "/types/", "settings", visible=lambda user: user.is_superuser))
    assert labels(maria) == [("Records", ["Banks"])]
    assert labels(User.objects.create(username="root", is_superuser=True))[1] == ("Settings", ["Types"])


def test_nobody_signed_in_has_no_menu():
    menu.add(MenuEntry("Records", "Banks", "/banks/", "building-bank"))
    assert sections(AnonymousUser()) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ["Start"]),
        ("/counterparties/", ["All"]),
        ("/counterparties/17/addresses/", ["All"]),
        ("/counterparties/kind/bank/", ["Banks"]),
        ("/counterparties/kind/bank/add/", ["Banks"]),
        ("/accounts/password/change/", []),
    ],
)
def test_the_longest_address_that_fits_is_the_current_one(maria, path, expected):
    menu.add(MenuEntry("Records", "Start", "/", "home"))
    menu.add(MenuEntry("Records", "All", "/counterparties/", "users"))
    menu.add(MenuEntry("Records", "Banks", "/counterparties/kind/bank/", "building-bank"))
    assert current(maria, path) == expected


def test_a_record_stands_below_the_list_that_one_came_from(maria):
    menu.add(MenuEntry("Records", "All", reverse("counterparties-list"), "users"))
    menu.add(MenuEntry("Records", "Customers", reverse("counterparties-customer-list"), "users"))
    path = reverse("counterparty", args=[1])
    assert current(maria, path) == ["All"]
    assert current(maria, path, "list=counterparties-customer?status=active") == ["Customers"]
    assert current(maria, path, "list=nothing") == current(maria, path, "list=contact-persons?q=x") == ["All"]


@pytest.mark.parametrize(
    ("counted", "shown"), [((0, False), "0"), ((1284, False), "1,284"), ((10_000, True), "10,000+")]
)
def test_counts_are_written_as_people_write_numbers(maria, counted, shown):
    menu.add(MenuEntry("Records", "All", "/all/", "users", count=lambda user: counted))
    assert sections(maria)[0].lines[0].count == shown


def test_counts_are_kept_for_each_user(maria):
    asked: list[str] = []

    def count(user: User) -> tuple[int, bool]:
        asked.append(user.username)
        return len(asked), False

    menu.add(MenuEntry("Records", "All", "/all/", "users", count=count))
    other = User.objects.create(username="other")
    shown = [sections(user)[0].lines[0].count for user in (maria, maria, other)]
    assert (asked, shown) == (["maria", "other"], ["1", "1", "2"])


def test_labels_follow_the_language_of_the_page(maria):
    menu.add(MenuEntry(gettext_lazy("Menu"), gettext_lazy("Monday"), "/monday/", "calendar"))
    with translation.override("bg"):
        assert sections(maria)[0].lines[0].label == "понеделник"


def test_the_menu_is_worked_out_only_where_it_is_drawn(maria, django_assert_num_queries):
    menu.add(MenuEntry("Records", "All", "/all/", "users", count=lambda user: (User.objects.count(), False)))
    sections(User.objects.create(username="first"))  # a process puts its queries together once
    request = RequestFactory().get("/")
    request.user = maria
    with django_assert_num_queries(0):
        context = page(request)
    with django_assert_num_queries(3):  # the count, what the user's roles allow, his saved views
        assert context["menu"][0].lines[0].count == "2"


def test_the_language_is_kept_with_the_user(maria):
    client = Client()
    client.force_login(maria)
    answer = client.post("/language/", {"language": "bg", "next": "/accounts/password/change/"})
    maria.refresh_from_db()
    assert (answer.status_code, answer.url, maria.language) == (302, "/accounts/password/change/", "bg")
    elsewhere = Client(headers={"accept-language": "en"})
    elsewhere.force_login(maria)
    assert elsewhere.get("/accounts/password/change/").headers["Content-Language"] == "bg"


def test_an_unknown_language_changes_nothing(maria):
    client = Client()
    client.force_login(maria)
    client.post("/language/", {"language": "xx", "next": "/"})
    maria.refresh_from_db()
    assert maria.language == ""


def test_somebody_not_signed_in_chooses_the_language_too():
    client = Client()
    answer = client.post("/language/", {"language": "bg", "next": "/accounts/login/"})
    assert answer.url == "/accounts/login/"
    assert client.get("/accounts/login/").headers["Content-Language"] == "bg"


def test_the_language_form_leads_to_no_other_site():
    assert Client().post("/language/", {"language": "bg", "next": "https://elsewhere.example/"}).url == "/"


def test_what_tells_of_work_done_counts_anew(maria):
    numbers = iter([(3, False), (1, False)])
    menu.add(MenuEntry("Records", "All", "/all/", "users", count=lambda user: next(numbers)))
    assert [sections(maria)[0].lines[0].count for _page in range(2)] == ["3", "3"]
    count_anew(maria)
    assert sections(maria)[0].lines[0].count == "1"
