"""A job that was undone, brought back, and undone again: every page says what holds now, and what can be done."""

import pytest
from bs4 import BeautifulSoup

from counterparties.models import Counterparty
from counterparties.tests.importing import done, prepared
from counterparties.tests.undoing import people
from exchange.bulk.changes import Change
from exchange.bulk.ordering import edit_now
from exchange.tests.working import work
from exchange.undoing.models import Undoing
from history.recording import recorded
from jobs.models import Job
from tests import factories

pytestmark = pytest.mark.django_db


def page(client, address):
    soup = BeautifulSoup(client.get(address).content, "html.parser").select_one("main")
    for each in soup.select("[aria-hidden]"):
        each.decompose()
    return " ".join(soup.get_text(" ").split())


@pytest.fixture
def edit(client, user):
    for name in ("Alpha", "Beta"):
        factories.counterparty(name=name)
    Job.objects.create(kind="other", user=user, state="done")
    made = edit_now(user=user, screen="counterparties", changes=[Change("note", "set", "x")])
    people()
    return made


def go_on(client, job):
    """Undoes a job as people do."""
    client.post(f"/undo/job/{job.pk}/")
    work()
    undoing = Undoing.objects.latest("pk")
    client.post(f"{undoing.get_absolute_url()}start/")
    work()
    people()
    undoing.refresh_from_db()
    assert undoing.state == "done"
    return undoing


def offered(client, address):
    """Which jobs the page offers to undo, by what its buttons say."""
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    forms = soup.select("form[action^='/undo/job/']")
    return {form.button.get_text(strip=True): form["action"] for form in forms}


def test_there_and_back_and_there_again(client, edit):
    address = edit.get_absolute_url()
    assert "Now:" not in page(client, address)
    assert offered(client, address) == {"Undo…": f"/undo/job/{edit.job_id}/"}

    first = go_on(client, edit.job)
    for each in (address, first.get_absolute_url()):
        assert "Now: undone." in page(client, each)
        assert offered(client, each) == {"Bring the changes back…": f"/undo/job/{first.work_id}/"}

    second = go_on(client, first.work)
    assert Counterparty.objects.filter(note="x").count() == 2
    for each in (address, first.get_absolute_url(), second.get_absolute_url()):
        told = page(client, each)
        assert "Now: in force." in told
        assert "2 records reversed" in told and "Brought back by" in told
        assert offered(client, each) == {"Undo…": f"/undo/job/{second.work_id}/"}

    third = go_on(client, second.work)
    assert not Counterparty.objects.filter(note="x").exists()
    assert "Now: undone." in page(client, address)
    assert offered(client, address) == {"Bring the changes back…": f"/undo/job/{third.work_id}/"}


def test_titles_have_one_level_and_the_number_of_the_address(client, edit):
    called = f"Bulk edit {edit.pk}"
    assert edit.pk != edit.job_id
    first = go_on(client, edit.job)
    second = go_on(client, first.work)
    third = go_on(client, second.work)
    told = [client.get(each.get_absolute_url()).context["title"] for each in (first, second, third)]
    assert told == [f"Undo: {called}", f"Bring back: {called}", f"Undo: {called}"]
    assert f"{called} 2 records" in page(client, edit.get_absolute_url())


def test_tiles_tell_of_bringing_back_what_they_tell_of_undoing(client, edit):
    first = go_on(client, edit.job)
    second = go_on(client, first.work)
    labels = [[tile[1] for tile in client.get(each.get_absolute_url()).context["tiles"]] for each in (first, second)]
    assert labels == [
        ["Reversed", "Kept: edited since", "Could not be reversed"],
        ["Brought back", "Kept: edited since", "Could not be brought back"],
    ]


def test_an_undone_import_is_listed_as_undone(client, user, tmp_path):
    run = done(prepared(tmp_path, [["name"], ["Alpha"], ["Beta"]], user=user, kind="customer"))
    people()
    with recorded(user_id=user.pk, run="web:test"):
        Counterparty.objects.filter(name="Beta").update(note="mine")
    people()
    assert "imported, undone" not in page(client, "/exchange/")
    first = go_on(client, run.job)
    assert (first.reversed, first.kept) == (1, 1)
    assert "imported, undone in part" in page(client, "/exchange/")
    assert set(offered(client, run.get_absolute_url())) == {"Bring the changes back…", "Undo the rest…"}
    with recorded(user_id=user.pk, run="web:test"):
        Counterparty.objects.filter(name="Beta").update(note="")
    people()
    go_on(client, first.work)
    assert "imported, undone" not in page(client, "/exchange/")


def test_while_it_is_looked_at_nothing_else_is_offered(client, edit):
    client.post(f"/undo/job/{edit.job_id}/")
    work()
    told = page(client, edit.get_absolute_url())
    assert "It is checked what undoing this would do. Look at it and confirm" in told
    assert "Now: in force." in told
    assert not offered(client, edit.get_absolute_url())
