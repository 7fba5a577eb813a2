"""Habits that pay: how often the interval of a gap holds the planted one, over simulated companies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import Pool
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from bothways.habits import exposure_gap

Row = dict[str, Any]
LEVELS = ("never", "monthly", "weekly", "daily")
#: Share of good answers where nobody does it.
BASE = 0.45
COMPANIES = 500


@dataclass(frozen=True)
class Company:
    """One kind of company.

    Attributes
    ----------
    kind : str
    units : int
    gap : float
        Planted, between daily and never, in points.
    together : float
        Share of people who do as their unit does; the others do as they like.
    spread : float
        Standard deviation of units' shares of good answers, in points.
    roles : float
        How much better one of two roles answers, in points, and how much likelier it does it daily.
    """

    kind: str
    units: int
    gap: float = 25
    together: float = 0.0
    spread: float = 8
    roles: float = 0.0


COMPANIES_OF = (
    Company("people do as they like", 20),
    Company("people do as they like", 80),
    Company("half do as their unit does", 20, together=0.5),
    Company("half do as their unit does", 80, together=0.5),
    Company("whole units do alike", 20, together=1.0),
    Company("whole units do alike", 80, together=1.0),
    Company("units differ more", 80, together=0.5, spread=14),
    Company("one role does it more, and is better off", 80, together=0.5, roles=20),
    Company("no gap", 20, gap=0, together=0.5),
    Company("no gap", 80, gap=0, together=0.5),
    Company("no gap, whole units do alike", 80, gap=0, together=1.0),
    Company("no gap, but one role does it more, and is better off", 80, gap=0, together=0.5, roles=20),
)


def draw(company: Company, rng: np.random.Generator) -> pd.DataFrame:
    """Return people of a company: 8 to 60 a unit, of whom 30 to 100 % answer."""
    size = np.maximum(
        5, (rng.integers(8, 61, company.units) * rng.uniform(0.3, 1, company.units)).astype(int)
    )
    unit = np.repeat(np.arange(company.units), size)
    lead = rng.random(len(unit)) < 0.3
    own = rng.choice(4, len(unit), p=[0.3, 0.3, 0.25, 0.15])
    own = np.where(lead & (rng.random(len(unit)) < 0.6) & (company.roles > 0), 3, own)
    shared = rng.permutation(np.arange(company.units) % 4)[unit]
    level = np.where(rng.random(len(unit)) < company.together, shared, own)
    of_unit = rng.uniform(-1, 1, company.units) * company.spread * np.sqrt(3) / 100
    share = BASE + level / 3 * company.gap / 100 + of_unit[unit] + lead * company.roles / 100
    good = rng.random(len(unit)) < np.clip(share, 0.01, 0.99)
    return pd.DataFrame(
        {"unit": unit, "role": np.where(lead, "lead", "agent"), "often": np.take(LEVELS, level), "good": good}
    )


def one(company: Company, run: int) -> Row:
    """Draw a company; return what each gap says of the planted one."""
    rng = np.random.default_rng([crc32(company.kind.encode()), company.units, run])
    found = exposure_gap(
        draw(company, rng), exposure="often", good="good", levels=LEVELS, unit="unit",
        alike=[["role"], ["unit", "role"]],
    )  # fmt: skip
    row: Row = {"design_effect": found.design_effect}
    role, within = found.adjusted
    for name, gap in (("raw", found), ("role", role), ("within", within)):
        told = name == "raw" or gap.told  # type: ignore[union-attr]
        row |= {
            f"{name}_told": told,
            f"{name}_holds": gap.low <= company.gap <= gap.high if told else np.nan,
            f"{name}_claims": (gap.low > 0 or gap.high < 0) if told else np.nan,
            f"{name}_bias": gap.points - company.gap if told else np.nan,
            f"{name}_width": gap.high - gap.low if told else np.nan,
        }
    row["trend_holds"] = found.trend.low <= company.gap / 3 <= found.trend.high
    return row


def run_habits(pool: Pool) -> Iterator[Row]:
    """Draw every kind of company; yield means over the companies in which a gap is told."""
    for company in COMPANIES_OF:
        rows = pd.DataFrame(pool.map(partial(one, company), range(COMPANIES), chunksize=25))
        means = rows.astype(float).mean().to_dict()
        yield {
            "text": company.kind,
            "units": company.units,
            "periods": 1,
            "gap": company.gap,
            "runs": COMPANIES,
            **means,
        }
