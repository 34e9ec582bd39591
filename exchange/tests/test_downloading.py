"""A download that broke off goes on where it was, and never with another file."""

import os

import pytest
from django.test import RequestFactory

from exchange.downloading import resumable

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 10
SIZE = len(CONTENT)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(CONTENT)
    return path


def asked(path, **headers):
    answer = resumable(RequestFactory().get("/", headers=headers), path, "списък.csv")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer, body


def test_the_whole_says_that_parts_may_be_asked_for(path):
    answer, body = asked(path)
    assert (answer.status_code, body) == (200, CONTENT)
    assert (answer["Content-Length"], answer["Accept-Ranges"]) == (str(SIZE), "bytes")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["ETag"].startswith('"')


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=100-", 100, SIZE - 1),
        ("bytes=0-0", 0, 0),
        ("bytes=5-9", 5, 9),
        ("bytes=5-999999", 5, SIZE - 1),
        ("bytes=-7", SIZE - 7, SIZE - 1),
        ("bytes=-999999", 0, SIZE - 1),
    ],
)
def test_a_part(path, wanted, first, last):
    answer, body = asked(path, range=wanted)
    assert (answer.status_code, body) == (206, CONTENT[first : last + 1])
    assert answer["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer["Content-Length"] == str(len(body))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("wanted", [f"bytes={SIZE}-", "bytes=-0", "bytes=9-5", "bytes=-"])
def test_a_part_that_there_is_not(path, wanted):
    answer, body = asked(path, range=wanted)
    assert (answer.status_code, body, answer["Content-Range"]) == (416, b"", f"bytes */{SIZE}")


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "bytes=²-", ""])
def test_what_is_no_single_part_gives_the_whole(path, wanted):
    assert asked(path, range=wanted)[1] == CONTENT


def test_a_part_of_another_file_is_never_given(path):
    mark, day = (asked(path)[0][name] for name in ("ETag", "Last-Modified"))
    for known in (mark, day):
        assert asked(path, range="bytes=1-2", if_range=known)[0].status_code == 206
    path.write_bytes(b"another")
    os.utime(path, (1, 1))
    for known in (mark, day, '"made-up"'):
        answer, body = asked(path, range="bytes=1-2", if_range=known)
        assert (answer.status_code, body) == (200, b"another")


def test_a_place_of_more_digits_than_a_number_has_is_no_range(path):
    assert [asked(path, range=f"bytes={'9' * 5000}-{end}")[0].status_code for end in ("", "9" * 5000)] == [200, 200]
