"""Answers that are here already under other names: beside one another, both numbers could be subtracted."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.formats import Mapping as Columns
from bothways.measures.instrument import SCORED_KINDS, Item
from bothways.privacy.answers import read_answers
from bothways.privacy.ledger.copies import PEOPLE, is_copy, refuse_copies
from bothways.tables.columns import plain
from bothways_web.listen.archive import BETWEEN, file_of
from bothways_web.listen.models import AnswerImport, Pulse, Round
from bothways_web.listen.past.parts import as_archived, part_of
from bothways_web.listen.past.periods import Span, span_of
from bothways_web.listen.past.sameness import is_same, is_within
from bothways_web.listen.past.sets import CHOSEN, is_chosen
from bothways_web.listen.past.settling import Settler
from bothways_web.listen.question_sets import items_of, questions_of

Floats = npt.NDArray[np.float64]
#: From this share of the same rows on, two files without names are one; of few different rows all have to be there.
SAME_ROWS, LEFT_OUT = 0.9, 0.05
_BLANK = -1e9
#: About so many people are looked at first; mostly they are enough to see that two questions differ.
LOOKED_AT = 300


@dataclass(frozen=True)
class Known:
    """The answers of one round, one row a respondent.

    Attributes
    ----------
    named : bool
        Whether respondents are people of the records; otherwise their codes are made anew with each file.
    people : ndarray of str, shape (n,)
    values : dict of str to ndarray, shape (n,)
        Question -> its steps, NaN where there is none; questions that nobody answered are left out.
    columns : dict of str to frozenset of str
        Question -> what its columns were called in the files.
    options : frozenset of str
        Questions that are answered by choosing, whose numbers have no order.
    """

    named: bool
    people: npt.NDArray[Any]
    values: Mapping[str, Floats]
    columns: Mapping[str, frozenset[str]]
    options: frozenset[str] = frozenset()


def refuse_repeats(one: AnswerImport, draft: Pulse, joined: Pulse | None, settler: Settler) -> None:
    """Refuse an import whose parts, which lie in its folder, hold answers that are here already.

    Parameters
    ----------
    one : AnswerImport
    draft, joined : Pulse
        What would be made of it, and the survey whose rounds it would join; ``None`` where there is none.
    settler : Settler
        That has read the file.

    Raises
    ------
    InputError
        Also where two numbers of the file hold the same answers.
    """
    for span in settler.spans.values():
        path = part_of(one, span.period)
        if not path.exists():
            continue
        table = as_archived(draft, [path])
        _refuse_twice(table, draft, settler, span)
        others = _beside(one.side, span)
        if one.named:  # whoever is in the same round twice counts once
            others = others.exclude(pulse=joined, period=span.period, state=Round.State.HELD)
        _refuse_same(_known(draft, table, [one]), others)
    _refuse_other_lengths(one, draft, joined, settler)


def _refuse_other_lengths(one: AnswerImport, draft: Pulse, joined: Pulse | None, settler: Settler) -> None:
    """Refuse answers whose days were put together to other periods before, whichever row of a person counted there."""
    spans = [span for span in settler.spans.values() if part_of(one, span.period).exists()]
    beside: dict[int, tuple[set[Span], list[Round]]] = {}
    for span in spans:
        for asked in _beside(one.side, span):
            if one.named and asked.pulse == joined and asked.period == span.period and asked.state == "held":
                continue
            mine, theirs = beside.setdefault(asked.pulse_id, (set(), []))
            mine.add(span)
            theirs += [] if asked in theirs else [asked]
    for mine, theirs in beside.values():
        paths = [part_of(one, span.period) for span in sorted(mine, key=lambda span: span.first)]
        whole = _known(draft, as_archived(draft, paths, last_alone=False), [one])
        if _is_within(whole, _together([_of_round(asked, last_alone=False) for asked in theirs])):
            raise _here_already(theirs[0])


def refuse_released(asked: Round) -> None:
    """Refuse to release a round whose answers, which are written, are released in another one.

    Raises
    ------
    InputError
    """
    span = span_of(asked.period)
    if span is not None:
        done = [Round.State.CLOSING, Round.State.RELEASED]
        others = _beside(asked.pulse.side, span).exclude(pk=asked.pk).filter(state__in=done)
        _refuse_same(_of_round(asked), others)


def _beside(side: str, span: Span) -> Any:
    """Return the imported rounds of a side that share a day with a span."""
    found = Round.objects.filter(pulse__side=side, imported_parts__isnull=False).distinct()
    shared = [
        pk for pk, period in found.values_list("pk", "period")
        if (other := span_of(period)) is not None and other.first <= span.last and span.first <= other.last
    ]  # fmt: skip
    return Round.objects.filter(pk__in=shared).select_related("pulse")


def _refuse_twice(table: Any, draft: Pulse, settler: Settler, span: Span) -> None:
    """Refuse one question in two numbers, as the ledger would when the round is released."""
    tree = settler.tree_of(span)
    if tree is None:
        raise InputError(_("There are no units yet."), remedy=_("Bring your units first."))
    columns = {"respondent": "respondent", "unit": "unit", "round": "period"}
    frame = table.to_pandas()
    for read in read_answers(frame, tree, questions_of(draft), columns=columns, one_row_each=True).rounds:
        refuse_copies(read.values)


def _refuse_same(mine: Known, others: Iterable[Round]) -> None:
    for other in others:
        if _are_same(mine, _of_round(other)):
            raise _here_already(other)


def _here_already(other: Round) -> InputError:
    return InputError(
        _("These answers are here already, as “%(title)s” of %(period)s.")
        % {"title": other.pulse.title, "period": other.period},
        remedy=_(
            "Leave these questions or this period out of the file, or undo the other import if nothing of it "
            "is released."
        ),
    )


def _together(several: Sequence[Known]) -> Known:
    """Return the answers of several rounds as one, each row of a person by itself."""
    names = dict.fromkeys(name for one in several for name in one.values)
    values = {
        name: np.concatenate([one.values.get(name, np.full(len(one.people), np.nan)) for one in several])
        for name in names
    }
    columns = {name: frozenset().union(*(one.columns.get(name, ()) for one in several)) for name in names}
    people = np.concatenate([one.people for one in several])
    return Known(all(one.named for one in several), people, values, columns)


def _is_within(mine: Known, theirs: Known) -> bool:
    """Return whether a question of one holds the answers of a question of the other, row for row or of each person."""
    if not (mine.named and theirs.named):
        return _same_rows(mine, theirs)
    shared = np.intersect1d(mine.people, theirs.people)
    if len(shared) < PEOPLE:
        return False
    few = shared[:: max(1, len(shared) // LOOKED_AT)]
    here, there = np.isin(mine.people, few), np.isin(theirs.people, few)
    return any(
        is_within(mine.people[here], x[here], theirs.people[there], y[there])
        and is_within(mine.people, x, theirs.people, y)
        for x in mine.values.values()
        for y in theirs.values.values()
    )


def _of_round(asked: Round, *, last_alone: bool = True) -> Known:
    """Return the answers of an imported round, from its file or from the parts it is made of."""
    import pyarrow.parquet as pq

    files = [part.of for part in asked.imported_parts.select_related("of").order_by("of__taken_at", "pk")]
    if asked.state != Round.State.HELD or file_of(asked).exists():
        table = pq.read_table(file_of(asked))
    else:
        table = as_archived(asked, [part_of(one, asked.period) for one in files], last_alone=last_alone)
    return _known(asked, table, files)


def _known(asked: Pulse | Round, table: Any, files: Iterable[AnswerImport]) -> Known:
    """Return what is compared of a table as rounds have it."""
    values = {}
    for item in items_of(asked):
        if item.id in table.column_names and item.scale.kind in (*SCORED_KINDS, *CHOSEN, "number"):
            steps = _numbers(item, table[item.id])
            if not np.isnan(steps).all():
                values[item.id] = steps
    columns = dict.fromkeys(values, frozenset[str]())
    for one in files:
        for said in Columns.from_json(one.mapping).items:
            if said.item in columns:
                columns[said.item] |= {*said.columns}
    people = np.array(table["respondent"].to_pylist(), dtype=str)
    options = frozenset(item.id for item in items_of(asked) if is_chosen(item))
    return Known(asked.mode != Pulse.Mode.OPEN, people, values, columns, options)


def _numbers(item: Item, column: Any) -> Floats:
    """Return answers as numbers; options by their words, so that they are the same in each set."""
    if not is_chosen(item):
        return np.asarray(column.to_numpy().astype(np.float64))
    labels = {name: plain(next(iter(label.values()))) for name, label in item.scale.options.items()}

    def number(answer: str | None) -> float:
        if not answer:
            return math.nan
        words = "|".join(sorted(labels.get(name, name) for name in answer.split(BETWEEN)))
        return float(zlib.crc32(words.encode()))

    coded = column.combine_chunks().dictionary_encode() if hasattr(column, "combine_chunks") else column
    numbers = np.array([*map(number, coded.dictionary.to_pylist()), math.nan])
    places = coded.indices.fill_null(len(numbers) - 1).to_numpy(zero_copy_only=False)
    return np.asarray(numbers[places])


def _are_same(mine: Known, theirs: Known) -> bool:
    """Return whether a question of one round holds the answers of a question of the other."""
    if not (mine.named and theirs.named):
        return _same_rows(mine, theirs)
    shared, here, there = np.intersect1d(mine.people, theirs.people, return_indices=True)
    if len(shared) < PEOPLE:
        return False
    return any(
        is_copy(x[here], y[there])
        or ((one in mine.options or other in theirs.options or _are_two(x)) and is_same(x[here], y[there]))
        for one, x in mine.values.items()
        for other, y in theirs.values.items()
    )


def _are_two(steps: Floats) -> bool:
    """Return whether a question has two different answers, for which a straight line says nothing."""
    return len(np.unique(steps[~np.isnan(steps)])) == 2


def _same_rows(mine: Known, theirs: Known) -> bool:
    """Return whether rows are the same that nobody's name stands beside.

    Questions are paired by what their columns were called; where two files have as many, rows are compared whatever
    the order of their columns, too.
    """
    pairs = [
        (mine.values[x], theirs.values[y])
        for x in mine.values for y in theirs.values if mine.columns[x] & theirs.columns[y]
    ]  # fmt: skip
    if pairs and _overlap(_rows(x for x, _y in pairs), _rows(y for _x, y in pairs)):
        return True
    if not mine.values or len(mine.values) != len(theirs.values):
        return False
    first, second = (_rows(one.values.values()) for one in (mine, theirs))
    return _overlap(np.sort(first, axis=1), np.sort(second, axis=1))


def _rows(columns: Iterable[Floats]) -> Floats:
    """Return the rows in which something was answered."""
    rows = np.column_stack([*columns])
    rows = rows[~np.isnan(rows).all(axis=1)]
    return np.where(np.isnan(rows), _BLANK, rows)


def _overlap(first: Floats, second: Floats) -> bool:
    """Return whether the smaller set of rows lies within the larger one, beyond chance."""
    few, many = sorted((len(first), len(second)))
    if few < PEOPLE:
        return False
    found, codes = np.unique(np.concatenate([first, second]), axis=0, return_inverse=True)
    codes = codes.reshape(-1)
    mine = np.bincount(codes[: len(first)], minlength=len(found))
    theirs = np.bincount(codes[len(first) :], minlength=len(found))
    shared = int(np.minimum(mine, theirs).sum())
    different = int(((mine if len(first) == many else theirs) > 0).sum())
    if first.shape[1] > 1 and different >= PEOPLE and 2 * different >= many:
        return shared >= SAME_ROWS * few
    return shared == few and many - few <= max(1, LEFT_OUT * many)
