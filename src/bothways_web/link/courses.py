"""How the numbers of a team went over the rounds, where enough of them are shown for a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.privacy import Released
from bothways.reports.figures import MINUS
from bothways_web.link.customers import CustomersPanel
from bothways_web.link.teams import EmployeesPanel
from bothways_web.wording import written

#: Two marks are a change, which the row says already; three are a course.
FEWEST = 3


@dataclass(frozen=True)
class Course:
    """One measure over the rounds: what was released, ``None`` where nothing is shown."""

    label: str
    scale_low: float
    scale_high: float
    rounds: tuple[Released | None, ...]

    @property
    def low(self) -> str:
        """The low end of the scale as text."""
        return _plain(self.scale_low)

    @property
    def high(self) -> str:
        """The high end of the scale as text."""
        return _plain(self.scale_high)


@dataclass(frozen=True)
class Courses:
    """The measures of which enough rounds are shown, all over the same rounds, and what these are called."""

    lines: tuple[Course, ...] = ()
    periods: tuple[str, ...] = ()


def employee_courses(panel: EmployeesPanel) -> Courses:
    """Return how the domains of a team went."""
    lines = [
        Course(row.number.domain.label, row.number.domain.low, row.number.domain.high, row.rounds)
        for row in panel.rows
    ]
    return _drawn(lines, (*panel.earlier, panel.asked.period))


def customer_courses(panel: CustomersPanel) -> Courses:
    """Return how the customers' metrics of a team went."""
    lines = [Course(row.label, row.scale_low, row.scale_high, row.rounds) for row in panel.rows]
    return _drawn(lines, panel.periods)


def _drawn(lines: Sequence[Course], periods: Sequence[str]) -> Courses:
    """Keep what has enough rounds, from the first round that any of them shows."""
    kept = [one for one in lines if sum(shown is not None for shown in one.rounds) >= FEWEST]
    if not kept:
        return Courses()
    first = min(place for one in kept for place, shown in enumerate(one.rounds) if shown is not None)
    cut = (Course(one.label, one.scale_low, one.scale_high, one.rounds[first:]) for one in kept)
    return Courses(tuple(cut), tuple(periods[first:]))


def _plain(value: float) -> str:
    return (MINUS if value < 0 else "") + written(abs(value), 0)
