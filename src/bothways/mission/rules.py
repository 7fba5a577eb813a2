"""The rules: what speaks for a topic and against it, each with an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bothways.mission.files import data_file
from bothways.mission.languages import READ
from bothways.mission.patterns import Pattern, compile_pattern

FOR, AGAINST, ABOUT = "says", "against", "about"
ANY = "any"


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes
    ----------
    id : str
        Topic, side, language and place, such as ``listening/says/en/1``.
    pattern : Pattern
    """

    id: str
    pattern: Pattern


@dataclass(frozen=True)
class Topic:
    """What a promise can be about.

    Attributes
    ----------
    id : str
    name : mapping
        Language -> its name.
    written : mapping
        Side and language -> the patterns as they stand in the data file; the language may be ``any``.
    """

    id: str
    name: Mapping[str, str]
    written: Mapping[tuple[str, str], tuple[str, ...]]

    def rules(self, side: str, language: str) -> tuple[Rule, ...]:
        """Return the rules of a side that hold in a language."""
        return _rules(self.id, side, language)


@cache
def topics() -> Mapping[str, Topic]:
    """Return all topics by their ids, in the order of the data file."""
    return {
        name: Topic(
            name,
            told["name"],
            {
                (side, language): tuple(told[side].get(language, ()))
                for side in (ABOUT, FOR, AGAINST)
                for language in (ANY, *READ)
            },
        )
        for name, told in data_file("rules").items()
    }


@cache
def _rules(topic: str, side: str, language: str) -> tuple[Rule, ...]:
    written = topics()[topic].written
    return tuple(
        Rule(f"{topic}/{side}/{where}/{place}", compile_pattern(text, language))
        for where in (ANY, language)
        for place, text in enumerate(written[side, where], start=1)
    )
