"""All rules as a page of the reference: ``python -m bothways.mission.listing > docs/reference/mission-rules.md``."""

from __future__ import annotations

from collections.abc import Iterator

from bothways.mission.files import lists
from bothways.mission.languages import READ
from bothways.mission.rules import ABOUT, AGAINST, ANY, FOR, topics

_LANGUAGES = {ANY: "in all languages", "en": "in English", "de": "in German", "es": "in Spanish"}
_SIDES = {
    ABOUT: "A promise is about it too where it holds",
    FOR: "Speaks for it",
    AGAINST: "Speaks against it",
}
_TURNS = {
    "not": "says no to what follows within four words; in German also to up to two words before, and at the end of a "
    "clause to all of it",
    "instead": "says no to what follows within eight words",
    "not_really": "looks like a no and is none",
    "ends": "ends the reach of a no",
    "elsewhere": "the sentence tells how it was or how others do it, and counts for nothing",
    "instructs": "without one of these, or a no at the beginning, a no does not turn what speaks for a promise",
    "condition": "begins a condition: a no in it turns nothing that speaks for a promise",
    "ignored": "is left out: words of a guide for interviewers",
    "explores": "asks or tells of a thing without wanting it: what speaks against a promise does not count",
}
_SECTIONS = {
    "about": "opens words about the organisation itself: what speaks for a promise there is a mention",
    "warning": "opens what nobody wants to see: it turns both sides",
    "before": "opens how it was or how others do it: it counts for nothing",
}


def rules_page() -> str:
    """Return the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Rules of the mission check"
    yield ""
    yield "Made from the data files of `bothways.mission` by `python -m bothways.mission.listing`; what the signs mean,"
    yield "and how verdicts follow, stands in [the mission check](mission.md). We wrote the words; no text taught them."
    for topic in topics().values():
        yield from ("", f"## {topic.id}", "", ", ".join(topic.name[language] for language in READ) + ".")
        for side, heading in _SIDES.items():
            for language, where in _LANGUAGES.items():
                written = topic.written[side, language]
                if written:
                    yield from ("", f"**{heading}, {where}**", "")
                    yield from (
                        f"- `{topic.id}/{side}/{language}/{place}`: `{text}`"
                        for place, text in enumerate(written, start=1)
                    )
    yield from _named("Groups of words", "groups", lists("words"), {}, "@")
    yield from _named("What turns a sentence", "turns", lists("turns"), _TURNS, "")
    yield from _named("Headings, and words before a colon", "sections", lists("sections"), _SECTIONS, "")


def _named(title: str, prefix: str, told: object, meanings: dict[str, str], sign: str) -> Iterator[str]:
    yield from ("", f"## {title}")
    for name, languages in dict(told).items():  # type: ignore[call-overload]
        meaning = f": {meanings[name]}" if name in meanings else ""
        yield from ("", f"**`{sign}{name}`**{meaning}", "")
        for language in READ:
            yield f"- {language}: {', '.join(f'`{phrase}`' for phrase in languages[language])}"


if __name__ == "__main__":
    print(rules_page(), end="")
