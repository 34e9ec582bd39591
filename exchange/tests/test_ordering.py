"""Files are taken in whole or not at all, nobody undoes what was ordered meanwhile, mappings belong to somebody."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from access.models import Ability
from exchange import uploading
from exchange.models import ImportRun, Profile
from exchange.tests.working import text_of, work
from jobs.models import Job
from reference.kinds import Kind
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_fault_while_a_file_is_taken_leaves_no_file(user, settings, monkeypatch):
    monkeypatch.setattr(uploading, "inspected", lambda path: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        uploading.take_file(user=user, target="counterparties", upload=SimpleUploadedFile("a.csv", b"Name\nA\n"))
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("verb", [uploading.read_again, uploading.discard])
def test_what_was_ordered_meanwhile_is_not_undone(client, upload, verb):
    upload()
    stale = ImportRun.objects.get()
    client.post(reverse("exchange:columns", args=[stale.pk]), {"map-0": "name"})
    with pytest.raises(ValidationError, match="begun already"):
        verb(run=stale)
    run = ImportRun.objects.get()
    assert (run.job, [each["attribute"] for each in run.mapping["columns"]]) == (Job.objects.get(), ["name"])
    work()
    uploading.discard(run=stale)
    with pytest.raises(ValidationError, match="not there any more"):
        verb(run=stale)


def test_the_mapping_of_somebody_else_stays_his(client, upload, user):
    theirs = Profile.objects.create(target="counterparties", name="Monthly", user=factories.user())
    mine = factories.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    client.force_login(mine)
    upload()
    run = ImportRun.objects.get()
    columns = {"map-0": "name", "remember": " Monthly "}
    answer = client.post(reverse("exchange:columns", args=[run.pk]), columns)
    assert (answer.status_code, "use another name" in text_of(answer)) == (422, True)
    assert not Job.objects.exists()
    assert "Forget the mapping" not in text_of(client.get(reverse("exchange:list")))
    answer = client.post(reverse("exchange:forget", args=[theirs.pk]), follow=True)
    assert "the mapping of somebody else" in text_of(answer)
    theirs.refresh_from_db()
    assert theirs.mapping == {}
    client.post(reverse("exchange:columns", args=[run.pk]), columns | {"remember": "Weekly"})
    own = Profile.objects.get(user=mine)
    client.post(reverse("exchange:forget", args=[own.pk]))
    assert list(Profile.objects.all()) == [theirs]


def test_who_edits_settings_corrects_the_mapping_of_somebody_else(client, upload):
    theirs = Profile.objects.create(target="counterparties", name="Monthly", user=factories.user())
    upload()
    columns = {"map-0": "name", "remember": "Monthly"}
    client.post(reverse("exchange:columns", args=[ImportRun.objects.get().pk]), columns)
    kept = Profile.objects.get()
    assert (kept.user, len(kept.mapping["columns"])) == (theirs.user, 1)
    client.post(reverse("exchange:forget", args=[kept.pk]))
    assert not Profile.objects.exists()
