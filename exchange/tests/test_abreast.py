"""Chunks that two connections write are committed in their order, whoever is ready first, until one fails."""

from itertools import pairwise
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from exchange import abreast
from exchange.abreast import Lane, lanes_for, written
from exchange.models import Profile

pytestmark = pytest.mark.django_db(transaction=True)
CHUNKS = list("abcdefg")


def keep(name):
    Profile.objects.create(name=name, target="x")


def kept():
    return list(Profile.objects.order_by("pk").values_list("name", flat=True))


def writer():
    def write(chunk, turn):
        with transaction.atomic():
            turn.come()
            keep(chunk)

    return write


@pytest.mark.parametrize("lanes", [1, 2])
def test_chunks_are_committed_in_their_order(lanes):
    for at, chunk in enumerate(written(CHUNKS, writer, lanes=lanes)):
        assert kept()[: at + 1] == CHUNKS[: at + 1] and chunk == CHUNKS[at]
    assert kept() == CHUNKS


def test_who_is_ready_first_waits():
    ready = Event()

    def slow():
        def write(chunk, turn):
            with transaction.atomic():
                if chunk == "a":
                    assert ready.wait(10)
                keep(chunk)
                if chunk == "b":
                    ready.set()
                turn.come()

        return write

    assert list(written("ab", slow, lanes=2)) == ["a", "b"]
    assert sorted(kept()) == ["a", "b"]


def test_who_is_in_the_way_of_an_earlier_chunk_yields(monkeypatch):
    monkeypatch.setattr(abreast, "SECONDS_BETWEEN_LOOKS", 0.01)
    keep("held")
    held, tries = Event(), []

    def holding():
        def write(chunk, turn):
            with transaction.atomic():
                if chunk == "a":
                    assert held.wait(10)
                Profile.objects.select_for_update().get(name="held")
                held.set()
                tries.append(chunk)
                turn.come()
                keep(chunk)

        return write

    assert list(written("ab", holding, lanes=2)) == ["a", "b"]
    assert tries == ["b", "a", "b"] and kept() == ["held", "a", "b"]


def test_nothing_is_committed_behind_a_chunk_that_fails():
    def failing():
        def write(chunk, turn):
            with transaction.atomic():
                turn.come()
                if chunk == "c":
                    raise LookupError(chunk)
                keep(chunk)

        return write

    with pytest.raises(LookupError):
        list(written(CHUNKS, failing, lanes=2))
    assert kept() == ["a", "b"]


def test_a_chunk_whose_connection_is_lost_is_written_by_another():
    lost = []

    def losing():
        def write(chunk, turn):
            with transaction.atomic():
                keep(chunk)
                turn.come()
                if chunk == "d" and not lost:
                    lost.append(chunk)
                    connection.connection.close()

        return write

    assert list(written(CHUNKS, losing, lanes=2)) == CHUNKS
    assert lost == ["d"] and sorted(kept()) == CHUNKS


def test_the_job_ends_where_the_connection_stays_lost():
    def losing():
        def write(chunk, turn):
            raise OperationalError("gone")

        return write

    connection.ensure_connection()
    with pytest.raises(OperationalError):
        list(written(CHUNKS, losing, lanes=2))
    assert connection.connection is None, "the lock of the job goes with it"


def test_what_is_being_written_is_committed_when_the_rest_is_given_up():
    chunks = written(CHUNKS, writer, lanes=2)
    next(chunks)
    chunks.close()
    assert kept() == CHUNKS[: len(kept())] and 1 <= len(kept()) < len(CHUNKS)


def test_lanes_end_with_their_work(monkeypatch):
    made = []
    enter = Lane.__enter__
    monkeypatch.setattr(Lane, "__enter__", lambda lane: made.append(enter(lane)) or made[-1])
    list(written(CHUNKS, writer, lanes=2))
    assert len(made) == 2 and not any(lane.thread.is_alive() for lane in made)


def test_few_rows_are_written_by_one_connection(monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: {0, 1, 2, 3})
    assert lanes_for(abreast.ROWS_WORTH_IT - 1) == 1
    assert lanes_for(abreast.ROWS_WORTH_IT) == abreast.MOST_LANES
    assert all(few <= many for few, many in pairwise(map(lanes_for, (0, 1, 10**6))))
