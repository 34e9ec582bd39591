"""Saved views: whose they are, who shares and changes them, what of them opens, where they stand in menus."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.models import Ability, Action, Role, User
from history.models import Change
from reference.models.features import DataType
from screens.listing import ListQuery
from screens.models import DefaultView, Pin, SavedView
from screens.registry import screens
from screens.saved_views.opening import fitting, kept_text, mark_of
from screens.saved_views.pinning import arrange_pins, open_first, pin_view
from screens.saved_views.saving import activate_view, archive_view, overwrite_view, save_view
from screens.saved_views.shown import places_of, read_anew, views_of
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "counterparties-customer"


def view(owner: User, name: str = "Mine", query: str = "sort=name&columns=name&size=50", **more) -> SavedView:
    return save_view(user=owner, record=SavedView(screen=LIST, query=query, owner=owner), name=name, **more)


def seen(user: User, action: Action = Action.SEE) -> list[str]:
    return sorted(SavedView.objects.visible_to(User.objects.get(pk=user.pk), action).values_list("name", flat=True))


@pytest.fixture
def people() -> dict[str, User]:
    clerks = factories.role()
    return {
        "owner": factories.user(roles=[clerks]),
        "colleague": factories.user(roles=[clerks]),
        "stranger": factories.user(),
        "chief": factories.user(roles=[clerks, factories.role(abilities=[Ability.CONFIGURE])]),
    }


def test_a_private_view_is_its_owners_alone(people):
    view(people["owner"])
    assert [seen(user) for user in people.values()] == [["Mine"], [], [], []]
    assert seen(people["owner"], Action.EDIT) == ["Mine"]


def test_a_shared_view_is_seen_by_the_role_and_changed_by_who_edits_settings(people):
    shared = view(people["chief"], "Shared", roles=people["owner"].roles.all())
    assert [seen(user) for user in people.values()] == [["Shared"], ["Shared"], [], ["Shared"]]
    assert [seen(user, Action.EDIT) for user in people.values()] == [[], [], [], ["Shared"]]
    with pytest.raises(PermissionDenied):
        overwrite_view(user=people["owner"], record=shared, query="q=x", opened=mark_of(shared.query))


def test_only_who_edits_settings_shares(people):
    with pytest.raises(PermissionDenied):
        view(people["owner"], roles=people["owner"].roles.all())


def test_a_shared_view_shows_no_row_that_its_reader_may_not_see(people):
    factories.counterparty(name="Hidden customer")
    chief = people["chief"]
    shared = view(chief, "Shared", "sort=name&columns=name&size=50", roles=people["colleague"].roles.all())
    client = Client()
    client.force_login(people["colleague"])
    page = client.get(f"/counterparties/kind/customer/?view={shared.pk}", follow=True)
    assert page.status_code == 200 and "Shared" in page.content.decode()
    assert "Hidden customer" not in page.content.decode()


def test_an_owner_has_one_view_a_name_and_list(people):
    view(people["owner"])
    view(people["colleague"])
    with pytest.raises(ValidationError) as refused:
        view(people["owner"])
    assert "name" in refused.value.message_dict


def test_who_comes_second_overwrites_nothing_unasked(people):
    mine = view(people["owner"])
    opened = mark_of(mine.query)
    overwrite_view(user=people["owner"], record=mine, query="q=first", opened=opened)
    with pytest.raises(ValidationError) as refused:
        overwrite_view(user=people["owner"], record=mine, query="q=second", opened=opened)
    assert refused.value.code == "changed"
    mine.refresh_from_db()
    assert mine.query == "q=first" and mine.version == 2
    assert Change.objects.filter(table="screens_savedview", record_id=mine.pk, action="U").get().after == {
        "query": "q=first"
    }


def test_an_archived_view_leaves_menus_and_comes_back_with_its_pins(people):
    owner = people["owner"]
    mine = view(owner)
    pin_view(user=owner, record=mine, pinned=True)
    archive_view(user=owner, record=mine)
    assert views_of(owner) == [] and places_of(owner) == {}
    view(owner, "Mine")
    with pytest.raises(ValidationError):
        activate_view(user=owner, record=mine)
    SavedView.objects.exclude(pk=mine.pk).delete()
    activate_view(user=owner, record=mine)
    read_anew(owner)
    assert [pin for pin, _url in places_of(owner)["/counterparties/kind/customer/"].pins] == [mine]


def test_pins_and_defaults_are_each_users_own(people):
    owner, chief = people["owner"], people["chief"]
    one, two, three = (view(chief, name, roles=owner.roles.all()) for name in ("One", "Two", "Three"))
    for each in (one, two, three, one):
        pin_view(user=owner, record=each, pinned=True)
    arrange_pins(user=owner, order=[three.pk, one.pk])
    open_first(user=owner, record=one, first=True)
    open_first(user=owner, record=two, first=True)
    place = places_of(owner)["/counterparties/kind/customer/"]
    assert [str(pin) for pin, _url in place.pins] == ["Three", "Two", "One"]
    assert place.first == f"/counterparties/kind/customer/?view={two.pk}"
    assert places_of(chief) == {} and DefaultView.objects.count() == 1
    pin_view(user=owner, record=two, pinned=False)
    open_first(user=owner, record=two, first=False)
    assert Pin.objects.count() == 2 and not DefaultView.objects.exists()


def test_a_view_that_is_pinned_meanwhile_is_pinned_once(people, monkeypatch):
    owner, mine = people["owner"], view(people["owner"])
    asked = QuerySet.aggregate

    def meanwhile(rows, **asking):
        found = asked(rows, **asking)
        Pin.objects.create(user=owner, view=mine, position=1)
        return found

    monkeypatch.setattr(QuerySet, "aggregate", meanwhile)
    pin_view(user=owner, record=mine, pinned=True)
    assert Pin.objects.get().view == mine


def test_what_is_gone_is_left_out_and_named():
    user = factories.superuser()
    factories.status(code="active")
    text = "status=active&status=gone&f.gone=x&filter=f.gone&sort=-f.gone&columns=name&columns=f.gone&since=x"
    found = fitting(screens[LIST], user, text)
    assert found.query.errors == []
    assert found.query.canonical.urlencode() == "status=active&columns=name"
    assert len(found.missing) == 5 and "Status: gone" in found.missing


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=60), st.sampled_from(["", "status=", "letter=", "sort=", "columns=", "size=", "q="]))
def test_any_text_opens(text, start):
    user = User(is_superuser=True)
    found = fitting(screens[LIST], user, start + text)
    assert not found.query.errors
    again = ListQuery(screens[LIST], user, QueryDict(kept_text(found.query)))
    assert not again.errors and kept_text(again) == kept_text(found.query)


def test_the_whole_list_within_a_view_is_no_return_to_the_view():
    user = factories.superuser()
    mine = view(user, query="letter=A&sort=name&columns=name&size=50")
    client = Client()
    client.force_login(user)
    opened = client.get(f"/counterparties/kind/customer/?view={mine.pk}")
    assert opened["Location"] == f"/counterparties/kind/customer/?letter=A&sort=name&columns=name&view={mine.pk}"
    page = client.get(f"/counterparties/kind/customer/?sort=name&view={mine.pk}")
    assert page.status_code == 200 and page.context["views"].changed


def test_a_view_keeps_its_columns_and_leaves_ones_own_choice_alone():
    user = factories.superuser()
    mine = view(user)
    client = Client()
    client.force_login(user)
    client.get("/counterparties/kind/customer/?columns=name&columns=alias", headers={"HX-Trigger": "filter"})
    page = client.get(f"/counterparties/kind/customer/?view={mine.pk}", follow=True)
    assert [column.name for column in page.context["query"].columns] == ["name"]
    page = client.get("/counterparties/kind/customer/")
    assert [column.name for column in page.context["query"].columns] == ["name", "alias"]


def test_a_page_reads_the_views_once_however_many_there_are():
    user = factories.superuser()
    client = Client()
    client.force_login(user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/counterparties/kind/customer/?sort=name&view={first.pk}").status_code == 200
        return len(captured)

    first = view(user, "First")
    queries()
    few = queries()
    for number in range(10):
        pin_view(user=user, record=view(user, f"View {number}"), pinned=True)
    assert queries() == few


def test_views_of_a_tab_open_in_every_file():
    user = factories.superuser()
    owner = factories.counterparty()
    factories.contact_person(counterparty=owner)
    client = Client()
    client.force_login(user)
    page = client.get(f"/counterparties/{owner.pk}/contact-persons/")
    added = client.post(page.context["views"].add_url, {"name": "Mine"}, follow=True)
    made = SavedView.objects.get()
    assert added.request["PATH_INFO"] == f"/counterparties/{owner.pk}/contact-persons/"
    assert made.screen == "contact-persons" and places_of(user) == {}


def test_a_data_type_of_the_list_is_no_matter_of_the_view():
    """A filter over a feature whose data type has changed is named, the rest opens."""
    user = factories.superuser()
    factories.feature(code="turnover", data_type=DataType.TEXT)
    found = fitting(screens[LIST], user, "f.turnover.min=5&letter=A&columns=name")
    assert found.missing and found.query.canonical.urlencode() == "letter=A&columns=name"


def test_roles_that_go_take_their_sharing_along(people):
    role = Role.objects.create(code="temporary", name_en="Temporary")
    view(people["chief"], "Shared", roles=[role])
    role.delete()
    assert seen(people["chief"]) == ["Shared"]


def test_undo_gives_back_a_view_that_named_what_is_gone(people, client):
    stale = "sort=name&columns=name&columns=gone&size=50"
    mine = view(people["owner"], query=stale)
    client.force_login(people["owner"])
    data = {"query": "sort=-name&columns=name", "opened": mark_of(stale)}
    written = client.post(f"/saved-views/{mine.pk}/overwrite/", data, headers={"HX-Request": "true"})
    assert SavedView.objects.get().query == "sort=-name&columns=name&size=50"
    undo = json.loads(written["HX-Trigger"])["toast"]["undo"]
    assert client.post(undo, headers={"HX-Request": "true"}).status_code == 200
    assert SavedView.objects.get().query == stale
