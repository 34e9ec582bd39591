"""A list that has grown too long for its order falls back to the usual one, keeps all else and says why."""

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import translation

from access.models import User
from exchange.exporting import list_of
from screens.listing import ListQuery
from screens.models import SavedView
from screens.registry import screens
from screens.saved_views.pinning import open_first
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db
LIST, URL = "counterparties-customer", "/counterparties/kind/customer/"
SWAP = {"HX-Request": "true", "HX-Target": "results"}
SAID = "they stand by Name, not by Status. Filter further to sort by it."


@pytest.fixture
def user(monkeypatch) -> User:
    """Somebody with three customers, one of them active, in lists that count two of them."""
    monkeypatch.setattr("screens.listing.EXACT", 2)
    active, other = (factories.status(code=code, name_en=code) for code in ("active", "other"))
    for name, status in (("Beta", other), ("Alpha", active), ("Gamma", other)):
        factories.counterparty(name=name, status=status)
    return factories.superuser()


@pytest.fixture
def client(user) -> Client:
    return client_of(user)


def asked(user: User, text: str) -> ListQuery:
    return ListQuery(screens[LIST], user, QueryDict(text))


def test_a_filter_taken_away_leaves_the_rows_in_their_usual_order(client):
    sort = "sort=-status&columns=name&columns=status&size=20"
    assert "not by" not in client.get(f"{URL}?status=active&{sort}", headers=SWAP).content.decode()
    page = client.get(f"{URL}?{sort}", headers=SWAP)
    assert page.status_code == 200 and SAID in page.content.decode()
    assert page["HX-Push-Url"] == f"{URL}?columns=name&columns=status&size=20"
    assert [row.name for row in page.context["table"].records] == ["Alpha", "Beta", "Gamma"]
    name, status = page.context["table"].heads
    assert (name.order, status.order) == ("ascending", "none")
    assert 'id="sort-input" value=""' in page.content.decode()
    assert SAID in client.get(f"{URL}?q=&sort=-status").content.decode(), "nor is it lost without script"


def test_a_page_within_the_order_is_the_first_one_of_the_usual_order(user):
    at = asked(user, "status=other&sort=status&size=20").keyset
    place = at.place(screens[LIST].rows(user), screens[LIST].rows(user).first().pk)
    query = asked(user, f"sort=status&after={place}")
    assert len(query.page().rows) == 3 and not query.errors


def test_filters_and_the_text_stay(user):
    query = asked(user, "status=active&status=other&sort=-alias&archived=1")
    assert query.canonical.urlencode() == "status=active&status=other&archived=1"
    assert query.order_note and len(query.page().rows) == 3
    assert asked(user, "status=other&sort=-alias").canonical["sort"] == "-alias", "two can be sorted"


def test_a_list_whose_usual_order_no_index_has_is_refused_as_before(user, monkeypatch):
    monkeypatch.setattr(type(screens[LIST]), "ordering", "status")
    assert asked(user, "sort=-alias").errors and asked(user, "").errors


def test_an_export_of_such_an_order_has_the_usual_one(user):
    query = list_of(screen=screens[LIST], user=user, query="sort=-status")
    assert [row.name for row in query.ordered()] == ["Alpha", "Beta", "Gamma"]


def test_a_view_whose_list_has_grown_opens_and_says_so(client, user):
    kept = "sort=-status&columns=name&columns=status&size=50"
    view = SavedView.objects.create(screen=LIST, name="Mine", query=kept, owner=user)
    open_first(user=user, record=view, first=True)
    page = client.get(f"{URL}?view={view.pk}", follow=True)
    assert SAID in page.content.decode() and "names what is no longer there" not in page.content.decode()
    assert not page.context["views"].changed and "sort=-status" not in page.redirect_chain[-1][0]
    filtered = client.get(f"{URL}?view={view.pk}&status=active&sort=name&columns=name&columns=status")
    assert "not by" not in filtered.content.decode() and filtered.context["views"].changed


@pytest.mark.parametrize(("language", "order"), [("en", ["HR", "DE", "ES"]), ("bg", ["DE", "ES", "HR"])])
def test_choices_stand_as_they_are_offered_in_the_language_of_the_page(language, order):
    for country in ("DE", "ES", "HR"):
        factories.counterparty(country=country)
    user = factories.superuser()
    with translation.override(language):
        rising = asked(user, "sort=country")
        assert [row.country.code for row in rising.page().rows] == order
        assert [row.country.code for row in asked(user, "sort=-country").page().rows] == order[::-1]
        place = rising.keyset.place(rising.rows(), rising.page().rows[0].pk)
        assert [row.country.code for row in rising.keyset.page(rising.rows(), 1, after=place).rows] == order[1:2]
