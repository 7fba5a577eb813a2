"""The culture path: companies whose teams stand on known levels, released by the ledger, placed by what it shows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.pool import Pool
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from bothways.measures import load_instrument, place_on_path, points_to_levels
from bothways.privacy import Ledger, RoundAnswers, UnitTree, instrument_questions, make_roster, make_tree
from bothways.privacy.groups import parse_group
from bothways.privacy.released import Released

Row = dict[str, Any]
Floats = npt.NDArray[np.float64]

COMPANIES, FIRST_SEED = 40, 90_000
PATH = range(1, 6)
#: Teams of a company, people in each; three in ten of them have fewer than ten.
TEAMS, DEPARTMENTS = 40, 8
SIZES, SIZE_PARTS = (5, 8, 12, 18, 30, 50, 90, 160), (0.1, 0.2, 0.2, 0.2, 0.12, 0.08, 0.06, 0.04)
RESPONSE = 0.75
#: How much of what people see of a strand they see of all strands alike; the rest is drawn anew.
ALIKE = 0.8
#: Middle of the borders between levels, on which nothing can be known.
BORDERS = (1.5, 2.5, 3.5)


@dataclass(frozen=True)
class World:
    """How teams stand.

    Attributes
    ----------
    text : str
    mean, between : float
        Of the teams' places on the path, before they are cut into levels.
    within : float
        Spread of the places that people of one team see.
    divided : float
        Part of the teams of which half the people see it this far below and half as far above: ``apart``.
    on_border : bool
        Whether every team's true mean lies within .02 of a border.
    answers_more : float
        How much likelier those answer who see all strands of their team further on, by one spread between people.
    """

    text: str
    mean: float = 2.5
    between: float = 0.6
    within: float = 0.8
    divided: float = 0.0
    apart: float = 1.4
    on_border: bool = False
    answers_more: float = 0.0


WORLDS = (
    World("teams differ"),
    World("teams hardly differ", between=0.2),
    World("near the low end of the path", mean=1.2, between=0.3),
    World("true means on the borders between levels", on_border=True),
    World("every team divided", divided=1.0),
    World("one team in five divided", divided=0.2),
    World("people who see it further on answer more", answers_more=0.15),
)


def run_culture(pool: Pool) -> Iterator[Row]:
    """One row a world."""
    for world in WORLDS:
        seeds = [(world, FIRST_SEED + seed) for seed in range(COMPANIES)]
        placed = [one for company in pool.starmap(place_company, seeds, chunksize=2) for one in company]
        yield {"text": world.text, "units": TEAMS, "periods": COMPANIES, "placed": placed}


def place_company(world: World, seed: int) -> list[list[Any]]:
    """Draw a company, have the ledger release its round, and place every shown group.

    Returns one list a group and strand: band, levels told, true mean, mean of everybody asked, median of everybody
    asked, low, high.
    """
    rng = np.random.default_rng([seed, WORLDS.index(world)])
    tree, staff = _tree(), rng.choice(SIZES, TEAMS, p=SIZE_PARTS)
    team = np.repeat(np.arange(TEAMS), staff)
    questions = instrument_questions(load_instrument("culture_maturity"))
    answers, truth = {}, {}
    outlook = rng.standard_normal(len(team))
    for metric in questions.metrics:
        truth[metric.name], answers[metric.name] = draw_strand(world, team, outlook, rng)
    there = rng.random(len(team)) < np.clip(RESPONSE + world.answers_more * outlook, 0.05, 1)
    if not there.any():
        return []
    codes = [f"t{number}" for number in range(TEAMS)]
    round_ = RoundAnswers(
        "2026-01",
        tuple(f"p{number}" for number in np.flatnonzero(there)),
        make_roster(tree, [codes[number] for number in team[there]], {}),
        questions.metrics,
        {name: 25.0 * (levels[there] - 1) for name, levels in answers.items()},
        own_questions=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(folder, tree)
        ledger.release(round_)
        shown = [row for row in ledger.released() if row.kind == "mean"]
    return [placed(row, tree, team, answers[row.metric], truth[row.metric]) for row in shown]


def draw_strand(
    world: World, team: npt.NDArray[np.int64], outlook: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return the true mean level of each person's team, and the level that each person would choose."""
    place = world.mean + world.between * rng.standard_normal(TEAMS)
    apart = np.where(rng.random(TEAMS) < world.divided, world.apart, 0.0)
    if world.on_border:
        place = _places_of(rng.choice(BORDERS, TEAMS) + rng.uniform(-0.02, 0.02, TEAMS), world.within)
    half = rng.choice([-1.0, 1.0], len(team))
    own = ALIKE * outlook + np.sqrt(1 - ALIKE**2) * rng.standard_normal(len(team))
    seen = place[team] + half * apart[team] + world.within * own
    means = (true_means(place - apart, world.within) + true_means(place + apart, world.within)) / 2
    return means[team], np.clip(np.rint(seen), PATH[0], PATH[-1])


def true_means(place: Floats, within: float) -> Floats:
    """Return the mean level that people choose about a place: 1, and one more for each border that they pass."""
    return np.asarray(PATH[0] + sum(1 - ndtr((level + 0.5 - place) / within) for level in PATH[:-1]))


def _places_of(means: Floats, within: float) -> Floats:
    """Return the places about which people choose these means."""
    grid = np.linspace(-4, 10, 4001)
    return np.interp(means, true_means(grid, within), grid)


def placed(
    row: Released, tree: UnitTree, team: npt.NDArray[np.int64], levels: Floats, truth: Floats
) -> list[Any]:
    """Place what was released of a group, beside what is true of it."""
    units = parse_group(row.group).units or ("company",)
    inside = {unit for above in units for unit in _below(tree, above)}
    asked = np.isin(team, [int(unit[1:]) for unit in inside if unit[0] == "t"])
    value, low, high = (points_to_levels(points, PATH) for points in (row.value, row.low, row.high))
    found = place_on_path(min(max(value, low), high), low, high, PATH)
    everybody = levels[asked]
    return [
        row.n_band, list(found.levels), float(truth[asked].mean()), float(everybody.mean()),
        float(np.quantile(everybody, 0.5, method="lower")), low, high,
    ]  # fmt: skip


def _below(tree: UnitTree, unit: str) -> set[str]:
    found = {unit}
    for code, parent in zip(tree.units, tree.parents, strict=True):  # parents stand before their children
        if parent in found:
            found.add(code)
    return found


def _tree() -> UnitTree:
    units: list[tuple[str, str | None]] = [("company", None)]
    units += [(f"d{number}", "company") for number in range(DEPARTMENTS)]
    units += [(f"t{number}", f"d{number % DEPARTMENTS}") for number in range(TEAMS)]
    return make_tree([unit for unit, _ in units], [parent for _, parent in units])
