"""Make riclpm.csv, the data that riclpm.R fits: python make_data.py. Everything is drawn; nobody answered.

Two metrics, 300 units, 5 periods. The first state leans on the intercept, and the innovations grow over the
periods, so that the three models of riclpm.R give different answers.
"""

from pathlib import Path

import numpy as np

UNITS, PERIODS, SEED = 300, 5, 20261122
PHI = np.array([[0.4, 0.05], [0.25, 0.35]])


def correlated(rng: np.random.Generator, r: float) -> np.ndarray:
    first, second = rng.standard_normal((2, UNITS))
    return np.column_stack([first, r * first + np.sqrt(1 - r**2) * second])


def main() -> None:
    rng = np.random.default_rng(SEED)
    intercept = 0.9 * correlated(rng, 0.4)
    state = 0.3 * intercept + 1.2 * correlated(rng, 0.3)
    columns = {}
    for t in range(PERIODS):
        if t:
            state = state @ PHI.T + (0.8 + 0.08 * t) * correlated(rng, 0.3)
        level = intercept + state + 0.5 * t
        columns[f"x{t + 1}"], columns[f"y{t + 1}"] = level[:, 0], 3 * level[:, 1] + 20
    names = [f"{metric}{t + 1}" for metric in "xy" for t in range(PERIODS)]
    table = np.column_stack([columns[name] for name in names])
    path = Path(__file__).with_name("riclpm.csv")
    np.savetxt(path, table, fmt="%.5f", delimiter=",", header=",".join(names), comments="")


if __name__ == "__main__":
    main()
