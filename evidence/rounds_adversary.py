"""What the best linear guess makes of published rounds: of a joiner, a leaver, of whoever did not answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from evidence.rounds_rules import K, Row, rounding
from evidence.rounds_world import MONTHS, Bools, Company, Floats, Habit, Ints, second_moments

JOINER, LEAVER, SILENT = "joiner", "leaver", "silent"


@dataclass(frozen=True)
class Event:
    """Somebody's answer in one month, and why it might show."""

    kind: str
    person: int
    month: int


@dataclass(frozen=True)
class Guess:
    """Guesses of the answers of some events, and the share of each answer's variance they explain."""

    score: Floats
    explained: Floats


def find_events(company: Company, rng: np.random.Generator) -> list[Event]:
    """First answers of joiners, last answers of leavers, and answers before a month of silence.

    Only where a plain threshold shows the team in the month and in the one beside it; for the silent, one a person.
    """
    events: list[Event] = []
    in_team = np.array(
        [(company.answered & (company.team == one)).sum(1) for one in range(company.team.max() + 1)]
    )
    for person, team in enumerate(company.team.tolist()):
        here = np.nonzero(company.there[:, person])[0]
        if not len(here):
            continue
        start, end = int(here[0]), int(here[-1])
        enough, heard = in_team[team] >= K, company.answered[:, person]
        if 6 <= start < MONTHS - 6 and heard[start] and enough[start] and enough[start - 1]:
            events.append(Event(JOINER, person, start))
        if 6 <= end < MONTHS - 6 and heard[end] and enough[end] and enough[end + 1]:
            events.append(Event(LEAVER, person, end))
        silent = [
            month
            for month in range(max(6, start + 3), min(MONTHS - 6, end - 3))
            if heard[month] and not heard[month + 1] and enough[month] and enough[month + 1]
        ]
        if silent:
            events.append(Event(SILENT, person, int(rng.choice(silent))))
    return events


class Adversary:
    """Best linear prediction from all rows of all months, for one habit of answering.

    Knows the rule, the moments of answers and the roster; with ``respondents`` also whose answer of which month is in
    every number. Without, it takes each number for a mean over the people who could be in it, weighted by the chance
    of each month, with what that leaves open as error.
    """

    def __init__(
        self, company: Company, habit: Habit, rows: list[Row], *, respondents: bool, carried: bool
    ) -> None:
        self.company, self.rows = company, rows
        self.mean, self.own, self.shared = second_moments(habit)
        self._uses: dict[int, dict[int, Floats]] = {}
        self._open: dict[int, dict[int, float]] = {}
        self._latest: dict[tuple[int, int], tuple[Floats, float]] = {}
        self._teams: dict[int, Floats] = {}
        for number, one in enumerate(rows):
            if respondents:
                self._known(number, one)
            elif carried:
                self._carried(number, one, habit)
            else:
                self._sampled(number, one, habit)
        self.covariance = self._covariance()

    def _known(self, number: int, one: Row) -> None:
        for person, month in zip(one.people.tolist(), one.months.tolist(), strict=True):
            self._weigh(person, number, month, 1 / one.n)

    def _sampled(self, number: int, one: Row, habit: Habit) -> None:
        here = np.nonzero(self.company.there[one.month] & np.isin(self.company.team, one.teams))[0]
        unknown = self.own[0, 0] * (1 - habit.answering) / habit.answering
        for person in here.tolist():
            self._weigh(person, number, one.month, 1 / len(here))
            self._open.setdefault(person, {})[number] = np.sqrt(unknown) / len(here)

    def _carried(self, number: int, one: Row, habit: Habit) -> None:
        for person in one.people.tolist():
            if (person, one.month) not in self._latest:
                self._latest[person, one.month] = self._when(person, one.month, habit)
            chance, left = self._latest[person, one.month]
            self._uses.setdefault(person, {})[number] = chance / one.n
            self._open.setdefault(person, {})[number] = left / one.n

    def _when(self, person: int, month: int, habit: Habit) -> tuple[Floats, float]:
        """Chance of each month to be that of the latest answer, and the standard deviation that this leaves."""
        here = np.nonzero(self.company.there[: month + 1, person])[0]
        chance = np.zeros(MONTHS)
        chance[here] = habit.answering * (1 - habit.answering) ** (here[-1] - here)
        chance /= chance.sum()
        return chance, float(np.sqrt(max(0.0, self.own[0, 0] - chance @ self.own @ chance)))

    def _weigh(self, person: int, number: int, month: int, weight: float) -> None:
        weights = self._uses.setdefault(person, {}).setdefault(number, np.zeros(MONTHS))
        weights[month] += weight

    def _covariance(self) -> Floats:
        size = len(self.rows)
        found = np.diag(rounding(np.array([one.n for one in self.rows]))) + 1e-9 * np.eye(size)
        month = np.array([one.month for one in self.rows])
        for person, used in self._uses.items():
            numbers = np.array(list(used))
            weights = np.array(list(used.values()))
            found[np.ix_(numbers, numbers)] += weights @ self.own @ weights.T
            if person in self._open:
                left = np.array([self._open[person].get(number, 0.0) for number in numbers.tolist()])
                together = month[numbers][:, None] == month[numbers]
                found[np.ix_(numbers, numbers)] += np.outer(left, left) * together
        for team in np.unique(self.company.team).tolist():
            weights = self._of_team(team)
            numbers = np.nonzero(weights.any(1))[0]
            found[np.ix_(numbers, numbers)] += weights[numbers] @ self.shared @ weights[numbers].T
        return found

    def _of_team(self, team: int) -> Floats:
        weights = np.zeros((len(self.rows), MONTHS))
        for person in np.nonzero(self.company.team == team)[0].tolist():
            for number, used in self._uses.get(person, {}).items():
                weights[number] += used
        return weights

    def guess(self, events: list[Event], chosen: Bools | None = None) -> Guess:
        """Guess the answer of each event from the rows chosen, by default all."""
        numbers = np.arange(len(self.rows)) if chosen is None else np.nonzero(chosen)[0]
        if not len(numbers):
            return Guess(np.full(len(events), self.mean), np.zeros(len(events)))
        towards = np.array([self._towards(event) for event in events]).T[numbers]
        solved = np.linalg.solve(self.covariance[np.ix_(numbers, numbers)], towards)
        away = np.array([self.rows[number].value for number in numbers.tolist()]) - self.mean
        return Guess(
            self.mean + solved.T @ away,
            (solved * towards).sum(0) / (self.own[0, 0] + self.shared[0, 0]),
        )

    def _towards(self, event: Event) -> Floats:
        """Covariance of one answer with every row."""
        team = int(self.company.team[event.person])
        if team not in self._teams:
            self._teams[team] = self._of_team(team)
        found: Floats = self._teams[team] @ self.shared[:, event.month]
        for number, weights in self._uses.get(event.person, {}).items():
            found[number] += weights @ self.own[:, event.month]
        return found


def auc(score: Floats, unhappy: Bools) -> float:
    """Chance that an unhappy one is guessed below one who is not, .5 where guessing tells nothing."""
    few, many = int(unhappy.sum()), int((~unhappy).sum())
    if not few or not many:
        return float("nan")
    ranks: Ints | Floats = rankdata(-score)
    return float((ranks[unhappy].sum() - few * (few + 1) / 2) / (few * many))
