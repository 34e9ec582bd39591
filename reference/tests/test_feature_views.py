"""The pages that ask before a verb reaches every record, with script and without."""

import pytest
from django.http import QueryDict
from django.test import Client

from access.models import User
from counterparties.models import Counterparty
from jobs.models import Job
from reference.models import Feature, Nomenclature, NomenclatureItem
from reference.tests.answers import SLIDE, toast
from reference.tests.carrying import carry, done, feature, many, values
from screens.listing import ListQuery
from screens.registry import screens
from tests import factories as f

HOME = "/settings/reference/features/"
Regions = dict[str, NomenclatureItem]


@pytest.fixture
def note(client: Client) -> Feature:
    note = feature("note")
    carry(note, "abc", "12", None)
    return note


@pytest.fixture
def region(client: Client, nomenclature: Nomenclature, regions: Regions) -> Feature:
    region = feature("region", data_type="nomenclature", nomenclature=nomenclature)
    carry(region, [regions["vidin"].pk])
    return region


def test_deleting_tells_how_many_have_a_value_and_asks(client: Client, note: Feature) -> None:
    url = f"{HOME}{note.pk}/delete/"
    page = client.get(url).content.decode()
    assert "<b>2</b> records have a value" in page and "/counterparties/?f.note=%2B&amp;archived=1" in page
    assert "Stop instead" in page
    listed = ListQuery(screens["counterparties"], f.superuser(), QueryDict("f.note=%2B&archived=1"))
    assert listed.count == (2, False)
    answer = client.post(url, headers=SLIDE)
    assert answer.status_code == 422 and "Tick the box" in answer.content.decode()
    assert Feature.objects.filter(pk=note.pk).exists()
    answer = client.post(url, {"with_values": "yes"}, headers=SLIDE)
    assert toast(answer)["text"] == "“Note” is deleted." and values(note) == [None] * 3


def test_a_feature_without_values_goes_as_ever(client: Client) -> None:
    note = feature("note")
    assert "Nobody uses it" in client.get(f"{HOME}{note.pk}/delete/", headers=SLIDE).content.decode()
    assert client.post(f"{HOME}{note.pk}/delete/").status_code == 302
    assert not Feature.objects.exists()


def test_many_values_lead_to_the_job(client: Client, note: Feature, monkeypatch: pytest.MonkeyPatch) -> None:
    many(monkeypatch)
    answer = client.post(f"{HOME}{note.pk}/delete/", {"with_values": "yes"}, headers=SLIDE)
    job = Job.objects.get(kind="delete-feature")
    assert answer.headers["HX-Redirect"] == job.get_absolute_url() and job.user
    assert "Being changed" in client.get(HOME).content.decode()
    assert client.post(f"{HOME}{note.pk}/start/").status_code == 302
    assert "A job is changing" in client.get(HOME).content.decode()
    done(job)
    assert client.get(job.get_absolute_url()).status_code == 200


def test_converting_shows_a_report_first(client: Client, note: Feature) -> None:
    url = f"{HOME}{note.pk}/convert/"
    assert "Check the values" in client.get(url).content.decode()
    answer = client.post(url, {"do": "check", "data_type": "number", "decimals": "0"})
    check = Job.objects.get(kind="check-conversion")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{url}?check={check.pk}")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "“abc” is not one" in page and "/counterparties/?f.note=abc&amp;archived=1" in page
    answer = client.post(url, {"do": "convert", "check": check.pk})
    assert answer.status_code == 422 and "tick the box to clear them" in answer.content.decode()
    answer = client.post(url, {"do": "convert", "check": check.pk, "drop": "yes"})
    job = Job.objects.get(kind="convert-feature")
    assert answer.headers["Location"] == job.get_absolute_url()
    assert "A job is changing the values" in client.get(url).content.decode()
    done(job)
    assert values(note) == [None, "12", None]
    assert "Show the result" in client.get(job.get_absolute_url()).content.decode()
    assert client.get(f"{url}?check={check.pk}").context["outdated"]
    answer = client.post(url, {"do": "convert", "check": check.pk, "drop": "yes"})
    assert answer.status_code == 422 and "check it again" in answer.content.decode()


