"""Live numbers on a stage: the newest that was released of a metric, for a unit or the whole organisation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from bothways.privacy import Released
from bothways_web.link.customers import names_together, number_of_unit
from bothways_web.link.labels import metric_label, round_domains
from bothways_web.link.teams import diagnosis_of, profile_of, rounds_with
from bothways_web.link.voices_of_customers import Metric, Moment, moments_of_unit, told_apart
from bothways_web.wording import in_order

#: Whose number a key begins with: employees' answers, customers' numbers that were brought in, customers' answers.
EMPLOYEES, BROUGHT, SURVEYED = "employees", "customers", "surveyed"
SIDES = (EMPLOYEES, BROUGHT, SURVEYED)
BETWEEN = ":"


@dataclass(frozen=True)
class StageNumber:
    """What a metric says of a unit in the newest period in which it was measured there.

    Attributes
    ----------
    key : str
        Side and metric in one word, such as "surveyed:csat".
    label : str
    shown : Released or None
        ``None``: withheld, or nobody was asked.
    period : str
        The newest period; blank where nobody was asked.
    better : {"higher", "lower", ""}
        Blank: nobody has said which end is good.
    low, high : float or None
        Ends of the scale, where known.
    unit : str
        Code of the unit that it speaks of.
    together : str
        Names of the units with which it is shown as one; blank where it stands alone.
    """

    key: str
    label: str
    shown: Released | None = None
    period: str = ""
    better: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    together: str = ""

    @property
    def voice(self) -> str:
        """Whose number it is: "employees" or "customers"."""
        return EMPLOYEES if self.key.startswith(EMPLOYEES + BETWEEN) else BROUGHT

    @property
    def state(self) -> str:
        """How it stands: "shown", "withheld", or "none" where nobody was asked."""
        return "shown" if self.shown else "withheld" if self.period else "none"

    @property
    def has_range(self) -> bool:
        """Whether it stands on a scale with a 95 % interval."""
        one = self.shown
        known = one is not None and math.isfinite(one.low) and math.isfinite(one.high)
        return known and self.low is not None and self.high is not None and self.low < self.high

    @property
    def unit_sign(self) -> str:
        """What stands behind the figure."""
        return "%" if self.shown is not None and self.shown.kind == "share" else ""


def is_key(text: str) -> bool:
    """Return whether a text has the form of a key.

    Examples
    --------
    >>> is_key("surveyed:csat"), is_key("csat"), is_key("leavers:csat")
    (True, False, False)
    """
    side, between, metric = text.partition(BETWEEN)
    return side in SIDES and bool(between) and 0 < len(metric) <= 200 and metric.isprintable()


class Numbers:
    """The numbers of units, each unit read once: an object of one visit of a page."""

    def __init__(self) -> None:
        self._units: dict[str, dict[str, StageNumber]] = {}

    def of(self, unit: str) -> dict[str, StageNumber]:
        """Return the numbers that are measured in a unit by their keys, those of employees first, by name."""
        if unit not in self._units:
            self._units[unit] = _of_employees(unit) | _of_customers(unit) if unit else {}
        return self._units[unit]

    def find(self, key: str, unit: str) -> StageNumber:
        """Return one number of a unit; one that was never measured there says so."""
        metric = key.partition(BETWEEN)[2]
        found = self.of(unit).get(key)
        return found or StageNumber(key, metric_label(metric.rpartition(".")[2] or metric), unit=unit)


def _of_employees(unit: str) -> dict[str, StageNumber]:
    found: dict[str, StageNumber] = {}
    seen: set[int] = set()
    for asked in rounds_with(unit):
        if asked.pulse_id in seen:
            continue  # of each survey its last round
        seen.add(asked.pulse_id)
        there = diagnosis_of(asked, None)
        profile = profile_of(there, unit) if there and (there.company or there.profiles) else None
        numbers = {one.domain.metric: one.shown for one in profile.numbers} if profile else {}
        together = profile.name if profile and len(profile.units) > 1 else ""
        for one in round_domains(asked):
            shown = numbers.get(one.metric)
            made = StageNumber(
                EMPLOYEES + BETWEEN + one.metric, one.label, shown, asked.period, one.better, one.low, one.high,
                unit, together if shown else "",
            )  # fmt: skip
            found.setdefault(made.key, made)
    return _by_name(found)


def _of_customers(unit: str) -> dict[str, StageNumber]:
    last: dict[Metric, Moment] = {one.metric: one for one in moments_of_unit(unit)}
    found: dict[str, StageNumber] = {}
    for metric, moment in last.items():
        shown = number_of_unit(moment.rows, unit, moment.tree)
        kind = next((row.kind for row in moment.rows), "")
        low, high = (0.0, 100.0) if kind == "share" else (metric.low, metric.high)
        side = SURVEYED if metric.surveyed else BROUGHT
        made = StageNumber(
            side + BETWEEN + metric.name, told_apart(metric, list(last)), shown, moment.period, metric.better, low,
            high, unit, names_together(shown, moment.tree),
        )  # fmt: skip
        found[made.key] = _newer(found.get(made.key), made)
    return _by_name(found)


def _newer(one: StageNumber | None, other: StageNumber) -> StageNumber:
    """Return the later of two: a metric whose scale was changed between two surveys is still one."""
    return other if one is None else replace(other, label=one.label)


def _by_name(found: dict[str, StageNumber]) -> dict[str, StageNumber]:
    return dict(sorted(found.items(), key=lambda pair: in_order(pair[1].label)))
