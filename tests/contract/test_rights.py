"""Every door obeys the rights: not logged in, no right, not yours, not your tab."""

import pytest
from django.test import Client

from access.rows import ConfigurationQuerySet
from reference.kinds import Kind
from screens.file import Tab
from tests import factories
from tests.clients import client_of
from tests.contract.conftest import Case

WRITING = ("add", "edit", "archive", "activate")


def addresses(case: Case, row) -> dict[str, str]:
    return {view: case.url(view, None if view in ("list", "add", "lookup") else row) for view in case.screen.views}


def test_nobody_gets_in_without_logging_in(case: Case):
    for url in addresses(case, case.make()[0]).values():
        for response in (Client().get(url), Client().post(url)):
            assert response.status_code == 302 and "/accounts/login/" in response["Location"]


def test_a_reader_sees_and_changes_nothing(case: Case):
    row, client = case.make()[0], client_of(factories.open_tabs(factories.reader()))
    for view, url in addresses(case, row).items():
        assert client.get(url).status_code == (403 if view in WRITING else 200), url
        if view in WRITING:
            assert client.post(url, {}).status_code == 403, url
    page = client.get(case.url()).content.decode()
    assert "edit" not in case.screen.views or f'href="{case.url("edit", row)}"' not in page


def test_what_one_may_not_see_is_not_there(case: Case):
    if isinstance(case.screen.model._default_manager.all(), ConfigurationQuerySet):
        return  # Everybody who logs in sees the configuration.
    foreign = Kind.GOVERNMENT if getattr(case.screen, "kind", None) != Kind.GOVERNMENT else Kind.BANK
    row, client = case.make()[0], client_of(factories.limited_user(foreign))
    for view, url in addresses(case, row).items():
        if isinstance(case.screen, Tab) or view not in ("list", "add", "lookup"):
            assert client.get(url).status_code == 404, url
            assert client.post(url, {}).status_code in (404, 405), url
    if not isinstance(case.screen, Tab):
        assert str(row) not in client.get(case.url()).content.decode()
        assert "lookup" not in case.screen.views or client.get(case.url("lookup")).json() == {"results": []}


@pytest.mark.view("edit")
def test_a_row_of_another_owner_is_not_found(case: Case):
    if isinstance(case.screen, Tab):
        other = case.make(elsewhere=True)[0]
        for view in ("edit", "history", "archive", "activate"):
            assert case.client.get(case.url(view, other)).status_code == 404


def test_a_tab_that_the_kind_has_not_is_not_found(case: Case):
    if isinstance(case.screen, Tab) and case.screen.kinds:
        without = next(kind for kind in Kind if kind not in case.screen.kinds)
        owner = factories.counterparty(types=[without])
        for view in {"list", "add"}.intersection(case.screen.views):
            assert case.client.get(case.screen.url(view, parent=owner)).status_code == 404
