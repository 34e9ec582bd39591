"""Every text for people goes through gettext, and every one of them is translated."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from primio_crm import messages

ROOT = Path(__file__).resolve().parents[2]
BULGARIAN = ROOT / "locale" / "bg" / "LC_MESSAGES" / "django.po"
TEMPLATES = [file for file in messages.sources(ROOT) if file.suffix == ".html"]

BLOCK = re.compile(r"{%\s*(blocktrans\w*|comment)\b.*?{%\s*end\1\b.*?%}", re.DOTALL)
DJANGO = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
CODE = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
SPOKEN = re.compile(
    r"""\b(?:title|placeholder|alt|aria-label|data-confirm-verb|hx-confirm)=(["'])(.*?)\1""", re.DOTALL
)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
CLASSES = re.compile(r"{%\s*block \w+_class\s*%}.*?{%\s*endblock\b.*?%}", re.DOTALL)
# Names, entities and the words on keys are the same in every language.
NAMES = {
    "Primio",
    "CRM",
    "CSV",
    "XLSX",
    "nbsp",
    "middot",
    "mdash",
    "ndash",
    "times",
    "hellip",
    "raquo",
    "laquo",
    "Ctrl",
    "Enter",
    "Esc",
    "Alt",
    "Shift",
}


def plain_texts(template: str) -> list[str]:
    """The words that a reader would see in the same language always."""
    rest = CODE.sub(" ", DJANGO.sub(" ", BLOCK.sub(" ", CLASSES.sub(" ", template))))
    seen = [text for _quote, text in SPOKEN.findall(rest)] + [TAG.sub(" ", rest)]
    return [word for text in seen for word in WORD.findall(text) if word not in NAMES]


def test_templates_have_no_plain_texts():
    found = {file.relative_to(ROOT).as_posix(): plain_texts(file.read_text(encoding="utf-8")) for file in TEMPLATES}
    found = {file: texts for file, texts in found.items() if texts}
    assert not found, f"Put them into {{% translate %}}: {found}"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<h1>Hello</h1>", ["Hello"]),
        ('<h1>{% translate "Hello" %}</h1>', []),
        ('<a title="Close" class="btn">{{ word }}</a>', ["Close"]),
        ("{% blocktranslate %}Hello{% endblocktranslate %}", []),
    ],
)
def test_plain_texts_are_found(template: str, words: list[str]):
    assert plain_texts(template) == words


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    return messages.extracted(ROOT)


@pytest.fixture(scope="module")
def have() -> Catalog:
    assert BULGARIAN.exists(), "Run `make messages` and translate what it finds."
    return messages.read(BULGARIAN)


def test_everything_is_translated(wanted: Catalog, have: Catalog):
    missing = messages.untranslated(wanted, have)
    assert not missing, f"Run `make messages` and translate in {BULGARIAN.relative_to(ROOT)}: {missing}"


def test_no_translation_is_left_over(wanted: Catalog, have: Catalog):
    used = {(message.id, message.context) for message in wanted}
    left = [message.id for message in have if (message.id, message.context) not in used]
    assert not left, f"Run `make messages`: {left}"


def test_placeholders_are_kept(have: Catalog):
    wrong = [message.id for message in have if any(message.check())]
    assert not wrong, f"The translation lacks a placeholder of the text: {wrong}"
