"""The paper: what goes in stands on it, whatever it is, on pages that are numbered."""

import re
from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from counterparties.printing.flowing import GAP, widths_of
from counterparties.printing.letters import printable
from counterparties.printing.paper import ACROSS, Facts, Heading, Letterhead, Paragraph, Table, pdf_of

EUROPEAN = st.characters(
    codec="utf-8",
    categories=["Lu", "Ll", "Nd", "Po", "Sm", "Sc", "Pd", "Zs"],
    max_codepoint=0x4FF,
    exclude_characters="\u0345",
)
"Letters, figures and signs of the European languages; < & > are among them."
written = st.text(EUROPEAN | st.sampled_from("\n\t<>&;/\"'"), max_size=400)


def read(*blocks, title="Title", subtitle="", by="Ivan"):
    return PdfReader(BytesIO(pdf_of(title=title, subtitle=subtitle, blocks=blocks, by=by)))


def text_of(paper):
    return "\n".join(page.extract_text() for page in paper.pages)


def packed(text):
    """Without spaces: where a line breaks is no matter."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "made",
    [
        Paragraph,
        lambda text: Facts([("", text)]),
        lambda text: Table(["a"], [[text]]),
        lambda text: Table([text], [["b"]]),
        lambda text: Heading(text),
    ],
    ids=["paragraph", "fact", "cell", "head", "heading"],
)
@settings(max_examples=40)
@given(text=written)
def test_any_text_comes_back_as_it_was(made, text):
    assert packed(printable(text)) in packed(text_of(read(made(text))))


@settings(max_examples=60)
@given(text=st.text(max_size=300))
def test_no_text_breaks_the_paper(text):
    paper = read(Heading(text), Facts([(text, text)]), Table([text, ""], [[text, text]]), title=text, by=text)
    assert len(paper.pages) >= 1
    assert "1" in paper.pages[0].extract_text()


def test_letters_that_the_font_has_not_are_written_in_latin_ones():
    assert printable("北京 and 😀") == "BeiJing and :grinning:"
    assert "BeiJing" in text_of(read(Paragraph("北京")))


def test_a_box_is_drawn_in_paragraphs_and_written_where_a_line_alone_stands():
    letterhead = Letterhead(name="☐ Alpha", foot=["Foot ☐"])
    paper = PdfReader(
        BytesIO(pdf_of(title="Title ☒", subtitle="", blocks=[Heading("Part ☐")], by="☐ Ivan ☒", letterhead=letterhead))
    )
    page = paper.pages[0]
    text = page.extract_text()
    assert "Foot #" in text and "# Ivan x" in text and "\0" not in text
    assert len(re.findall(rb"(?m) re\b", page.get_contents().get_data())) == 3, "name, title and heading have boxes"
    assert "#" not in text.replace("Foot #", "").replace("# Ivan x", "")


def test_pages_are_numbered_and_heads_repeated():
    rows = [(f"row-{number}", "words " * 30) for number in range(200)]
    pages = [page.extract_text() for page in read(Table(["Name", "Said"], rows)).pages]
    assert len(pages) > 3
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Name" in page
    found = re.findall(r"row-\d+", "\n".join(pages))
    assert found == [name for name, _said in rows]


def test_a_row_higher_than_a_page_loses_nothing():
    words = [f"w{number}" for number in range(6_000)]
    paper = read(Heading("Notes"), Table(["a", "b"], [["before", "x"], ["mark", " ".join(words)], ["behind", "y"]]))
    text = text_of(paper)
    assert [word for word in text.split() if re.fullmatch(r"w\d+", word)] == words
    assert text.index("before") < text.index("mark") < text.index("behind")


def test_rows_are_taken_as_their_pages_are_drawn():
    taken = []

    def rows():
        for number in range(1_000):
            taken.append(number)
            yield [str(number)]

    table = Table(["n"], rows())
    assert not taken
    assert "999" in text_of(read(table))


def test_a_word_that_no_line_holds_is_broken():
    assert packed("ж" * 900) in packed(text_of(read(Table(["a", "b", "c"], [["x", "ж" * 900, "y"]]))))


def test_an_empty_table_has_its_head():
    assert "Nobody" in text_of(read(Table(["Nobody"], [])))


@settings(max_examples=50)
@given(rows=st.lists(st.tuples(written, written, written), min_size=1, max_size=5))
def test_columns_fill_the_page(rows):
    widths = widths_of(rows, ACROSS, 8)
    assert sum(widths) == pytest.approx(ACROSS)
    assert min(widths) >= GAP


def test_long_facts_stand_across_the_page():
    text = text_of(read(Facts([("A", "1"), ("Note", "words " * 60), ("B", "2"), ("C", "3")])))
    assert text.index("C") < text.index("Note")


def test_the_paper_tells_what_it_is_who_printed_it_and_when():
    with translation.override("bg"):
        paper = read(Heading("Събития", "3"), title="Балкан <ООД>", by="Иван & Мария")
    assert paper.metadata.title == "Балкан <ООД>"
    assert paper.metadata.author == "Иван & Мария"
    assert paper.trailer["/Root"]["/Lang"] == "bg"
    assert [entry.title for entry in paper.outline] == ["Събития · 3"]
    assert "Отпечатано от Иван & Мария" in text_of(paper)
