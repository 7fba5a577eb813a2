"""What a promise is about: topics that rules know, and its own words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bothways.mission.files import lists
from bothways.mission.languages import READ, UNKNOWN, WORD, detect, function_words
from bothways.mission.parts import Mission, Part
from bothways.mission.patterns import compile_pattern
from bothways.mission.reading import OWN_AGAINST, OWN_FOR, SPEAKS_FOR, Read, evidence_of, meets_anywhere
from bothways.mission.rules import ABOUT, AGAINST, FOR, Rule, Topic, topics
from bothways.mission.sentences import Sentence
from bothways.mission.tokens import bare

#: Words that stand in every text of this kind and say nothing of a promise.
GENERIC = frozenset({"customer", "tell"})
#: The least share of its words that a sentence must hold, of one that rules know more, and in how many words of the
#: sentence.
LEAST, LEAST_OF_KNOWN, WITHIN = 0.6, 0.75, 14
OVERLAP = "own/promise"
Unit = tuple[str, str]


@dataclass(frozen=True)
class Promise:
    """A part of a mission as rules look for it.

    Attributes
    ----------
    part : Part
    language : {"en", "de", "es"}
        In which it is written.
    topics : tuple of Topic
    units : frozenset of (str, str)
        Its words that say something: groups, and stems that are in no group.
    denies : bool
        Whether it says no: "nobody is passed on".
    """

    part: Part
    language: str
    topics: tuple[Topic, ...]
    units: frozenset[Unit]
    denies: bool

    def own(self, language: str) -> tuple[tuple[Rule, str], ...]:
        """Return the company's own phrases as rules."""
        return tuple(
            (Rule(f"{name}/{place}", compile_pattern(_plain_phrase(phrase), language)), side)
            for name, side, phrases in (
                (OWN_AGAINST, AGAINST, self.part.against),
                (OWN_FOR, FOR, self.part.words),
            )
            for place, phrase in enumerate(phrases, start=1)
            if _plain_phrase(phrase)
        )


def promises_of(mission: Mission) -> tuple[Promise, ...]:
    """Return the parts of a mission as rules look for them."""
    together = " ".join((mission.sentence, *(part.promise for part in mission.parts)))
    language = detect(together)
    return tuple(_promise(part, language if language in READ else _of_part(part)) for part in mission.parts)


def _of_part(part: Part) -> str:
    found = detect(part.promise)
    return found if found in READ else READ[0]


def _promise(part: Part, language: str) -> Promise:
    known = language if language != UNKNOWN else READ[0]
    text = part.promise
    read = Read(text, Sentence(0, len(text), text, "", 0), known)
    speaking = {name: _speaks_for(read, topic) for name, topic in topics().items()}
    most = max(speaking.values())
    found = tuple(topics()[name] for name, words in speaking.items() if words == most > 0)
    found = found or tuple(topic for topic in topics().values() if _mentions(read, topic))
    units = tuple(content_units(read))
    return Promise(part, known, found, frozenset(unit for unit, _at in units), _denies(read, units))


def _speaks_for(read: Read, topic: Topic) -> int:
    """Return with how many of its words a promise speaks for a topic, by the rule that meets most; 0: it does not."""
    rules = [(rule, side) for side in (FOR, AGAINST) for rule in topic.rules(side, read.language)]
    found = (one for rule in rules for one in evidence_of(read, [rule]) if one.speaks == SPEAKS_FOR)
    return max((len(WORD.findall(one.words)) for one in found), default=0)


def _mentions(read: Read, topic: Topic) -> bool:
    """Return whether a promise mentions what a topic is about."""
    return meets_anywhere(read, (rule.pattern for rule in topic.rules(ABOUT, read.language)))


def content_units(read: Read) -> Iterator[tuple[Unit, int]]:
    """Yield the words of a sentence that say something, and their places: by group where they are in one."""
    covered: dict[int, list[str]] = {}
    for name, places in read.spans.items():
        for start, ends in places.items():
            for at in range(start, max(ends)):
                covered.setdefault(at, []).append(name)
    skip = _skipped(read.language)
    for at, token in enumerate(read.tokens):
        for name in covered.get(at, ()):
            if name not in GENERIC:
                yield ("group", name), at
        if (
            at not in covered
            and bare(token.word) not in skip
            and token.stem not in skip
            and len(token.stem) > 2
        ):
            yield ("stem", token.stem), at


@cache
def _skipped(language: str) -> frozenset[str]:
    return frozenset(map(bare, function_words()[language])) | frozenset(lists("single")["generic"][language])


def _denies(read: Read, units: Sequence[tuple[Unit, int]]) -> bool:
    places = tuple(sorted({at for _unit, at in units}))
    return bool(places) and bool(read.turns.of(places))


def overlap(promise: Promise, read: Read) -> tuple[int, ...]:
    """Return the places where a sentence holds the words of a promise; nothing where it holds too few.

    Notes
    -----
    At least two of its words, and three fifths of them (three quarters where rules know the promise), within 14 words
    of the sentence. Words in one group are one word; between languages only groups can be met.
    """
    wanted = promise.units
    same = promise.language == read.language
    if not same:
        wanted = frozenset(one for one in wanted if one[0] == "group")
    need = max(2, math.ceil((LEAST_OF_KNOWN if promise.topics else LEAST) * len(wanted)))
    met = [(at, unit) for unit, at in content_units(read) if unit in wanted]
    for begin, _unit in met:
        inside = [(at, unit) for at, unit in met if begin <= at < begin + WITHIN]
        places = {at for at, _one in inside}
        if len({unit for _at, unit in inside}) >= need and len(places) >= 2:
            return tuple(sorted(places))
    return ()


def _plain_phrase(phrase: str) -> str:
    """Return a phrase of the company's own without the signs that patterns of the house have."""
    words = [word.strip("@|&#.,;:!?\"'()") for word in phrase.replace("|", " ").split()]
    return " ".join(word for word in words if word.strip("*"))
