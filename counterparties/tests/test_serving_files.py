"""The bytes of files as browsers get them: names, headers, ranges; nothing runs under our address."""

from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from PIL import Image

from counterparties.files.pictures import MOST_PIXELS, SIDE, thumbnail
from counterparties.tests.test_files import at, picture
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture
def client() -> Client:
    return client_of(factories.superuser())


def served(client: Client, content: bytes, *, inline: bool = True, **headers: str) -> Any:
    record = factories.attachment(content=content)
    return client.get(at("content", record) + ("?inline=1" if inline else ""), headers=headers)


@pytest.mark.parametrize(
    "content", [HTML, SVG, b"text", b"\0\1\2", b"PK\x03\x04", b"MZ\x90\0\3\0\0\0", PDF, picture()]
)
@pytest.mark.parametrize("inline", [True, False])
def test_every_answer_is_guarded(client, content, inline):
    answer = served(client, content, inline=inline)
    assert answer.status_code == 200 and b"".join(answer) == content
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].count("default-src 'none'") == 1
    assert answer["Cache-Control"] == "private" and answer["Cross-Origin-Resource-Policy"] == "same-origin"
    shown = inline and content in (PDF, picture())
    assert answer["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert (answer["Content-Type"] == "application/octet-stream") == (not shown)
    framed = inline and content == PDF
    assert answer["X-Frame-Options"] == ("SAMEORIGIN" if framed else "DENY")
    assert answer["Content-Security-Policy"].startswith("sandbox;") == (not framed)


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("a.txt", 'attachment; filename="a.txt"'),
        ('say "hi".txt', r'attachment; filename="say \"hi\".txt"'),
        (
            "Договор № 5.txt",
            "attachment; filename*=utf-8''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80%20%E2%84%96%205.txt",
        ),
        ("Договор", "attachment; filename*=utf-8''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80.txt"),
    ],
)
def test_the_name_arrives_as_it_is_with_the_ending_of_the_upload(client, name, disposition):
    record = factories.attachment(name=name)
    assert client.get(at("content", record))["Content-Disposition"] == disposition


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-2", 206, b"012"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=8-100", 206, b"89"),
        ("bytes=10-", 416, b""),
        ("bytes=0-1,4-5", 200, b"0123456789"),
        ("lines=0-1", 200, b"0123456789"),
    ],
)
def test_a_part_is_given_where_one_is_asked_for(client, asked, status, content):
    answer = served(client, b"0123456789", inline=False, Range=asked)
    assert (answer.status_code, b"".join(answer)) == (status, content)
    assert answer["Accept-Ranges"] == "bytes" and answer["X-Content-Type-Options"] == "nosniff"
    if status == 206:
        assert answer["Content-Length"] == str(len(content)) and answer["Content-Range"].endswith("/10")


def test_a_part_goes_on_only_with_the_same_bytes(client):
    record = factories.attachment(content=b"0123456789")
    url, tag = at("content", record), f'"{record.content.sha256}"'
    assert client.get(url)["ETag"] == tag
    assert client.get(url, headers={"Range": "bytes=5-", "If-Range": tag}).status_code == 206
    assert client.get(url, headers={"Range": "bytes=5-", "If-Range": '"other"'}).status_code == 200
    again = client.get(url, headers={"If-None-Match": tag})
    assert again.status_code == 304 and not again.content and again["Cache-Control"] == "private"
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_thumbnail_is_small_and_stays(client):
    record = factories.attachment(content=picture(size=(900, 300)))
    answer = client.get(at("thumbnail", record))
    small = Image.open(BytesIO(b"".join(answer)))
    assert (small.format, small.size) == ("WEBP", (320, 107)) and "immutable" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert client.get(at("thumbnail", factories.attachment(content=b"text"))).status_code == 404


def test_a_thumbnail_stands_upright_and_says_nothing_of_the_camera():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Secret camera"
    small = Image.open(BytesIO(thumbnail(BytesIO(picture("JPEG", (200, 100), exif=exif)))))
    assert small.size == (100, 200) and not dict(small.getexif()) and "exif" not in small.info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_kind_have_thumbnails(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    made = BytesIO()
    Image.new(mode, (500, 400)).save(made, kind)
    assert Image.open(BytesIO(thumbnail(made))).size == (SIDE, 256)


def test_a_bomb_is_not_unpacked():
    made = BytesIO()
    Image.new("1", (MOST_PIXELS // 1000 + 1, 1000)).save(made, "PNG")
    assert len(made.getvalue()) < 10_000 and thumbnail(made) is None


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + b"\0" * 100, picture()[:60], b"GIF89a"]
)
def test_what_is_broken_has_none_and_is_kept_all_the_same(client, content):
    assert thumbnail(BytesIO(content)) is None
    if content:
        record = factories.attachment(content=content)
        assert not record.content.has_thumbnail
        assert client.get(reverse("files-list", args=[record.counterparty_id])).status_code == 200


def test_a_preview_shows_what_can_be_shown(client):
    for content, part in ((PDF, "iframe"), (picture(), "img[data-zoom]"), (HTML, "pre"), (b"\0", "p.none")):
        record = factories.attachment(content=content)
        text = client.get(
            at("preview", record), headers={"HX-Request": "true", "HX-Target": "preview-body"}
        ).content.decode()
        shown = BeautifulSoup(text, "html.parser").select_one(".what")
        assert shown.select_one(part), part
        assert not shown.select_one("script") and ("alert(1)" in shown.get_text()) == (content == HTML)
