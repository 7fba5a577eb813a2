"""Made-up organisations for the evidence on anonymity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.privacy import Metric, Roster, RoundAnswers, UnitTree, make_roster, make_tree

IntArray = npt.NDArray[np.int64]
LEVELS = ("division", "department", "team")
BY = ("tenure", "role", "site", "work")
RESPONSE = 0.75


@dataclass(frozen=True)
class World:
    """An organisation and the answers of one round.

    Attributes
    ----------
    tree : UnitTree
    roster : Roster
        Of the respondents.
    unit : mapping of str to ndarray of int64, shape (people,)
        Level -> number of each respondent's unit on it.
    attributes : mapping of str to ndarray of int64, shape (people,)
    staff : ndarray of int64, shape (teams,)
        Invited people of each team.
    answers : ndarray of int64, shape (people,)
        0 to 4.
    """

    tree: UnitTree
    roster: Roster
    unit: dict[str, IntArray]
    attributes: dict[str, IntArray]
    staff: IntArray
    answers: IntArray

    @property
    def people(self) -> int:
        """Number of respondents."""
        return len(self.answers)

    @property
    def round(self) -> RoundAnswers:
        """The answers as the ledger takes them."""
        metric = Metric("calm", "mean", 1.0, 5.0, 1.0, ("calm",))
        people = tuple(f"p{number}" for number in range(self.people))
        return RoundAnswers("2024-01", people, self.roster, (metric,), {"calm": self.answers + 1.0})


def draw_world(people: int, *, seed: int, response: float = RESPONSE) -> World:
    """Draw an organisation with so many respondents.

    Teams of 3 to 25 people (lognormal), about nine to a department, ten departments to a division; four attributes,
    three of them related to the tree; answers from 1 to 5 about 3.6, teams differing.
    """
    rng = np.random.default_rng(seed)
    sizes: list[int] = []
    while sum(sizes) * response < people:
        sizes.append(int(np.clip(rng.lognormal(2.05, 0.5), 3, 25)))
    staff = np.asarray(sizes, np.int64)
    teams = len(staff)
    departments = max(1, round(teams / 9))
    divisions = max(1, round(departments / 10))
    department = np.arange(teams) * departments // teams
    division = department * divisions // departments
    team = np.repeat(np.arange(teams), staff)
    everybody = len(team)
    attributes = {
        "tenure": rng.choice(5, everybody, p=[0.2, 0.3, 0.25, 0.15, 0.1]),
        "role": np.where(
            rng.random(everybody) < 0.5,
            team % 8,
            rng.choice(8, everybody, p=[0.3, 0.2, 0.15, 0.1, 0.1, 0.08, 0.05, 0.02]),
        ),
        "site": np.where(rng.random(everybody) < 0.8, department[team] % 10, rng.integers(0, 10, everybody)),
        "work": rng.choice(4, everybody, p=[0.5, 0.3, 0.17, 0.03]),
    }
    mood = 3.6 + 0.4 * rng.standard_normal(teams)[team] + rng.standard_normal(everybody)
    answered = np.sort(rng.permutation(everybody)[:people])
    parts = {"division": division, "department": department, "team": np.arange(teams)}
    tree = _tree(division, department)
    kept = {name: values[answered].astype(np.int64) for name, values in attributes.items()}
    roster = make_roster(
        tree,
        [f"t{number}" for number in team[answered]],
        {name: [f"{name[0]}{value}" for value in values] for name, values in kept.items()},
    )
    return World(
        tree,
        roster,
        {name: part[team[answered]].astype(np.int64) for name, part in parts.items()},
        kept,
        staff,
        (np.clip(np.rint(mood), 1, 5) - 1).astype(np.int64)[answered],
    )


def _tree(division: IntArray, department: IntArray) -> UnitTree:
    """Return company, divisions, departments and teams as a tree."""
    units: list[tuple[str, str | None]] = [("company", None)]
    units += [(f"v{number}", "company") for number in np.unique(division)]
    first = np.unique(department, return_index=True)[1]
    units += [(f"d{department[at]}", f"v{division[at]}") for at in first]
    units += [(f"t{number}", f"d{above}") for number, above in enumerate(department)]
    return make_tree([unit for unit, _ in units], [parent for _, parent in units])
