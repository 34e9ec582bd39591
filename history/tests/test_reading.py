"""Changes as people read them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from counterparties.archiving import archive_counterparty
from counterparties.models import Counterparty
from counterparties.saving import save_counterparty
from history.models import Change
from history.reading import Line, entries
from history.recording import recorded
from tests import factories

pytestmark = pytest.mark.django_db


def latest(number: int = 50):
    return Change.objects.order_by("-id")[:number]


def edit(record, user, **values):
    with recorded(user_id=user.pk, run="web:1"):
        return save_counterparty(user=user, record=Counterparty.objects.get(pk=record.pk), values=values)


def test_a_changed_field_is_told_by_its_label_from_what_to_what():
    user, record = factories.superuser(first_name="Мария", last_name="Димитрова"), factories.counterparty()
    active, stopped = factories.status(name_en="Active"), factories.status(name_en="Closed")
    edit(record, user, status=active)
    edit(record, user, status=stopped)
    entry = entries(latest(1))[0]
    assert entry.who == "Мария Димитрова"
    assert entry.lines == [Line("Status", "Active", "Closed")]


def test_codes_dates_and_yes_are_told_in_the_language_of_the_page():
    user, record = factories.superuser(), factories.counterparty()
    edit(record, user, foreign=True, language="bg")
    with translation.override("en"):
        assert entries(latest(1))[0].lines == [
            Line("Foreign", "No", "Yes"),
            Line("Preferred language", "", "Bulgarian"),
        ]


def test_archiving_is_a_deed_and_no_field():
    user, record = factories.superuser(), factories.counterparty()
    with recorded(user_id=user.pk, run="web:1"):
        archive_counterparty(user=user, record=record)
    entry = entries(latest(1))[0]
    assert entry.titles == ["Counterparty: archived"] and not entry.lines


def test_the_number_of_queries_does_not_grow():
    user, record = factories.superuser(), factories.counterparty()
    statuses = [factories.status() for _each in range(6)]
    for status in statuses:
        edit(record, user, status=status)

    def queries(number: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            entries(latest(number))
        return len(captured)

    assert queries(6) <= queries(2)
