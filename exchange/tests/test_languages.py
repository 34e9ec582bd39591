"""What one has done in English is read in Bulgarian by who has chosen that: words are made when the page is drawn."""

import pytest
from django.utils import translation

from attributes.choices import Choice
from attributes.values import Attribute
from counterparties.models import Counterparty
from counterparties.tests.importing import done, prepared
from counterparties.tests.undoing import people
from exchange.bulk.changes import Change
from exchange.bulk.ordering import edit_now
from exchange.retelling import told
from exchange.tests.working import text_of, work
from exchange.undoing.models import Undoing
from history.recording import recorded
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def bulgarian(user):
    """Chooses Bulgarian."""

    def chosen():
        user.language = "bg"
        user.save()

    user.language = "en"
    user.save()
    return chosen


def test_a_bulk_edit_names_old_and_new_values(client, user, bulgarian):
    factories.status(code="in", name_en="Contracted", name_bg="Договорен")
    after = factories.status(code="out", name_en="Inactive", name_bg="Неактивен")
    factories.counterparty(name="Alpha", status=factories.status(code="old", name_en="Contacted", name_bg="Потърсен"))
    edit = edit_now(
        user=user,
        screen="counterparties",
        changes=[Change("status", "set", after.code), Change("types", "set", "supplier")],
    )
    bulgarian()
    page = text_of(client.get(edit.get_absolute_url()))
    assert "<del>Потърсен</del> <ins>Неактивен</ins>" in page
    assert "<ins>Доставчик</ins>" in page


def test_an_import_names_old_and_new_values(client, user, bulgarian, tmp_path):
    factories.status(code="new", name_en="Contacted", name_bg="Потърсен")
    factories.counterparty(name="Alpha", code="A1", status=factories.status(code="s", name_en="Idle", name_bg="Спрян"))
    run = done(prepared(tmp_path, [["code", "status"], ["A1", "new"]], user=user))
    bulgarian()
    assert "<del>Спрян</del><ins>Потърсен</ins>" in text_of(client.get(f"{run.get_absolute_url()}?outcome=updated"))


def test_an_undoing_names_what_was_edited_since(client, user, bulgarian, tmp_path):
    run = done(prepared(tmp_path, [["name"], ["Alpha"]], user=user, kind="customer"))
    people()
    with recorded(user_id=user.pk, run="web:test"):
        Counterparty.objects.update(note="mine")
    people()
    client.post(f"/undo/job/{run.job_id}/")
    work()
    address = Undoing.objects.get().get_absolute_url()
    assert ">Note<" in text_of(client.get(address))
    bulgarian()
    assert ">Бележка<" in text_of(client.get(address))


def test_words_are_told_in_the_language_of_the_page_or_as_they_were_kept():
    colour = Choice("colour", "Colour", choices=[("active", translation.gettext_lazy("Active"))])
    with translation.override("bg"):
        assert told(colour, "Active") == colour.show("active") != "Active"
        assert (told(colour, "Gone"), told(colour, "")) == ("Gone", "")
        assert told(Attribute("note", "Note"), "Active") == "Active"
