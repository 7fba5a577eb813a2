"""What the ledger shows of leaving: by quarter, of the whole and of units, and how many stay over several quarters."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bothways.leaving.from_released import Staying, staying
from bothways.privacy import Released
from bothways.privacy.diagnosis import ReleasedRound
from bothways.privacy.groups import parse_group
from bothways_web.listen.ledgers import released_rounds
from bothways_web.verify.models import LeavingQuarter
from bothways_web.wording import in_order

WHOLE = "all"
_QUARTER = re.compile(r"\d{4}-Q[1-4]")
_YEAR = re.compile(r"\d{4}")
YEAR = 4


@dataclass(frozen=True)
class Step:
    """One quarter of one unit, or of the whole: its number, or that it is not shown."""

    quarter: str
    shown: Released | None = None
    #: Names of the units whose people are counted, where they are several.
    together: str = ""

    @property
    def value(self) -> float | None:
        """The share that left, in percent."""
        return self.shown.value if self.shown else None

    @property
    def low(self) -> float | None:
        """Low end of its range."""
        return self.shown.low if self.shown else None

    @property
    def high(self) -> float | None:
        """High end of its range."""
        return self.shown.high if self.shown else None


@dataclass(frozen=True)
class Stayed:
    """How many are still there at the end of a quarter of a run, of 100 at its start; quarters are numbered from 1."""

    quarter: str
    number: int
    share: Staying

    @property
    def value(self) -> float:
        """In percent."""
        return 100 * self.share.value

    @property
    def low(self) -> float:
        """Low end of its range, in percent."""
        return 100 * self.share.low

    @property
    def high(self) -> float:
        """High end of its range, in percent."""
        return 100 * self.share.high


@dataclass(frozen=True)
class Course:
    """The quarters of one unit, or of the whole, the oldest first."""

    steps: tuple[Step, ...] = ()
    is_whole: bool = False

    @property
    def any(self) -> bool:
        """Whether any quarter is shown."""
        return any(step.shown for step in self.steps)

    @property
    def latest(self) -> Step | None:
        """The last quarter that is shown."""
        return next((step for step in reversed(self.steps) if step.shown), None)

    @property
    def newest_first(self) -> tuple[Step, ...]:
        """The quarters for a table."""
        return self.steps[::-1]

    @property
    def run(self) -> tuple[Step, ...]:
        """The longest run of quarters that are shown; of equally long ones the last."""
        runs: list[list[Step]] = [[]]
        for step in self.steps:
            if step.shown:
                runs[-1].append(step)
            else:
                runs.append([])
        longest: list[Step] = max(reversed(runs), key=len)
        return tuple(longest)

    @property
    def stays(self) -> tuple[Stayed, ...]:
        """How many stay of the whole, over the longest run; nothing where it is a single quarter.

        Of a unit it would multiply the one person at least that each quarter counts in a small group.
        """
        run = self.run if self.is_whole else ()
        shares = staying([step.shown for step in run]) if len(run) > 1 else ()
        return tuple(
            Stayed(step.quarter, number, share)
            for number, (step, share) in enumerate(zip(run, shares, strict=False), start=1)
        )

    @property
    def year(self) -> tuple[Released, ...]:
        """The last four quarters; nothing unless all of them are shown."""
        last = [step.shown for step in self.steps[-YEAR:]]
        return tuple(one for one in last if one) if len(last) == YEAR and all(last) else ()

    @property
    def top(self) -> int:
        """The end of a scale that holds all values, in steps of ten percent."""
        return max(20, *(10 * math.ceil((step.high or 0) / 10) for step in self.steps)) if self.steps else 20


def released_quarters() -> tuple[ReleasedRound, ...]:
    """Return the quarters that the ledger holds, the oldest first."""
    return tuple(one for one in released_rounds("leavers") if _QUARTER.fullmatch(one.name))


def latest_year() -> ReleasedRound | None:
    """Return the last year of which something is told by tenure or role."""
    years = [one for one in released_rounds("leavers") if _YEAR.fullmatch(one.name) and one.released]
    return years[-1] if years else None


def course_of(code: str | None) -> Course:
    """Return the quarters of a unit, or of the whole where ``None``; those in which it did not exist are left out."""
    steps = []
    for one in released_quarters():
        if code is None:
            steps.append(Step(one.name, _whole(one)))
        elif code in one.tree.places:
            steps.append(_step(one, code))
    return Course(tuple(steps), is_whole=code is None)


def _whole(one: ReleasedRound) -> Released | None:
    return next((row for row in one.released if row.kind == "turnover" and row.group == WHOLE), None)


def _step(one: ReleasedRound, code: str) -> Step:
    if one.tree.roots == (code,):
        return Step(one.name, _whole(one))
    found = _by_unit(one).get(code)
    if found is None:
        return Step(one.name)
    units = parse_group(found.group).units
    names = sorted((one.tree.names[one.tree.place(unit)] for unit in units), key=in_order)
    return Step(one.name, found, ", ".join(names) if len(names) > 1 else "")


@lru_cache(maxsize=64)
def _by_unit(one: ReleasedRound) -> dict[str, Released]:
    """Return what is shown of each unit, by its code: its own number, or that of the units it is shown with."""
    found: dict[str, Released] = {}
    for row in one.released:
        if row.kind == "turnover" and row.group != WHOLE:
            for unit in parse_group(row.group).units:
                found[unit] = row
    return found


@dataclass(frozen=True)
class Part:
    """A role or a band of tenure: its share of everybody and of those who left, in percent, in steps of 5."""

    words: str
    everybody: int
    leavers: int


def parts_of(what: str, words: Sequence[str]) -> tuple[Part, ...]:
    """Return how people and leavers of the last year are spread over tenure or roles; nothing where it is not told."""
    year = latest_year()
    if year is None:
        return ()
    rows = {row.metric: [int(share) for share in row.text.split("|")] for row in year.released}
    both = [rows.get(f"{what} of everybody"), rows.get(f"{what} of those who left")]
    if any(shares is None or len(shares) != len(words) for shares in both):
        return ()
    return tuple(map(Part, words, both[0] or (), both[1] or ()))


def role_names() -> list[str]:
    """Return the roles that are told, "" for all others."""
    year = latest_year()
    noted = LeavingQuarter.objects.filter(name=f"{year.name}-Q4").first() if year else None
    return [str(role) for role in noted.roles] if noted else []


def csv_rows(courses: Sequence[tuple[str, Course]]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a file: unit, quarter, state, left per 100, range, people, together with."""
    for name, course in courses:
        for step in course.steps:
            one = step.shown
            if one is None:
                yield name, step.quarter, "hidden", "", "", "", "", ""
            else:
                yield name, step.quarter, "", one.text, one.low, one.high, one.n_band, step.together
