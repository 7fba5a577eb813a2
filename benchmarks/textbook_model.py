"""Seconds a fit of the random-intercept cross-lagged panel model with its fit measures, beside lavaan in R.

    python benchmarks/textbook_model.py

Both fit the same tables in one run, in turns, one processor: complete cells and cells with holes. Needs R with lavaan
(on Debian: r-cran-lavaan); without them it says so and ends well.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.confirmation import fit_textbook
from bothways.simulate import draw_world

UNITS, PERIODS, ROUNDS, OURS_A_ROUND = 1000, 5, 3, 5
SCRIPT = """
suppressPackageStartupMessages(library(lavaan))
arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(arguments[1]); free <- arguments[2] == "free"
lines <- function(...) paste(sprintf(...), collapse = "\\n")
t <- 2:5
lag <- function(name) if (free) paste0(name, t) else name
model <- paste(
  "RIx =~ 1*x1 + 1*x2 + 1*x3 + 1*x4 + 1*x5", "RIy =~ 1*y1 + 1*y2 + 1*y3 + 1*y4 + 1*y5",
  "RIx ~~ RIx + RIy\\nRIy ~~ RIy\\nRIx ~~ 0*wx1 + 0*wy1\\nRIy ~~ 0*wx1 + 0*wy1",
  lines("wx%d =~ 1*x%d\\nwy%d =~ 1*y%d", 1:5, 1:5, 1:5, 1:5),
  lines("wx%d ~ %s*wx%d + %s*wy%d\\nwy%d ~ %s*wx%d + %s*wy%d",
        t, lag("xx"), t - 1, lag("xy"), t - 1, t, lag("yx"), t - 1, lag("yy"), t - 1),
  lines("wx%d ~~ wx%d + wy%d\\nwy%d ~~ wy%d", 1:5, 1:5, 1:5, 1:5, 1:5), sep = "\\n")
begin <- proc.time()[["elapsed"]]
fit <- lavaan(model, data = data, missing = if (anyNA(data)) "ml" else "listwise", meanstructure = TRUE,
              int.ov.free = TRUE, information = "expected")
chi <- fitMeasures(fit, c("chisq", "df", "cfi", "tli", "rmsea", "srmr"))
cat(proc.time()[["elapsed"]] - begin, chi[["chisq"]], chi[["df"]], "\\n")
"""


def lavaan_is_here() -> bool:
    """Can R load lavaan?"""
    if shutil.which("Rscript") is None:
        return False
    asked = subprocess.run(["Rscript", "-e", "library(lavaan)"], capture_output=True, check=False)
    return asked.returncode == 0


def tables() -> dict[str, NDArray[np.float64]]:
    """One complete table and one with a tenth of its cells missing."""
    world = draw_world(
        np.random.default_rng(3), units=UNITS, periods=PERIODS, effect=(0.15, 0.0), reliability=1.0
    )
    holes = world.values.copy()
    holes[np.random.default_rng(4).random(holes.shape) < 0.1] = np.nan
    return {"complete": world.values, "a tenth missing": holes}


def write(values: NDArray[np.float64], path: Path) -> None:
    """As x1 ... x5, y1 ... y5."""
    names = [f"{metric}{t + 1}" for metric in "xy" for t in range(PERIODS)]
    rows = np.concatenate([values[:, :, 0], values[:, :, 1]], axis=1)
    lines = [",".join("NA" if v != v else repr(float(v)) for v in row) for row in rows]
    path.write_text("\n".join([",".join(names), *lines]) + "\n")


def in_lavaan(script: Path, table: Path, kind: str) -> tuple[float, float]:
    """Seconds and chi-square; the start of R is not counted."""
    run = subprocess.run(
        ["Rscript", str(script), str(table), kind], capture_output=True, text=True, check=True
    )
    seconds, chi_square, _df = run.stdout.split()[-3:]
    return float(seconds), float(chi_square)


def ours(values: NDArray[np.float64], kind: str) -> tuple[float, float]:
    """Seconds a fit and chi-square."""
    begin = time.perf_counter()
    for _ in range(OURS_A_ROUND):
        fit = fit_textbook(values, free_lags=kind == "free").fit
    if fit is None:
        raise RuntimeError("The fit of a complete table could not be measured.")
    return (time.perf_counter() - begin) / OURS_A_ROUND, fit.chi_square


def main() -> None:
    """Print one line a table and model."""
    if not lavaan_is_here():
        print("Not run: R with lavaan is not here (on Debian: apt install r-cran-lavaan).")
        return
    print(f"{UNITS} units x {PERIODS} periods, medians of {ROUNDS} turns")
    print("cells | lags | Bothways | lavaan | times faster | chi-square apart")
    with tempfile.TemporaryDirectory() as folder:
        script, table = Path(folder) / "fit.R", Path(folder) / "table.csv"
        script.write_text(SCRIPT)
        for name, values in tables().items():
            write(values, table)
            for kind in ("constant", "free"):
                turns = [(ours(values, kind), in_lavaan(script, table, kind)) for _ in range(ROUNDS)]
                own = statistics.median(a[0] for a, _ in turns)
                other = statistics.median(b[0] for _, b in turns)
                ratio = statistics.median(b[0] / a[0] for a, b in turns)
                apart = max(abs(a[1] - b[1]) for a, b in turns)
                print(f"{name} | {kind} | {1000 * own:.1f} ms | {other:.2f} s | {ratio:.0f} | {apart:.0e}")


if __name__ == "__main__":
    main()
