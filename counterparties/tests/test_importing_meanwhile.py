"""Definitions change while a long import runs: its next chunk reads them anew."""

from collections.abc import Callable
from typing import Any

import pytest

from access.models import Ability, Action, User
from counterparties.models import Counterparty
from counterparties.tests.importing import balance, reasons
from exchange import coming, running
from exchange.running.writing import Writing
from jobs.models import Job
from jobs.running import run as run_job
from jobs.running import start
from reference.features.converting import Target, order_conversion
from reference.items.replacing import replace_item
from reference.kinds import Kind
from reference.models import Feature, NomenclatureItem, TypeRight
from reference.tests.carrying import done
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Does something once, between the first row of an import and the second."""

    def between(deed: Callable[[], Any]) -> None:
        monkeypatch.setattr(running, "ROWS_A_CHUNK", 1)
        take, taken = Writing.take, []

        def take_and_do(passage: Writing, *chunk: Any) -> None:
            take(passage, *chunk)
            if not taken:
                taken.append(1)
                deed()

        monkeypatch.setattr(Writing, "take", take_and_do)

    return between


def test_an_item_is_merged(load: Callable, meanwhile: Callable) -> None:
    regions = f.nomenclature(items=("South", "North"))
    feature = f.feature(code="region", data_type="nomenclature", nomenclature=regions)
    south, north = (NomenclatureItem.objects.get(code=code) for code in ("south", "north"))
    kept = north.pk
    meanwhile(lambda: replace_item(item=south, by=north, keep=False, user=None))
    run = load(("name", "f.region"), ("A", "South"), ("B", "South"), ("C", "North"))
    stored = {row.name: row.features.get(str(feature.pk)) for row in Counterparty.objects.all()}
    assert stored == {"A": [kept], "C": [kept]}
    assert "There is no item “South”" in reasons(run)[3]


def test_a_feature_gets_another_data_type(load: Callable, meanwhile: Callable) -> None:
    note = f.feature(code="note")
    meanwhile(lambda: done(order_conversion(feature=Feature.objects.get(), target=Target("number"), user=None)))
    run = load(("name", "f.note"), ("A", "1"), ("B", "two"), ("C", "3,0"))
    stored = {row.name: row.features.get(str(note.pk)) for row in Counterparty.objects.all()}
    assert stored == {"A": "1", "C": "3"} and "Enter a number" in reasons(run)[3]


def test_a_user_is_deleted(load: Callable, meanwhile: Callable) -> None:
    """What the database then refuses is judged anew, and only the row that names the user fails."""
    trader = f.user(username="maria")
    meanwhile(trader.delete)
    run = load(("name", "responsible"), ("A", ""), ("B", "maria"), ("C", ""))
    assert sorted(Counterparty.objects.values_list("name", flat=True)) == ["A", "C"]
    assert "maria" in reasons(run)[3]


def test_a_record_is_edited_while_its_row_is_passed_as_unchanged(load: Callable, monkeypatch: Any) -> None:
    """The edit is not what the row was compared with: the same file finds it and puts the record back."""
    table = ("name", "code", "alias"), ("Alpha", "A1", "a")
    f.counterparty(name="Alpha", code="A1", alias="a")
    remember = coming.remember

    def edited_before(name: str) -> None:
        Counterparty.objects.update(alias="edited")
        remember(name)

    with monkeypatch.context() as patch:
        patch.setattr(coming, "remember", edited_before)
        assert balance(load(*table)) == {"read": 1, "same": 1}
    assert Counterparty.objects.get().alias == "edited"
    assert balance(load(*table)) == {"read": 1, "updated": 1}


def test_an_import_that_cannot_begin_tells_of_nothing_written(load: Any) -> None:
    f.load_defaults()
    feature = f.feature()
    run = load(("name", f"f.{feature.code}"), ("New", ""), write=False)
    assert run.created == 1
    Feature.objects.filter(pk=feature.pk).delete()
    job = run_job(start(kind="import", user=None, arguments={"run": run.pk}, foreground=True))
    run.refresh_from_db()
    assert (job.state, run.state, run.started) == (Job.State.FAILED, run.State.MAPPING, False)
    assert not Counterparty.objects.exists()


def stopped(run: Any) -> tuple[Any, Job]:
    """The run after an import that has ended before its last row."""
    job = run_job(start(kind="import", user=run.user, arguments={"run": run.pk}, foreground=True))
    run.refresh_from_db()
    assert (job.state, run.state) == (Job.State.FAILED, run.State.FAILED)
    return run, job


def test_a_right_to_records_is_taken_away(load: Any, meanwhile: Any) -> None:
    f.load_defaults()
    user = f.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    rights = TypeRight.objects.filter(role__users=user)
    meanwhile(lambda: rights.update(actions=[Action.SEE]))
    run = load(("name", "types"), ("A", "customer"), ("B", "customer"), ("C", "customer"), user=user)
    assert (run.created, run.failed, Counterparty.objects.get().name) == (1, 2, "A")
    assert all("may not add" in reason for reason in reasons(run).values())


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (lambda user: user.roles.clear(), "You do not have the right to import here"),
        (lambda user: User.objects.update(is_active=False), "may not log in any more: the rest stays"),
    ],
)
def test_the_right_to_import_is_taken_away(load: Any, meanwhile: Any, deed: Any, told: str) -> None:
    f.load_defaults()
    user = f.limited_user(Kind.CUSTOMER, abilities=[Ability.IMPORT])
    table = ("name", "types"), ("A", "customer"), ("B", "customer"), ("C", "customer")
    run = load(*table, user=user, write=False)
    meanwhile(lambda: deed(user))
    run, job = stopped(run)
    assert told in job.message
    assert (run.read, run.created, Counterparty.objects.get().name) == (1, 1, "A")
