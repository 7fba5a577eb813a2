"""What the page of an import tells of it: each column with what it means, and what the check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.formats import MappedItem, Mapping
from bothways.measures import Instrument, parse_instrument
from bothways_web.listen.answering.kinds import options
from bothways_web.listen.archive import COMMENT
from bothways_web.listen.models import AnswerImport
from bothways_web.listen.past.meaning import RECORDS
from bothways_web.listen.question_sets import in_language


@dataclass(frozen=True)
class MeansRow:
    """A column, what it means, and the words of its scale with their numbers."""

    column: str
    means: str
    words: str = ""


@dataclass(frozen=True)
class Summary:
    """What is told of an import: its question set, its columns, what the check found."""

    instrument: str
    rows: tuple[MeansRow, ...]
    found: dict[str, Any]


def instrument_of_import(one: AnswerImport) -> Instrument:
    """Return the question set of an import."""
    return parse_instrument(one.definition, "question set")


def summary_of(one: AnswerImport) -> Summary | None:
    """Return what is told of an import whose columns somebody has named; ``None`` before that."""
    if not one.mapping or not one.definition:
        return None
    mapping, instrument = Mapping.from_json(one.mapping), instrument_of_import(one)
    language = get_language() or "en"
    texts = {item.id: in_language(item.text, language) for item in instrument.items} | {COMMENT: _("comment")}
    rows = [MeansRow(*row) for row in _fixed(one, mapping)]
    rows += [
        MeansRow(item.columns[0], texts.get(item.item, item.item),
                 _words(item, instrument, language))
        for item in mapping.items
    ]  # fmt: skip
    return Summary(in_language(instrument.title, language), tuple(rows), one.found)


def _words(mapped: MappedItem, instrument: Instrument, language: str) -> str:
    """Return what the words of a column stand for."""
    if mapped.kind != "choices":
        return ", ".join(f"{word} = {number:g}" for word, number in mapped.values.items())
    named = dict(options(instrument.item(mapped.item), language))
    told = [f"{word} = {named.get(name, name)}" for word, name in mapped.options.items()]
    return ", ".join([*told, *([f"… = {named[mapped.otherwise]}"] if mapped.otherwise else [])])


def _fixed(one: AnswerImport, mapping: Mapping) -> list[tuple[str, str, str]]:
    """Return what is said of respondent, unit and period."""
    every = {"month": _("months"), "quarter": _("quarters"), "year": _("years")}.get(mapping.every, "")
    rows = [(mapping.period or mapping.period_value, _("when"), every)]
    if one.named:
        unit = _("from the records") if mapping.unit_value == RECORDS else mapping.unit
        rows += [(mapping.respondent, _("who answered: only to find the person in the records"), ""),
                 (unit, _("unit"), "")]  # fmt: skip
    return rows
