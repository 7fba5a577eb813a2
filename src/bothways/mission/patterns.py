"""What a rule looks for in a sentence, written in a few signs.

``word``       a word, whatever its ending: compared by its stem
``=word``      this very word
``word*``      a word that begins so; ``*word`` one that ends so
``@group``     a word or phrase of a group
``#``          a number
``a b``        a phrase: in this order, with at most one other word between them
``a b|c``      one of several phrases: "a b", or "c"
``[a|b] c``    one of several within a phrase: "a c", or "b c"
``a ... b``    in this order, with at most six other words between them
``a & b``      in any order, within sixteen words
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bothways.errors import InputError
from bothways.mission.tokens import Token
from bothways.mission.words import Spans, Unit, group_names, meets, unit_of

NEAR, FAR, WINDOW = 1, 6, 16
_PIECE = re.compile(r"\[[^\]]*\]|[^\s\[\]]+")
_OUTSIDE = re.compile(r"\|(?![^\[]*\])")
Places = tuple[int, ...]


@dataclass(frozen=True)
class Word:
    """One word: how it is compared, or the group that it stands for."""

    unit: Unit | None
    group: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several phrases, each a sequence of words and of choices within it."""

    phrases: tuple[tuple[Word | Choice, ...], ...]


@dataclass(frozen=True)
class Pattern:
    """A pattern as it was written, and the clauses that must all be met: choices that follow one another."""

    text: str
    clauses: tuple[tuple[Choice, ...], ...]

    @cached_property
    def beginnings(self) -> tuple[tuple[Word, ...], ...]:
        """The words with which each clause can begin."""
        return tuple(tuple(_first_words(clause[0])) for clause in self.clauses)


def _first_words(part: Word | Choice) -> Iterator[Word]:
    if isinstance(part, Word):
        yield part
    else:
        for phrase in part.phrases:
            yield from _first_words(phrase[0])


@lru_cache(maxsize=20_000)
def compile_pattern(text: str, language: str) -> Pattern:
    """Return a pattern for a language.

    Raises
    ------
    InputError
        Where it has no word, or names a group that is not there.
    """
    clauses = tuple(
        tuple(_choice(run, language) for run in clause.split(" ... ")) for clause in text.split(" & ")
    )
    if not all(phrase for clause in clauses for choice in clause for phrase in choice.phrases):
        raise InputError(
            f"The phrase {text!r} has no word in it.", remedy="Write words; * may stand at the end of one."
        )
    return Pattern(text, clauses)


def _choice(text: str, language: str) -> Choice:
    return Choice(tuple(tuple(_words(phrase, language)) for phrase in _OUTSIDE.split(text)))


def _words(phrase: str, language: str) -> Iterator[Word | Choice]:
    for piece in _PIECE.findall(phrase):
        if piece.startswith("["):
            yield _choice(piece[1:-1], language)
        elif piece.startswith("@"):
            if piece[1:] not in group_names():
                raise InputError(f"There is no group {piece!r}.", remedy="Name one of words.yaml.")
            yield Word(None, piece[1:])
        else:
            yield from (Word(unit_of(word, language)) for word in piece.split("-") if word)


def find(pattern: Pattern, tokens: Sequence[Token], spans: Spans) -> Iterator[Places]:
    """Yield where a pattern is met: the places of the words that it needs, in ascending order."""
    if not all(any(_is_there(word, tokens, spans) for word in words) for words in pattern.beginnings):
        return
    first, *others = pattern.clauses
    for met in _matches(first, tokens, spans):
        places = _joined(met, others, tokens, spans)
        if places:
            yield places


def _joined(met: Places, others: Sequence[Sequence[Choice]], tokens: Sequence[Token], spans: Spans) -> Places:
    """Return the places of one clause with those of the others that stand nearest; nothing where one is missing."""
    places = set(met)
    for clause in others:
        near = [one for one in _matches(clause, tokens, spans) if not places & set(one)]
        fitting = [one for one in near if max(*places, *one) - min(*places, *one) < WINDOW]
        if not fitting:
            return ()
        away = [abs(one[0] - met[0]) for one in fitting]
        places |= set(fitting[away.index(min(away))])
    return tuple(sorted(places))


def _is_there(word: Word, tokens: Sequence[Token], spans: Spans) -> bool:
    if word.unit is None:
        return word.group in spans
    return any(meets(word.unit, token) for token in tokens)


def _matches(clause: Sequence[Choice], tokens: Sequence[Token], spans: Spans) -> list[Places]:
    """Return where the words of a clause stand; from each beginning once."""
    found = []
    for at in range(len(tokens)):
        met = next(_following(clause, at, at, FAR, tokens, spans), None)
        if met is not None:
            found.append(met)
    return found


def _following(
    parts: Sequence[Word | Choice], low: int, high: int, gap: int, tokens: Sequence[Token], spans: Spans
) -> Iterator[Places]:
    """Yield the places of parts that follow one another, of which the first begins at low to high."""
    if not parts:
        yield ()
        return
    first, rest = parts[0], parts[1:]
    for at in range(low, min(high, len(tokens) - 1) + 1):
        for here in _met(first, at, tokens, spans):
            end = here[-1] + 1
            for further in _following(rest, end, end + gap, gap, tokens, spans):
                yield here + further


def _met(part: Word | Choice, at: int, tokens: Sequence[Token], spans: Spans) -> Iterator[Places]:
    """Yield the places of a word or of one of several phrases that begin at a place."""
    if isinstance(part, Choice):
        for phrase in part.phrases:
            yield from _following(phrase, at, at, NEAR, tokens, spans)
    elif part.unit is not None:
        if meets(part.unit, tokens[at]):
            yield (at,)
    else:
        for end in sorted(spans.get(part.group, {}).get(at, ()), reverse=True):
            yield tuple(range(at, end))
