"""What a story is made of: texts and numbers that were formatted once, before any form is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """A number with its range, as every form writes it.

    Attributes
    ----------
    text : str
        The whole in one line: "+1.9 (95% range +0.8 to +3.0), 100+ people".
    label : str
        What it is a number of.
    value, low, high : str
        The number and the ends of its 95 % range as they are written; blank where one is not known.
    band : str
        How many people are behind it, as a band; blank where the number is not one about people.
    side : {"emp", "cust", ""}
        Whose voice the number is.
    amount, amount_low, amount_high : float or None
        The same three as numbers, rounded as they are written: for cells of a spreadsheet and for pictures.
    """

    text: str
    label: str = ""
    value: str = ""
    low: str = ""
    high: str = ""
    band: str = ""
    side: str = ""
    amount: float | None = None
    amount_low: float | None = None
    amount_high: float | None = None

    @property
    def reach(self) -> tuple[float, float, float] | None:
        """Low end, value and high end between -1 and 1, nought in the middle; ``None`` where one is missing.

        Examples
        --------
        >>> Figure("+2 (0 to +4)", amount=2.0, amount_low=0.0, amount_high=4.0).reach
        (0.0, 0.5, 1.0)
        """
        ends = (self.amount_low, self.amount, self.amount_high)
        if any(end is None for end in ends):
            return None
        low, middle, high = (end for end in ends if end is not None)
        widest = max(abs(low), abs(middle), abs(high))
        return (low / widest, middle / widest, high / widest) if widest else None


@dataclass(frozen=True)
class Line:
    """One thing that the story tells.

    Attributes
    ----------
    text : str
        A whole sentence.
    word, glyph : str
        How sure it is, or how far: "Clear", "under way"; and the sign that stands before it.
    notes : tuple of str
        Further sentences in smaller letters.
    figures : tuple of Figure
    url : str
        Where it is told at length: a whole address.
    key : str
        A code for ``word``, by which a page chooses its colours.
    """

    text: str
    word: str = ""
    glyph: str = ""
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    url: str = ""
    key: str = ""


@dataclass(frozen=True)
class Section:
    """One part of a story.

    Attributes
    ----------
    name : str
        A word of letters, for addresses and sheets.
    heading : str
    lines : tuple of Line
    empty : str
        What is said where there is no line.
    more : str
        What was left out, so that the story stays one page; blank where nothing was.
    """

    name: str
    heading: str
    lines: tuple[Line, ...] = ()
    empty: str = ""
    more: str = ""


@dataclass(frozen=True)
class Words:
    """The words of the forms themselves, in the language of the story."""

    on_screen: str = "This page on screen"
    story: str = "Story"
    numbers: str = "Numbers"
    about: str = "About"
    part: str = "Part"
    how_sure: str = "How sure"
    sentence: str = "What we say"
    number: str = "Number"
    value: str = "Value"
    low: str = "95% range, low end"
    high: str = "95% range, high end"
    people: str = "People behind it"
    more: str = "More about it"
    no_number: str = "no number"
    own_scale: str = "Each bar is a 95% range on a scale of its own; the upright mark is nought."
    letters_missing: str = "Some letters could not be printed: this computer has no font for them."


@dataclass(frozen=True)
class Story:
    """A story of one page.

    Attributes
    ----------
    title, span : str
        What it is, and of which time.
    opening : tuple of str
        The story in a few sentences.
    sections : tuple of Section
        In the order in which they are told.
    notes : tuple of str
        How to read it.
    source : tuple of str
        Where the numbers come from: the run, the day, the organisation.
    made_on : date
    url : str
        Where the page on screen is.
    language : str
    right_to_left : bool
    words : Words
    """

    title: str
    span: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    source: tuple[str, ...]
    made_on: dt.date
    url: str = ""
    language: str = "en"
    right_to_left: bool = False
    words: Words = field(default_factory=Words)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All numbers, in the order of the story."""
        return tuple(figure for part in self.sections for line in part.lines for figure in line.figures)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(part.lines for part in self.sections)
