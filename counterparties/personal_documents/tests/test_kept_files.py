"""What imports of personal documents keep of the numbers: for their user alone, masked, and not for ever."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from counterparties.models import Counterparty, PersonalDocument
from counterparties.personal_documents.numbers import masked
from counterparties.tests.undoing import people, work
from exchange.clearing import clear_away
from exchange.models import ImportRun, StagedRow
from exchange.undoing.ordering import check_undo, may_undo
from reference.kinds import Kind
from tests import factories as f

TARGET = "personal-documents"
NUMBER = "731952846"
HEAD = ("counterparty.code", "kind", "number")
ROWS = ("K-1", "identity-card", NUMBER), ("K-1", "xyz", NUMBER)


@pytest.fixture
def owner(db: None) -> Counterparty:
    f.load_defaults()
    return f.counterparty(code="K-1", name="Фирма ООД", types=[Kind.CUSTOMER])


def test_an_import_is_nobodys_but_its_users(load: Any, client: Any, owner: Any) -> None:
    user, other = f.superuser(), f.superuser()
    run = load(HEAD, *ROWS, target=TARGET, user=user)
    run.file.save("numbers.csv", ContentFile(NUMBER))
    others = load(("name",), ("Друга ООД",), user=user)
    views = [reverse(f"exchange:{name}", args=[run.pk]) for name in ("run", "columns", "file")]
    views += [reverse(f"exchange:{name}", args=[run.pk, "csv"]) for name in ("failed", "report")]
    for who, status in ((user, 200), (other, 404)):
        client.force_login(who)
        seen = client.get(reverse("exchange:list")).context["runs"]
        assert [each.pk for each in seen] == ([others.pk, run.pk] if status == 200 else [others.pk])
        for address in views:
            assert client.get(address).status_code in (status, 302 if status == 200 else 404)


def test_its_undoing_is_nobodys_else_either(load: Any, client: Any, owner: Any) -> None:
    user, other = f.superuser(), f.superuser()
    run = load(HEAD, *ROWS, target=TARGET, user=user)
    people()
    undoing = work(check_undo(user=user, job=run.job))
    for who, status in ((user, 200), (other, 404)):
        client.force_login(who)
        assert client.get(undoing.get_absolute_url()).status_code == status
        assert may_undo(who, run.job) == (who == user)
    assert client.post(reverse("exchange:undoing_start", args=[undoing.pk])).status_code == 404
    assert PersonalDocument.objects.count() == 1


@pytest.mark.parametrize("write", [False, True])
def test_its_page_masks_the_number(load: Any, client: Any, owner: Any, write: bool) -> None:
    user = f.superuser()
    run = load(HEAD, *ROWS, target=TARGET, user=user, write=write)
    client.force_login(user)
    for outcome in ("created", "failed"):
        page = client.get(run.get_absolute_url(), {"outcome": outcome}).text
        assert masked(NUMBER) in page and NUMBER not in page


@pytest.mark.parametrize("left", ["mapping", "checking", "checked", "importing"])
def test_the_numbers_go_with_the_old_files(
    left: str,
    load: Any,
    owner: Any,
    settings: Any,
    tmp_path: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    load(HEAD, *ROWS, target=TARGET)
    checked = load(HEAD, *ROWS, target=TARGET, write=False)
    others = load(("name",), ("Друга ООД",), write=False)
    checked.state = left
    checked.file.save("numbers.csv", ContentFile(NUMBER))
    for days in (29, 31):
        assert StagedRow.objects.filter(cells__contains=[NUMBER]).exists()
        for run in ImportRun.objects.all():
            run.job.finished_at = timezone.now() - timedelta(days=days)
            run.job.save()
        with django_capture_on_commit_callbacks(execute=True):
            clear_away(days=30)
    assert NUMBER not in str(list(StagedRow.objects.values()))
    stopped = ImportRun.objects.filter(pk=checked.pk, state="cancelled")
    assert stopped.exists() == (left == "importing")
    assert list(ImportRun.objects.exclude(state="done").exclude(pk=checked.pk)) == [others] and others.rows.get().cells
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert PersonalDocument.objects.count() == 1
