"""What each rule of publishing rounds shows of a company."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from bothways.privacy.rounds import ShownRound, advance, start_panels
from bothways.privacy.values import code_mean
from bothways.privacy.values.coding import coding
from evidence.rounds_world import DEPARTMENTS, MONTHS, TEAMS, Bools, Company, Floats, Ints

K = 5


@dataclass(frozen=True)
class Row:
    """One number shown: a mean of so many answers.

    Attributes
    ----------
    teams : tuple of int
        Teams that it speaks of.
    above : bool
        True for a department or the company.
    month : int
    people, months : (n,) int
        Whose answer counts, and of which month.
    value : float
        As shown.
    exact : float
    """

    teams: tuple[int, ...]
    above: bool
    month: int
    people: Ints
    months: Ints
    value: float
    exact: float

    @property
    def n(self) -> int:
        """Answers behind it."""
        return len(self.people)


Rule = Callable[[Company], list[Row]]


def units() -> list[tuple[tuple[int, ...], bool]]:
    """Teams, departments, the company: the teams of each, and whether it lies above one."""
    single = [((team,), False) for team in range(DEPARTMENTS * TEAMS)]
    departments = [(tuple(range(at * TEAMS, (at + 1) * TEAMS)), True) for at in range(DEPARTMENTS)]
    return [*single, *departments, (tuple(range(DEPARTMENTS * TEAMS)), True)]


def row(company: Company, teams: tuple[int, ...], above: bool, month: int, people: Ints, months: Ints) -> Row:
    """One number from the answers that count, coded as the library codes means."""
    total = float(company.score[months, people].sum())
    coded = code_mean(total, len(people), low=1, high=5, step=1)
    return Row(teams, above, month, people, months, coded.value, total / len(people))


def everything(company: Company) -> list[Row]:
    """Every unit, every month, as soon as five answered."""
    return list(_monthly(company, lambda now, last: True))


def against_last(company: Company) -> list[Row]:
    """A month is shown if nobody or at least five differ from the respondents last shown."""
    return list(_monthly(company, lambda now, last: _apart(now, last) == 0 or _apart(now, last) >= K))


def team_alone(company: Company, team: int) -> list[Row]:
    """What `everything` shows of one team."""
    return list(_monthly(company, lambda now, last: True, [((team,), False)]))


def _apart(now: Bools, last: Bools | None) -> int:
    return K if last is None else int((now ^ last).sum())


def _monthly(
    company: Company,
    allowed: Callable[[Bools, Bools | None], bool],
    wanted: list[tuple[tuple[int, ...], bool]] | None = None,
) -> Iterator[Row]:
    for teams, above in wanted or units():
        inside = np.isin(company.team, teams)
        last: Bools | None = None
        for month in range(MONTHS):
            now = company.answered[month] & inside
            if now.sum() >= K and allowed(now, last):
                last = now
                people = np.nonzero(now)[0]
                yield row(company, teams, above, month, people, np.full(len(people), month))


def ledgered(company: Company, *, patience: int = 6) -> list[Row]:
    """The library's panels, month by month."""
    state, rows = start_panels(k=K, patience=patience), []
    for month in range(MONTHS):
        here = np.nonzero(company.there[month])[0].tolist()
        roster = {person: f"t{company.team[person]}" for person in here}
        answered = np.nonzero(company.answered[month])[0].tolist()
        state, shown = advance(state, month, roster, answered, tree=company.tree)
        person = np.array(state.people)
        for one in shown:
            teams, above = _teams(one)
            rows.append(row(company, teams, above, month, person[list(one.columns)], np.array(one.months)))
    return rows


def _teams(one: ShownRound) -> tuple[tuple[int, ...], bool]:
    if one.units and one.units[0][0] == "t":
        return tuple(int(unit[1:]) for unit in one.units), False
    if one.units:
        first = int(one.units[0][1:]) * TEAMS
        return tuple(range(first, first + TEAMS)), True
    return tuple(range(DEPARTMENTS * TEAMS)), True


RULES: dict[str, Rule] = {
    "everything": everything,
    "0 or at least 5 differ from the last shown": against_last,
    "ledgered panel": ledgered,
    "ledgered panel, teams keep their own number": partial(ledgered, patience=MONTHS),
}


def truth(company: Company, one: Row) -> float:
    """Mean of all who are in these teams that month, whether they answered or not."""
    here = company.there[one.month] & np.isin(company.team, one.teams)
    return float(company.score[one.month, here].mean()) if here.any() else float("nan")


def rounding(n: Ints) -> Floats:
    """Variance that coding adds to means of n: evenly spread bins of sums, then decimals."""
    rules = [coding(one, low=1, high=5, step=1) for one in n.tolist()]
    width = np.array([rule.inner / rule.bins * rule.step / rule.size for rule in rules])
    unit = np.array([rule.unit for rule in rules])
    return (width**2 + unit**2) / 12
