"""Make holes.csv, the data of ../likelihood/riclpm.csv with cells taken out: python make_holes.py.

A tenth of all cells at random, y more often where x was low one period before (missing at random, not
completely), and some units that enter late.
"""

from pathlib import Path

import numpy as np

SEED = 20261130


def main() -> None:
    rng = np.random.default_rng(SEED)
    here = Path(__file__).parent
    source = here.parent / "likelihood" / "riclpm.csv"
    table = np.loadtxt(source, delimiter=",", skiprows=1)
    x, y = table[:, :5].copy(), table[:, 5:].copy()
    low = table[:, :4] < np.quantile(table[:, :4], 0.3)
    late = rng.random(len(x)) < 0.1
    x[rng.random(x.shape) < 0.1] = np.nan
    y[rng.random(y.shape) < 0.1] = np.nan
    y[:, 1:][low & np.isfinite(x[:, :4]) & (rng.random(low.shape) < 0.2)] = np.nan
    x[late, :2], y[late, :2] = np.nan, np.nan
    names = source.read_text().splitlines()[0]
    lines = [names] + [
        ",".join("NA" if np.isnan(v) else f"{v:.5f}" for v in row) for row in np.hstack([x, y])
    ]
    (here / "holes.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
