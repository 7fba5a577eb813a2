"""A mapping proposed from what an export holds."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, field

from bothways.errors import ColumnError
from bothways.formats.export import Export, Question
from bothways.formats.mapping import MappedItem, Mapping
from bothways.tables.columns import SYNONYMS, plain


@dataclass(frozen=True)
class WantedItem:
    """An item of an instrument that answers are looked for.

    Attributes
    ----------
    id, text : str
    low, high : float or None
        Ends of its scale; None where answers are no numbers.
    labels : mapping of str to float
        Words of its scale -> number.
    """

    id: str
    text: str = ""
    low: float | None = None
    high: float | None = None
    labels: Pairs[str, float] = field(default_factory=dict)


def propose(export: Export, instrument_items: Sequence[WantedItem] = ()) -> Mapping:
    """Propose what the columns of an export mean; somebody has to look at it.

    Parameters
    ----------
    export : Export
    instrument_items : sequence of WantedItem
        Items that are looked for, by id and then by their text, letter by letter without case and punctuation.
        Without any, each question on a scale or with numbers becomes an item of its own id.

    Returns
    -------
    Mapping
        The unit is the column called so or by a synonym (team, branch, store ...), the period the month of
        the day the response was recorded, ended or started. Scales in words are put on the item's scale only
        where it has as many steps.

    Raises
    ------
    ColumnError
        Where no column seems to be the unit or the period, or no item is found.
    """
    unit = propose_unit(export)
    if unit is None:
        raise _unclear(export, "unit")
    found = propose_period(export)
    if found is None:
        raise _unclear(export, "period")
    period, every = found
    rest = [question for question in export.questions if question.id not in (unit, period)]
    items = propose_items(rest, instrument_items)
    if not items:
        raise ColumnError(
            "None of the columns is an item that is looked for.",
            remedy="Write a mapping that says which column is which item.",
            file=export.name,
        )
    return Mapping(tuple(items), unit=unit, period=period, every=every, format=export.format)  # type: ignore[arg-type]


def propose_items(
    questions: Sequence[Question], instrument_items: Sequence[WantedItem] = ()
) -> list[MappedItem]:
    """Propose which questions ask which items, see :func:`propose`; empty where none does."""
    if not instrument_items:
        return [_own(question) for question in questions if question.kind in ("scale", "number")]
    return [item for item in (_match(wanted, questions) for wanted in instrument_items) if item is not None]


def answers_of(question: Question, wanted: WantedItem) -> MappedItem:
    """Return how a question answers an item, whatever it is called; see :func:`propose` for scales in words."""
    if wanted.low is None or wanted.high is None:
        return MappedItem(wanted.id, (question.id,), "text", missing=question.missing)
    return MappedItem(
        wanted.id, (question.id,), values=_on_scale(question, wanted), missing=question.missing,
        low=wanted.low, high=wanted.high,
    )  # fmt: skip


def propose_unit(export: Export) -> str | None:
    """Return the column that seems to be the unit; None where none does."""
    return _called(export, ("unit", *SYNONYMS["unit"]))


def propose_period(export: Export) -> tuple[str, str] | None:
    """Return the column of the period, and what its days are put together to; None where none seems to be it."""
    named = _called(export, ("period", "round", "wave", "month", "quarter", "year"))
    if named is not None:
        return named, ""
    _, batch = next(export.numbered())
    for name in ("recorded", "ended", "started"):
        if batch.column(name).null_count < batch.num_rows:
            return name, "month"
    date = _called(export, ("date", "day"))
    return None if date is None else (date, "month")


def _called(export: Export, names: Sequence[str]) -> str | None:
    """Return the first question whose id or text is one of these names; earlier names go first."""
    for name in map(plain, names):
        for question in export.questions:
            if name in (plain(question.id), plain(question.text)):
                return question.id
    return None


def _match(wanted: WantedItem, questions: Sequence[Question]) -> MappedItem | None:
    """Return the question that asks an item: by its id, else by its text if only one does."""
    found = [question for question in questions if plain(question.id) == plain(wanted.id)]
    if not found and plain(wanted.text):
        found = [question for question in questions if plain(question.text) == plain(wanted.text)]
    if len(found) != 1:
        return None
    return answers_of(found[0], wanted)


def _on_scale(question: Question, wanted: WantedItem) -> Pairs[str, float]:
    """Return the words of a question as numbers of an item's scale."""
    if not question.values:
        return {}
    said = {plain(word): number for word, number in wanted.labels.items()}
    if said and {plain(word) for word in question.values} <= set(said):
        return {word: said[plain(word)] for word in question.values}
    if min(question.values.values()) == wanted.low and max(question.values.values()) == wanted.high:
        return question.values
    steps = len(set(question.values.values()))
    if wanted.low is not None and wanted.high is not None and steps == wanted.high - wanted.low + 1:
        return {word: number - 1 + wanted.low for word, number in question.values.items()}
    return question.values


def _own(question: Question) -> MappedItem:
    """Return a question as an item of its own."""
    return MappedItem(question.id, (question.id,), values=question.values, missing=question.missing)


def _unclear(export: Export, what: str) -> ColumnError:
    """Return the error for a column that cannot be found by its name."""
    return ColumnError(
        f"No column seems to be the {what}.",
        remedy=f"Say in a mapping which one is, or give the {what} of all rows.",
        file=export.name,
    )
