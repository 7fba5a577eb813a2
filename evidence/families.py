"""Whole reports: many metrics on both sides through the public door."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from multiprocessing.pool import Pool
from typing import Any

import numpy as np

from bothways import link, read_panel
from bothways.simulate import draw_family, world_to_tidy
from evidence.pairs import CLAIMS, Row, Steps, share
from evidence.worlds import SEED


@dataclass(frozen=True)
class FamilyCell:
    """One kind of family, ``runs`` draws."""

    text: str
    units: int
    periods: int
    runs: int
    options: dict[str, Any] = field(default_factory=dict)


CELLS = (
    FamilyCell("18 x 12, unequal loadings", 130, 12, 30, {"effect": 0.2, "loading_sd": 0.5}),
    FamilyCell("18 x 12, equal loadings", 130, 12, 30, {"effect": 0.2}),
    FamilyCell("18 x 12, unequal loadings, no link at all", 130, 12, 40, {"effect": 0.0, "loading_sd": 0.5}),
    FamilyCell("18 x 12, unequal loadings", 300, 8, 30, {"effect": 0.2, "loading_sd": 0.5}),
    FamilyCell("6 x 3, unequal loadings", 130, 12, 60,
               {"effect": 0.2, "loading_sd": 0.5, "employee_metrics": 6, "customer_metrics": 3, "share": 0.15}),
    FamilyCell("6 x 3, equal loadings", 130, 12, 60,
               {"effect": 0.2, "employee_metrics": 6, "customer_metrics": 3, "share": 0.15}),
    FamilyCell("6 x 3, equal loadings, monthly", 80, 30, 40,
               {"effect": 0.15, "employee_metrics": 6, "customer_metrics": 3, "share": 0.15}),
)  # fmt: skip


def steps(pool: Pool) -> Steps:
    """Every kind of family: drawn, linked and summed up when it is called."""
    return {f"{number} {cell!r}": partial(run_cell, pool, number) for number, cell in enumerate(CELLS)}


def run_cell(pool: Pool, number: int) -> Row:
    """Draw, link and sum up one kind of family."""
    cell = CELLS[number]
    return summary(cell, pool.map(one, [(number, run) for run in range(cell.runs)], chunksize=1))


def one(job: tuple[int, int]) -> Row:
    """One family: claims by direction against the planted links."""
    number, run = job
    cell = CELLS[number]
    rng = np.random.default_rng([SEED, 7, number, run])
    family = draw_family(rng, units=cell.units, periods=cell.periods, **cell.options)
    tidy = world_to_tidy(family)
    findings = link(
        read_panel(tidy.employees, tidy.customers, covariance=tidy.covariance), jobs=1, compiled=True
    )
    table = findings.table
    shape = family.truth.shape[:2]
    claimed = table["verdict"].isin(CLAIMS).to_numpy().reshape(shape)
    verdict = table["verdict"].to_numpy().reshape(shape)
    q = np.stack(
        [
            table[f"{name}_q"].to_numpy().reshape(shape)
            for name in ("employee_to_customer", "customer_to_employee")
        ],
        axis=2,
    )
    p = np.stack(
        [
            table[f"{name}_p"].to_numpy().reshape(shape)
            for name in ("employee_to_customer", "customer_to_employee")
        ],
        axis=2,
    )
    link_there = family.truth == 1
    null = (family.truth == 0) & np.isfinite(p)
    hits, false = int((q[link_there] <= 0.05).sum()), int((q[null] <= 0.05).sum())
    backwards = (verdict == "customer_leads") & link_there[..., 0]
    return {
        "links": int(link_there.sum()),
        "hits": hits,
        "false_share": false / max(hits + false, 1),
        "any_false": false > 0,
        "raw": p[null],
        "right": int(((verdict == "employee_leads") & link_there[..., 0]).sum()),
        "backwards": int(backwards.sum()),
        "claims": int(claimed.sum()),
        "factors": findings.settings["common_factors"],
    }


def summary(cell: FamilyCell, rows: list[Row]) -> Row:
    """Shares over the runs of a cell."""
    links = sum(row["links"] for row in rows)
    raw = np.concatenate([row["raw"] for row in rows])
    return {
        "text": cell.text,
        "units": cell.units,
        "periods": cell.periods,
        "runs": cell.runs,
        "links": links,
        "power": sum(row["hits"] for row in rows) / links if links else float("nan"),
        "right": sum(row["right"] for row in rows) / links if links else float("nan"),
        "backwards": sum(row["backwards"] for row in rows) / links if links else float("nan"),
        "fdr": share(row["false_share"] for row in rows),
        "fdr_se": float(np.std([row["false_share"] for row in rows], ddof=1) / np.sqrt(len(rows))),
        "any_false": share(row["any_false"] for row in rows),
        "raw": share(raw < 0.05),
        "tests": len(raw),
        "factors": share(row["factors"] > 0 for row in rows),
    }
