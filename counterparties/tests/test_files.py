"""Files through every door: taken in, seen, fetched, deleted, restored, in versions."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from counterparties.files.adding import add_file, add_version, restore_version
from counterparties.models import Attachment, Upload
from counterparties.models.files import file_storage
from history.models import Change
from reference.kinds import Kind
from tests import factories
from tests.clients import client_of

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **options)
    return made.getvalue()


def upload(name: str = "Договор № 5.txt", content: bytes = b"text") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture
def owner() -> Any:
    return factories.counterparty(name="Алфа ООД")


@pytest.fixture
def client() -> Client:
    return client_of(factories.superuser(username="maria"))


def at(view: str, record: Attachment, **also: Any) -> str:
    return reverse(f"files-{view}", kwargs={"parent": record.counterparty_id, "pk": record.pk, **also})


def keys() -> set[str]:
    """The names of everything in the store."""
    storage = file_storage()
    return {f"{folder}/{name}" for folder in storage.listdir("")[0] for name in storage.listdir(folder)[1]}


# --- taken in


def test_a_file_is_kept_with_what_is_known_of_it(client, owner):
    before = keys()
    answer = client.post(reverse("files-add", args=[owner.pk]), {"files": upload()}, headers=JSON)
    assert answer.status_code == 201 and "Договор № 5.txt" in answer.json()["said"]
    record = Attachment.objects.select_related("content__uploaded_by").get(pk=answer.json()["id"])
    content = record.content
    assert (record.name, content.name, content.size, content.content_type) == (
        "Договор № 5.txt", "Договор № 5.txt", 4, "text/plain",
    )  # fmt: skip
    assert content.sha256 == "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
    assert content.uploaded_by.username == "maria" and content.attachment == record
    (key,) = keys() - before
    assert key == content.file.name and "оговор" not in key and "txt" not in key


def test_a_plain_form_sends_several_at_once_and_keeps_what_it_can(client, owner):
    files = [upload("a.txt", b"a"), upload("b.txt", b""), upload("c.txt", b"c")]
    answer = client.post(reverse("files-add", args=[owner.pk]), {"files": files})
    assert answer.status_code == 422
    assert "“b.txt” is empty" in answer.content.decode() and "a.txt" in answer.content.decode()
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.txt", "c.txt"]
    good = client.post(
        reverse("files-add", args=[owner.pk]), {"files": [upload("d.txt", b"d"), upload("e.txt", b"e")]}
    )
    assert good.status_code == 302 and good["Location"] == reverse("files-list", args=[owner.pk])


def test_a_file_that_is_too_large_is_refused_by_name_and_limit(client, owner, settings):
    settings.FILE_MAX_SIZE = 3
    before = keys()
    answer = client.post(reverse("files-add", args=[owner.pk]), {"files": upload("big.txt", b"four")}, headers=JSON)
    assert answer.status_code == 422
    (said,) = answer.json()["errors"]
    assert "“big.txt”" in said and "4\xa0bytes" in said and "3\xa0bytes" in said
    assert keys() == before and not Upload.objects.exists()


def test_no_file_at_all_is_said(client, owner):
    answer = client.post(reverse("files-add", args=[owner.pk]), {}, headers=JSON)
    assert answer.status_code == 422 and answer.json()["errors"] == ["Choose a file."]


def test_the_same_bytes_twice_are_told(client, owner):
    first = factories.attachment(owner, content=b"same")
    answer = client.post(
        reverse("files-add", args=[owner.pk]), {"files": upload("z.txt", b"same")}, headers=JSON
    ).json()
    assert answer["same"] and f"“{first.name}”" in answer["said"]
    assert answer["undo"] == reverse("files-archive", args=[owner.pk, answer["id"]])
    other = factories.counterparty()
    assert not add_file(user=factories.superuser(), counterparty=other, file=upload(content=b"same")).same


def test_what_fails_leaves_nothing_in_the_store(owner, monkeypatch):
    before = keys()
    monkeypatch.setattr("counterparties.files.adding.words_of", lambda *texts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add_file(user=factories.superuser(), counterparty=owner, file=upload("p.png", picture()))
    assert keys() == before and not Upload.objects.exists()


def test_nobody_adds_without_the_right(owner):
    reader = factories.reader()
    with pytest.raises(PermissionDenied):
        add_file(user=reader, counterparty=owner, file=upload())
    factories.counterparty()
    archived = factories.counterparty(archived_at="2026-11-01T00:00Z")
    with pytest.raises(ValidationError, match="archived"):
        add_file(user=factories.superuser(), counterparty=archived, file=upload())
    assert not Upload.objects.exists()


@pytest.mark.parametrize("view", ["preview", "content", "thumbnail"])
def test_every_door_asks_who_may_see(owner, view):
    record = factories.attachment(owner, content=picture())
    url = at(view, record)
    assert "/accounts/login/" in Client().get(url)["Location"]
    stranger, reader = Client(), Client()
    stranger.force_login(factories.limited_user(Kind.BANK))
    reader.force_login(factories.reader())
    assert stranger.get(url).status_code == 404
    assert reader.get(url).status_code == 200
    elsewhere = reverse(f"files-{view}", args=[factories.counterparty().pk, record.pk])
    assert reader.get(elsewhere).status_code == 404


@pytest.mark.parametrize("view", ["add", "version", "restore"])
def test_every_writing_door_asks_who_may_edit(owner, view):
    record = factories.attachment(owner)
    also = {"version": record.content_id} if view == "restore" else {}
    url = reverse("files-add", args=[owner.pk]) if view == "add" else at(view, record, **also)
    stranger, reader = Client(), Client()
    stranger.force_login(factories.limited_user(Kind.BANK))
    reader.force_login(factories.reader())
    assert stranger.post(url, {"files": upload()}).status_code == 404
    assert reader.post(url, {"files": upload()}).status_code == 403
    assert Upload.objects.count() == 1


# --- versions


def test_a_new_version_keeps_the_earlier_one(client, owner):
    record = factories.attachment(owner, content=b"first")
    first = record.content
    answer = client.post(at("version", record), {"files": upload("v2.txt", b"second")}, headers=JSON)
    assert answer.status_code == 201
    record.refresh_from_db()
    assert record.content != first and record.name != "v2.txt"
    assert [each.name for each in record.versions.order_by("pk")] == [first.name, "v2.txt"]
    assert b"".join(client.get(at("content", record))) == b"second"
    assert b"".join(client.get(f"{at('content', record)}?version={first.pk}")) == b"first"
    page = client.get(at("preview", record)).content.decode()
    assert "Version 2" in page and "v2.txt" in page and at("restore", record, version=first.pk) in page


def test_an_earlier_version_comes_back_and_undo_takes_that_back(client, owner):
    record = factories.attachment(owner, content=b"first")
    first = record.content
    second = add_version(user=factories.superuser(), record=record, file=upload("v2.txt", b"second"))
    answer = client.post(at("restore", record, version=first.pk), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    record.refresh_from_db()
    assert record.content == first and record.versions.count() == 2
    assert client.post(json.loads(answer["HX-Trigger"])["toast"]["undo"]).status_code == 302
    record.refresh_from_db()
    assert record.content == second
    told = client.get(reverse("files-history", args=[owner.pk, record.pk])).content.decode()
    assert "content: " in told and first.name in told and "v2.txt" in told


def test_a_version_with_the_same_bytes_is_none(client, owner):
    record = factories.attachment(owner, content=b"first")
    before = keys()
    answer = client.post(at("version", record), {"files": upload("v2.txt", b"first")}, headers=JSON)
    assert answer.status_code == 422 and "exactly this content" in answer.json()["errors"][0]
    assert keys() == before and record.versions.count() == 1
    page = client.post(at("version", record), {"files": upload("v2.txt", b"first")})
    assert page.status_code == 422 and b"exactly this content" in page.content


def test_versions_of_another_file_are_not_its_own(client, owner):
    record, other = factories.attachment(owner), factories.attachment(owner)
    assert client.get(f"{at('content', record)}?version={other.content_id}").status_code == 404
    assert client.get(f"{at('content', record)}?version=x").status_code == 404
    assert client.post(at("restore", record, version=other.content_id)).status_code == 404
    with pytest.raises(ValidationError):
        restore_version(user=factories.superuser(), record=record, version=other.content)


# --- deleted and restored


def test_a_deleted_file_is_struck_through_and_comes_back(client, owner):
    record = factories.attachment(owner)
    gone = client.post(at("archive", record), headers={"HX-Request": "true"})
    assert at("activate", record) in gone["HX-Trigger"]
    assert b"<tbody" not in client.get(reverse("files-list", args=[owner.pk])).content
    assert b"is-archived" in client.get(reverse("files-list", args=[owner.pk]) + "?archived=1").content
    assert b"".join(client.get(at("content", record))), "who deleted it may look whether it was the right one"
    refused = client.post(at("version", record), {"files": upload("x.txt", b"x")})
    assert refused.status_code == 403
    assert client.post(at("activate", record)).status_code == 302
    assert b"<tbody" in client.get(reverse("files-list", args=[owner.pk])).content


def test_files_are_archived_with_their_counterparty_and_are_read_then(client, owner):
    record = factories.attachment(owner)
    client.post(reverse("counterparties-archive", args=[owner.pk]))
    record.refresh_from_db()
    assert record.archived_at
    assert client.get(at("content", record)).status_code == 200
    assert client.post(reverse("files-add", args=[owner.pk]), {"files": upload()}).status_code == 403
    client.post(reverse("counterparties-activate", args=[owner.pk]))
    record.refresh_from_db()
    assert record.archived_at is None


def test_the_history_tells_what_became_of_a_file(client, owner):
    record = factories.attachment(owner)
    kind = factories.document_kind(name_en="Licence")
    data = {"name": "Licence 2026.txt", "kind": str(kind.pk), "number": "77", "valid_until": "2027-01-31"}
    assert client.post(at("edit", record), data).status_code == 302
    told = client.get(reverse("counterparty-changes", args=[owner.pk])).content.decode()
    for text in ("Licence 2026.txt", "Licence", "77", "2027", "Document number", "Valid until"):
        assert text in told, text
    assert not Change.objects.filter(after__has_key="words").exists()
