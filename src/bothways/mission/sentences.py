"""A text as sentences with their places, and the sections that they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bothways.mission.files import lists

ABOUT, WARNING, BEFORE = "about", "warning", "before"
_BULLET = re.compile(r"^\s*(?:[-*•‣▪–—·o☐✓✔✗➢>]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+", re.IGNORECASE)
_HASHES = re.compile(r"^\s*#{1,6}\s+")
_BOLD = re.compile(r"^\s*(\*\*|__)[^*_]+(\*\*|__):?\s*$")
_FINISHED = (".", "!", "?", "…", ";", ",")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|approx|no|nr|mr|mrs|ms|dr|st|vs|inc|ltd|co|bzw|z\.\s?b|d\.\s?h|u\.\s?a|ca|ggf|evtl|inkl|usw|vgl|p\.\s?ej|"
    r"sr|sra|ud|uds|aprox)|\b[a-z])\.$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?…;]+[\"”’»)\]]*(?=\s|$)")
_LABEL = re.compile(r"^\s*(?:[-*•]\s*)?(?:\*\*|__)?([^:.!?\n]{2,60}?)(?:\*\*|__)?:(?:\*\*|__)?\s+(?=\S)")
_MOST_HEADING_WORDS, _MOST_LABEL_WORDS, _LONG_LINE = 9, 5, 48


@dataclass(frozen=True)
class Sentence:
    """One sentence.

    Attributes
    ----------
    start, end : int
        Its place in the text.
    text : str
    section : {"about", "warning", "before", ""}
    block : int
        Which paragraph or list item it stands in, from 0.
    is_heading : bool
    """

    start: int
    end: int
    text: str
    section: str
    block: int
    is_heading: bool = False

    @property
    def quote(self) -> str:
        """The sentence with single blanks, without the mark of a list."""
        return " ".join(_HASHES.sub("", _BULLET.sub("", self.text)).replace("**", "").split())

    @property
    def is_question(self) -> bool:
        """Whether it asks."""
        return self.text.rstrip('"”’»)] *_').endswith("?")


@dataclass(frozen=True)
class Block:
    """A heading, a list item or a paragraph, whose lines may be wrapped."""

    start: int
    end: int
    is_heading: bool
    is_item: bool


def sentences_of(text: str, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text.

    Parameters
    ----------
    text : str
    language : {"en", "de", "es"}
        In which headings are read.

    Returns
    -------
    tuple of Sentence
        In their order. Lines that are wrapped belong together; headings and list items are sentences of their own. A
        section lasts from its heading to the next one; a few words before a colon open one until the next such
        words, or until the end of their item.
    """
    found: list[Sentence] = []
    section = ""
    for number, block in enumerate(blocks_of(text)):
        words = text[block.start : block.end]
        if block.is_heading:
            section = section_of(words, language)
            found.append(Sentence(block.start, block.end, words, section, number, True))
            continue
        here = section
        for start, end in _split(text, block):
            here = _labelled(text[start:end], language, section, here)
            found.append(Sentence(start, end, text[start:end], here, number))
    return tuple(found)


def _labelled(sentence: str, language: str, section: str, before: str) -> str:
    """Return the section of a sentence: that of the label before its colon, else that of the sentence before."""
    label = _LABEL.match(sentence)
    if label is None or len(label.group(1).split()) > _MOST_LABEL_WORDS:
        return before
    return section_of(label.group(1), language) or section


def section_of(heading: str, language: str) -> str:
    """Return which section a heading opens; blank for one of no meaning here.

    Examples
    --------
    >>> section_of("## About us", "en"), section_of("Red flags:", "en"), section_of("Your tasks", "en")
    ('about', 'warning', '')
    """
    words = " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", heading.lower().replace("’", "'")))
    if len(words.split()) > _MOST_HEADING_WORDS:
        return ""
    return next((name for name, cues in _cues(language) if cues.search(words)), "")


@cache
def _cues(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return what tells a section; a cue of one word must be the first of a heading."""
    made = []
    for name, told in lists("sections").items():
        cues = [re.sub(r"[-\s]+", " ", cue) for cue in told[language]]
        ways = [rf"^{re.escape(cue)}\b" if " " not in cue else rf"\b{re.escape(cue)}\b" for cue in cues]
        made.append((name, re.compile("|".join(ways))))
    return tuple(sorted(made, key=lambda one: (WARNING, BEFORE, ABOUT).index(one[0])))


def blocks_of(text: str) -> Iterator[Block]:
    """Yield headings, list items and paragraphs; a wrapped line goes on with the one before it."""
    lines = list(_lines(text))
    at = 0
    while at < len(lines):
        start, end, blank_before = lines[at]
        line = text[start:end]
        if _is_heading(text, lines, at, blank_before=blank_before):
            yield Block(start, end, True, False)
            at += 1
            continue
        item = bool(_BULLET.match(line))
        at += 1
        while at < len(lines) and _goes_on(text, lines, at, end):
            end = lines[at][1]
            at += 1
        yield Block(start, end, False, item)


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the lines in which something stands, and whether a blank one is before each."""
    place, blank = 0, True
    for line in text.splitlines(keepends=True):
        bare = line.rstrip()
        if bare.strip():
            yield place + len(bare) - len(bare.lstrip()), place + len(bare), blank
            blank = False
        else:
            blank = True
        place += len(line)


def _is_heading(text: str, lines: list[tuple[int, int, bool]], at: int, *, blank_before: bool) -> bool:
    start, end, _ = lines[at]
    line = text[start:end]
    if _HASHES.match(line) or _BOLD.match(line):
        return True
    if _BULLET.match(line) or len(line.split()) > _MOST_HEADING_WORDS:
        return False
    if line.endswith(":"):
        return True
    if line.endswith(_FINISHED) or (not blank_before and not line.isupper()):
        return False
    return line[:1].isupper() and at + 1 < len(lines)


def _goes_on(text: str, lines: list[tuple[int, int, bool]], at: int, end: int) -> bool:
    """Return whether a line goes on with what ends before it."""
    start, stop, blank_before = lines[at]
    line = text[start:stop]
    label = _LABEL.match(line)
    if label and len(label.group(1).split()) <= _MOST_LABEL_WORDS and line[:1].isupper():
        return False
    if blank_before or _BULLET.match(line) or _HASHES.match(line) or _BOLD.match(line):
        return False
    before = text[text.rfind("\n", 0, end) + 1 : end]
    wrapped = len(before.strip()) >= _LONG_LINE
    if before.rstrip().endswith((".", "!", "?", "…")):
        return wrapped and not _is_heading(text, lines, at, blank_before=False)
    return wrapped or line[:1].islower()


def _split(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """Yield the places of the sentences of a block."""
    start = block.start
    for one in _END.finditer(text, block.start, block.end):
        if one.group().startswith(".") and _ABBREVIATION.search(
            text[max(start, one.start() - 8) : one.start() + 1]
        ):
            continue
        rest = text[one.end() : block.end].lstrip()
        if rest and rest[0].islower() and not one.group().startswith(";"):
            continue
        if text[start : one.end()].strip():
            yield _trimmed(text, start, one.end())
        start = one.end()
    if text[start : block.end].strip():
        yield _trimmed(text, start, block.end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
