"""What is asked of a ledger: metrics, and the answers of one round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.roster import Roster

Floats = npt.NDArray[np.float64]
MetricKind = Literal["mean", "share", "nps", "turnover", "retention", "hours"]
#: Kinds that are shown for units only, made from clipped counts of disjoint groups.
COUNTED = ("share", "nps", "turnover", "retention")
#: Those of them that come from records: counted near to the truth, see :mod:`bothways.privacy.ledger.leavers`.
OF_RECORDS = ("turnover", "retention")


@dataclass(frozen=True)
class Metric:
    """One number of every person, and how a group's value is made of it.

    Attributes
    ----------
    name : str
    kind : {"mean", "share", "nps", "turnover", "retention", "hours"}
        "mean" and "hours": mean of the persons' values. "share", "turnover", "retention": share of persons
        whose value lies in ``favourable``. "nps": share at 9 and 10 less share at 0 to 6.
    low, high : float
        Ends of the scale.
    step : float
        Distance between two neighbouring values of one person; 0 where it is not known.
    columns : tuple of str
        Columns it is made of. One column feeds one metric of a round, so that no two numbers speak of the
        same answers in different words.
    favourable : (float, float) or None
        First and last value that counts, for shares.
    floor : int
        Fewest people that the instrument asks for; the ledger takes the stricter.
    options : int
        Steps of each item's scale where agreement is to be shown as well, else 0.
    spread_out : bool
        Whether groups of 50 people and more show how answers are distributed as well, beside the mean.
    """

    name: str
    kind: MetricKind
    low: float
    high: float
    step: float
    columns: tuple[str, ...]
    favourable: tuple[float, float] | None = None
    floor: int = 0
    options: int = 0
    spread_out: bool = False

    def __post_init__(self) -> None:
        """Refuse what no rule is made for."""
        if not (np.isfinite([self.low, self.high, self.step]).all() and self.low < self.high):
            raise InputError(
                f"The scale of the metric {self.name!r} has no two ends.", remedy="Give low and high."
            )
        if self.kind == "nps" and (self.low, self.high) != (0.0, 10.0):
            raise InputError(
                f"The metric {self.name!r} is no 0 to 10 scale.", remedy="NPS is made of answers 0 to 10."
            )
        if self.spread_out and (self.kind != "mean" or self.step <= 0):
            raise InputError(
                f"The metric {self.name!r} has no distribution.",
                remedy="Ask for it with means of whole answers only.",
            )
        if self.kind in ("share", "turnover", "retention") and self.favourable is None:
            raise InputError(
                f"The metric {self.name!r} does not say which values count.",
                remedy="Name the first and the last value that counts.",
            )


@dataclass(frozen=True, eq=False)
class RoundAnswers:
    """The answers of one round, one entry a respondent, ready for the ledger.

    Attributes
    ----------
    round : str
    people : tuple of str
        Who answered, for the roster's digest; "" for all where nobody is named. Nothing of it is kept.
    roster : Roster
        Unit and attributes of the n respondents.
    metrics : tuple of Metric
    values : mapping of str to ndarray of float64, shape (n,)
        Metric -> value of each respondent; NaN where not answered.
    items : mapping of str to ndarray of float64, shape (n, items)
        Metric -> item answers in steps of the scale, for agreement.
    one_each : bool
        Whether every entry is another person. Where not, only the whole organisation is shown.
    others_each_round : bool
        Whether nobody who answered here answers in another round, as with customers after a visit. Rounds are then
        decided one by one.
    own_questions : bool
        Whether every metric is known to be made of questions of its own, as where they were asked on screen. Then
        equal answers to two of them are chance (people who tick the same all the way down), and no reason to refuse;
        a table that somebody brings could hold one question twice.
    offered : tuple of tuple of str, or None
        Units whose respondents may be shown together, where that was decided already, as by
        :func:`bothways.privacy.rounds.count_sealed`; empty for everybody. Nothing else is offered then, and the ledger
        may still withhold some. Only together with ``others_each_round``: what is shown over several rounds was
        decided by whoever offers them.

    Raises
    ------
    InputError
        Where groups are offered of people who are followed.
    """

    round: str
    people: tuple[str, ...]
    roster: Roster
    metrics: tuple[Metric, ...]
    values: Mapping[str, Floats]
    items: Mapping[str, Floats] = field(default_factory=dict)
    one_each: bool = True
    others_each_round: bool = False
    own_questions: bool = False
    offered: tuple[tuple[str, ...], ...] | None = None

    def __post_init__(self) -> None:
        """Refuse offers beside which the ledger would decide on others."""
        if self.offered is not None and not self.others_each_round:
            raise InputError(
                "Groups that were decided elsewhere cannot be shown of people who are followed.",
                remedy="Hand them in with others_each_round, or leave the decision to the ledger.",
            )
