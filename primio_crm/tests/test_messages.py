"""Texts are found in Python and in templates, taken over into the catalogue, and compiled, by Python alone."""

import gettext
from pathlib import Path

from primio_crm import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
title = _("Hello")
verb = pgettext("verb", "archive")
many = ngettext("%d row", "%d rows", 3)
"""
TEMPLATE = """{% load i18n %}
<p>
    {% translate "It's a file" %} {% translate "archive" context "noun" %}
  {% blocktranslate count n=rows trimmed %}
      {{ n }} item
  {% plural %}
      {{ n }} items
  {% endblocktranslate %}
</p>{# no #} <a title="{% translate 'Say "yes"' %}">
"""


def project(folder: Path) -> Path:
    (folder / "templates").mkdir()
    (folder / "var").mkdir()
    (folder / "room.py").write_text(PYTHON)
    (folder / "var" / "left_out.py").write_text('_("Nobody sees this")')
    (folder / "templates" / "page.html").write_text(TEMPLATE)
    return folder / "locale" / "bg" / "LC_MESSAGES" / "django.po"


def test_texts_of_python_and_templates_are_found(tmp_path: Path):
    project(tmp_path)
    found = {(message.id, message.context) for message in messages.extracted(tmp_path) if message.id}
    assert found == {
        ("Hello", None),
        ("archive", "verb"),
        (("%d row", "%d rows"), None),
        ("It's a file", None),
        ("archive", "noun"),
        (("%(n)s item", "%(n)s items"), None),
        ('Say "yes"', None),
    }


def test_translations_survive_an_update_and_are_compiled(tmp_path: Path):
    file = project(tmp_path)
    messages.update(tmp_path, file)
    assert len(messages.untranslated(messages.extracted(tmp_path), messages.read(file))) == 7
    text = file.read_text(encoding="utf-8").replace('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "Здравейте"')
    file.write_text(
        text.replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "%d ред"\nmsgstr[1] ""', 1), encoding="utf-8"
    )
    (tmp_path / "templates" / "page.html").unlink()
    messages.update(tmp_path, file)
    assert messages.untranslated(messages.extracted(tmp_path), messages.read(file)) == [
        "archive",
        "('%d row', '%d rows')",
    ]
    messages.compile_file(file)
    with file.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Hello") == "Здравейте"
