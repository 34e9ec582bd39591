"""What names and bytes of files are taken for; hostile ones break nothing."""

import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from counterparties.files.content_types import INLINE, PICTURES, UNKNOWN, WEBP, content_type, decoded, icon, in_words
from counterparties.files.expiring import EXPIRED, SOON, VALID, expiring, expiry, state_of
from counterparties.files.naming import clean_name, download_name, is_plain_key, sought, suffix, words_of
from counterparties.files.pictures import thumbnail
from counterparties.files.tab import clean_new_name
from counterparties.models import Attachment
from counterparties.models.files import random_name
from tests import factories

DAY = datetime.date(2026, 11, 22)


# --- names


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("a.txt", "a.txt"),
        ("C:\\Users\\Мария\\Договор.pdf", "Договор.pdf"),
        ("../../etc/passwd", "passwd"),
        ("  two   words .txt ", "two words .txt"),
        ("line\nbreak\t.txt", "line break .txt"),
        ("cod\u202etxt.exe", "codtxt.exe"),
        ("null\x00.txt", "null.txt"),
        ("\ud800.txt", ".txt"),
        ("й.txt".replace("й", "и\u0306"), "й.txt"),
        ("", "file"),
        ("...", "file"),
        ("/", "file"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_names_are_what_people_see(given, name):
    assert clean_name(given) == name


@given(st.text(max_size=400))
def test_a_clean_name_is_short_visible_and_stays(text):
    name = clean_name(text)
    assert 0 < len(name) <= 255 and not set(name) & set("/\\\0\n\r") and name.isprintable()
    assert clean_name(name) == name and clean_new_name(name) == name


@pytest.mark.parametrize("text", ["a/b.txt", "a\u202eb", "..", "a\\b", " x"])
def test_a_typed_name_that_deceives_is_refused(text):
    with pytest.raises(ValidationError):
        clean_new_name(text)


@pytest.mark.parametrize(
    ("name", "uploaded", "downloaded"),
    [
        ("a.pdf", "x.pdf", "a.pdf"),
        ("a.PDF", "x.pdf", "a.PDF"),
        ("Договор 1.2", "x.pdf", "Договор 1.2.pdf"),
        ("a", "x", "a"),
        ("a.txt", "x.pdf", "a.txt.pdf"),
    ],
)
def test_a_download_keeps_the_ending_of_its_upload(name, uploaded, downloaded):
    assert download_name(name, uploaded) == downloaded


def test_endings():
    assert [suffix(name) for name in ("a.tar.gz", ".bashrc", "a", "a.", "a.b c")] == [".gz", "", "", "", ""]


def test_names_in_the_store_are_ours_alone():
    names = {random_name(None, "договор.pdf") for _each in range(100)}
    assert len(names) == 100 and all(map(is_plain_key, names))
    assert is_plain_key(f"{names.pop()}.thumbnail")
    assert not any(map(is_plain_key, ("x", "ab/cd", "../ab", "ab/" + "z" * 32)))


@pytest.mark.parametrize("query", ["договор 2026", "2026 dogovor", "DOGO", "117", "Ана", "ana dog"])
def test_words_are_found_by_beginnings_in_any_order_and_both_scripts(query):
    words = words_of("Договор_2026-117 (Ана).pdf")
    assert all(word in words for word in sought(query))


@pytest.mark.parametrize("query", ["говор", "118", "договор за наем"])
def test_other_words_are_not(query):
    words = words_of("Договор_2026-117 (Ана).pdf")
    assert not all(word in words for word in sought(query))


# --- bytes


def zipped(**files: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as package:
        for name, text in files.items():
            package.writestr(name.replace("__", "/"), text)
    return made.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."
ODT = "application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "ending", "kind"),
    [
        (b"%PDF-1.7 x", ".txt", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", ".exe", "image/png"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        (b"GIF89a", "", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "image/webp"),
        (b"hello", ".html", "text/plain"),
        (b"<!doctype html><p>", ".html", "text/plain"),
        (b"<svg/>", ".svg", "text/plain"),
        (b"<?xml version='1.0'?><x/>", ".xml", "text/plain"),
        ("Здравей".encode(), "", "text/plain"),
        ("Здравей, свят".encode("cp1251"), "", "text/plain"),
        ("Здравей".encode("utf-16"), "", "text/plain"),
        (zipped(**{"word__document.xml": "x"}), "", f"{OFFICE}wordprocessingml.document"),
        (zipped(**{"xl__workbook.xml": "x"}), ".docx", f"{OFFICE}spreadsheetml.sheet"),
        (zipped(**{"ppt__presentation.xml": "x"}), "", f"{OFFICE}presentationml.presentation"),
        (zipped(mimetype=ODT), "", ODT),
        (zipped(mimetype="text/html"), "", "application/zip"),
        (zipped(a="b"), ".docx", "application/zip"),
        (b"PK\x03\x04broken", "", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".exe", "application/x-ole-storage"),
        (b"\0\1\2", ".png", UNKNOWN),
    ],
)
def test_a_file_is_what_its_bytes_say(content, ending, kind):
    assert content_type(BytesIO(content), ending) == kind


def test_a_text_that_is_cut_within_a_letter_is_one():
    assert content_type(BytesIO("ж".encode() * 70_000), "") == "text/plain"
    assert decoded("жж".encode()[:3], whole=False) == "ж"


@given(st.binary(max_size=300), st.sampled_from(["", ".html", ".svg", ".doc", ".png"]))
def test_any_bytes_are_something_that_is_safe(content, ending):
    kind = content_type(BytesIO(content), ending)
    assert "/" in kind and len(kind) <= 150 and kind.isascii()
    assert not kind.startswith("text/") or kind == "text/plain"
    assert "svg" not in kind and "html" not in kind
    if kind in INLINE:
        begins = [begin for beginnings in PICTURES.values() for begin in beginnings]
        assert content.startswith((b"%PDF-", b"RIFF", *begins))
    assert icon(kind) and in_words(kind)


@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP"]), st.binary(max_size=200)
)
def test_broken_pictures_never_break_us(begin, rest):
    made = thumbnail(BytesIO(begin + rest))
    assert made is None or made[:4] == b"RIFF"


def test_pictures_that_browsers_show_are_four():
    assert {*PICTURES, WEBP} == {"image/png", "image/jpeg", "image/gif", "image/webp"}


# --- days


@pytest.fixture
def insurance(db):
    return factories.document_kind(name_en="Insurance", expires=True, remind_days=10)


def test_a_paper_that_expires_asks_until_when(insurance):
    with pytest.raises(ValidationError) as refused:
        factories.attachment(kind=insurance)
    assert "“Insurance” expires" in refused.value.message_dict["valid_until"][0]
    with pytest.raises(ValidationError) as refused:
        factories.attachment(issued_on=DAY, valid_until=DAY - datetime.timedelta(days=1))
    assert "expires before it is issued" in str(refused.value)


@pytest.mark.parametrize(
    ("days", "with_kind", "without"),
    [
        (-1, EXPIRED, EXPIRED),
        (0, SOON, SOON),
        (10, SOON, SOON),
        (11, VALID, SOON),
        (30, VALID, SOON),
        (31, VALID, VALID),
    ],
)
def test_the_state_of_a_paper_is_the_same_in_python_and_in_lists(insurance, days, with_kind, without):
    until = DAY + datetime.timedelta(days=days)
    for record, state in (
        (factories.attachment(kind=insurance, valid_until=until), with_kind),
        (factories.attachment(valid_until=until), without),
    ):
        assert state_of(record, DAY) == state
        found = [each for each in (EXPIRED, SOON, VALID) if Attachment.objects.filter(expiry(each, DAY), pk=record.pk)]
        assert found == [state]
    assert state_of(factories.attachment(), DAY) == ""


def test_expiring_are_those_that_people_are_to_be_told_of(insurance):
    def paper(days: int, **values):
        return factories.attachment(valid_until=DAY + datetime.timedelta(days=days), **values)

    later, sooner = paper(9, kind=insurance), paper(3)
    paper(-1), paper(11, kind=insurance), paper(31), factories.attachment()
    paper(5, archived_at="2026-11-01T00:00Z")
    closed = factories.counterparty()
    paper(5, counterparty=closed)
    type(closed).objects.filter(pk=closed.pk).update(archived_at="2026-11-01T00:00Z")
    assert list(expiring(Attachment, DAY)) == [sooner, later]
