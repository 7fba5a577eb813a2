"""The page of columns: what can be chosen, what is chosen, and what a form says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.measures import Instrument
from bothways_web.listen.answering.kinds import options
from bothways_web.listen.past.answers import NO_ANSWER, choice_words, pick_key, scale_words, word_key
from bothways_web.listen.past.looking import Looked
from bothways_web.listen.past.meaning import DATES, EVERY, RECORDS, Meaning
from bothways_web.listen.past.sets import found_items, is_chosen
from bothways_web.listen.question_sets import in_language

Choice = tuple[str, str]
#: So many characters of a question are shown beside the name of its column.
LONGEST = 70


@dataclass(frozen=True)
class ItemRow:
    """A question of the set with the column that is chosen for it."""

    name: str
    text: str
    column: str


@dataclass(frozen=True)
class ScaleRow:
    """Words that stand for numbers: of which questions, from where to where, and each word with its number."""

    names: str
    low: float
    high: float
    words: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class ChoiceRow:
    """A question that is answered by choosing: its options, and what stands for each in the file.

    Attributes
    ----------
    name, text, column : str
    options : list of (str, str)
    words : tuple of (str, str, str)
        How it reads, its key, and the option that is chosen for it.
    otherwise : str
        Option of all other answers; blank where such rows are wrong.
    may_otherwise : bool
    """

    name: str
    text: str
    column: str
    options: list[Choice]
    words: tuple[tuple[str, str, str], ...]
    otherwise: str
    may_otherwise: bool


@dataclass(frozen=True)
class ColumnPage:
    """What the page of columns shows; each list of choices is of pairs of value and words."""

    meaning: Meaning
    columns: list[Choice]
    texts: list[Choice]
    days: list[Choice]
    every: list[Choice]
    dates: list[Choice]
    respondents: list[Choice]
    units: list[Choice]
    items: list[ItemRow]
    scales: list[ScaleRow]
    choices: list[ChoiceRow]


def column_page(meaning: Meaning, instrument: Instrument, looked: Looked) -> ColumnPage:
    """Return what can be chosen, with what is."""
    columns = [(one.id, _named(one.id, one.text)) for one in looked.questions if one.kind != "identifying"]
    texts = [(one.id, _named(one.id, one.text)) for one in looked.questions if one.kind == "text"]
    language = get_language() or "en"
    return ColumnPage(
        meaning,
        columns,
        texts,
        _days(looked) + columns,
        [("month", _("months")), ("quarter", _("quarters")), ("year", _("years")), ("", _("as it stands"))],
        [("iso", _("2024-04-03, or where it can be told")), ("dmy", _("day first: 03/04/2024 is 3 April")),
         ("mdy", _("month first: 03/04/2024 is 4 March"))],
        _respondents(looked, columns),
        [(RECORDS, _("from the records: where the person worked at that time")), *columns],
        [ItemRow(item.id, in_language(item.text, language), meaning.items.get(item.id, ""))
         for item in found_items(instrument)],
        _scales(meaning, instrument, looked),
        _choices(meaning, instrument, looked, language),
    )  # fmt: skip


def read_form(given: Mapping[str, Any], page: ColumnPage) -> Meaning:
    """Return what a form says of the columns.

    Raises
    ------
    InputError
        Where something was chosen that is not offered.
    """
    columns = {name for name, _words in page.columns}
    items = {row.name: _one_of(given.get(f"item-{row.name}"), {"", *columns}) for row in page.items}
    words = {name[5:]: str(value) for name, value in given.items() if name.startswith("word-")}
    chosen = {name: column for name, column in items.items() if column}
    others = {name: str(given.get(f"otherwise-{name}", "")) for name in chosen}
    return Meaning(
        title=str(given.get("title", "")).strip()[:120],
        audience=str(given.get("audience", "")),
        items=chosen,
        period=_one_of(given.get("period"), {"", *(name for name, _words in page.days)}),
        every=_one_of(given.get("every"), {"", *EVERY}),
        period_value=str(given.get("period_value", "")).strip()[:20],
        dates=_one_of(given.get("dates"), set(DATES)) or "iso",
        respondent=_one_of(given.get("respondent"), {name for name, _words in page.respondents}),
        unit=_one_of(given.get("unit"), {name for name, _words in page.units}) or RECORDS,
        comment=_one_of(given.get("comment"), {"", *(name for name, _words in page.texts)}),
        finished_only=bool(given.get("finished_only")),
        decimal="comma" if given.get("decimal") == "comma" else "point",
        words=words,
        otherwise={name: option for name, option in others.items() if option},
    )


def _one_of(value: object, allowed: set[str]) -> str:
    text = str(value or "")
    if text and text not in allowed:
        raise InputError(_("Something was chosen that the file does not have."), remedy=_("Choose again."))
    return text


def _named(name: str, text: str) -> str:
    words = " ".join(text.split())
    if not words or words == name:
        return name
    return f"{name} – {words[:LONGEST]}{'…' if len(words) > LONGEST else ''}"


def _days(looked: Looked) -> list[Choice]:
    known = {"recorded": _("day on which it was recorded"), "ended": _("day on which it was ended"),
             "started": _("day on which it was begun")}  # fmt: skip
    return [(name, words) for name, words in known.items() if name in looked.filled]


def _respondents(looked: Looked, columns: list[Choice]) -> list[Choice]:
    """Return what can name people: nothing, the id of the file, a column, or one that is left out otherwise."""
    found = [("", _("nobody is named: results for the whole alone"))]
    if looked.respondents:
        found.append(("respondent", _("the id of the respondent in the file")))
    found += columns
    kept = [one.id for one in looked.questions if one.kind == "identifying"]
    return [
        *found,
        *((name, _("%(column)s (personal)") % {"column": name}) for name in (*looked.dropped, *kept)),
    ]


def _scales(meaning: Meaning, instrument: Instrument, looked: Looked) -> list[ScaleRow]:
    """Return the scales in words of the columns that are chosen, each once."""
    rows: dict[tuple[Any, ...], list[str]] = {}
    for item in found_items(instrument):
        column = meaning.items.get(item.id, "")
        values = scale_words(item, column, looked) if column else {}
        if values:
            key = (item.scale.low, item.scale.high, tuple(values.items()))
            rows.setdefault(key, []).append(column)
    return [
        ScaleRow(
            ", ".join(names), low, high,
            tuple(
                (word, key, meaning.words.get(key, "" if number is None else f"{number:g}"))
                for word, number in values
                for key in (word_key(low, high, word),)
            ),
        )
        for (low, high, values), names in rows.items()
    ]  # fmt: skip


def _choices(meaning: Meaning, instrument: Instrument, looked: Looked, language: str) -> list[ChoiceRow]:
    """Return the questions with columns that are answered by choosing."""
    rows = []
    for item in found_items(instrument):
        column = meaning.items.get(item.id, "")
        if not column or not is_chosen(item):
            continue
        words = tuple(
            (reads, key, meaning.words.get(key, option) or NO_ANSWER)
            for word, (reads, option) in choice_words(item, column, looked).items()
            for key in (pick_key(item.id, word),)
        )
        offered = [(NO_ANSWER, _("no answer")), *options(item, language)]
        several = bool(looked.group(column)) and item.scale.kind == "multiple_choice"
        rows.append(ChoiceRow(
            item.id, in_language(item.text, language), column, offered, words, meaning.otherwise.get(item.id, ""),
            not several,
        ))  # fmt: skip
    return rows
