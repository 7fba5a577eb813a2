"""Which columns are questions, and what number of each person is made of them."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError, ColumnError, InputError
from bothways.measures import Instrument, score_columns
from bothways.measures.instrument import refuse_for_oneself
from bothways.measures.scores import Score, ScoreItem
from bothways.privacy.ledger.metric import Metric
from bothways.tables import Columns
from bothways.tables.columns import plain
from bothways.tables.numbers import is_missing, parse_number

Floats = npt.NDArray[np.float64]
AskedKind = Literal["mean", "share", "nps"]
SENSITIVE_FLOOR = 10
_RULES: dict[AskedKind, str] = {"mean": "mean_of_items", "share": "share", "nps": "nps"}
_SCALE = re.compile(r"\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*")


@dataclass(frozen=True)
class Questions:
    """Item columns and the metrics made of them.

    Attributes
    ----------
    metrics : tuple of Metric
        No two share a column.
    columns : tuple of str
        Item columns to read, each answered in whole steps of its scale.
    scales : mapping of str to (float, float)
        Column -> ends of its scale.
    missing : frozenset of str
        What else than a blank stands for no answer, in small letters, such as "cannot say".
    scores : tuple of Score
        How persons' scores of an instrument are made; empty where items are taken as they are.
    """

    metrics: tuple[Metric, ...]
    columns: tuple[str, ...]
    scales: Mapping[str, tuple[float, float]]
    missing: frozenset[str] = frozenset()
    scores: tuple[Score, ...] = ()

    def asked(self, header: Sequence[str]) -> Questions:
        """Return the questions without the domains of an instrument that were not asked: all columns missing.

        Examples
        --------
        >>> from bothways.measures import load_instrument
        >>> safety = instrument_questions(load_instrument("team_psychological_safety"))
        >>> [metric.name for metric in safety.asked(["rf1"]).metrics]
        ['psych_safety.risk_failure']
        """
        there = {plain(name) for name in header}
        kept = [
            (metric, score)
            for metric, score in zip(self.metrics, self.scores, strict=True)
            if any(plain(column) in there for column in metric.columns)
        ] if self.scores else []  # fmt: skip
        if not kept:
            return self
        columns = tuple(dict.fromkeys(column for metric, _ in kept for column in metric.columns))
        return replace(
            self,
            metrics=tuple(metric for metric, _ in kept),
            columns=columns,
            scores=tuple(score for _, score in kept),
        )

    def score(self, read: Columns) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """Return the value of each row by metric, and by metric the items that agreement is made of.

        Raises
        ------
        CellError
            Where an answer is no whole step of its scale; it is not printed.
        """
        answers = {column: self._steps(read, column) for column in self.columns}
        if not self.scores:
            return {metric.name: answers[metric.columns[0]] for metric in self.metrics}, {}
        values: dict[str, Floats] = {}
        items: dict[str, Floats] = {}
        for score, metric in zip(self.scores, self.metrics, strict=True):
            table = np.column_stack([_turned(answers[item.column], item) for item in score.items])
            if score.rule == "mean_of_items":
                values[metric.name] = _person_mean(table, score)
                items |= {metric.name: table} if metric.options else {}
            else:
                values[metric.name] = table[:, 0]
        return values, items

    def _steps(self, read: Columns, column: str) -> Floats:
        """Return the answers of one column, NaN where there is none."""
        text, (low, high) = read.texts[f"item {column}"], self.scales[column]
        parsed = np.full(len(text.names) + 1, np.nan)
        for place, name in enumerate(text.names):
            if is_missing(name) or name.casefold() in self.missing:
                continue
            number = parse_number(name)
            if number is None or not low <= number <= high or number != round(number):
                raise read.error(
                    CellError,
                    f"The answer is no whole number from {low:g} to {high:g}.",
                    remedy="Correct it, leave the cell blank where there is no answer, or give another scale.",
                    field=f"item {column}",
                    record=int(np.argmax(text.codes == place)),
                )
            parsed[place] = number
        return parsed[text.codes]


def parse_scale(text: str) -> tuple[float, float]:
    """Read a scale such as ``1..5``.

    Raises
    ------
    InputError
        Where it is something else.

    Examples
    --------
    >>> parse_scale("0..10")
    (0.0, 10.0)
    """
    match = _SCALE.fullmatch(text)
    if not match or int(match[1]) >= int(match[2]):
        raise InputError(f"{text!r} is no scale.", remedy="Write the lowest and highest answer as 1..5.")
    return float(match[1]), float(match[2])


def item_questions(
    items: Sequence[str],
    *,
    low: float,
    high: float,
    kind: str = "mean",
    favourable: tuple[float, float] | None = None,
    sensitive: bool = False,
    spread_out: bool = False,
) -> Questions:
    """Take item columns as metrics of their own.

    Parameters
    ----------
    items : sequence of str
        Columns, each answered in whole numbers from ``low`` to ``high``.
    low, high : float
    kind : {"mean", "share", "nps"}
        One kind for an item and round, so that a mean and a share of the same answers cannot be set against
        each other.
    favourable : (float, float), optional
        Answers that a share counts; the upper two fifths of the scale (4 and 5 of 5) where not given.
    sensitive : bool
        Whether at least 10 people must be behind each number.
    spread_out : bool
        Whether groups of 50 people and more show their distribution as well; with means only.

    Returns
    -------
    Questions

    Raises
    ------
    InputError, ColumnError
        Where there are no items, one is named twice, or NPS is asked for another scale than 0 to 10.

    Examples
    --------
    >>> item_questions(["q1"], low=1, high=5, kind="share").metrics[0].favourable
    (4.0, 5.0)
    """
    doubled = sorted({name for name in items if list(items).count(name) > 1})
    if not items or doubled:
        raise ColumnError(
            f"The item {doubled[0]!r} is named twice." if doubled else "No items were named.",
            remedy="Name each item column once.",
        )
    counted = favourable or (float(math.ceil(high - 0.25 * (high - low))), float(high))
    asked = _kind(kind)
    metrics = tuple(
        Metric(
            name,
            asked,
            float(low),
            float(high),
            1.0,
            (name,),
            favourable=counted if asked == "share" else None,
            floor=SENSITIVE_FLOOR if sensitive else 0,
            spread_out=spread_out,
        )
        for name in items
    )
    return Questions(metrics, tuple(items), dict.fromkeys(items, (float(low), float(high))))


def instrument_questions(
    instrument: Instrument,
    *,
    kind: str = "mean",
    form: Literal["full", "short"] = "full",
    sensitive: bool = False,
) -> Questions:
    """Take the metrics of an instrument.

    Parameters
    ----------
    instrument : Instrument
    kind : {"mean", "share", "nps"}
        "mean": the domains, or the total where there are none; never both, for a total follows from its
        domains. "share", "nps": its conventional scores of one item.
    form : {"full", "short"}
        "short": the few items of the pulse, one total; with means only.
    sensitive : bool
        Ask for 10 people behind each number, whatever the instrument says.

    Returns
    -------
    Questions
        Person scores from 0 to 100; agreement is shown as well where the instrument speaks of the team as a
        whole (composition "shared").

    Raises
    ------
    InputError
        Where the instrument has no such score, or answers are for the person alone who gives them.

    Examples
    --------
    >>> from bothways.measures import load_instrument
    >>> questions = instrument_questions(load_instrument("team_psychological_safety"))
    >>> questions.metrics[0].name, questions.metrics[0].high, len(questions.metrics)
    ('psych_safety.risk_failure', 100.0, 4)
    """
    asked = _kind(kind)
    refuse_for_oneself(instrument)
    scores = [score for score in score_columns(instrument, form=form) if score.rule == _RULES[asked]]
    if kind == "mean" and instrument.domains and form == "full":
        scores = scores[: len(instrument.domains)]
    elif kind != "mean":
        scores = [score for score in scores if len(score.items) == 1]
    if not scores:
        raise InputError(
            f"The instrument {instrument.id!r} has no score of the kind {kind!r}.",
            remedy="Ask for another kind, or name --items and --scale.",
        )
    columns = tuple(dict.fromkeys(item.column for score in scores for item in score.items))
    labels = [instrument.item(column).scale.na_option or {} for column in columns]
    return Questions(
        tuple(
            _metric(instrument, score, asked, sensitive or instrument.sensitivity == "high")
            for score in scores
        ),
        columns,
        {item.column: (item.low, item.high) for score in scores for item in score.items},
        frozenset(label.casefold() for each in labels for label in each.values()),
        tuple(scores),
    )


def _kind(kind: str) -> AskedKind:
    """Return a kind that is known."""
    for known in _RULES:
        if known == kind:
            return known
    raise InputError(f"{kind!r} is no kind of question.", remedy=f"Use one of {', '.join(_RULES)}.")


def _metric(instrument: Instrument, score: Score, kind: AskedKind, sensitive: bool) -> Metric:
    """Return the metric that a score is released as."""
    first = score.items[0]
    floor = max(SENSITIVE_FLOOR if sensitive else 0, instrument.min_group_floor or 0)
    columns = tuple(item.column for item in score.items)
    if kind == "mean":
        options = {int(item.high - item.low) + 1 for item in score.items}
        whole = all(instrument.item(column).scale.kind == "ordinal" for column in columns)
        agreed = instrument.composition == "shared" and len(options) == 1 and whole and len(columns) > 1
        step = 100 / _finest(options) / math.lcm(*range(score.min_answered, len(columns) + 1))
        return Metric(
            score.metric,
            "mean",
            0.0,
            100.0,
            step,
            columns,
            floor=floor,
            options=max(options) if agreed else 0,
        )
    favourable = None
    if kind == "share":
        counted = sorted(float(answer) for answer in score.answers)
        if counted != [float(x) for x in range(int(counted[0]), int(counted[-1]) + 1)]:
            raise InputError(
                f"The share {score.metric!r} counts answers that are not neighbours.", remedy="Use the mean."
            )
        favourable = (counted[0], counted[-1])
    return Metric(score.metric, kind, first.low, first.high, 1.0, columns, favourable=favourable, floor=floor)


def _finest(options: Collection[int]) -> int:
    """Return into how many equal parts the steps of scales of so many options divide the range together.

    Numbers of yes or no, five steps and 0 to 10 keep the parts in which they were released from the first.
    """
    parts = {each - 1 for each in options}
    return max(parts) if parts <= {1, 4, 10} else math.lcm(*parts)


def _turned(values: Floats, item: ScoreItem) -> Floats:
    """Return answers to an item with reversed ones turned."""
    return item.low + item.high - values if item.reversed else values


def _person_mean(table: Floats, score: Score) -> Floats:
    """Return the mean of the answered items of each row on 0 to 100, NaN where too few were answered."""
    low = np.array([item.low for item in score.items])
    high = np.array([item.high for item in score.items])
    on_100 = 100 * (table - low) / (high - low)
    answered = ~np.isnan(on_100)
    count = answered.sum(axis=1)
    total = np.where(answered, on_100, 0.0).sum(axis=1)
    return np.where(count >= score.min_answered, total / np.maximum(count, 1), np.nan)
