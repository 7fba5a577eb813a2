"""Released rows and true answers, put together for the attacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bothways.errors import InputError
from bothways.privacy.audit.folder import NUMBERS, Folder, Row
from bothways.privacy.audit.links import find_links
from bothways.privacy.audit.publications import (
    Adds,
    IntArray,
    Publication,
    Published,
    level_of,
    mean_of,
    nps_of,
)
from bothways.privacy.audit.shown import squares_of_interval, total_of_mean, total_of_share
from bothways.privacy.groups import members
from bothways.privacy.ledger.metric import COUNTED, OF_RECORDS, Metric, RoundAnswers
from bothways.privacy.roster import Roster

#: Levels of a scale without steps.
FINE = 1 << 20
#: Steps, in percent, of the bars that the ledger shows.
BAR = 5.0


@dataclass(frozen=True)
class Round:
    """One round, ready for the attacks.

    Attributes
    ----------
    name : str
    k : int
        What was promised: the floor of these metrics.
    published : Published
    telling_intervals : int
        Intervals that say more than value and band do.
    """

    name: str
    k: int
    published: Published
    telling_intervals: int


@dataclass(frozen=True)
class _Metric:
    """One metric in one round: its scale in levels, its people, the rules it was shown by."""

    name: str
    low: float
    step: float
    levels: int
    favourable: tuple[float, float] | None
    people: IntArray
    roster: Roster
    answers: IntArray
    floor: int
    by_ledger: bool
    atom: IntArray | None

    def of_group(self, row: Row) -> IntArray:
        """Return the people behind a row."""
        try:
            return self.people[members(row.group, self.roster)]
        except InputError as problem:
            raise InputError(problem.what, remedy=problem.remedy, file=NUMBERS, row=row.number) from None


def read_rounds(
    folder: Folder, answers: Sequence[RoundAnswers], *, k: int | None = None
) -> tuple[Round, ...]:
    """Put rows and answers together.

    Parameters
    ----------
    folder : Folder
    answers : sequence of RoundAnswers
        With the attributes that groups are made of.
    k : int, optional
        Fewest people of any combination; what the ledger promises, or 5, where not given.

    Returns
    -------
    tuple of Round
        Metrics that promise more people than others come as a round of their own.

    Raises
    ------
    InputError
        Where a round or a metric is not among the answers, or a number does not fit them.
    """
    by_name = {one.round: one for one in answers}
    out = []
    for name in folder.rounds:
        if name not in by_name:
            raise InputError(
                f"There are no answers of the round {name!r}.", remedy="Hand them in.", file=NUMBERS
            )
        rows = [row for row in folder.rows if row.round == name]
        metrics = _metrics(folder, by_name[name], rows, k)
        for floor in sorted({one.floor for one in metrics.values()}):
            some = {metric: one for metric, one in metrics.items() if one.floor == floor}
            out.append(_round(name, floor, some, [row for row in rows if row.metric in some], by_name[name]))
    return tuple(out)


def _metrics(folder: Folder, answers: RoundAnswers, rows: Sequence[Row], k: int | None) -> dict[str, _Metric]:
    """Return the metrics of a round that were published."""
    known = {metric.name: metric for metric in answers.metrics}
    out = {}
    for name in dict.fromkeys(row.metric for row in rows):
        if name not in known:
            raise InputError(
                f"The metric {name!r} is not among the answers.",
                remedy="Name its item or instrument as for release.",
                file=NUMBERS,
                row=next(row.number for row in rows if row.metric == name),
            )
        out[name] = _metric(folder, answers, known[name], k)
    return out


def _metric(folder: Folder, answers: RoundAnswers, metric: Metric, k: int | None) -> _Metric:
    """Return one metric in levels."""
    from bothways.privacy.ledger.extend import part_of
    from bothways.privacy.rollup import roll_up

    step = metric.step or (metric.high - metric.low) / FINE
    values = answers.values[metric.name]
    people = np.flatnonzero(~np.isnan(values)).astype(np.int64)
    levels = np.full(len(values), -1, np.int64)
    levels[people] = np.rint((values[people] - metric.low) / step).astype(np.int64)
    roster = part_of(answers.roster, people)
    floor, atom = k or 5, None
    one = folder.record.rounds.get(answers.round) if folder.record is not None else None
    by_ledger = one is not None and metric.name in one.metrics
    if one is not None and by_ledger:
        promised = one.sets[str(one.metrics[metric.name]["set"])].floor
        floor = k or promised
        atom = roll_up(roster.tree, roster.counts, floor=promised).atom[roster.unit]
    count = round((metric.high - metric.low) / step) + 1
    return _Metric(
        metric.name,
        metric.low,
        step,
        count,
        metric.favourable,
        people,
        roster,
        levels,
        floor,
        by_ledger,
        atom,
    )


def _round(
    name: str, floor: int, metrics: Mapping[str, _Metric], rows: Sequence[Row], answers: RoundAnswers
) -> Round:
    """Return metrics of one floor as a round."""
    fractions = _fractions(rows)
    shown: list[Publication] = []
    telling = 0
    for row in rows:
        metric = metrics[row.metric]
        new = _publications(row, metric, per=1.0 if (row.metric, row.kind) in fractions else 100.0)
        for one in new:
            _refuse_misfit(one, metric, row)
        shown += new
    for metric in metrics.values():
        found, count = _from_intervals([row for row in rows if row.metric == metric.name], metric)
        shown += found
        telling += count
    levels = {one.name: one.levels for one in metrics.values()}
    truth = {one.name: one.answers for one in metrics.values()}
    published = Published(len(answers.roster.unit), tuple(shown), truth, levels, find_links(truth, levels))
    return Round(name, floor, published, telling)


def _fractions(rows: Sequence[Row]) -> set[tuple[str, str]]:
    """Return the metrics and kinds whose shares are written as fractions."""
    largest: dict[tuple[str, str], float] = {}
    for row in rows:
        if row.kind in COUNTED:
            key = (row.metric, row.kind)
            text = row.text.lstrip("<>=≤≥ ").rstrip("% ")
            largest[key] = max(largest.get(key, 0.0), abs(float(text)) if _is_number(text) else 0.0)
    return {key for key, value in largest.items() if value <= 1.0}


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _publications(row: Row, metric: _Metric, *, per: float) -> list[Publication]:
    """Return what one row tells."""
    who = metric.of_group(row)
    if not len(who):
        return []
    try:
        if row.kind in ("mean", "hours"):
            low, high = _mean(row.text, len(who), metric)
            return [Publication(metric.name, who, mean_of(metric.levels), low, high, moved=metric.by_ledger)]
        if row.kind == "distribution":
            return _bars(row, who, metric)
        adds = nps_of() if row.kind == "nps" else _counted(metric)
        if not metric.by_ledger or metric.atom is None:
            return [Publication(metric.name, who, adds, *total_of_share(row.text, len(who), adds, per=per))]
    except InputError as problem:
        raise InputError(problem.what, remedy=problem.remedy, file=NUMBERS, row=row.number) from None
    from bothways.privacy.values import consistent_counts

    position = np.searchsorted(metric.people, who)
    atoms = tuple(
        metric.people[np.flatnonzero(metric.atom == number)] for number in np.unique(metric.atom[position])
    )
    clip = 2 if row.kind == "nps" else 1
    totals = consistent_counts(row.text, len(who), kind=row.kind)
    if row.kind in OF_RECORDS:  # counted by itself, and moved by one at most
        return [Publication(metric.name, who, adds, totals[0] - 1, totals[1] + 1, moved=True)]
    return [Publication(metric.name, who, adds, *totals, atoms, clip)]


def _mean(text: str, n: int, metric: _Metric) -> tuple[int, int]:
    """Return the totals, in levels, that a mean leaves possible."""
    if not metric.by_ledger:
        return total_of_mean(text, n, low=metric.low, step=metric.step, levels=metric.levels)
    from bothways.privacy.values import consistent_totals

    high = metric.low + metric.step * (metric.levels - 1)
    step = None if metric.levels > FINE else metric.step
    totals = (consistent_totals(text, n, low=metric.low, high=high, step=step) - n * metric.low) / metric.step
    if not len(totals):
        raise InputError("No answers are shown like this.", remedy="Hand in the file as it was written.")
    slack = n if step is None else 0  # rounding each answer to a level may move the sum so far
    return round(float(totals[0])) - slack, round(float(totals[-1])) + slack


def _counted(metric: _Metric) -> Adds:
    """Return which levels a share counts; the upper two fifths where nothing is said."""
    top = metric.low + metric.step * (metric.levels - 1)
    first, last = metric.favourable or (np.ceil(top - 0.25 * (top - metric.low)), top)
    values = metric.low + metric.step * np.arange(metric.levels)
    return tuple(((values >= first) & (values <= last)).astype(int).tolist())


def _bars(row: Row, who: IntArray, metric: _Metric) -> list[Publication]:
    """Return the bars of a distribution: percentages of the levels from the lowest, between slashes."""
    bars = row.text.replace("|", "/").split("/")
    if len(bars) != metric.levels:
        raise InputError(
            f"A distribution over {metric.levels} levels has as many bars.", remedy="Write 10/20/40/20/10."
        )
    out = []
    for at, text in enumerate(bars):
        adds = level_of(metric.levels, at=at)
        bounds = total_of_share(text, len(who), adds, half=BAR / 2 if metric.by_ledger else None)
        out.append(Publication(metric.name, who, adds, *bounds, moved=metric.by_ledger))
    return out


def _refuse_misfit(one: Publication, metric: _Metric, row: Row) -> None:
    """Raise where a row does not fit the answers."""
    if not one.moved and not one.fits(metric.answers):
        raise InputError(
            "The value does not fit the answers.",
            remedy="Hand in the answers and the scale that it was made of.",
            file=NUMBERS,
            row=row.number,
            column="value",
        )


def _from_intervals(rows: Sequence[Row], metric: _Metric) -> tuple[list[Publication], int]:
    """Return what intervals tell beyond value and band, and how many do."""
    there = [row for row in rows if row.low and row.high and row.kind in ("mean", "hours")]
    ends: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for row in there:
        ends.setdefault((row.text, row.n_band), set()).add((row.low, row.high))
    banded = all(row.n_band for row in there)
    if all(len(several) == 1 for several in ends.values()) and banded:
        return [], 0
    if metric.levels > 1000:
        return [], len(there)
    squares = tuple(level * level for level in range(metric.levels))
    found = []
    for row in there:
        who = metric.of_group(row)
        if len(who) < 2:
            continue
        decimals = max(len(text.partition(".")[2]) for text in (row.low, row.high))
        totals = _mean(row.text, len(who), metric)
        bounds = squares_of_interval(
            float(row.low), float(row.high), len(who), totals, step=metric.step, decimals=decimals
        )
        found.append(Publication(metric.name, who, squares, *bounds))
    fits = all(one.fits(metric.answers) for one in found)
    return (found if fits else []), len(there)
