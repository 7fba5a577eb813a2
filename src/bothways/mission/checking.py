"""Where a text speaks of a mission, where it does not, and where it says the opposite."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.errors import InputError
from bothways.mission.advice import suggest
from bothways.mission.languages import (
    READ,
    SHORTEST_PARAGRAPH,
    UNKNOWN,
    WORD,
    detect,
    is_foreign_script,
)
from bothways.mission.parts import Mission
from bothways.mission.promises import OVERLAP, Promise, overlap, promises_of
from bothways.mission.reading import (
    SPEAKS_AGAINST,
    SPEAKS_FOR,
    Read,
    evidence_of,
    read_sentences,
    rules_of,
    told,
)
from bothways.mission.refusal import UnjudgedCode
from bothways.mission.results import Evidence, Kind, MissionCheck, PartCheck, Strength, Verdict
from bothways.mission.sentences import WARNING, blocks_of, sentences_of

LONGEST = 600_000
#: A text with fewer words is not judged, nor one of which more than this share is in a language that is not read.
FEWEST_WORDS, MOST_UNREAD = 25, 0.5
_NAMES = {
    "fr": "French", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish", "da": "Danish",
    "nb": "Norwegian", "pl": "Polish", "tr": "Turkish", "ro": "Romanian", "cs": "Czech", "hu": "Hungarian",
    "fi": "Finnish", "ca": "Catalan",
}  # fmt: skip
_READS = (
    "Rules read English, German and Spanish, so nothing is said about it: not even that something is absent."
)


def check_text(text: str, mission: Mission, *, kind: Kind | str, language: str | None = None) -> MissionCheck:
    """Tell of each part of a mission whether a text speaks of it, leaves it out, or says the opposite.

    Parameters
    ----------
    text : str
        A job posting, an interview kit or an onboarding packet; at most 600,000 characters.
    mission : Mission
    kind : {"posting", "kit", "packet"}
    language : {"en", "de", "es"}, optional
        In which the text is written; found by its function words if not given.

    Returns
    -------
    MissionCheck
        Of a text that is too short, or in a language that rules do not read, no verdicts but the reason.

    Raises
    ------
    InputError
        The text is too long, or the kind or the language is not known.

    Notes
    -----
    A part is contradicted where one sentence or more speaks against it, else present where one or more speaks for it,
    else absent. It is present by mention alone where all that speaks for it stands in words about the organisation
    itself. Which words speak for and against what, and what turns them, is listed in the reference, rule by rule.
    Nothing is learned from texts, and nothing is weighed: the same text has the same verdicts everywhere.

    Examples
    --------
    >>> from bothways.mission import Mission, Part
    >>> mission = Mission("We help people on.", (Part("day", "We answer the same day."),))
    >>> text = '''What you will do: you pick up the messages of our customers in the morning, and you answer every one
    ... of them before the evening. Nobody waits until tomorrow. You work in a small team with people who help you.'''
    >>> check = check_text(text, mission, kind="posting")
    >>> check.language, check.verdicts["day"].value
    ('en', 'present')
    """
    kind = _kind(kind)
    if len(text) > LONGEST:
        raise InputError(
            f"The text is longer than {LONGEST:,} characters.", remedy="Check the part that speaks to people."
        )
    if language is not None and language not in READ:
        raise InputError(f"Rules do not read {language!r}.", remedy=f"Use one of {', '.join(READ)}.")
    found = language or detect(text)
    code, refused = _why_not(text, found)
    if code:
        return MissionCheck(kind, found, refused, (), code=code)
    pieces, unread = _pieces(text, found, kind, fixed=language is not None)
    if unread > MOST_UNREAD:
        refused = f"Most of this text is in another language than the rest. {_READS}"
        return MissionCheck(kind, UNKNOWN, refused, (), unread, "mixed")
    parts = tuple(_check(promise, pieces, kind, mission) for promise in promises_of(mission))
    return MissionCheck(kind, found, "", parts, unread)


def _kind(kind: Kind | str) -> Kind:
    try:
        return Kind(kind)
    except ValueError as error:
        words = ", ".join(one.value for one in Kind)
        raise InputError(f"{kind!r} is no kind of text.", remedy=f"Use one of {words}.") from error


def _why_not(text: str, language: str) -> tuple[UnjudgedCode, str]:
    """Return why a text is not judged, as a code and a sentence; both blank where it is."""
    if is_foreign_script(text):
        return "script", f"This text is not in Latin letters. {_READS}"
    if len(WORD.findall(text)) < FEWEST_WORDS:
        return (
            "short", f"This text has fewer than {FEWEST_WORDS} words: too few to say that something is absent."
        )  # fmt: skip
    if language in _NAMES:
        return "language", f"This text seems to be {_NAMES[language]}. {_READS}"
    if language not in READ:
        return "unknown", f"The language of this text was not recognised. {_READS}"
    return "", ""


def _pieces(text: str, language: str, kind: Kind, *, fixed: bool) -> tuple[tuple[Read, ...], float]:
    """Return the sentences of a text, each in the language of its paragraph, and the share of words not read."""
    spoken = [_of_block(text[one.start : one.end], language, fixed=fixed) for one in blocks_of(text)]
    read: list[Read] = []
    for each in dict.fromkeys(one for one in spoken if one in READ):
        sentences = [one for one in sentences_of(text, each) if spoken[one.block] == each]
        read += read_sentences(text, sentences, each, kind)
    words = [
        (len(WORD.findall(text[one.start : one.end])), spoken[at]) for at, one in enumerate(blocks_of(text))
    ]
    total = sum(count for count, _language in words)
    unread = sum(count for count, one in words if one not in READ)
    return tuple(sorted(read, key=lambda one: one.sentence.start)), unread / total if total else 0.0


def _of_block(text: str, language: str, *, fixed: bool) -> str:
    if fixed or len(WORD.findall(text)) < SHORTEST_PARAGRAPH:
        return language
    found = detect(text)
    return language if found == UNKNOWN else found


def _check(promise: Promise, pieces: Sequence[Read], kind: Kind, mission: Mission) -> PartCheck:
    """Return how a text stands to one part."""
    found: list[Evidence] = []
    for read in pieces:
        rules = rules_of(promise.topics, promise.own(read.language), read.language)
        here = list(evidence_of(read, rules))
        if not here:
            here = list(_by_words(promise, read))
        found += [_as_slogan(one, promise, mission) for one in here]
    against = tuple(one for one in found if one.speaks == SPEAKS_AGAINST)
    speaking = tuple(one for one in found if one.speaks == SPEAKS_FOR)
    verdict, strength = _verdict(against, speaking)
    suggestion = suggest(kind, promise.part, verdict, strength, against)
    topics = tuple(topic.id for topic in promise.topics)
    return PartCheck(promise.part, verdict, strength, against + speaking, suggestion, topics)


def _verdict(against: tuple[Evidence, ...], speaking: tuple[Evidence, ...]) -> tuple[Verdict, Strength]:
    """Return the verdict: against goes before for, for before nothing."""
    if against:
        return Verdict.CONTRADICTED, Strength.CLEAR
    if not speaking:
        return Verdict.ABSENT, Strength.NONE
    slogans = all(one.slogan for one in speaking)
    return Verdict.PRESENT, Strength.MENTIONED if slogans else Strength.CLEAR


def _by_words(promise: Promise, read: Read) -> tuple[Evidence, ...]:
    """Return what the words of a promise itself find in a sentence."""
    places = overlap(promise, read)
    if not places or read.is_elsewhere:
        return ()
    rule = read.turns.of(places)
    turned = bool(rule) != promise.denies
    warned = read.sentence.section == WARNING and not read.sentence.is_heading
    speaks = SPEAKS_AGAINST if turned != warned else SPEAKS_FOR
    if speaks == SPEAKS_AGAINST and read.explores:
        return ()
    turns = tuple(one for one, there in ((rule, bool(rule)), (WARNING, warned)) if there)
    return (told(read, places, speaks, OVERLAP, turns),)


def _as_slogan(one: Evidence, promise: Promise, mission: Mission) -> Evidence:
    """Mark a sentence that repeats the mission word by word."""
    import dataclasses

    same = {" ".join(WORD.findall(each.lower())) for each in (mission.sentence, promise.part.promise)}
    repeats = " ".join(WORD.findall(one.quote.lower())) in same
    return dataclasses.replace(one, slogan=True) if repeats else one
