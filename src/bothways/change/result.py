"""What a study of a change returns."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import pandas as pd

from bothways.change.honest import Bounds
from bothways.change.trends import Drift, EarlierTrend

Verdict = Literal["helped", "hurt", "no_difference", "cannot_tell"]
NAN = float("nan")


@dataclass(frozen=True)
class Difference:
    """How much more units changed that began than units that had not begun.

    Attributes
    ----------
    effect, low, high : float
        In units of the metric, not turned by what is better; 95 % interval unless alpha says otherwise. Infinite ends
        where nothing can be excluded, NaN where there is nothing to compare.
    p : float
        Two-sided p of no difference.
    se : float
        Standard error; for few units, the spread of the deals.
    method : str
        "leave one out" (t), "deals" (starts dealt again) or "before and after" (nobody to compare with).
    """

    effect: float
    low: float
    high: float
    p: float
    se: float
    method: str


@dataclass(frozen=True)
class Dose:
    """Does more of it go with more change, among units that began?

    Attributes
    ----------
    slope, low, high : float
        Difference in change per one unit of dose, with its interval.
    p : float
    units : int
    """

    slope: float
    low: float
    high: float
    p: float
    units: int


@dataclass(frozen=True)
class Reach:
    """What such a study can see.

    Attributes
    ----------
    before, now : float
        Smallest effect that would be called in four of five studies: as planned from the time before the start alone,
        and with the spread found.
    more_periods : int or None
        Further periods until the question could be settled; None where periods alone will not settle it.
    more_units : int or None
        Further units, half of which begin, that would settle it with the periods at hand; None where that makes no
        sense.
    """

    before: float
    now: float
    more_periods: int | None = None
    more_units: int | None = None


@dataclass(frozen=True)
class Study:
    """One change, one metric.

    Attributes
    ----------
    metric : str
    verdict : {"helped", "hurt", "no_difference", "cannot_tell"}
    difference : Difference
    before_after : Difference
        Change of the units that began alone, since before their start. A description: shared ups and downs are in it.
    bound : float
        Differences smaller than this do not matter.
    event_study : pandas.DataFrame
        ``since`` (periods since the start), ``effect, low, high`` (a band that holds all of them at once), ``units``.
    trend : EarlierTrend
    drift : Drift or None
    bounds : Bounds or None
        HonestDiD; None where it could not run, which ``reasons`` tells.
    late_dip : float
        p of the effect with the last period before the start left out of "before"; NaN where there is none to spare.
    reach : Reach
    dose : Dose or None
    began, not_begun : int
        Units on both sides.
    periods_before, periods_after : int
        Most periods before and from a start on.
    every : str
        "month", "quarter", ...
    sentence : str
    reasons : tuple of str
    settings : dict
    held : tuple of str
        What stands in the way of a claim, for "cannot_tell": "open" (the interval), "trend", "drift" or "late".
    """

    metric: str
    verdict: Verdict
    difference: Difference
    before_after: Difference
    bound: float
    event_study: pd.DataFrame
    trend: EarlierTrend
    drift: Drift | None
    bounds: Bounds | None
    late_dip: float
    reach: Reach
    dose: Dose | None
    began: int
    not_begun: int
    periods_before: int
    periods_after: int
    every: str
    sentence: str
    reasons: tuple[str, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    held: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row; the columns are listed in ``docs/reference/change.md``."""
        parts: dict[str, Any] = {
            "metric": self.metric, "verdict": self.verdict, **asdict(self.difference), "bound": self.bound,
            "began": self.began, "not_begun": self.not_begun, "periods_before": self.periods_before,
            "periods_after": self.periods_after,
            **{f"trend_{k}": v for k, v in asdict(self.trend).items()},
            **{f"drift_{k}": v for k, v in asdict(self.drift or Drift(NAN, NAN, NAN, NAN)).items()},
            "honest_breakdown": self.bounds.breakdown if self.bounds else NAN,
            "late_dip_p": self.late_dip,
            **{f"reach_{k}": v for k, v in asdict(self.reach).items()},
            "sentence": self.sentence, "reasons": " ".join(self.reasons),
        }  # fmt: skip
        return pd.DataFrame([parts])

    def to_json(self) -> str:
        """Everything as JSON; what is not there or not finite is null."""
        content = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("difference", "before_after", "trend", "drift", "bounds", "reach", "dose"):
            content[name] = asdict(content[name]) if content[name] is not None else None
        content["event_study"] = self.event_study.to_dict("records")
        return json.dumps(_plain(content), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    """Only what JSON knows."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int):
        return value
    number = float(value)
    return number if math.isfinite(number) else None
