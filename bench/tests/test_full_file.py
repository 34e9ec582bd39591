"""A full file holds what it says, its pages are measured beside an empty one's, and nothing of it stays."""

from bench.dataset import full_file
from bench.measuring import database, document, reporting
from bench.measuring.full_files import PAGES, both, full_files
from bench.measuring.goals import tally
from bench.measuring.running import everything
from bench.tests.conftest import NUMBER
from bench.tests.test_goals import results
from counterparties.models import Attachment, Comment, ContactPerson, Counterparty, Event, EventContact, Upload
from history.models import Change

HELD = {
    ContactPerson: full_file.PEOPLE,
    Attachment: full_file.FILES,
    Upload: full_file.FILES,
    Event: full_file.EVENTS,
    Comment: full_file.COMMENTS,
}


def few(monkeypatch):
    for name in ("PEOPLE", "FILES", "EVENTS", "COMMENTS"):
        monkeypatch.setattr(full_file, name, 25)


def test_a_full_file_holds_what_it_says_until_the_end_of_the_block(filled):
    user, before = database.user(), Counterparty.objects.count()
    with both(user) as (full, empty):
        assert {model: model.objects.filter(counterparty=full).count() for model in HELD} == HELD
        assert not any(model.objects.filter(counterparty=empty).exists() for model in HELD)
        assert not Attachment.objects.exclude(content__attachment__pk__isnull=False).exists()
        assert EventContact.objects.filter(event__counterparty=full).count() == full_file.EVENTS
        assert Event.objects.filter(done=False).count() == 100
        assert Event.objects.filter(visibility=Event.Visibility.PRIVATE).count() == full_file.EVENTS // 10
        deeds = Change.objects.filter(owner_id=full.pk).values("run").distinct().count()
        assert deeds > sum(HELD.values()) / full_file.AT_ONCE / 2
    assert Counterparty.objects.count() == before
    assert not Event.objects.exists()


def test_its_pages_are_measured_and_judged(filled, monkeypatch):
    few(monkeypatch)
    found = full_files(database.user(), runs=3)
    assert [each["name"] for each in found] == list(PAGES)
    goals = [goal for each in found for goal in each["goals"]]
    assert [goal.limit for goal in goals] == [15, 1.5, *[15] * (len(PAGES) - 1)]
    assert all(goal.met for goal in goals if goal.limit == 15), tally(goals)
    lines = list(reporting.full_lines(found))
    assert len({len(line) for line in lines}) == 1
    table = "\n".join(reporting.full_table(found))
    assert table.count("\n") == len(PAGES) + 1
    told = results()
    told["found"]["full"] = found
    assert table in document.part(told)


def test_it_belongs_to_the_group_of_files(filled, monkeypatch):
    from bench.measuring import running

    few(monkeypatch)
    monkeypatch.setattr(running, "pages", lambda groups, **options: [])
    options = {"counterparties": NUMBER, "runs": 1, "rows": 0, "say": lambda line: None}
    names = {goal.name for goal in everything(["file"], **options)["goals"]}
    assert "full file: summary: x the empty one" in names
    assert everything(["list"], **options)["goals"] == []
