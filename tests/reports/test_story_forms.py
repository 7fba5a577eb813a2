"""Four forms of one story: the same numbers in each, nothing that runs, nothing that is loaded."""

import io
import re

import pytest
import told_story as told
from openpyxl import load_workbook
from page_reader import read_page
from pptx import Presentation
from pypdf import PdfReader

from bothways.reports.story import Figure, story_html, story_pdf, story_pptx, story_xlsx
from bothways.reports.story.clean import clean
from bothways.reports.story.direction import END, LEFT_TO_RIGHT, isolated

_NUMBER = re.compile(r"[+\N{MINUS SIGN}]?\d+(?:\.\d+)?%?")


def words_of(text: str) -> str:
    return " ".join(text.split())


def on_page(story) -> str:
    page = re.sub(r"<(style|svg|title)\b.*?</\1>", " ", story_html(story), flags=re.DOTALL)
    return words_of(re.sub(r"<[^>]+>", " ", page))


def on_paper(story) -> str:
    return words_of(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(story_pdf(story))).pages))


def on_slides(story) -> str:
    deck = Presentation(io.BytesIO(story_pptx(story)))
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                found.append(shape.text_frame.text)
            if shape.has_table:
                found += [cell.text for row in shape.table.rows for cell in row.cells]
    return words_of(" ".join(found))


def in_sheets(story) -> str:
    book = load_workbook(io.BytesIO(story_xlsx(story)))
    rows = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return words_of(" ".join(str(cell) for cell in rows if isinstance(cell, str)))


FORMS = {"page": on_page, "paper": on_paper, "slides": on_slides, "sheets": in_sheets}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_writes_every_figure_and_sentence_alike(form):
    story = told.story(3)
    there = FORMS[form](story)
    assert len(story.figures) == 6
    for text in [one.text for one in story.figures] + [
        line.text for part in story.sections for line in part.lines
    ]:
        assert text in there
    assert all(text in there for text in (*story.opening, story.span))


@pytest.mark.parametrize("form", FORMS)
def test_no_form_has_a_number_that_the_story_has_not(form):
    story = told.story(3)
    texts = [story.title, story.span, *story.opening, *story.notes, *story.source]
    for part in story.sections:
        texts += [part.heading, part.more, part.empty]
        for line in part.lines:
            texts += [line.text, *line.notes, *(one.text for one in line.figures)]
    words = vars(story.words).values()
    known = set(_NUMBER.findall(" ".join([*texts, *words])))
    assert set(_NUMBER.findall(FORMS[form](story))) <= known


def test_numbers_are_cells_that_one_can_compute_with_and_agree_with_their_text():
    story = told.story(2)
    rows = list(load_workbook(io.BytesIO(story_xlsx(story)))["Numbers"].iter_rows(values_only=True))[1:]
    assert len(rows) == len(story.figures)
    for row, one in zip(rows, story.figures, strict=True):
        assert row[3:6] == (one.amount, one.amount_low, one.amount_high)
        assert row[6] == one.band
        written = [f"{end:+.1f}".replace("-", "\N{MINUS SIGN}") for end in row[3:6]]
        assert written == [one.value, one.low, one.high]


@pytest.mark.parametrize("form", FORMS)
def test_a_story_without_lines_says_what_is_missing(form):
    empty = told.story(0)
    assert empty.is_empty
    assert "Nothing yet." in FORMS[form](empty)


def test_what_people_wrote_is_text_in_the_spreadsheet_and_never_a_formula():
    book = load_workbook(io.BytesIO(story_xlsx(told.hostile_story())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert any(cell.value == told.HOSTILE[0] for cell in cells)


def test_what_people_wrote_is_text_on_the_page():
    page = story_html(told.hostile_story())
    assert "<script" not in page
    assert "javascript:" not in page
    assert "file://" not in page
    assert "&lt;script&gt;" in page
    assert "default-src &#x27;none&#x27;" in page


def test_what_people_wrote_is_text_on_slides_and_on_paper():
    slides, paper = on_slides(told.hostile_story()), on_paper(told.hostile_story())
    for text in ("$x$ *b* _u_ @ref \\u{41}", "{% z %}", '=HYPERLINK("https://a.example","x")'):
        assert text in slides
        assert text.replace(" ", "") in paper.replace(" ", "")
    assert "127.0.0.1" not in paper


def test_links_go_to_the_web_alone():
    pages = PdfReader(io.BytesIO(story_pdf(told.story()))).pages
    to = [one.get_object()["/A"]["/URI"] for one in pages[0]["/Annots"]]
    assert set(to) == {"https://bothways.example/findings/", "https://bothways.example/verify/reports/"}
    assert "/Annots" not in PdfReader(io.BytesIO(story_pdf(told.hostile_story()))).pages[0]


def test_a_page_names_its_language_and_direction():
    page = story_html(told.story(language="he", right_to_left=True))
    assert '<html lang="he" dir="rtl">' in page
    assert read_page(page) is not None


@pytest.mark.parametrize("form", ["page", "paper", "slides"])
def test_from_right_to_left_every_figure_keeps_its_sign_in_front(form):
    story = told.story(2, title="שלום", language="he", right_to_left=True)
    there = FORMS[form](story)
    bare = there.replace(LEFT_TO_RIGHT, "").replace(END, "")
    if form != "paper":  # drawing applies the marks: the text of a PDF stands in the order of its drawing
        assert f"{LEFT_TO_RIGHT}{story.figures[0].value}{END}" in there
        assert all(one.text in bare for one in story.figures)
    assert story.figures[0].value in bare


def test_sums_that_people_wrote_stay_as_they_are():
    assert isolated("=1+1") == "=1+1"
    assert isolated("from -2 to 3") != "from -2 to 3"


def test_a_text_that_no_document_takes_is_cleaned():
    assert clean("a\x00\ud800\nb") == "a b"


def test_a_picture_has_nought_in_its_middle_and_ends_within():
    low, middle, high = told.figure(1.6, -0.9, 4.1).reach
    assert (low, high) == (pytest.approx(-0.9 / 4.1), 1.0)
    assert low < middle < high
    assert Figure("not known").reach is None
    assert told.figure(0, 0, 0).reach is None
