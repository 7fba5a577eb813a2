"""A story in a language that runs from right to left: its figures keep their signs in front."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bothways.reports.story.story import Line, Section, Story

_BLANKS = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_FIGURE = re.compile(rf"(?<![^\s(])[+\N{{MINUS SIGN}}-]?\d(?:[\d.,{_BLANKS}]*\d)?[%+]?")
LEFT_TO_RIGHT, END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def directed(story: Story) -> Story:
    """Return a story as it is drawn: the same one, unless its language runs from right to left."""
    if not story.right_to_left:
        return story
    return replace(
        story,
        title=isolated(story.title),
        span=isolated(story.span),
        opening=_all(story.opening),
        notes=_all(story.notes),
        source=_all(story.source),
        sections=tuple(_section(part) for part in story.sections),
    )


def isolated(text: str) -> str:
    """Return a text whose figures are set apart from the letters around them.

    Examples
    --------
    >>> isolated("+1.9, 20").replace(LEFT_TO_RIGHT, "<").replace(END, ">")
    '<+1.9>, <20>'
    """
    return _FIGURE.sub(lambda found: f"{LEFT_TO_RIGHT}{found[0]}{END}", text)


def _all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(isolated(text) for text in texts)


def _section(part: Section) -> Section:
    return replace(part, more=isolated(part.more), lines=tuple(_line(line) for line in part.lines))


def _line(line: Line) -> Line:
    figures = tuple(replace(one, text=isolated(one.text)) for one in line.figures)
    return replace(line, text=isolated(line.text), notes=_all(line.notes), figures=figures)
