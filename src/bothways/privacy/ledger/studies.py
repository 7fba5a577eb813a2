"""Studies: what may be told of units that began something beside units that had not begun."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bothways.errors import InputError
from bothways.privacy.certificate import Certificate
from bothways.privacy.ledger.record import RoundRecord
from bothways.privacy.released import Released, _issue
from bothways.privacy.values import band

#: Fewest units that began together, that had not begun, and that any combination of studies may rest on.
UNITS_OF_A_STUDY = 5
#: Every field a study may carry beside its effect and its points; none speaks of a single unit.
STUDY_FIELDS = frozenset({
    "verdict", "seen", "every", "better", "bound", "level", "look", "expected", "began", "not_begun", "periods_before",
    "periods_after", "before_after", "before_after_low", "before_after_high", "trend_periods", "trend_slope",
    "trend_low", "trend_high", "trend_p", "trend_smallest_slope", "drift_allowed", "drift_breakdown",
    "honest_breakdown", "late_dip_p", "reach_before", "reach_now", "more_periods", "more_units", "dose_slope",
    "dose_low", "dose_high", "dose_units", "method", "sentence", "reasons", "held", "gathered",
})  # fmt: skip
#: Fields that no study of answers carries: whoever gives one unit another dose reads its change off the slope.
OF_DOSES = frozenset({"dose_slope", "dose_low", "dose_high", "dose_units"})
_FIGURES = 3
Began = Mapping[str, str]
Gaps = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Point:
    """The effect so many periods since the start.

    Attributes
    ----------
    since : int
        Negative before the start.
    effect, low, high : float
    units : int
        Units that began and are behind it.
    """

    since: int
    effect: float
    low: float
    high: float
    units: int


@dataclass(frozen=True)
class StudyFigures:
    """A study as it is offered to the ledger.

    Attributes
    ----------
    study : str
        Its name, once for each look at it.
    metric : str
    began : mapping of str to str
        Unit -> the period in which it began; only units that count in the effect.
    others : sequence of str
        Units that had not begun by the last period and count in the effect.
    last : str
        The last period the study is made of.
    effect : (float, float, float)
        With the ends of its interval; infinite or NaN where nothing can be told.
    points : sequence of Point
    people : int
        People behind the last period, shown as a band.
    fields : mapping
        Of ``STUDY_FIELDS``.
    decimals : int
        Of the effect.
    shown : sequence of (str, str), optional
        Round and group of every value that the study is made of, where it is made of Released values alone. Left out,
        it is made of answers, and rules on units hold.
    gaps : mapping of str to sequence of str, optional
        Of a study of answers: each period it is made of -> its units that have no number there.
    known : mapping of str to sequence of str, optional
        Period -> units whose own number is Released, so that whoever looks can take them out of a sum.
    """

    study: str
    metric: str
    began: Began
    others: Sequence[str]
    last: str
    effect: tuple[float, float, float]
    people: int
    points: Sequence[Point] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    decimals: int = 1
    shown: Sequence[tuple[str, str]] | None = None
    gaps: Gaps = field(default_factory=dict)
    known: Gaps = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the released row calls it."""
        return f"{self.study} / {self.metric}"


def study(name: str, rounds: Mapping[str, RoundRecord], figures: StudyFigures) -> Released:
    """Return a study as Released, or refuse it.

    Parameters
    ----------
    name : str
        The round in which it is released.
    rounds : mapping of str to RoundRecord
    figures : StudyFigures

    Returns
    -------
    Released
        ``text`` is JSON: the fields to three figures, ``points``, ``starts``, ``others``, ``last``, ``gaps``,
        ``made_of`` ("answers" or "released").

    Raises
    ------
    InputError
        Where it was released before, a field is not allowed, or it would speak of too few units.

    Notes
    -----
    A study of Released values alone tells nothing that is not told already. One of answers is made of sums over units
    that began together and over those that had not begun. Each such group takes five units, in every period in which
    it has a number at all, and five that are not Released by themselves there, or none. Period by period, no
    combination of the groups of all studies of the metric may rest on fewer than five units; with the Released ones
    and without them. Days, last periods and anticipation do not matter to that: a number of one unit in one period
    would have to come out of the sums of that period. It holds as far as units count alike within a group.
    """
    if any(
        one.kind == "study" and one.metric == figures.name
        for each in rounds.values()
        for one in each.released
    ):
        raise InputError(
            "This study is released already.", remedy="Read it back; it is computed once a look."
        )
    _refuse_fields(figures.fields)
    if figures.shown is None:
        _refuse_few(figures)
        _refuse_together(figures, rounds)
    else:
        _refuse_hidden(figures, rounds)
    value, low, high = (_rounded(number, figures.decimals) for number in figures.effect)
    return _issue(
        round=name, group="all", metric=figures.name, kind="study", n_band=band(figures.people), value=value, low=low,
        high=high, text=json.dumps(_document(figures), ensure_ascii=False, sort_keys=True, allow_nan=False),
    )  # fmt: skip


def may_be_told(figures: StudyFigures, rounds: Mapping[str, RoundRecord]) -> bool:
    """Return whether a study of answers would be released beside those that are there."""
    try:
        _refuse_few(figures)
        _refuse_together(figures, rounds)
    except InputError:
        return False
    return True


