"""The story on paper: one page of A4 that is tagged, has its fonts inside, and says when letters are missing."""

import io

import pytest
import told_story as told
from pypdf import PdfReader

from bothways.reports.story import story_pdf
from bothways.reports.story.paper import story_png


def read(story) -> PdfReader:
    return PdfReader(io.BytesIO(story_pdf(story)))


@pytest.mark.parametrize(
    "story", [told.story(), told.full_story(), told.story(0)], ids=["plain", "full", "empty"]
)
def test_it_is_one_page_of_a4(story):
    [page] = read(story).pages
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx([595.28, 841.89], abs=0.1)


def test_a_story_that_no_letter_is_small_enough_for_takes_more_pages_and_loses_nothing():
    long = told.story(40)
    text = " ".join(page.extract_text() for page in read(long).pages)
    assert all(one.text in " ".join(text.split()) for one in long.figures)


def test_it_can_be_read_aloud():
    file = read(told.story(language="pt-BR"))
    root = file.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "pt-BR"
    assert file.metadata.title == "Northwind: what we learnt"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert kinds(root["/StructTreeRoot"]) >= {"/Title", "/H1", "/P", "/Link"}


def kinds(node) -> set[str]:
    """Return the kinds of elements in the tree of a tagged file."""
    node = node.get_object()
    if not isinstance(node, dict):
        return set().union(*map(kinds, node)) if isinstance(node, list) else set()
    below = kinds(node["/K"]) if "/K" in node else set()
    return below | ({node["/S"]} if "/S" in node else set())


def test_all_fonts_are_inside():
    fonts = [one.get_object() for one in read(told.story()).pages[0]["/Resources"]["/Font"].values()]
    within = [
        below.get_object()["/FontDescriptor"].get_object()
        for one in fonts
        for below in one.get("/DescendantFonts", [one])
    ]
    assert within
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one) for one in within)


def test_letters_that_no_font_has_are_named_as_missing_and_the_file_claims_nothing():
    story = told.story(title="Northwind \U0001f9ff\U000130b8")
    file = read(story)
    assert story.words.letters_missing in " ".join(file.pages[0].extract_text().split())
    metadata = file.trailer["/Root"]["/Metadata"].get_data()
    assert b"pdfuaid" not in metadata


def test_the_same_story_is_the_same_file():
    assert story_pdf(told.story()) == story_pdf(told.story())


def test_it_can_be_looked_at():
    assert story_png(told.story(), ppi=30)[1:4] == b"PNG"
