"""The list of papers that expire: of whom, to whom, and the number in the menu."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import Role
from counterparties.files.papers import to_renew
from reference.file_tabs.placing import open_to
from reference.kinds import Kind
from reference.models import FileTab
from screens.registry import screens
from tests import factories

pytestmark = pytest.mark.django_db


def paper(days: int, **values):
    return factories.attachment(valid_until=timezone.localdate() + datetime.timedelta(days=days), **values)


def listed(user, query: str = "") -> list[str]:
    client = Client()
    client.force_login(user)
    return [row.name for row in client.get(reverse("papers-list") + query).context["table"].records]


def is_found(user) -> bool:
    client = Client()
    client.force_login(user)
    return client.get(reverse("papers-list")).status_code != 404


def test_the_most_urgent_come_first_and_those_without_a_day_not_at_all():
    later, sooner, gone = paper(100), paper(5), paper(-5)
    factories.attachment()
    user = factories.administrator()
    assert listed(user) == [gone.name, sooner.name, later.name]
    assert listed(user, "?expiry=expired&expiry=soon") == [gone.name, sooner.name]
    assert listed(user, "?valid_until=next-30-days") == [sooner.name]
    assert to_renew(user) == (2, False)


def test_each_sees_those_of_counterparties_that_he_sees():
    of_bank = paper(5, counterparty=factories.counterparty(types=[Kind.BANK]))
    paper(5)
    factories.load_defaults()
    limited = factories.limited_user(Kind.BANK)
    assert listed(limited) == [of_bank.name] and to_renew(limited) == (1, False)


def test_whom_the_tab_is_closed_to_finds_nothing_of_it():
    shown = paper(5)
    user, clerk = factories.administrator(), Role.objects.get(code="clerk")
    tab = FileTab.objects.get(code="files")
    assert listed(user) == [shown.name]
    open_to(tab=tab, roles=[clerk])
    assert not is_found(user) and to_renew(user) == (0, False)
    open_to(tab=tab, roles=[])
    assert is_found(user)
    FileTab.objects.filter(pk=tab.pk).update(kinds=["bank"])
    assert listed(user) == []
    FileTab.objects.filter(pk=tab.pk).update(kinds=["customer", "bank"])
    assert listed(user) == [shown.name]


def test_a_paper_is_renewed_from_the_list():
    shown = paper(5)
    screen, user = screens["papers"], factories.administrator()
    client = Client()
    client.force_login(user)
    data = {"name": shown.name, "valid_until": "2030-01-01", "number": "12"}
    assert client.post(screen.url("edit", shown), data).status_code == 302
    shown.refresh_from_db()
    assert shown.valid_until == datetime.date(2030, 1, 1) and " 12" in shown.words
