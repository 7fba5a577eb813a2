"""Stories for the tests of documents: a plain one, one that is full, and one that tries to break out."""

import datetime as dt
from dataclasses import replace

from bothways.reports.story import Figure, Line, Section, Story

HOSTILE = [
    '=HYPERLINK("https://a.example","x")',
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    '#read("/etc/hosts") $x$ *b* _u_ @ref \\u{41} `raw`',
    "<script>alert(1)</script>&amp;",
    "a\x00b\x0bc\ud800",
    "]]> ${x} {{ y }} {% z %}",
    "http://a.example/x?y=1#z",
]
MEANING = (
    "A 95% range: if we could repeat this many times, about 95 of 100 such ranges would hold the true value."
)


def figure(value: float, low: float, high: float, *, side: str = "cust", band: str = "100+") -> Figure:
    told = [f"{end:+.1f}".replace("-", "\N{MINUS SIGN}") for end in (value, low, high)]
    text = f"{told[0]} (95% range {told[1]} to {told[2]}), {band} people"
    return Figure(text, "stars", *told, band, side, value, low, high)


def lines(count: int, text: str, word: str, glyph: str, *, start: float = 1.0) -> tuple[Line, ...]:
    return tuple(
        Line(
            f"{text} ({number})", word, glyph, ("Still open: it holds without any one period.",),
            (figure(start + number / 10, -0.9 + number / 10, 4.1 + number / 10, side="emp" if number % 2 else "cust"),),
            "https://bothways.example/findings/",
        )
        for number in range(count)
    )  # fmt: skip


def story(
    count: int = 2, *, text: str = "When help is higher than usual, stars tend to be higher", **other
) -> Story:
    parts = (
        Section("leads", "What comes before what", lines(count, text, "Clear", "◆"), "Nothing yet.", "2 more."),
        Section("did", "What we did", tuple(replace(one, figures=()) for one in lines(count, text, "under way", ""))),
        Section("changed", "What it changed", lines(count, text, "Probably helped", "▲", start=2.0), "Nothing yet."),
        Section("open", "What we cannot tell yet", (), "Nothing is open."),
    )  # fmt: skip
    told = Story(
        "Northwind: what we learnt", "1 July to 30 September 2026",
        ("2 links are clear enough to act on.", "5 plans are under way."), parts,
        (MEANING, "This shows what came first, not what caused it."), ("Run 12.", "Made on 5 October 2026."),
        dt.date(2026, 10, 5), "https://bothways.example/verify/reports/",
    )  # fmt: skip
    return replace(told, **other)


def full_story() -> Story:
    """The longest that the app writes: four lines a section, each text at its limit, two notes."""
    told = story(4, text="Say at once when a call back has to wait, and until when. " * 4)
    parts = [replace(part, lines=told.sections[0].lines) for part in told.sections]
    return replace(told, sections=tuple(parts), opening=("5 plans are under way. " * 5,) * 3)


def hostile_story() -> Story:
    told = story()
    part = Section("bad", HOSTILE[0], tuple(
        Line(text, text, text, (text,), (Figure(text, text, text, text, text, text),), "javascript:alert(1)")
        for text in HOSTILE
    ), HOSTILE[1], HOSTILE[4])  # fmt: skip
    return replace(
        told,
        title=HOSTILE[5],
        opening=tuple(HOSTILE),
        sections=(part,),
        url="file:" + "///x",
        source=(HOSTILE[4],),
    )
