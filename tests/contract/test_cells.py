"""Cells edited in a list: the rules, rights and history of the form, and nothing lost between two people."""

import json

from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from history.models import Change
from reference.kinds import Kind
from tests import factories
from tests.clients import client_of
from tests.contract.conftest import Case


def cells(case: Case) -> list[str]:
    """The columns of this list whose cells are edited."""
    return [*case.screen.edited_in_cells(case.screen.attributes(case.user))]


def url(case: Case, row, name: str) -> str:
    return case.screen.cells_url.format(pk=row.pk, name=name)


def field(case: Case, row, name: str):
    response = case.client.get(url(case, row, name))
    assert response.status_code == 200, name
    return response.context["form"]


def posted(form, texts: list[str]) -> dict:
    return {form.attribute.name: texts, "base": form.initial["base"]}


def test_every_cell_gives_a_field_and_saves_what_another_row_has(case: Case):
    if not cells(case):
        return
    rows = case.make(8)
    for name in cells(case):
        values = {tuple(field(case, row, name).now): row for row in rows}
        *_others, (texts, _row) = values.items()
        row = next((row for value, row in values.items() if value != texts), rows[0])
        before = Change.objects.latest("id").pk
        with CaptureQueriesContext(connection) as captured:
            response = case.client.post(url(case, row, name), posted(field(case, row, name), list(texts)))
        assert response.status_code == 200 and b"<form" not in response.content, (name, response.content)
        assert tuple(field(case, row, name).now) == texts, name
        if len(values) > 1:
            change = Change.objects.filter(id__gt=before, record_id=row.pk).get()
            assert change.user_id == case.user.pk and change.run.startswith("web:")
            undo = json.loads(response["HX-Trigger"])["toast"]["undo"]
            assert "cell-changed" in case.client.post(undo)["HX-Trigger"], name
            assert tuple(field(case, row, name).now) != texts, name
        assert len(captured) < 40


def test_a_cell_that_somebody_else_changed_shows_both(case: Case):
    if "alias" not in cells(case):
        return
    row = case.make()[0]
    opened = field(case, row, "alias")
    assert case.client.post(url(case, row, "alias"), posted(opened, ["theirs"])).status_code == 200
    conflict = case.client.post(url(case, row, "alias"), posted(opened, ["mine"]))
    text = conflict.content.decode()
    assert conflict.status_code == 409 and "theirs" in text and 'value="mine"' in text
    assert field(case, row, "alias").now == ["theirs"]
    base = BeautifulSoup(text, "html.parser").select_one("input[name=base]")["value"]
    kept = case.client.post(url(case, row, "alias"), {"alias": "mine", "base": base})
    assert kept.status_code == 200 and field(case, row, "alias").now == ["mine"]


def test_the_answer_has_the_row_as_it_is_stored(case: Case):
    if "alias" not in cells(case):
        return
    row, status = case.make()[0], factories.status(code="met", name_en="Met")
    opened, others = field(case, row, "alias"), field(case, row, "status")
    assert case.client.post(url(case, row, "status"), posted(others, [str(status.pk)])).status_code == 200
    shown = {"shown": [case.screen.columns[0], "alias", "status", "nothing"]}
    saved = case.client.post(url(case, row, "alias"), posted(opened, ["mine"]) | shown)
    assert f'<template data-row="{row.pk}">' in saved.content.decode()
    page = BeautifulSoup(saved.content.decode().partition("<template")[2], "html.parser")
    told = {each["data-name"]: each.get_text() for each in page.select("div")}
    assert [*told] == [case.screen.columns[0], "alias", "status"] and told["alias"] == "mine"
    assert told["status"] == "Met", "what somebody else has stored meanwhile"
    undo = json.loads(saved["HX-Trigger"])["toast"]["undo"]
    assert "Met" in case.client.post(undo, shown).content.decode()


def test_a_cell_obeys_the_rights(case: Case):
    for name in cells(case)[:1]:
        row = case.make()[0]
        reader, foreign = client_of(factories.reader()), client_of(factories.limited_user(Kind.GOVERNMENT))
        assert reader.get(url(case, row, name)).status_code == 403
        assert reader.post(url(case, row, name), {name: "x"}).status_code == 403
        if getattr(case.screen, "kind", None) != Kind.GOVERNMENT:
            assert foreign.get(url(case, row, name)).status_code == 404


def test_other_columns_have_no_cell(case: Case):
    if cells(case):
        row = case.make()[0]
        for name in ("name", "nothing", "f.nothing"):
            assert case.client.get(url(case, row, name)).status_code == 404
