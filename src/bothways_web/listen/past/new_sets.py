"""A new question set made of the questions of a file: how each seems to be answered, and which cannot be taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.formats import Question
from bothways.formats.kinds import is_number
from bothways.measures import Instrument
from bothways_web.listen.models import OwnSet
from bothways_web.listen.past.looking import Looked
from bothways_web.listen.past.sets import LANGUAGES, VOICES
from bothways_web.listen.writing.draft import LONGEST_TEXT, Draft, empty_draft, place_question
from bothways_web.listen.writing.faults import faults_of
from bothways_web.listen.writing.forms import SCALE_WORDS
from bothways_web.listen.writing.kinds import LARGEST, LONGEST_OPTION, MOST_OPTIONS, counts
from bothways_web.listen.writing.scales import SCALES, AnswerScale
from bothways_web.listen.writing.to_instrument import instrument_of_draft

#: Ways of answering that are no scale.
SINGLE, MULTIPLE, NUMBER = "single", "multiple", "number"
#: Scales that a question in numbers seems to be on, the first that fits.
_NUMBERED = ("agree5", "agree7", "zero_ten")

#: What stands in columns of options that were chosen, or were not.
UNTICKED = ("0", "no", "n", "false", "not selected", "unchecked", "unselected", "nein", "-")
MARKS = frozenset({*UNTICKED, "1", "yes", "y", "true", "selected", "checked", "ja", "x", "sí", "si"})


@dataclass(frozen=True)
class OwnQuestion:
    """A question of the file that a new set may ask.

    Attributes
    ----------
    place : int
        Of its first column among the questions of the file.
    question : Question
    text : str
        What was asked; of a question with a column for each option, what their texts have in common.
    way : str
        A scale, or "single", "multiple", "number": how it seems to be answered; blank where nobody can tell.
    ways : tuple of (str, str)
        All that fit, with their words.
    """

    place: int
    question: Question
    text: str
    way: str
    ways: tuple[tuple[str, str], ...]


def own_questions(looked: Looked) -> list[OwnQuestion]:
    """Return the questions of a file that a new set may ask."""
    found = []
    for place, one in enumerate(looked.questions):
        group = looked.group(one.id)
        if one.id in (looked.unit, looked.period) or (group and group[0].id != one.id):
            continue
        ways = ways_of(one, looked)
        if ways:
            text = _in_common(group) if group else one.text
            found.append(OwnQuestion(place, one, text or one.id, guess_way(one, looked), ways))
    return found


def left_out(looked: Looked) -> list[tuple[str, str]]:
    """Return the columns of which no question can be made, each with the reason."""
    taken = {one.question.id for one in own_questions(looked)}
    found = []
    for one in looked.questions:
        group = looked.group(one.id)
        if one.id in taken or (group and group[0].id in taken) or one.id in (looked.unit, looked.period):
            continue
        found.append((one.id, _why_not(one, looked)))
    return found


def _why_not(one: Question, looked: Looked) -> str:
    if one.kind == "identifying":
        return _("It tells who somebody is.")
    low, high = looked.ends.get(one.id, (0.0, 0.0))
    if one.id in looked.ends and not (float(low).is_integer() and float(high).is_integer()):
        return _("Its numbers are not whole, and no question here is answered with parts.")
    if one.id in looked.ends and not -LARGEST < low <= high < LARGEST:
        return _("Its numbers are larger than any answer here may be.")
    if one.kind == "text" or one.id not in looked.words:
        return _(
            "It holds words of one’s own, one answer alone, or more different answers than a question may have. It can "
            "be the comment."
        )
    return _("Nothing like its answers can be asked here.")


def ways_of(one: Question, looked: Looked) -> tuple[tuple[str, str], ...]:
    """Return in which ways a question of a file can have been answered, with their words."""
    if one.kind == "identifying":
        return ()
    if looked.group(one.id):
        return ((MULTIPLE, _("several answers, told by their shares")),)
    ends, words = looked.ends.get(one.id), looked.words.get(one.id, ())
    several = one.id in looked.between
    scales = [] if several else [name for name, scale in SCALES.items() if _fits(one, scale, ends, words)]
    ways = [(name, str(SCALE_WORDS[name])) for name in scales]
    if 2 <= len(_options(one, looked)) <= MOST_OPTIONS and not several and (ends is None or len(words) <= 11):
        ways.append((SINGLE, _("one answer of several, told by its shares")))
    if several:
        ways.append((MULTIPLE, _("several answers, told by their shares")))
    if ends and one.kind != "text" and _whole(ends):
        ways.append((NUMBER, _("a number, told by ranges")))
    return tuple(ways)


def _fits(one: Question, scale: AnswerScale, ends: tuple[float, float] | None, words: Sequence[str]) -> bool:
    """Return whether the answers of a question could be steps of a scale."""
    steps = scale.high - scale.low + 1
    if one.values:
        return True
    if ends is not None:
        inside = scale.low <= ends[0] and ends[1] <= scale.high
        return (inside and _whole(ends)) or 1 < len(words) == steps
    return 1 < len(words) <= steps


def _whole(ends: tuple[float, float]) -> bool:
    low, high = ends
    return low.is_integer() and high.is_integer() and -LARGEST < low < high < LARGEST


def guess_way(question: Question, looked: Looked) -> str:
    """Return how a question seems to be answered; blank where nobody can tell."""
    ways = {name for name, _words in ways_of(question, looked)}
    if MULTIPLE in ways:
        return MULTIPLE
    words = {word.casefold() for word in question.values or looked.words.get(question.id, ())}
    for name, scale in SCALES.items():
        for code in LANGUAGES:
            known = {text[code].casefold() for text in scale.words.values()}
            if scale.kind == "ordinal" and words and words <= known and name in ways:
                return name
    low, high = looked.ends.get(question.id, (0.0, 0.0))
    if question.values:
        low, high = min(question.values.values()), max(question.values.values())
    if (question.values or question.id in looked.ends) and high > 2:
        for name in _NUMBERED:
            if SCALES[name].low <= low and high <= SCALES[name].high and name in ways:
                return name
    if SINGLE in ways and not (question.values or question.id in looked.ends):
        return SINGLE
    return ""


def new_set(
    title: str,
    chosen: Sequence[tuple[OwnQuestion, str]],
    looked: Looked,
    *,
    side: str,
    lineage: str,
    delicate: bool,
) -> tuple[Draft, Instrument]:
    """Return a new set of questions of a file, each with its way of answering, as a draft and as an instrument.

    Raises
    ------
    InputError
        Where it could not be asked, as when two questions say the same.
    """
    language = get_language() or "en"
    draft = empty_draft(title[:LONGEST_TEXT], language, VOICES[side]) | {"delicate": delicate}
    for own, way in chosen:
        text = {language: " ".join(own.text.split())[:LONGEST_TEXT]}
        draft = place_question(
            draft, "s1", None, {"text": text, **_body(own.question, way, looked, language)}
        )
    _refuse_two_values(draft)
    faults = faults_of(draft)
    if faults:
        raise InputError(faults[0], remedy=_("Choose other questions, or make the set under Listen first."))
    return draft, instrument_of_draft(draft, f"own_{lineage}", 1)


def _body(one: Question, way: str, looked: Looked, language: str) -> dict[str, Any]:
    """Return what a draft says of how a question is answered."""
    if way in SCALES:
        return {"kind": "scale", "scale": way, "turned": False}
    if way == NUMBER:
        low, high = looked.ends[one.id]
        return {"kind": "number", "low": min(int(low), 0), "high": _rounded(int(high))}
    options = [
        {"id": f"o{place}", "label": {language: label[:LONGEST_OPTION]}}
        for place, label in enumerate(_options(one, looked).values(), start=1)
    ]
    return {"kind": way, "options": options, "last": len(options)}


def _rounded(high: int) -> int:
    """Return a number at or above another one with one digit that is no 0, so that later rows have room.

    Examples
    --------
    >>> _rounded(37), _rounded(100), _rounded(0), _rounded(7)
    (40, 100, 1, 7)
    """
    unit: int = 10 ** (len(str(max(high, 1))) - 1)
    return max(1, min(-(-high // unit) * unit, LARGEST - 1))


def _options(one: Question, looked: Looked) -> Mapping[str, str]:
    """Return the answers of a question: what stands in the file -> the words of the option."""
    group = looked.group(one.id)
    if group:
        return {each.id: option_of(each, group, looked) for each in group}
    if one.labels and not one.values:
        return dict(one.labels)
    words = sorted(looked.words.get(one.id, ()), key=lambda word: (not is_number(word), _as_number(word)))
    return {word: word for word in words}


def _as_number(word: str) -> float:
    return float(word) if is_number(word) and word.replace(".", "", 1).lstrip("-").isdecimal() else 0.0


def option_of(column: Question, group: Sequence[Question], looked: Looked) -> str:
    """Return the words of the option for which a column stands: what it holds, or what its text alone says."""
    words = [word for word in looked.words.get(column.id, ()) if not is_number(word)]
    if len(words) == 1 and words[0].casefold() not in MARKS:
        return words[0]
    start = len(_in_common(group))
    return column.text[start:].strip(" -–—:[]()/") or column.id


def _in_common(group: Sequence[Question]) -> str:
    """Return with what the texts of some columns begin, up to the last place where words end."""
    texts = [one.text for one in group]
    shortest = min(texts, key=len, default="")
    size = next(
        (at for at, letter in enumerate(shortest) if any(text[at] != letter for text in texts)), len(shortest)
    )
    common = shortest[:size]
    cut = max(common.rfind(mark) for mark in (" - ", " – ", ": ", " [", "/"))
    return common[:cut].strip() if cut > 0 else common.strip(" -–—:[(/")


def _refuse_two_values(draft: Draft) -> None:
    """Refuse a set whose number is made of one question with two answers: such a number has no mean that is shown."""
    counted = [one for one in draft["sections"][0]["questions"] if counts(one)]
    if len(counted) == 1 and counted[0]["scale"] == "yes_no":
        raise InputError(
            _("One question with two answers makes no number that could be shown."),
            remedy=_("Take it as one answer of several: it is told by its shares."),
        )


def keep_set(document: Draft, instrument: str, **more: object) -> None:
    """Keep a new set as one that is ready to use, so that it can be asked here from now on."""
    lineage = instrument.removeprefix("own_")
    if not OwnSet.objects.filter(lineage=lineage).exists():
        OwnSet.objects.create(document=document, lineage=lineage, state=OwnSet.State.READY, **more)


def columns_of(instrument: Instrument, chosen: Sequence[tuple[OwnQuestion, str]]) -> Mapping[str, str]:
    """Return question of a new set -> column of the file, the first one of several."""
    return {item.id: own.question.id for item, (own, _way) in zip(instrument.items, chosen, strict=True)}
