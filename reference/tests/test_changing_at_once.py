"""Two administrators change one row at once: the second is told, and what the first wrote stays."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from access.models import User
from reference import adding
from reference.adding import add
from reference.changing import attach, change
from reference.models import Feature, FeatureType, Status, Type
from reference.stopping import start, stop
from reference.tests.answers import ROOT
from reference.tests.conftest import together
from screens.registry import screens

CHANGED = "Somebody else has changed this record just now"


def test_whoever_comes_second_writes_nothing(defaults: None) -> None:
    mine, theirs = Status.objects.get(code="active"), Status.objects.get(code="active")
    theirs.name_en = "Theirs"
    change(record=theirs)
    theirs.colour = "red"
    change(record=theirs)
    mine.name_en = "Mine"
    with pytest.raises(ValidationError, match=CHANGED):
        change(record=mine)
    stored = Status.objects.get(pk=mine.pk)
    assert (stored.name_en, stored.colour) == ("Theirs", "red")


def test_where_a_feature_is_asked_counts_as_a_change_too(customer: Type) -> None:
    mine = add(record=Feature(name_en="Area"))
    theirs = Feature.objects.get(pk=mine.pk)
    attach(feature=theirs, types=[])
    assert theirs.version == 1, "nothing differs, nothing is counted"
    attach(feature=theirs, types=[customer])
    for verb in (partial(attach, feature=mine, types=[]), partial(change, record=mine)):
        with pytest.raises(ValidationError, match=CHANGED):
            verb()
    attach(feature=theirs, types=[])
    assert not FeatureType.objects.exists()


def test_a_new_feature_is_saved_with_its_types_and_again(administrator: User, customer: Type) -> None:
    values = {"name_en": "Area", "name_bg": "", "code": "", "data_type": "text", "types": [customer]}
    made = screens["features"].save(user=administrator, record=Feature(), values=dict(values))
    again = screens["features"].save(user=administrator, record=made, values=values | {"types": [], "name_en": "B"})
    assert again.name == "B" and not FeatureType.objects.exists()


def test_the_page_says_so_and_shows_both_when_saved_again(
    client: Client, administrator: User, defaults: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(administrator)
    status = Status.objects.get(code="active")
    url = f"/settings/reference/statuses/{status.pk}/edit/"
    fields = client.get(url).context["form"]
    mine = {field.name: field.value() for field in fields if field.value()} | {"name_en": "Mine"}
    just_before(monkeypatch, lambda: Status.objects.filter(pk=status.pk).update(name_en="Theirs"))
    answer = client.post(url, mine)
    assert answer.status_code == 422
    assert CHANGED in answer.content.decode() and answer.context["form"]["name_en"].value() == "Mine"
    again = {field.name: field.value() for field in answer.context["form"] if field.value()}
    conflict = client.post(url, again)
    assert conflict.status_code == 409
    assert "Theirs" in conflict.content.decode() and "Mine" in conflict.content.decode()


def just_before(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """Does something once, between the moment when the page reads the row and the one when the verb locks it."""

    def late(record: Status) -> None:
        monkeypatch.undo()
        deed()
        change(record=record)

    monkeypatch.setattr("reference.screens.change", late)


@pytest.mark.usefixtures("committed")
def test_two_connections_at_once() -> None:
    pk = add(record=Status(name_en="Active")).pk
    read = threading.Barrier(2)

    def rename(name: str) -> None:
        record = Status.objects.get(pk=pk)
        read.wait()
        record.name_en = name
        change(record=record)

    (error,) = together(partial(rename, "Mine"), partial(rename, "Theirs"))
    assert isinstance(error, ValidationError) and CHANGED in error.messages[0]
    assert Status.objects.get(pk=pk).name_en in ("Mine", "Theirs")


def test_who_saves_or_stops_a_row_that_has_just_gone_is_told(defaults: None) -> None:
    """The page had found it still: somebody deleted it before the verb had its lock."""
    record = Status.objects.order_by("position").last()
    assert record is not None
    Status.objects.filter(pk=record.pk).delete()
    with pytest.raises(ValidationError, match="deleted"):
        change(record=record)
    for verb in (stop, start):
        with pytest.raises(Status.DoesNotExist):
            verb(record=record)


def test_a_code_that_is_taken_between_check_and_save_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two who add the same at once have both found the code free; what the second one typed stays on the page."""
    monkeypatch.setattr(adding, "check", lambda record: None)
    sent = {"code": "active", "name_en": "Again active", "colour": "red"}
    answer = client.post(f"{ROOT}/statuses/add/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "save again to see what" in page and "Again active" in page
    monkeypatch.undo()
    assert set(client.post(f"{ROOT}/statuses/add/", sent).context["form"].errors) == {"code"}
