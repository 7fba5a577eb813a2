"""Companies in which a theme comes before a customer metric or does not, and the noise of shares of themes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import Pool
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.linkage import link
from bothways.linkage.findings import Finding
from bothways.panel import read_panel
from bothways.simulate import draw_world, world_to_tidy
from bothways.themes import Comments, Theme, Themes, theme_cells
from bothways.themes.cells import share_noise
from bothways.themes.comments import Labels
from bothways.themes.results import Assignment, recount
from evidence.pairs import Steps

Row = dict[str, Any]
Floats = npt.NDArray[np.float64]
UNITS, PERIODS, COMPANIES = 60, 14, 60
#: Effects of the theme on the metric, and companies of the comparison of noise rules.
EFFECTS, COMPARED = (0.0, 0.4), 40
SHARES, PEOPLE, DRAWS = (0.02, 0.05, 0.1, 0.2, 0.5), (5, 15, 60), 60
#: Rows that were computed under other rules are dropped.
FROZEN = "themes-before-1"


@dataclass(frozen=True)
class Kind:
    """One kind of company.

    Attributes
    ----------
    text : str
    level, swing : float
        Mean of the logit of the share that writes on the theme, and how much of the state of a unit goes into it.
    people : int
        Of a unit in a month; the median where units differ in size.
    sizes : float
        Log-sd of sizes between units.
    alike : float
        How much people differ who are the same every month: sd of the logit; 0 for others every month.
    """

    text: str
    level: float
    swing: float
    people: int
    sizes: float = 0.0
    alike: float = 0.0


KINDS = (
    Kind("20 of 100 write on it, 40 people", -1.4, 0.5, 40),
    Kind("7 of 100 write on it, 30 people", -2.6, 0.6, 30),
    Kind("12 of 100 write on it, 15 people, units of different size", -2.0, 0.5, 15, sizes=0.6),
    Kind("20 of 100 write on it, the same 40 people every month, who differ", -1.4, 0.5, 40, alike=1.0),
)


def draw(kind: Kind, effect: float, rng: np.random.Generator) -> tuple[Comments, Themes, pd.DataFrame]:
    """Return comments of employees, their theme, and the customer metric."""
    world = draw_world(rng, units=UNITS, periods=PERIODS, effect=(effect, 0.0), reliability=(1.0, 0.8))
    state = world.values[..., 0]
    size = np.maximum(2, np.round(kind.people * np.exp(kind.sizes * rng.standard_normal(UNITS)))).astype(int)
    unit = np.repeat(np.arange(UNITS), size)  # one entry a place at work
    place = np.tile(np.arange(len(unit)), PERIODS)
    period = np.repeat(np.arange(PERIODS), len(unit))
    own = kind.alike * rng.standard_normal(len(unit))
    logit = kind.level + kind.swing * (state - state.mean())[unit[place], period] + own[place]
    speaks = rng.random(len(place)) < 1 / (1 + np.exp(-logit))
    tidy = world_to_tidy(world).customers
    names = {
        "unit": Labels(unit[place], tuple(sorted(tidy["unit"].unique()))),
        "period": Labels(period, tuple(sorted(tidy["period"].unique()))),
    }
    person = place if kind.alike else np.arange(len(place))
    comments = Comments(
        ("said",), np.zeros(len(place), np.int64), person, np.zeros(len(place), np.int64), names
    )
    record = np.flatnonzero(speaks).astype(np.int64)
    found = Assignment(record, np.zeros(len(record), np.int64), np.ones(len(record)))
    return comments, recount(Themes((Theme("t1", "it"),), found, person)), tidy


def adjusted_wald(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells whose noise is that of the adjusted Wald interval (Agresti and Coull 1998), from each cell alone."""
    n = cells["n"].to_numpy(float)
    p = (cells["value"].to_numpy() / 100 * n + 2) / (n + 4)
    return cells.assign(noise_variance=1e4 * p * (1 - p) / (n + 4))


def one(kind: Kind, effect: float, by_cell: bool, run: int) -> Row:
    """Draw a company; return the verdict and what is needed to count false alarms."""
    rng = np.random.default_rng([crc32(kind.text.encode()), int(100 * effect), run])
    comments, themes, metrics = draw(kind, effect, rng)
    cells = theme_cells(comments, themes)
    pair = link(read_panel(adjusted_wald(cells) if by_cell else cells, metrics), jobs=1).pairs[0]
    return {"verdict": pair.verdict, **_p(pair)}


def _p(pair: Finding) -> Row:
    effects = (pair.employee_to_customer, pair.customer_to_employee)
    return {"forth": effects[0].p, "back": effects[1].p, "size": effects[0].effect}


def run_some(pool: Pool, kind: Kind, effect: float, *, by_cell: bool = False) -> Row:
    """Draw the companies of one kind; return what is counted of them."""
    runs = range(COMPARED if by_cell else COMPANIES)
    told = pd.DataFrame(pool.map(partial(one, kind, effect, by_cell), runs, chunksize=4))
    tested = told[told["forth"].notna()]
    return {
        "text": name_of(kind, effect, by_cell=by_cell), "units": UNITS, "periods": PERIODS, "companies": len(told),
        "verdicts": dict(Counter(told["verdict"])), "tested": len(tested),
        "forth": int((tested["forth"] < 0.05).sum()), "back": int((tested["back"] < 0.05).sum()),
    }  # fmt: skip


def name_of(kind: Kind, effect: float, *, by_cell: bool = False) -> str:
    """Return the name of a row."""
    return f"{kind.text}, {effect:g}{', noise by cell' if by_cell else ''}"


def run_noise() -> Row:
    """Return stated over realised sampling variance: by the rule for percentages, and by the adjusted Wald interval."""
    rng = np.random.default_rng(crc32(b"noise of shares"))
    rows = []
    for share in SHARES:
        for people in PEOPLE:
            count = rng.binomial(people, share, (DRAWS, UNITS * PERIODS))
            n = np.full(UNITS * PERIODS, people)
            true = 1e4 * share * (1 - share) / people
            p = (count + 2) / (people + 4)
            rows.append(
                {
                    "share": share,
                    "people": people,
                    "ours": float(np.mean([share_noise(each, n) for each in count]) / true),
                    "wald": float((1e4 * p * (1 - p) / (people + 4)).mean() / true),
                }
            )
    return {"text": "noise", "units": UNITS, "periods": PERIODS, "rows": rows}


def steps(pool: Pool) -> Steps:
    """Return how each row of the page is computed."""
    kinds = {
        name_of(kind, effect): partial(run_some, pool, kind, effect) for kind in KINDS for effect in EFFECTS
    }
    compared = {
        name_of(kind, 0.0, by_cell=True): partial(run_some, pool, kind, 0.0, by_cell=True)
        for kind in KINDS[:2]
    }
    return {"noise": run_noise, **kinds, **compared}