def _refuse_fields(fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        plain = value is None or isinstance(value, str | bool | int | float)
        listed = (
            name in ("reasons", "held")
            and isinstance(value, list | tuple)
            and all(isinstance(one, str) for one in value)
        )
        if name not in STUDY_FIELDS or not (plain or listed):
            raise InputError(
                f"A study may not carry {name!r} like this.", remedy="Leave out what speaks of single units."
            )


def _refuse_few(figures: StudyFigures) -> None:
    if any(figures.fields.get(name) is not None for name in OF_DOSES):
        raise InputError(
            "A study of answers tells nothing of doses.",
            remedy="Leave them out, or make it of released values.",
        )
    groups = _groups(figures.began, figures.others)
    there = [
        _there(groups, figures.gaps, period, known)
        for period in figures.gaps
        for known in _twice(figures, period)
    ]
    fewest = min((len(group) for group in (*groups, *(one for some in there for one in some))), default=0)
    if not (figures.began and there and fewest >= UNITS_OF_A_STUDY) or any(
        one.units < UNITS_OF_A_STUDY for one in figures.points
    ):
        raise InputError(
            f"A study of answers takes {UNITS_OF_A_STUDY} units that began together, {UNITS_OF_A_STUDY} that had not "
            f"begun or none, and as many with a number in each of its periods and behind each point.",
            remedy="Make it of released values, put more units together, or leave it unreleased.",
        )


def _groups(began: Began, others: Sequence[str]) -> list[frozenset[str]]:
    """Return the units that began together, start by start, and those that had not begun."""
    starts = {start: frozenset(unit for unit in began if began[unit] == start) for start in began.values()}
    return [*(starts[start] for start in sorted(starts)), *([frozenset(others)] if others else [])]


def _there(
    groups: Sequence[frozenset[str]], gaps: Gaps, period: str, known: frozenset[str]
) -> list[frozenset[str]]:
    """Return who of each group has a number in a period that is not known; groups of nobody left out."""
    gone = known.union(gaps[period])
    return [left for group in groups if (left := group - gone)]


def _twice(figures: StudyFigures, period: str) -> tuple[frozenset[str], ...]:
    """Return what may be taken out of sums in a period: nothing, and what is Released there."""
    released = frozenset(figures.known.get(period, ()))
    return (frozenset(), released) if released else (frozenset(),)


def _refuse_together(figures: StudyFigures, rounds: Mapping[str, RoundRecord]) -> None:
    """Refuse a study from whose differences to others fewer units could be worked out."""
    earlier = list(_earlier(figures, rounds))
    own = _groups(figures.began, figures.others)
    seen = set()
    for period in figures.gaps:
        for known in _twice(figures, period):
            before = [
                group
                for groups, gaps in earlier
                if period in gaps
                for group in _there(groups, gaps, period, known)
            ]
            family = (tuple(dict.fromkeys(before)), tuple(_there(own, figures.gaps, period, known)))
            if family not in seen and _tells_of_few(*family):
                raise InputError(
                    "Beside the studies that are released, this one would tell of too few units.",
                    remedy="Make it of released values, or study the same units as before.",
                )
            seen.add(family)


def _tells_of_few(before: Sequence[frozenset[str]], new: Sequence[frozenset[str]]) -> bool:
    """Return whether new sums over units, beside those that are told, make up one over fewer than five."""
    places = {unit: place for place, unit in enumerate(sorted(frozenset().union(*before, *new)))}
    certificate = Certificate(len(places), k=UNITS_OF_A_STUDY, compiled=False)
    for group in before:
        certificate.offer(sorted(places[unit] for unit in group))
    return any(certificate.offer(sorted(places[unit] for unit in group)) == "withheld" for group in new)


def _earlier(
    figures: StudyFigures, rounds: Mapping[str, RoundRecord]
) -> Iterator[tuple[list[frozenset[str]], Gaps]]:
    """Yield the groups of the released studies of answers on the same metric, and who had no number when."""
    for record in rounds.values():
        for one in record.released:
            if one.kind != "study" or not one.metric.endswith(f" / {figures.metric}"):
                continue
            told = json.loads(one.text)
            if told["made_of"] == "answers":
                yield _groups(told["starts"], told["others"]), told["gaps"]


def _refuse_hidden(figures: StudyFigures, rounds: Mapping[str, RoundRecord]) -> None:
    """Refuse a study of a value that is not Released."""
    there = {
        (one.round, one.group)
        for each in rounds.values()
        for one in each.released
        if one.metric == figures.metric
    }
    if not figures.shown or not set(figures.shown) <= there:
        raise InputError(
            f"An effect on fewer than {UNITS_OF_A_STUDY} units needs all their values released.",
            remedy="Put more units together, or leave it unreleased.",
        )


def _document(figures: StudyFigures) -> dict[str, object]:
    points = [
        [
            one.since,
            *(_rounded(number, figures.decimals) for number in (one.effect, one.low, one.high)),
            one.units,
        ]
        for one in figures.points
    ]
    return {
        **{name: _plain(value) for name, value in figures.fields.items()},
        "points": [[_plain(value) for value in row] for row in points],
        "starts": dict(figures.began), "others": list(figures.others), "last": figures.last,
        "gaps": {period: list(units) for period, units in figures.gaps.items()},
        "made_of": "answers" if figures.shown is None else "released",
    }  # fmt: skip


def _rounded(number: float, decimals: int) -> float:
    return round(number, decimals) + 0.0 if math.isfinite(number) else math.nan


def _plain(value: object) -> object:
    """Return a value as JSON knows it, numbers to three figures."""
    if isinstance(value, float):
        return float(f"{value:.{_FIGURES}g}") if math.isfinite(value) else None
    return list(value) if isinstance(value, tuple) else value
