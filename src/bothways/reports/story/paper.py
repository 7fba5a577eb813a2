"""The story as a PDF: one page of A4 that can be read aloud."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from bothways.reports.story.clean import clean, web_address
from bothways.reports.story.direction import directed
from bothways.reports.story.story import Figure, Line, Section, Story
from bothways.reports.typesetting import fonts, one_file

if TYPE_CHECKING:
    from typst import Compiler

#: Sizes of letters in points, the largest first: the first one with which the story fits on a page is taken.
SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
#: Read aloud in the right order, with a title and a language: PDF/UA-1, ISO 14289.
STANDARD: Final = "ua-1"


def story_pdf(story: Story) -> bytes:
    """Return a story as a PDF.

    Parameters
    ----------
    story : Story
        Texts are data for the typesetter, never markup.

    Returns
    -------
    bytes
        Tagged, with title and language, and all fonts inside. One page of A4: letters are made smaller as needed,
        down to 7.5 points; a story that is longer still takes more pages. Where no font has a letter, a line at the
        end says so, and the file does not claim to follow PDF/UA.

    Examples
    --------
    >>> story_pdf(Story("A story", "2026", ("Two words.",), (), (), (), dt.date(2026, 1, 5)))[:5]
    b'%PDF-'
    """
    import typst

    compiler = typst.Compiler(font_paths=fonts())
    inputs = _fitting(compiler, _told(story))
    moment = dt.datetime.combine(story.made_on, dt.time(12), tzinfo=dt.UTC)
    try:
        made = compiler.compile(
            _source(), format="pdf", sys_inputs=inputs, pdf_standards=[STANDARD], timestamp=moment
        )
    except typst.TypstError as error:
        if "could not be displayed with font" not in error.message:
            raise
        inputs = _fitting(compiler, _told(story, story.words.letters_missing))
        made = compiler.compile(
            _source(), format="pdf", sys_inputs=inputs, pdf_standards=[], timestamp=moment
        )
    return one_file(made)


def story_png(story: Story, *, ppi: float = 110) -> bytes:
    """Return the first page of the PDF as a picture, to be looked at.

    Examples
    --------
    >>> story_png(Story("A story", "2026", (), (), (), (), dt.date(2026, 1, 5)), ppi=20)[1:4]
    b'PNG'
    """
    import typst

    compiler = typst.Compiler(font_paths=fonts())
    return one_file(
        compiler.compile(_source(), format="png", sys_inputs=_fitting(compiler, _told(story)), ppi=ppi)
    )


@lru_cache(maxsize=1)
def _source() -> bytes:
    return (files("bothways.reports.story") / "story.typ").read_bytes()


def _fitting(compiler: Compiler, told: str) -> dict[str, str]:
    """Return what the typesetter is told: the largest letters with which it is one page, else the smallest."""
    inputs = {"story": told, "size": ""}
    for size in SIZES:
        inputs["size"] = str(size)
        pages = compiler.compile(_source(), format="svg", sys_inputs=inputs)
        if not isinstance(pages, list) or len(pages) == 1:
            break
    return inputs


def _told(story: Story, *more: str) -> str:
    """Return the story as JSON."""
    story = directed(story)
    language, _dash, region = story.language.partition("-")
    bars = [story.words.own_scale] if any(one.reach for one in story.figures) else []
    notes = [clean(" ".join([*story.notes, *bars])), clean(" ".join(story.source)), *map(clean, more)]
    return json.dumps(
        {
            "title": clean(story.title) or "–",
            "span": clean(story.span),
            "lang": language.lower(),
            "region": region.lower() if len(region) == 2 else None,
            "rtl": story.right_to_left,
            "opening": [clean(text) for text in story.opening],
            "sections": [_section(part) for part in story.sections],
            "foot": [note for note in notes if note],
            "url": web_address(story.url),
            "on_screen": clean(story.words.on_screen),
        }
    )


def _section(part: Section) -> dict[str, Any]:
    return {
        "heading": clean(part.heading),
        "lines": [_line(line) for line in part.lines],
        "empty": clean(part.empty),
        "more": clean(part.more),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "text": clean(line.text),
        "word": clean(line.word),
        "glyph": clean(line.glyph),
        "url": web_address(line.url),
        "notes": [clean(note) for note in line.notes],
        "figures": [_figure(one) for one in line.figures],
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {"text": clean(one.text), "side": one.side, "reach": one.reach}
