"""What every form promises: it adds, edits, refuses, notices a conflict, archives, and the history tells it."""

import pytest

from counterparties.feature_files import FileValue
from history.models import Change
from tests.contract.conftest import TYPED, Case


@pytest.mark.view("add")
def test_adds_what_its_form_sends(case: Case):
    row = case.make(elsewhere=True)[0]
    # The files of one record are no other's.
    files = [each.name for each in case.screen.form_attributes(case.user, row) if isinstance(each, FileValue)]
    data = case.form_data(row) | {"code": ""} | dict.fromkeys(files, "") | TYPED.get(case.screen.slug, {})
    if "archive" in case.screen.views:
        # What only one live row may have is free again.
        case.screen.archive(user=case.user, record=row)
    before = case.screen.rows(case.user, parent=case.owner).count()
    assert case.client.get(case.url("add")).status_code == 200
    response = case.client.post(case.url("add"), data)
    assert response.status_code == 302, response.content.decode()[:3000]
    rows = case.screen.rows(case.user, parent=case.owner)
    assert rows.count() == before + 1
    change = Change.objects.filter(table=case.screen.model._meta.db_table, action="I").latest("id")
    assert change.user_id == case.user.pk and change.run.startswith("web:")


@pytest.mark.view("add")
def test_refuses_an_empty_form_and_keeps_what_was_typed(case: Case):
    required = [
        a for a in case.screen.form_attributes(case.user, case.screen.new(case.user, case.owner)) if a.required
    ]
    response = case.client.post(case.url("add"), {"note": "typed"}, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert b'role="alert"' in response.content
    assert not required or b"invalid-feedback" in response.content


@pytest.mark.view("edit")
def test_saving_without_a_change_changes_nothing(case: Case):
    row = case.make()[0]
    last = Change.objects.latest("id").pk
    response = case.client.post(case.url("edit", row), case.form_data(row))
    assert response.status_code == 302, response.content.decode()[:3000]
    assert not Change.objects.filter(id__gt=last).exclude(table="django_session").exists()


@pytest.mark.view("edit")
def test_a_form_in_the_slide_over_answers_with_events(case: Case):
    row = case.make()[0]
    headers = {"HX-Request": "true", "HX-Target": "slide-body"}
    form = case.client.get(case.url("edit", row), headers=headers)
    assert form.status_code == 200 and b"<html" not in form.content and b"slide-title" in form.content
    saved = case.client.post(case.url("edit", row), case.form_data(row), headers=headers)
    assert saved.status_code == 204 and "results-changed" in saved["HX-Trigger"]


@pytest.mark.view("edit")
def test_a_change_by_somebody_else_is_shown_and_nothing_is_lost(case: Case):
    row = case.make()[0]
    name, mine, theirs = text_field(case, row)
    opened = case.form_data(row)
    theirs_data = opened | {name: theirs}
    assert case.client.post(case.url("edit", row), theirs_data).status_code == 302
    conflict = case.client.post(case.url("edit", row), opened | {name: mine})
    assert conflict.status_code == 409
    text = conflict.content.decode()
    assert theirs in text and mine in text
    stored = case.screen.rows(case.user).get(pk=row.pk)
    attribute = next(each for each in case.screen.form_attributes(case.user, stored) if each.name == name)
    assert attribute.format(attribute.value(stored)) == theirs


@pytest.mark.view("edit")
@pytest.mark.parametrize("base", ["", "forged:base"])
def test_without_a_base_nothing_stored_is_overwritten_unasked(case: Case, base: str):
    row = case.make()[0]
    name, mine, _theirs = text_field(case, row)
    opened = case.form_data(row) | {"base": base}
    assert case.client.post(case.url("edit", row), opened | {name: mine}).status_code == 409
    assert case.client.post(case.url("edit", row), opened).status_code == 302


def text_field(case: Case, row) -> tuple[str, str, str]:
    """A field of free text in this form, and two texts for it."""
    asked = {each.name for each in case.screen.form_attributes(case.user, row)}
    for name in ("note", "topic", "position", "street", "share", "name_bg", "f.passenger", "name"):
        if name in asked:
            return (name, "12.50", "33.25") if name == "share" else (name, "my text", "their text")
    raise AssertionError(f"no free text in the form of {case.screen.slug}")


@pytest.mark.view("archive")
def test_archives_hides_and_brings_back(case: Case):
    row = case.make()[0]
    assert case.client.get(case.url("archive", row)).status_code == 200
    assert case.client.post(case.url("archive", row)).status_code == 302
    assert not case.page().select("tbody tr")
    shown = case.page("?archived=1").select_one("tbody tr.is-archived")
    assert shown and shown.select_one(f"a[href='{case.url('activate', row)}']")
    answer = case.client.post(case.url("activate", row), headers={"HX-Request": "true"})
    assert answer.status_code == 204 and case.url("archive", row) in answer["HX-Trigger"]
    assert len(case.page().select("tbody tr")) == 1


@pytest.mark.view("history")
def test_tells_its_history(case: Case):
    row, verb = case.make()[0], "archive" if case.screen.archivable else "edit"
    changed = {} if verb == "archive" else case.form_data(row) | {text_field(case, row)[0]: "another text"}
    assert case.client.post(case.url(verb, row), changed).status_code == 302
    response = case.client.get(case.url("history", row))
    assert response.status_code == 200
    archived = str(getattr(case.screen.model, "history_put_away", ("archived",))[0])
    told = archived if verb == "archive" else "another text"
    assert told in response.content.decode() and str(case.user) in response.content.decode()