def test_missing_items_are_offered(client: Client, note: Feature, nomenclature: Nomenclature) -> None:
    url = f"{HOME}{note.pk}/convert/"
    answer = client.post(url, {"do": "check", "data_type": "nomenclature"})
    assert answer.status_code == 422 and "Choose the nomenclature" in answer.content.decode()
    client.post(url, {"do": "check", "data_type": "nomenclature", "nomenclature": nomenclature.pk})
    check = Job.objects.get(kind="check-conversion")
    page = client.get(f"{url}?check={check.pk}").content.decode()
    assert "Add 2 missing items to “Regions”: then 2 more records fit" in page and "12, abc" in page
    client.post(url, {"do": "convert", "check": check.pk, "add": "yes"})
    assert done(Job.objects.get(kind="convert-feature")).state == "done"
    named = dict(nomenclature.items.values_list("name_en", "pk"))
    assert values(note) == [[named["abc"]], [named["12"]], None]


def test_half_way_offers_to_go_on(client: Client, note: Feature) -> None:
    url = f"{HOME}{note.pk}/convert/"
    client.post(url, {"do": "check", "data_type": "long_text"})
    check = Job.objects.get(kind="check-conversion")
    client.post(url, {"do": "convert", "check": check.pk})
    job = Job.objects.get(kind="convert-feature")
    client.post(f"/jobs/{job.pk}/cancel/")
    page = client.get(url).content.decode()
    assert "Go on" in page and "Leave it as it was" in page
    client.post(url, {"do": "go_on"})
    again = Job.objects.filter(kind="convert-feature").latest("pk")
    client.post(f"/jobs/{again.pk}/cancel/")
    client.post(url, {"do": "leave"})
    note.refresh_from_db()
    assert again != job and note.job is None and note.stopped_at is None and note.data_type == "text"


def test_many_values_are_checked_by_a_job(client: Client, note: Feature, monkeypatch: pytest.MonkeyPatch) -> None:
    many(monkeypatch)
    answer = client.post(f"{HOME}{note.pk}/convert/", {"do": "check", "data_type": "number"})
    check = Job.objects.get(kind="check-conversion")
    assert answer.headers["Location"] == check.get_absolute_url() and check.state == "waiting"
    assert client.get(f"{HOME}{note.pk}/convert/?check={check.pk}").status_code == 200


def test_an_item_in_use_is_replaced_instead(client: Client, region: Feature, regions: Regions) -> None:
    home = f"/settings/reference/nomenclatures/{region.nomenclature_id}/items/"
    page = client.get(f"{home}{regions['vidin'].pk}/delete/", headers=SLIDE).content.decode()
    assert "Used by 1 counterparty; stop it, or replace it by another one." in page
    assert "Stop instead" in page and f"{regions['vidin'].pk}/replace/" in page
    url = f"{home}{regions['vidin'].pk}/replace/"
    page = client.get(url, headers=SLIDE).content.decode()
    assert "<b>1</b> record has this item" in page and "/counterparties/?f.region=vidin.&amp;archived=1" in page
    for by, reason in (("", "Choose the item"), ("nonsense", "Choose the item"), ("vidin", "its own place")):
        answer = client.post(url, {"by": by, "then": "delete"}, headers=SLIDE)
        assert answer.status_code == 422 and reason in answer.content.decode()
    answer = client.post(url, {"by": "ruse", "then": "delete"}, headers=SLIDE)
    assert toast(answer)["text"] == "“Vidin” is merged into “Ruse”."
    assert values(region) == [[regions["ruse"].pk]]
    answer = client.post(f"{home}{regions['ruse'].pk}/replace/", {"by": "south", "then": "stop"})
    assert answer.status_code == 302 and values(region) == [[regions["south"].pk]]
    assert NomenclatureItem.objects.get(code="ruse").stopped_at


def test_many_records_get_their_item_by_a_job(
    client: Client, region: Feature, regions: Regions, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(monkeypatch)
    url = f"/settings/reference/nomenclatures/{region.nomenclature_id}/items/{regions['vidin'].pk}/replace/"
    answer = client.post(url, {"by": "ruse", "then": "delete"})
    job = done(Job.objects.get(kind="replace-item"))
    assert answer.headers["Location"] == job.get_absolute_url() and job.state == "done"
    assert values(region) == [[regions["ruse"].pk]]
    assert client.get(job.get_absolute_url()).status_code == 200


def test_readers_may_not(client: Client, reader: User, note: Feature, region: Feature, regions: Regions) -> None:
    client.force_login(reader)
    items = f"/settings/reference/nomenclatures/{region.nomenclature_id}/items/{regions['vidin'].pk}"
    for url in (f"{HOME}{note.pk}/convert/", f"{HOME}{note.pk}/delete/", f"{items}/replace/", f"{items}/delete/"):
        assert client.get(url).status_code == 403 and client.post(url, {"with_values": "yes"}).status_code == 403
    assert Counterparty.objects.filter(features__has_key=str(note.pk)).count() == 2
    assert client.get(f"{HOME}999999/convert/").status_code == 404
