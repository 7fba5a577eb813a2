"""The story on slides: nothing overlaps or runs over, tables are tables, and whoever cannot see them is told."""

import io

import pytest
import told_story as told
from PIL import ImageFont
from pptx import Presentation

from bothways.reports.story import story_pptx
from bothways.reports.story.room import fitting_size, lines_of

POINT = 12700
STORIES = {
    "plain": told.story(),
    "full": told.full_story(),
    "empty": told.story(0),
    "hostile": told.hostile_story(),
}


def deck_of(story):
    return Presentation(io.BytesIO(story_pptx(story)))


def drawn_height(text: str, width: float, size: float) -> float:
    """Return how high a text is when it is set in a real font, word by word."""
    font = ImageFont.load_default(size)
    lines, line = 1, ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            lines, line = lines + 1, word
        else:
            line = longer
    return lines * size * 1.2


@pytest.mark.parametrize("name", ["plain", "full", "empty"])
def test_there_is_a_slide_for_the_opening_and_one_a_section(name):
    story = STORIES[name]
    deck = deck_of(story)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert titles == [story.title, *(part.heading for part in story.sections)]
    assert (deck.slide_width, deck.slide_height) == (960 * POINT, 540 * POINT)


@pytest.mark.parametrize("name", STORIES)
def test_nothing_overlaps_and_nothing_leaves_the_slide(name):
    deck = deck_of(STORIES[name])
    for slide in deck.slides:
        boxes = [(one.left, one.top, one.left + one.width, one.top + one.height) for one in slide.shapes]
        for left, top, right, bottom in boxes:
            assert 0 <= left < right <= deck.slide_width
            assert 0 <= top < bottom <= deck.slide_height
        for number, a in enumerate(boxes):
            for b in boxes[number + 1 :]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize("name", ["plain", "full", "empty"])
def test_every_text_has_room_in_its_box_when_it_is_set_in_a_real_font(name):
    for slide in deck_of(STORIES[name]).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                texts = [
                    (run.text, run.font.size.pt) for each in shape.text_frame.paragraphs for run in each.runs
                ]
                width = shape.width / POINT
                assert (
                    sum(drawn_height(text, width, size) for text, size in texts) <= shape.height / POINT + 0.5
                )
            if shape.has_table:
                check_table(shape)


def check_table(shape) -> None:
    table = shape.table
    widths = [column.width / POINT - 12 for column in table.columns]
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            [run] = cell.text_frame.paragraphs[0].runs
            assert drawn_height(run.text, width, run.font.size.pt) + 8 <= row.height / POINT + 0.5
    assert sum(row.height for row in table.rows) <= shape.height + POINT


def test_letters_stay_large_enough_to_be_read_from_a_chair():
    for slide in deck_of(told.story(4)).slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert shape.table.cell(1, 1).text_frame.paragraphs[0].runs[0].font.size.pt >= 14


def test_a_table_is_a_table_with_a_head_and_a_text_for_who_cannot_see_it():
    frames = [shape for slide in deck_of(told.story()).slides for shape in slide.shapes if shape.has_table]
    assert len(frames) == 3
    for frame in frames:
        assert frame.table.first_row
        assert "tend to be higher" in frame._element.nvGraphicFramePr.cNvPr.get("descr")


def test_notes_say_what_the_small_letters_say_elsewhere():
    story = told.story()
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck_of(story).slides]
    assert "Still open: it holds without any one period." in notes[1]
    assert all(told.MEANING in each for each in notes)


def test_from_right_to_left_columns_and_paragraphs_turn():
    deck = deck_of(told.story(title="שלום", language="he", right_to_left=True))
    table = next(shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table)
    assert table._tbl.tblPr.get("rtl") == "1"
    assert table.cell(1, 1).text_frame.paragraphs[0]._p.pPr.get("rtl") == "1"
    assert deck.slides[0].shapes.title.text_frame.paragraphs[0].runs[0]._r.rPr.get("lang") == "he"


def test_wide_letters_and_long_words_take_more_room():
    assert lines_of("字" * 20, 100.0, 10.0) > lines_of("a" * 20, 120.0, 10.0)
    assert lines_of("a" * 100, 50.0, 10.0) > 5
    assert fitting_size(["a " * 500], 10.0, 10.0, (20.0, 8.0)) == 8.0
