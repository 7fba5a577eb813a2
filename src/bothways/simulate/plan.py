"""The example company on paper: what is asked, what leads what, and what only looks as if it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bothways.measures.scores import Score, ScoreItem


@dataclass(frozen=True)
class Question:
    """A metric of the company and how it shows in answers.

    Attributes
    ----------
    metric : str
    side : {"employee", "customer"}
    items : tuple of str
        Answer columns.
    low, high : int
        Ends of the items' scale.
    level : float
        Where the average unit stands on that scale.
    within, between, person : float
        Spread of a unit's months about its own mean, of unit means, of persons inside a unit, in points of
        the scale.
    own_lag : float
    rule : {"mean_of_items", "nps", "share"}
    answers : tuple of int
        For shares.
    better : {"higher", "lower"}
    """

    metric: str
    side: Literal["employee", "customer"]
    items: tuple[str, ...]
    low: int
    high: int
    level: float
    within: float
    between: float
    person: float
    own_lag: float
    rule: Literal["mean_of_items", "nps", "share"] = "mean_of_items"
    answers: tuple[int, ...] = ()
    better: Literal["higher", "lower"] = "higher"

    @property
    def score(self) -> Score:
        """How the metric is made from answers."""
        items = tuple(ScoreItem(name, float(self.low), float(self.high), False) for name in self.items)
        kind: Literal["mean", "nps", "percent"] = "mean"
        low, need = 0.0, (len(items) + 1) // 2
        if self.rule == "nps":
            kind, low = "nps", -100.0
        elif self.rule == "share":
            kind = "percent"
        return Score(
            self.metric, self.side, kind, self.rule, items, (), self.answers, need, low, 100.0, self.better
        )


QUESTIONS = (
    Question(
        "workload", "employee", ("wl1", "wl2", "wl3"), 1, 5, 3.1, 0.42, 0.30, 0.85, 0.40, better="lower"
    ),
    Question("tools", "employee", ("te1", "te2", "te3"), 1, 5, 3.3, 0.42, 0.30, 0.85, 0.50),
    Question("recognition", "employee", ("re1", "re2"), 1, 5, 3.2, 0.45, 0.25, 0.85, 0.30),
    Question("open_conversation", "employee", ("oc1", "oc2", "oc3"), 1, 5, 3.5, 0.40, 0.35, 0.80, 0.40),
    Question("willingness_to_help", "employee", ("wh1", "wh2", "wh3"), 1, 5, 3.6, 0.40, 0.30, 0.80, 0.45),
    Question("learning", "employee", ("ln1", "ln2"), 1, 5, 3.2, 0.40, 0.40, 0.85, 0.40),
    Question("engagement", "employee", ("en1", "en2", "en3", "en4"), 1, 5, 3.5, 0.40, 0.30, 0.80, 0.35),
    Question("enps", "employee", ("enps_score",), 0, 10, 7.0, 1.00, 0.70, 2.10, 0.35, "nps"),
    Question("nps", "customer", ("nps_score",), 0, 10, 7.4, 0.75, 0.60, 2.20, 0.40, "nps"),
    Question("csat", "customer", ("satisfied",), 1, 5, 3.9, 0.32, 0.25, 1.00, 0.35, "share", (4, 5)),
    Question("ease", "customer", ("ease",), 1, 7, 5.0, 0.40, 0.30, 1.40, 0.40),
    Question("promise_kept", "customer", ("pk1", "pk2"), 1, 5, 3.8, 0.25, 0.25, 0.90, 0.45),
    Question(
        "complaints", "customer", ("complained",), 0, 1, -0.15, 0.20, 0.12, 0.60, 0.40, "share", (1,), "lower"
    ),
)


@dataclass(frozen=True)
class Lead:
    """A planted lead, one month later.

    Attributes
    ----------
    driver, outcome : str
        Metrics.
    effect : float
        Standard deviations of the outcome within units per standard deviation of the driver.
    """

    driver: str
    outcome: str
    effect: float


LEADS = (
    Lead("workload", "ease", -0.30),
    Lead("recognition", "nps", 0.25),
    Lead("tools", "csat", 0.25),
    Lead("willingness_to_help", "promise_kept", 0.18),
    Lead("open_conversation", "complaints", -0.15),
    Lead("tools", "ease", 0.06),  # too weak to be found for sure in the demo
    Lead("complaints", "workload", 0.25),
    Lead("engagement", "csat", 0.24),
    Lead("csat", "engagement", 0.24),
)


@dataclass(frozen=True)
class Trap:
    """Two metrics that go together although neither leads.

    Attributes
    ----------
    employee_metric, customer_metric : str
    kind : {"same month", "between units"}
    r : float
        Correlation of the innovations of a month, or of unit means.
    why : str
        As it stands in ``truth.json``.
    """

    employee_metric: str
    customer_metric: str
    kind: Literal["same month", "between units"]
    r: float
    why: str


_SAME = "They move in the same month; neither comes first."
_BETWEEN = (
    "Units high in one are high in the other, for good; their ups and downs have nothing to do with it."
)
TRAPS = (
    Trap("enps", "nps", "same month", 0.55, _SAME),
    Trap("tools", "complaints", "same month", -0.45, _SAME),
    Trap("learning", "csat", "between units", 0.80, _BETWEEN),
    Trap("open_conversation", "promise_kept", "between units", 0.75, _BETWEEN),
)


@dataclass(frozen=True)
class Shape:
    """How large a company is.

    Attributes
    ----------
    units, periods : int
        Teams and months.
    divisions, sites : int
        Above the teams.
    comments : int
    first_month : str
    smallest, largest : int
        Seats of a team.
    """

    units: int
    periods: int
    divisions: int
    sites: int
    comments: int
    first_month: str = "2024-01"
    smallest: int = 8
    largest: int = 60


SHAPES = {
    "demo": Shape(units=80, periods=30, divisions=4, sites=12, comments=400),
    "small": Shape(units=24, periods=12, divisions=2, sites=4, comments=60),
    "large": Shape(units=1000, periods=36, divisions=8, sites=90, comments=800, first_month="2023-07"),
}
