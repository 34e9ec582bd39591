"""A file page with hundreds of files costs what an empty one costs; the list of papers goes along its index."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from counterparties.files.clearing import clear_orphans
from counterparties.models import Attachment, Upload
from counterparties.tests.test_files import at, keys
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 12, 1)


@pytest.fixture
def client() -> Client:
    return client_of(factories.superuser())


def many(owner: Any, number: int) -> None:
    """So many files without bytes: lists read none."""
    uploads = Upload.objects.bulk_create(
        Upload(counterparty=owner, name=f"{at}.txt", file=f"none/{at}", size=1, content_type="text/plain", sha256="0")
        for at in range(number)
    )
    Attachment.objects.bulk_create(
        Attachment(
            counterparty=owner,
            name=each.name,
            content=each,
            words=f" {place}",
            valid_until=DAY + datetime.timedelta(days=place % 100),
        )
        for place, each in enumerate(uploads)
    )


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_three_hundred_files_ask_no_more_than_none(client):
    owner = factories.counterparty()
    urls = [reverse("files-list", args=[owner.pk]), owner.get_absolute_url()]
    for url in urls:
        client.get(url)
    empty = [asked(client, url) for url in urls]
    many(owner, 300)
    for url, number in zip(urls, empty, strict=True):
        # Rows bring the question which of them may be changed.
        assert asked(client, url) <= min(number + 1, 15), url


def test_a_preview_asks_the_same_for_any_number_of_versions(client):
    record = factories.attachment()
    client.get(at("preview", record))
    before = asked(client, at("preview", record))
    for number in range(5):
        Upload.objects.create(
            counterparty=record.counterparty, attachment=record, name="x", file=f"none/{number}", size=1, sha256="0"
        )
    assert asked(client, at("preview", record)) <= before


def test_papers_are_read_along_their_index():
    owner = factories.counterparty()
    many(owner, 3000)
    with connection.cursor() as cursor:
        cursor.execute("analyze counterparties_attachment")
    query = ListQuery(screens["papers"], factories.superuser(), QueryDict(mutable=True))
    plan = query.keyset.ordered(query.rows())[:51].explain()
    assert "attachment_by_expiry" in plan and "Sort" not in plan, plan


def test_a_removed_counterparty_leaves_bytes_that_are_cleared_later(client):
    record = factories.attachment()
    key = str(record.content.file.name)
    assert key in keys()
    Upload.objects.filter(pk=record.content_id).update(attachment=None)
    Attachment.objects.filter(pk=record.pk).delete()
    Upload.objects.filter(pk=record.content_id).delete()
    assert clear_orphans() == 0 and key in keys(), "a day has not passed"
    assert clear_orphans(older_than_hours=0) >= 1 and key not in keys()
