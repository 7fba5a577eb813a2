"""Questions that were asked before in another way: beside those numbers, none of a new round could be shown."""

from __future__ import annotations

from bothways.errors import InputError
from bothways.measures import Instrument
from bothways.measures.instrument import PIPE, Item
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.question_sets import (
    additional_items,
    in_language,
    instrument_of,
    items_of,
    questions_of,
)
from bothways_web.listen.writing.same_words import plain_words
from bothways_web.people.units import below, today, tree_on

#: How people are met who are asked in a way; each way is followed by the ledger otherwise.
_WAYS = {
    "confidential": "confidential", "sealed": "sealed", "open": "open", "standing": "standing (one person at a time)",
}  # fmt: skip
#: The names of questions that people of the organisation wrote begin so.
OWN = "own_"


def refuse_other_use(pulse: Pulse) -> None:
    """Refuse a pulse whose answers the ledger would never take, before anybody is asked.

    The ledger follows each question over all rounds of all pulses. A question that once counted in one number and now
    would count in another one, such as in the short form of a set that was asked in full, could be subtracted. The same
    question under another name, as in a copy of a set, would begin anew beside what was shown of the first.

    Raises
    ------
    InputError
    """
    mine = Round.objects.filter(pulse__side=pulse.side)  # nobody is asked as somebody of another side
    asked = mine.exclude(definition=pulse.definition, form=pulse.form).order_by()
    for definition, form in asked.values_list("definition", "form").distinct():
        other = Pulse(definition=definition, form=form)
        _refuse_other_numbers(pulse, other)
        _refuse_other_count(pulse, other)
        _refuse_same_words(pulse, other)


def refuse_other_way(pulse: Pulse) -> None:
    """Refuse questions that the same people were asked before in rounds of another kind.

    The ledger follows the people of confidential rounds; those of sealed and open ones it cannot follow, and those of
    standing surveys are others each time. Beside one another, numbers of two kinds could be subtracted.

    Raises
    ------
    InputError
    """
    mine = {column for metric in questions_of(pulse).metrics for column in metric.columns}
    others = Round.objects.filter(pulse__side=pulse.side).order_by().select_related("pulse").defer("tree")
    seen = {(one.definition, one.form): _way(one.pulse) for one in others if _way(one.pulse) != _way(pulse)}
    for (definition, form), way in seen.items():
        other = Pulse(definition=definition, form=form)
        columns = {column for metric in questions_of(other).metrics for column in metric.columns}
        if mine & columns or _told(pulse) & _told(other):
            raise InputError(
                f"These questions were asked in {_WAYS[way]} rounds before; beside those, nothing of this round could "
                "be shown.",
                remedy="Ask them in the same kind of round as before, or choose another question set.",
            )


def refuse_rivals(pulse: Pulse) -> None:
    """Refuse a standing survey while another one asks the same people the same questions.

    Each round of them is decided by itself: whoever answers in both could be found by subtracting one from the other.

    Raises
    ------
    InputError
    """
    if any(one.rounds.filter(state=Round.State.OPEN).exists() for one in rivals_of(pulse)):
        raise InputError(
            "Another survey asks the same people some of these questions when something happened to them; beside one "
            "another, both could tell what one person answered.",
            remedy="End that one, and wait until its round has closed, or choose another question set.",
        )


def rivals_of(pulse: Pulse) -> list[Pulse]:
    """Return the other standing surveys that ask the same people some of the same questions."""
    if not pulse.is_standing:
        return []
    tree, mine = tree_on(today()), _counted(pulse) | _told(pulse)
    units = below(tree, pulse.audience.code)
    standing = Pulse.objects.filter(side=pulse.side).exclude(occasion=Pulse.Occasion.CALENDAR)
    asked = standing.exclude(pk=pulse.pk).exclude(state=Pulse.State.DRAFT).select_related("audience")
    return [
        one for one in asked if mine & (_counted(one) | _told(one)) and units & below(tree, one.audience.code)
    ]


def _way(pulse: Pulse) -> str:
    return "standing" if pulse.is_standing else str(pulse.mode)


def _refuse_other_numbers(pulse: Pulse, other: Pulse) -> None:
    """Refuse questions that counted in another number."""
    for theirs in questions_of(other).metrics:
        for metric in questions_of(pulse).metrics:
            shared = set(metric.columns) & set(theirs.columns)
            same = metric.name == theirs.name or set(metric.columns) == set(theirs.columns)
            scales = {(one.low, one.high, one.step) for one in (metric, theirs)}
            if shared and not (same and len(scales) == 1):
                raise InputError(
                    "Some of these questions were asked before as a part of other numbers, for example in another "
                    "length, so no result of this pulse could ever be shown.",
                    remedy="Ask them in the same length as before, or choose another question set.",
                )


def question_name(instrument: Instrument, item: Item) -> str:
    """Return under which name the ledger follows a question; own questions have names of their own in all sets."""
    return item.id if item.id.startswith(OWN) else f"{instrument.id}.{item.id}"


def _refuse_other_count(pulse: Pulse, other: Pulse) -> None:
    """Refuse questions whose answers counted in a number, and would now be told by their shares, or the other way."""
    if _counted(pulse) & _told(other) or _told(pulse) & _counted(other):
        raise InputError(
            "Some of these questions counted in a number before and now would not, or the other way round. Beside one "
            "another, both could tell what one person answered.",
            remedy="Ask them as before, or write new questions.",
        )


def _counted(asked: Pulse) -> set[str]:
    """Return the names of questions that count in a number."""
    columns = {column for metric in questions_of(asked).metrics for column in metric.columns}
    instrument = instrument_of(asked)
    return {question_name(instrument, item) for item in items_of(asked) if item.id in columns}


def _told(asked: Pulse) -> set[str]:
    """Return the names of questions that are told by their shares."""
    instrument = instrument_of(asked)
    return {question_name(instrument, item) for item in additional_items(asked)}


def _refuse_same_words(pulse: Pulse, other: Pulse) -> None:
    """Refuse questions that were asked before under another name, in any language."""
    mine, theirs = _words_of(pulse), _words_of(other)
    for words in mine.keys() & theirs.keys():
        if mine[words] != theirs[words] and OWN in (mine[words] + theirs[words]):
            raise InputError(
                f"“{_text_of(pulse, mine[words])}” was asked before in another question set, so it would be counted "
                "anew beside what was shown of it.",
                remedy="Make a new version of that set instead of a copy, or ask it there.",
            )


def _words_of(asked: Pulse) -> dict[str, str]:
    """Return the words of each question, plain, with its name.

    Rows of a table say something only under its heading; an answer that is repeated has another name in each set.
    """
    headings = instrument_of(asked).grids
    return {
        plain_words(in_language(headings.get(item.grid, {}), code) + PIPE.sub("", text)): item.id
        for item in items_of(asked)
        for code, text in item.text.items()
    }


def _text_of(asked: Pulse, name: str) -> str:
    return next(item.text["en"] for item in items_of(asked) if item.id == name)
