"""How time and memory grow with answers: each step in a process of its own, on a folder of answers by period.

usage: growth.py ENGINE MILLIONS... [--beside], such as growth.py duckdb 1 3 10 30 --beside

Keeps one row a size and step in evidence/rows/growth.json and writes docs/evidence/growth.md. --beside: other work ran
on the machine meanwhile, and the page says so.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = ROOT / "evidence" / "rows" / "growth.json"
sys.path.insert(0, str(ROOT))
ITEMS = [f"q{k:02d}" for k in range(12)]
UNITS, PERIODS = 1000, 36
#: What DuckDB, or each of two executors of Spark, may take.
MEMORY = "2GB"
STEPS = ("store", "moments", "new period", "correction")


def write_answers(
    path: Path, responses: int, *, first: int = 0, periods: int = PERIODS, seed: int = 1
) -> None:
    """Write responses of 1,000 uneven units, 11 items from 1 to 5 and one from 0 to 10; 3 % missing, each named."""
    import duckdb

    five = ", ".join(
        f"case when random() < .03 then null else cast(1 + floor(random() * 5) as tinyint) end as {item}"
        for item in ITEMS[:-1]
    )
    con = duckdb.connect()
    con.execute(f"select setseed({seed / 100})")
    con.execute("set threads to 1")
    con.execute(
        f"copy (select printf('p%d', i) as respondent, printf('team-%04d', (power(random(), 1.5) * {UNITS})::int) as "
        f"unit, strftime(date '2023-01-01' + to_months(({first} + i * {periods} // {responses})::int), '%Y-%m') as "
        f"period, {five}, cast(floor(power(random(), .6) * 11) as tinyint) as {ITEMS[-1]} from range({responses}) r(i))"
        f" to '{path}' (format parquet, compression zstd)"
    )


def moments_of(folder: Path) -> str:
    """Make the moments of all twelve items and their co-moments."""
    from bothways.measures.scores import Score, ScoreItem
    from bothways.panel.moments import answers_to_moments

    scores = [
        Score(
            item, "customer", "nps", "nps", (ScoreItem(item, 0, 10, False),), (), (), 1, -100, 100, "higher"
        )
        if item == ITEMS[-1]
        else Score(
            item, "customer", "mean", "mean", (ScoreItem(item, 1, 5, False),), (), (), 1, 1, 5, "higher"
        )
        for item in ITEMS
    ]
    made = answers_to_moments(folder, items=scores, side="customer")
    return f"{int(made.moments['n'].sum())} answers, checksum {made.moments['mean'].sum():.9g}"


def one_step(step: str, folder: Path, file: Path) -> None:
    """Run one step and print its seconds, processor seconds and peak memory in MB of this process."""
    from bothways.panel.storing import put_answers
    from bothways.tables.engine import open_engine

    begun = time.perf_counter()
    open_engine()  # Spark's start is told apart: it happens once a process
    start = time.perf_counter()
    if step != "moments":
        put_answers(file, folder, again=step == "correction")
    told = moments_of(folder) if step != "store" else ""
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - start,
                "start": start - begun,
                "processor": used.ru_utime + used.ru_stime,
                "peak": used.ru_maxrss / 1024,
                "told": told,
            }
        )
    )


def measure(engine: str, million: float, *, beside: bool, commit: str) -> list[dict[str, object]]:
    """Return the rows of one size."""
    rows: list[dict[str, object]] = []
    responses = round(million * 1e6 / len(ITEMS))
    environment = {**os.environ, "BOTHWAYS_ENGINE": engine, "BOTHWAYS_ENGINE_MEMORY": MEMORY}
    with tempfile.TemporaryDirectory(dir=os.environ.get("GROWTH_SCRATCH")) as scratch:
        folder, files = Path(scratch, "answers"), {}
        for step, size, first, periods in (
            ("store", responses, 0, PERIODS),
            ("new period", responses // PERIODS, PERIODS, 1),
            ("correction", responses // PERIODS, 12, 1),
        ):
            files[step] = Path(scratch, f"{step}.parquet")
            write_answers(files[step], size, first=first, periods=periods, seed=len(files))
        for step in STEPS:
            command = [
                sys.executable,
                __file__,
                "--step",
                step,
                str(folder),
                str(files.get(step, files["store"])),
            ]
            run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            found = json.loads(run.stdout.splitlines()[-1])
            size_now = sum(one.stat().st_size for one in folder.rglob("*.parquet"))
            row = {
                "engine": engine.split("[")[0],
                "million": million,
                "step": step,
                **found,
                "bytes": size_now,
            }
            rows.append({**row, "beside": beside, "commit": commit})
            print(row, flush=True)
    return rows


def main(engine: str, millions: list[float], *, beside: bool) -> None:
    """Measure, keep the rows, and write the page."""
    from evidence import growth_page
    from evidence.run import commit

    for million in millions:
        found = measure(engine, million, beside=beside, commit=commit())
        kept = json.loads(ROWS.read_text()) if ROWS.exists() else []
        same = {(one["engine"], one["million"]) for one in found}
        kept = [one for one in kept if (one["engine"], one["million"]) not in same] + found
        ROWS.write_text(json.dumps(kept, indent=1) + "\n")
        (ROOT / "docs" / "evidence" / "growth.md").write_text(growth_page.page(kept))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        one_step(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        sizes = [float(word) for word in sys.argv[2:] if not word.startswith("--")]
        main(sys.argv[1], sizes, beside="--beside" in sys.argv)
