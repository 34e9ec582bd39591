"""A file of names that comes once more is told ahead of the import, to who may know of the first one."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from access.models import Ability
from counterparties.models import Counterparty
from counterparties.tests.undoing import people
from exchange.clearing import clear_away
from exchange.models import ImportRun
from exchange.repeating import imported_before
from exchange.tests.working import text_of, work
from exchange.undoing.models import Undoing
from jobs.models import Job
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db

NAMES = "name\nAlpha\nBeta\n"
BEFORE = "This file was imported before"


def checked(client):
    """The latest upload, after its check."""
    run = ImportRun.objects.latest("pk")
    client.post(reverse("exchange:columns", args=[run.pk]), {"map-0": "name", "kind": "customer"})
    work()
    return run


@pytest.fixture
def first(client, upload):
    """An import of the names."""
    upload(NAMES)
    run = checked(client)
    assert BEFORE not in text_of(client.get(run.get_absolute_url()))
    client.post(reverse("exchange:start", args=[run.pk]))
    work()
    people()
    return run


def test_it_is_told_ahead_of_the_check_and_of_the_import_and_hinders_neither(client, upload, first, user):
    # An unchanged record would be known by its raw row.
    Counterparty.objects.update(note="edited")
    columns = text_of(client.get(upload(NAMES, "again.csv").url))
    preview = text_of(client.get(checked(client).get_absolute_url()))
    for page in (columns, preview):
        assert f'<a href="{first.get_absolute_url()}">{BEFORE}</a>' in page
        assert f"by {user}, 2 created, 0 updated." in page
    client.post(reverse("exchange:start", args=[ImportRun.objects.latest("pk").pk]))
    work()
    assert Counterparty.objects.filter(name="Alpha").count() == 2


def test_other_bytes_are_another_file(client, upload, first):
    assert BEFORE not in text_of(client.get(upload(NAMES + "Gamma\n").url))


def test_a_file_that_was_only_looked_at_was_not_imported(client, upload):
    upload(NAMES)
    checked(client)
    assert BEFORE not in text_of(client.get(upload(NAMES).url))


def test_an_import_that_was_wholly_undone_does_not_count(client, upload, first):
    first.refresh_from_db()
    client.post(reverse("exchange:undo", args=[first.job_id]))
    work()
    client.post(f"{Undoing.objects.get().get_absolute_url()}start/")
    work()
    assert not Counterparty.objects.exists()
    assert BEFORE not in text_of(client.get(upload(NAMES).url))


@pytest.mark.parametrize(("abilities", "told"), [((), False), ((Ability.CONFIGURE,), True)])
def test_it_is_told_to_who_may_see_the_first_import(client, first, abilities, told):
    client.force_login(factories.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT, *abilities]))
    page = client.post(
        reverse("exchange:choose"), {"file": SimpleUploadedFile("file.csv", NAMES.encode())}, follow=True
    )
    assert (BEFORE in text_of(page)) == told


def test_a_confidential_file_is_known_to_its_user_alone_and_forgotten_with_its_cells(user):
    job = Job.objects.create(kind="import", user=user, state="done", finished_at=timezone.now())
    values = {"target": "personal-documents", "name": "file.csv", "digest": "a" * 64}
    first = ImportRun.objects.create(user=user, job=job, state="done", read=1, created=1, **values)
    again = ImportRun.objects.create(user=user, **values)
    assert imported_before(again, user) == first
    assert imported_before(again, factories.administrator()) is None
    Job.objects.update(finished_at=timezone.now() - timedelta(days=31))
    clear_away(days=30)
    first.refresh_from_db()
    assert first.digest == ""


def test_a_file_whose_bytes_nobody_kept_is_like_no_other(user):
    first, again = (ImportRun(target="counterparties", user=user, name="f.csv", read=1, created=1) for _each in "12")
    first.state = "done"
    first.save()
    again.save()
    assert imported_before(again, user) is None
