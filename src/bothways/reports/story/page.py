"""The story as a page of its own: one file, nothing loaded from elsewhere."""

from __future__ import annotations

from bothways.reports.document import document, sheets
from bothways.reports.markup import Markup, join, tag
from bothways.reports.story.clean import clean, web_address
from bothways.reports.story.direction import directed
from bothways.reports.story.story import Figure, Line, Section, Story

_SHEETS = ("tokens.css", "story.css")
_WIDTH, _HALF = 120.0, 54.0


def story_html(story: Story) -> str:
    """Return a story as a whole HTML document.

    Parameters
    ----------
    story : Story
        Every text is escaped.

    Returns
    -------
    str
        Holds its styles, loads nothing, and allows no script. It prints on A4, in small letters.

    Examples
    --------
    >>> import datetime as dt
    >>> told = Story("A story", "2026", ("5 < 6.",), (), (), (), dt.date(2026, 1, 5))
    >>> "<p>5 &lt; 6.</p>" in story_html(told)
    True
    """
    story = directed(story)
    body = tag(
        "main",
        tag("header", tag("p", clean(story.span), class_="span"), tag("h1", clean(story.title))),
        tag("div", join(tag("p", clean(text)) for text in story.opening), class_="opening"),
        *(_section(part) for part in story.sections),
        tag("footer", *_foot(story)),
    )
    return document(
        clean(story.title),
        body,
        style=sheets(_SHEETS),
        language=story.language,
        right_to_left=story.right_to_left,
    )


def picture(figure: Figure) -> Markup | None:
    """Return a number and its range as a small SVG on a scale of its own; ``None`` where an end is missing."""
    if figure.reach is None:
        return None
    low, middle, high = (_WIDTH / 2 + _HALF * end for end in figure.reach)
    side = figure.side or "none"
    mark = (
        tag("circle", cx=middle, cy=8.0, r=4.5, class_="dot")
        if side == "emp"
        else tag("rect", x=middle - 4, y=4.0, width=8.0, height=8.0, class_="dot")
    )
    return tag(
        "svg",
        tag("line", x1=_WIDTH / 2, x2=_WIDTH / 2, y1=0.0, y2=16.0, class_="nought"),
        tag("line", x1=low, x2=high, y1=8.0, y2=8.0, class_="range"),
        mark,
        viewBox="0 0 120 16", width="120", height="16", aria_hidden="true", focusable="false",
        class_=f"reach reach-{side}",
    )  # fmt: skip


def _section(part: Section) -> Markup:
    lines = [_line(line) for line in part.lines]
    return tag(
        "section",
        tag("h2", clean(part.heading), id=part.name),
        tag("ul", *lines) if lines else tag("p", clean(part.empty), class_="note"),
        tag("p", clean(part.more), class_="note") if part.more else None,
        aria_labelledby=part.name,
    )


def _line(line: Line) -> Markup:
    text: Markup | str = clean(line.text)
    if url := web_address(line.url):
        text = tag("a", text, href=url)
    return tag(
        "li",
        _word(line),
        tag("div", tag("p", text, dir="auto", class_="told"), *_below(line), class_="words"),
    )


def _word(line: Line) -> Markup | None:
    if not line.word:
        return None
    glyph = tag("span", clean(line.glyph) + " ", aria_hidden="true") if line.glyph else None
    return tag("p", glyph, clean(line.word), class_="tag")


def _below(line: Line) -> list[Markup]:
    found = [
        tag("p", tag("span", clean(one.text), class_="figure"), picture(one), class_="figure-row")
        for one in line.figures
    ]
    return found + [tag("p", clean(note), class_="note", dir="auto") for note in line.notes]


def _foot(story: Story) -> list[Markup]:
    notes = [*story.notes, *([story.words.own_scale] if any(one.reach for one in story.figures) else [])]
    found = [tag("p", clean(" ".join(notes))), tag("p", clean(" ".join(story.source)))]
    if url := web_address(story.url):
        found.append(tag("p", tag("a", clean(story.words.on_screen), href=url)))
    return found
