"""A feature goes with its values when that is asked for: nothing is left of it but the history."""

import pytest
from django.core.exceptions import ValidationError

from counterparties.models import Counterparty
from jobs.models import Job
from jobs.running import cancel, run
from reference import deleting
from reference.changing import change
from reference.deleting import delete, delete_with_values
from reference.features import rewriting
from reference.features.carried import with_value
from reference.models import Feature
from reference.stopping import start
from reference.tests.carrying import carry, changes_of, done, feature, killed_after, many, values

pytestmark = pytest.mark.django_db


def test_few_values_go_at_once_and_the_history_tells() -> None:
    note, other = feature("note"), feature("other")
    records = carry(note, "abc", None, "def")
    carry(other, "stays")
    assert delete_with_values(feature=note, user=None) is None
    assert not Feature.objects.filter(pk=note.pk).exists()
    assert values(note) == [None] * 4 and values(other)[-1] == "stays"
    assert changes_of(records[0])[0] == ({str(note.pk): "abc"}, {})


def test_many_go_by_a_job_that_stops_the_feature_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    note = feature("note")
    records = carry(note, "a", "b", "c")
    many(monkeypatch)
    job = delete_with_values(feature=note, user=None)
    note.refresh_from_db()
    assert job and note.job == job and note.stopped_at
    for verb in (start, change):
        with pytest.raises(ValidationError, match="A job is changing the values"):
            verb(record=note)
    with pytest.raises(ValidationError, match="A job is changing the values"):
        delete_with_values(feature=note, user=None)
    assert done(job).state == "done" and job.done == 3
    assert values(note) == [None] * 3 and not Feature.objects.exists()
    assert changes_of(records[2])[0][0] == {str(note.pk): "c"}


def test_a_killed_worker_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    note = feature("note")
    records = carry(note, *"abcde")
    many(monkeypatch)
    job = delete_with_values(feature=note, user=None)
    assert job
    killed_after(monkeypatch, job, 1)
    assert values(note) == [None, None, "c", "d", "e"] and Feature.objects.exists()
    assert done(job).state == "done" and (job.done, job.expected) == (5, 5)
    assert values(note) == [None] * 5 and not Feature.objects.exists()
    assert [len(changes_of(record)) for record in records] == [2] * 5
    run(job)
    assert deleting.clear_and_delete(rewriting.JobWork(rewriting.Progress(job))) == {"feature": "Note"}


def test_cancelled_it_keeps_what_is_left_and_may_be_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    note = feature("note")
    carry(note, *"abcde")
    many(monkeypatch)
    monkeypatch.setattr("jobs.running.SECONDS_BETWEEN_SIGNS", 0)
    monkeypatch.setattr(rewriting, "ROWS_A_CHUNK", 2)
    job = delete_with_values(feature=note, user=None)
    assert job
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    assert done(job).state == "cancelled"
    note.refresh_from_db()
    assert note.job is None and note.stopped_at and values(note) == [None, None, "c", "d", "e"]
    start(record=note)
    waiting = delete_with_values(feature=note, user=None)
    assert waiting
    cancel(job=waiting)
    note.refresh_from_db()
    start(record=note)
    note.refresh_from_db()
    assert note.job is None and note.stopped_at is None


def test_without_asking_a_feature_with_values_stays() -> None:
    note = feature("note")
    carry(note, "abc")
    with pytest.raises(ValidationError, match="Used by 1 counterparty; stop it instead"):
        delete(record=note)


def test_texts_that_went_are_not_found_any_more() -> None:
    note = feature("note")
    (record,) = carry(note, "zanzibar")
    Counterparty.objects.filter(pk=record.pk).update(search=" zanzibar")
    delete_with_values(feature=note, user=None)
    record.refresh_from_db()
    assert "zanzibar" not in record.search


def test_keys_that_are_no_features_do_not_disturb_the_count() -> None:
    note = feature()
    (record,) = carry(note, "x")
    record.refresh_from_db()
    record.features["no number"] = 1
    record.save(update_fields=["features"])
    assert with_value([note.pk]) == {note.pk: 1}
