"""What a sentence says about a topic or a promise, and what turns it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bothways.mission.patterns import Pattern, Places, find
from bothways.mission.results import Evidence, Kind
from bothways.mission.rules import AGAINST, FOR, Rule, Topic
from bothways.mission.sentences import ABOUT, BEFORE, WARNING, Sentence
from bothways.mission.tokens import Token, tokens_of
from bothways.mission.turning import (
    CONDITION,
    ELSEWHERE,
    EXPLORES,
    IGNORED,
    INSTRUCTS,
    NOT,
    Turns,
    begins,
    says,
    without,
)
from bothways.mission.words import Spans, spans_of

SPEAKS_FOR, SPEAKS_AGAINST = "for", "against"
#: A heading that warns, an earlier or another place, a scene of an interview: rules that a result names.
UNDER_WARNING = "warning"
OWN_FOR, OWN_AGAINST = "own/words", "own/against"
_OTHER = {SPEAKS_FOR: SPEAKS_AGAINST, SPEAKS_AGAINST: SPEAKS_FOR}
_SIDES = {FOR: SPEAKS_FOR, AGAINST: SPEAKS_AGAINST}


@dataclass(frozen=True)
class Read:
    """A sentence with its words, ready for rules.

    Attributes
    ----------
    text : str
        The whole text.
    sentence : Sentence
    language : {"en", "de", "es"}
    explores : bool
        Whether it asks or tells of a thing without wanting it.
    """

    text: str
    sentence: Sentence
    language: str
    explores: bool = False

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words."""
        found = tokens_of(self.sentence.text, self.language, start=self.sentence.start)
        return without(IGNORED, found, self.language)

    @cached_property
    def spans(self) -> Spans:
        """Where groups of words stand in it."""
        return spans_of(self.tokens, self.language)

    @cached_property
    def turns(self) -> Turns:
        """What turns it."""
        return Turns(self.text, self.tokens, self.language)

    @cached_property
    def is_elsewhere(self) -> bool:
        """Whether it tells how it was, or how it is at others."""
        return self.sentence.section == BEFORE or says(ELSEWHERE, self.tokens, self.language)

    @cached_property
    def instructs(self) -> bool:
        """Whether it tells what is done here: of us or you, or as an order; under no condition, and no question."""
        if self.sentence.is_question or begins(CONDITION, self.tokens, self.language):
            return False
        return says(INSTRUCTS, self.tokens, self.language) or begins(NOT, self.tokens, self.language)

    @cached_property
    def is_slogan(self) -> bool:
        """Whether it stands where a text tells of the organisation."""
        return self.sentence.section == ABOUT


def read_sentences(text: str, sentences: Sequence[Sentence], language: str, kind: Kind) -> tuple[Read, ...]:
    """Return sentences ready for rules; what an interview explores is marked.

    A question explores where it begins as the list ``explores`` says; so does, in an interview kit, a sentence in the
    same paragraph before a question, which sets a scene.
    """
    asked = {one.block for one in sentences if one.is_question}
    last = {
        block: max(at for at, one in enumerate(sentences) if one.block == block and one.is_question)
        for block in asked
    }
    made = []
    for at, one in enumerate(sentences):
        tokens = tokens_of(one.text, language)
        scene = kind is Kind.KIT and one.block in asked and at < last[one.block] and not one.is_question
        made.append(Read(text, one, language, scene or says(EXPLORES, tokens, language)))
    return tuple(made)


def evidence_of(read: Read, rules: Iterable[tuple[Rule, str]]) -> Iterator[Evidence]:
    """Yield what rules find in a sentence: of each side the first one.

    Parameters
    ----------
    read : Read
    rules : iterable of (Rule, side)
        The side is ``says`` or ``against``.
    """
    seen: set[str] = set()
    for rule, side in rules:
        for places in find(rule.pattern, read.tokens, read.spans):
            speaks, turns = _turned(read, places, _SIDES[side])
            if speaks and speaks not in seen:
                seen.add(speaks)
                yield told(read, places, speaks, rule.id, turns)
        if len(seen) == 2:
            return


def rules_of(
    topics: Iterable[Topic], own: Sequence[tuple[Rule, str]], language: str
) -> Iterator[tuple[Rule, str]]:
    """Yield the rules of a promise: the company's own phrases first, then those of its topics."""
    yield from own
    for topic in topics:
        for side in (AGAINST, FOR):
            for rule in topic.rules(side, language):
                yield rule, side


def _turned(read: Read, places: Places, speaks: str) -> tuple[str, tuple[str, ...]]:
    """Return which side a rule speaks for after all that turns it, and by what; blank where it says nothing."""
    turns: list[str] = []
    rule = read.turns.of(places, whole=speaks == SPEAKS_FOR)
    if rule == NOT and speaks == SPEAKS_FOR and not read.instructs:
        return "", ()
    if rule:
        speaks = _OTHER[speaks]
        turns.append(rule)
    if read.sentence.section == WARNING and not read.sentence.is_heading:
        speaks = _OTHER[speaks]
        turns.append(UNDER_WARNING)
    if read.is_elsewhere:
        return "", ()
    if read.explores and speaks == SPEAKS_AGAINST:
        return "", ()
    return speaks, tuple(turns)


def told(read: Read, places: Places, speaks: str, rule: str, turns: tuple[str, ...]) -> Evidence:
    """Return a piece of evidence with its quote."""
    words = " … ".join(
        read.text[run[0].start : run[-1].end] for run in _runs([read.tokens[at] for at in places], read.text)
    )
    one = read.sentence
    return Evidence(
        one.quote, one.start, one.end, speaks, rule, turns, " ".join(words.split()), read.is_slogan
    )


def _runs(tokens: Sequence[Token], text: str) -> Iterator[list[Token]]:
    """Yield words that stand side by side."""
    run: list[Token] = []
    for token in tokens:
        if run and any(letter.isalnum() for letter in text[run[-1].end : token.start]):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def meets_anywhere(read: Read, patterns: Iterable[Pattern]) -> bool:
    """Return whether any pattern is met in a sentence."""
    return any(next(find(pattern, read.tokens, read.spans), None) is not None for pattern in patterns)
