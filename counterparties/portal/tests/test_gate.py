"""A portal user gets nowhere: every address of the application, every picker, every list of colleagues."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from access.models import User
from attributes.choices import Reference
from counterparties.comments.mentions import mentionable, mentioned
from counterparties.models import Counterparty
from counterparties.portal.gate import OPEN
from jobs.models import Job
from screens.file import Tab
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db
VALUES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}


def addresses(resolver: URLResolver, front: str = "/") -> Iterator[tuple[str, str]]:
    """Every address of the site with some value in each place, and its name."""
    for each in resolver.url_patterns:
        route = str(each.pattern)
        for name, converter in getattr(each.pattern, "converters", {}).items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            route = route.replace(f"<{kind}:{name}>", VALUES[kind]).replace(f"<{name}>", "x")
        if isinstance(each, URLPattern):
            yield front + route.replace("^", "").replace("$", ""), each.name or ""
        else:
            yield from addresses(each, front + route)


ALL = sorted({(path, name) for path, name in addresses(get_resolver())})


def test_the_addresses_are_all_there():
    assert len(ALL) > 150
    assert {name for _path, name in ALL} >= OPEN


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_but_his_own_is_closed(neli, method):
    closed = [path for path, name in ALL if name not in OPEN and path != "/"]
    answers = {path: getattr(neli, method)(path) for path in closed}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 403} == {}
    assert all("pr-app" not in answer.content.decode() for answer in answers.values())
    assert not Job.objects.exists()


def test_what_is_open_shows_nothing_of_the_application(neli):
    for path, name in ALL:
        if name in OPEN and name != "account_logout":
            answer = neli.get(path)
            assert "pr-app" not in answer.content.decode(), path


def test_the_start_leads_to_his_page_and_nonsense_tells_nothing(neli):
    assert neli.get("/").url == reverse("portal-home")
    assert neli.get("/no/such/page/").status_code == 403
    assert neli.get("/counterparties/1").status_code == 403


def test_he_sees_no_rows_even_behind_the_gate(active):
    assert not Counterparty.objects.visible_to(active.user).exists()


def test_he_is_nobody_s_colleague(active, owner):
    assert not User.colleagues.filter(pk=active.user_id).exists()
    assert mentioned([f"@{active.username}"]) == {}
    assert active.user not in mentionable("", record=owner)


@pytest.mark.parametrize("slug", list(screens))
def test_no_picker_offers_him(active, maria, owner, slug):
    screen = screens[slug]
    known = dict(screen.attributes(maria))
    if "add" in screen.views:
        record = screen.new(maria, owner if isinstance(screen, Tab) else None)
        known |= {each.name: each for each in screen.form_attributes(maria, record)}
    pickers = [each for each in known.values() if isinstance(each, Reference) and each.rows().model is User]
    assert [each.name for each in pickers if each.rows().filter(pk=active.user_id).exists()] == []


def test_who_works_here_goes_in_and_out_as_before(client):
    user = factories.administrator()
    client.force_login(user)
    assert client.get("/counterparties/").status_code == 200
