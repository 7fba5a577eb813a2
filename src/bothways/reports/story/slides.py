"""The story as slides: real text and real tables, notes for whoever speaks, and texts for who cannot see them."""

from __future__ import annotations

import io
from typing import Any

from bothways.reports.story.clean import clean, web_address
from bothways.reports.story.direction import directed
from bothways.reports.story.room import fitting_size, table_height
from bothways.reports.story.story import Line, Section, Story

#: In points: a slide of 16 to 9, and what stands where on it.
WIDTH, HEIGHT, MARGIN = 960.0, 540.0, 40.0
HEAD_TOP, HEAD_HEIGHT, BODY_TOP, BODY_BOTTOM, FOOT_TOP = 26.0, 58.0, 94.0, 496.0, 502.0
#: Shares of the width: how sure, what we say, the number.
COLUMNS = (0.17, 0.5, 0.33)
TEXT_SIZES = (20.0, 18.0, 16.0, 14.0, 12.0, 11.0, 10.0)
INK, HEAD_FILL, ROW_FILL = (0x1B, 0x1F, 0x24), (0xEC, 0xEE, 0xF0), (0xFF, 0xFF, 0xFF)
_LAYOUT_OF_TITLE_ALONE = 5


def story_pptx(story: Story) -> bytes:
    """Return a story as slides.

    Parameters
    ----------
    story : Story

    Returns
    -------
    bytes
        A first slide with the opening, and one for each section: its lines are a table. What is said in smaller
        letters elsewhere stands in the notes of the slide. Letters are made smaller until everything has room.
    """
    from pptx import Presentation
    from pptx.util import Pt

    story = directed(story)
    deck: Any = Presentation()  # its types are not told
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    deck.core_properties.title, deck.core_properties.author = clean(story.title)[:255], ""
    deck.core_properties.language = story.language
    _opening(deck, story)
    for part in story.sections:
        _section(deck, story, part)
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _opening(deck: Any, story: Story) -> None:
    slide = _slide(deck, story, story.title)
    texts = [clean(story.span), *(clean(text) for text in story.opening)]
    size = fitting_size(texts, WIDTH - 2 * MARGIN, BODY_BOTTOM - BODY_TOP, (28.0, 24.0, *TEXT_SIZES))
    _texts(slide, story, texts, size)
    _notes(slide, [*story.opening, *story.notes, *story.source, web_address(story.url)])


def _section(deck: Any, story: Story, part: Section) -> None:
    slide = _slide(deck, story, part.heading)
    if part.lines:
        _table(slide, story, part)
    else:
        _texts(slide, story, [clean(part.empty)], TEXT_SIZES[0])
    said = [" ".join([line.text, *line.notes, web_address(line.url)]) for line in part.lines]
    _notes(slide, [*said, part.more, *story.notes])


def _slide(deck: Any, story: Story, heading: str) -> Any:
    """Return a new slide with its heading and its foot."""
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    slide = deck.slides.add_slide(deck.slide_layouts[_LAYOUT_OF_TITLE_ALONE])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = (
        Pt(MARGIN), Pt(HEAD_TOP), Pt(WIDTH - 2 * MARGIN), Pt(HEAD_HEIGHT),
    )  # fmt: skip
    text = clean(heading)
    size = fitting_size([text], WIDTH - 2 * MARGIN, HEAD_HEIGHT, (28.0, 24.0, 20.0, 18.0, 16.0, 14.0))
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _write(title.text_frame, [text], size, story, bold=True)
    foot = slide.shapes.add_textbox(Pt(MARGIN), Pt(FOOT_TOP), Pt(WIDTH - 2 * MARGIN), Pt(26))
    foot.name = "foot"
    line = clean(" ".join((story.span, *story.source)))
    _write(
        foot.text_frame,
        [line],
        fitting_size([line], WIDTH - 2 * MARGIN, 26, (11.0, 10.0, 9.0, 8.0, 7.0)),
        story,
    )
    return slide


def _texts(slide: Any, story: Story, texts: list[str], size: float) -> None:
    from pptx.util import Pt

    box = slide.shapes.add_textbox(
        Pt(MARGIN), Pt(BODY_TOP), Pt(WIDTH - 2 * MARGIN), Pt(BODY_BOTTOM - BODY_TOP)
    )
    box.name = "text"
    _write(box.text_frame, texts, size, story, space=0.4)


def _table(slide: Any, story: Story, part: Section) -> None:
    """Put the lines of a section into a table that the slide has room for."""
    from pptx.util import Pt

    words, whole = story.words, WIDTH - 2 * MARGIN
    rows = [[words.how_sure, words.sentence, words.number], *(_row(line, story) for line in part.lines)]
    rows = [[clean(cell) for cell in row] for row in rows]
    more = clean(part.more)
    widths = [whole * share for share in COLUMNS]
    room = BODY_BOTTOM - BODY_TOP - (24 if more else 0)
    size = next(
        (size for size in TEXT_SIZES if sum(table_height(rows, widths, size)) <= room), TEXT_SIZES[-1]
    )
    heights = table_height(rows, widths, size)
    frame = slide.shapes.add_table(
        len(rows), len(widths), Pt(MARGIN), Pt(BODY_TOP), Pt(whole), Pt(sum(heights))
    )
    frame.name = "table"
    _describe(frame, " ".join(clean(line.text) for line in part.lines))
    table = frame.table
    table.first_row, table.horz_banding = True, False
    if story.right_to_left:
        table._tbl.tblPr.set("rtl", "1")
    for column, width in enumerate(widths):
        table.columns[column].width = Pt(width)
    for number, row in enumerate(rows):
        table.rows[number].height = Pt(heights[number])
        for column, text in enumerate(row):
            _cell(table.cell(number, column), text, size, story, head=number == 0, bold=column == 1)
    if more:
        box = slide.shapes.add_textbox(Pt(MARGIN), Pt(BODY_BOTTOM - 22), Pt(whole), Pt(22))
        box.name = "more"
        _write(box.text_frame, [more], fitting_size([more], whole, 22, (12.0, 11.0, 10.0, 9.0, 8.0)), story)


def _row(line: Line, story: Story) -> list[str]:
    numbers = "; ".join(one.text for one in line.figures) or story.words.no_number
    return [f"{line.glyph} {line.word}".strip(), line.text, numbers]


def _cell(cell: Any, text: str, size: float, story: Story, *, head: bool, bold: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    fill = HEAD_FILL if head else ROW_FILL
    cell.fill.solid()
    cell.fill.fore_color.rgb = RGBColor(*fill)  # type: ignore[no-untyped-call]
    cell.margin_left = cell.margin_right = Pt(6)
    cell.margin_top = cell.margin_bottom = Pt(4)
    _write(cell.text_frame, [text], size, story, bold=bold or head, inset=False)


def _write(
    frame: Any, texts: list[str], size: float, story: Story, *, bold: bool = False, space: float = 0.0,
    inset: bool = True,
) -> None:  # fmt: skip
    """Write paragraphs into a frame, in the language and the direction of the story."""
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap = True
    if inset:
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(0)
    for number, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if story.right_to_left else PP_ALIGN.LEFT
        if story.right_to_left:
            paragraph._p.get_or_add_pPr().set("rtl", "1")
        paragraph.space_after = Pt(size * space)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor(*INK)  # type: ignore[no-untyped-call]
        run._r.get_or_add_rPr().set("lang", story.language)


def _describe(frame: Any, text: str) -> None:
    """Give a shape the text that is read out for it."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", text)


def _notes(slide: Any, texts: list[str]) -> None:
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = "\n".join(clean(text) for text in texts if text)
