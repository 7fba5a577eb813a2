"""Moments from 100 million answers beside hand-written DuckDB SQL that makes the same two tables.

Each side runs in a process of its own, alternating, on the same Parquet file (made in a temporary folder and
deleted), and reports its own time, processor time (which other work on the machine disturbs less) and peak
memory. usage: answers_to_moments.py [MILLION_ANSWERS] [ROUNDS]
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ITEMS = [f"q{k:02d}" for k in range(12)]
NPS = ITEMS[-1]
PAIRS = [(a, b) for k, a in enumerate(ITEMS) for b in ITEMS[k + 1 :]]


def write_answers(path: Path, responses: int) -> None:
    """Write responses of 1,000 units x 36 months, 11 items from 1 to 5 and one from 0 to 10; 3 % missing."""
    import duckdb

    five = ", ".join(
        f"case when random() < .03 then null else cast(1 + floor(random() * 5) as tinyint) end as {item}"
        for item in ITEMS[:-1]
    )
    duckdb.sql(
        f"copy (select printf('team-%04d', (power(random(), 1.5) * 1000)::int) as unit, "
        f"strftime(date '2023-01-01' + to_months((i * 36 // {responses})::int), '%Y-%m') as period, {five}, "
        f"cast(floor(power(random(), .6) * 11) as tinyint) as {ITEMS[-1]} from range({responses}) r(i)) "
        f"to '{path}' (format parquet, compression zstd)"
    )


def ours(path: Path) -> str:
    """Make the moments with the library."""
    from bothways.measures.scores import Score, ScoreItem
    from bothways.panel.moments import answers_to_moments

    def score(item: str) -> Score:
        if item == ITEMS[-1]:
            column = (ScoreItem(item, 0.0, 10.0, False),)
            return Score(item, "customer", "nps", "nps", column, (), (), 1, -100.0, 100.0, "higher")
        return Score(
            item, "customer", "mean", "mean", (ScoreItem(item, 1.0, 5.0, False),), (), (), 1, 1, 5, "higher"
        )

    found = answers_to_moments(
        path, items=[score(i) for i in ITEMS], side="customer", top_box=dict.fromkeys(ITEMS[:-1], 4.0)
    )
    check = found.moments["variance"].sum() + found.co_moments["covariance"].sum()
    return f"{len(found.moments)} moments, {len(found.co_moments)} co-moments, checksum {check:.9g}"


def by_hand(path: Path) -> str:
    """Make the same two tables, without pooled noise, as one would write it in SQL."""
    import duckdb

    con = duckdb.connect()
    con.execute(f"create temp table wide as {cells_by_hand(path)}")
    metrics = " union all ".join(
        f"select 'customer' as side, unit, period, '{i}' as metric, n_{i} as n, m_{i} as mean, "
        f"v_{i} as variance, v_{i} / n_{i} as noise_variance, {f't_{i}' if i == NPS else 'null'} as promoters,"
        f" {'detractors' if i == NPS else 'null'} as detractors, t_{i} as top_box from wide where n_{i} > 0"
        for i in ITEMS
    )
    pairs = " union all ".join(
        f"select unit, period, '{a}' as metric_a, '{b}' as metric_b, k_{a}_{b} as n, "
        f"c_{a}_{b} * k_{a}_{b} / (n_{a} * n_{b}) as covariance from wide where k_{a}_{b} > 0"
        for a, b in PAIRS
    )
    moments, co_moments = con.sql(metrics).df(), con.sql(pairs).df()
    check = moments["variance"].sum() + co_moments["covariance"].sum()
    return f"{len(moments)} moments, {len(co_moments)} co-moments, checksum {check:.9g}"


def cells_by_hand(path: Path) -> str:
    """Return the aggregation, the scale checked in the same pass."""
    nps = f"case when {NPS} >= 9 then 100 when {NPS} <= 6 then -100 when {NPS} < 9 then 0 end as {NPS}"
    low_high = {item: (0, 10) if item == NPS else (1, 5) for item in ITEMS}
    wrong = " or ".join(f"{item} not between {low} and {high}" for item, (low, high) in low_high.items())
    one = ", ".join(
        f"count({i}) as n_{i}, avg({i}) as m_{i}, var_samp({i}) as v_{i}, "
        f"count(case when {i} >= {100 if i == NPS else 4} then 1 end) as t_{i}"
        for i in ITEMS
    )
    two = ", ".join(f"covar_samp({a}, {b}) as c_{a}_{b}, count({a} + {b}) as k_{a}_{b}" for a, b in PAIRS)
    return (
        f"select unit, period, count(case when wrong then 1 end) as wrong, "
        f"count(case when {NPS} = -100 then 1 end) as detractors, {one}, {two} "
        f"from (select * replace ({nps}), {wrong} as wrong from '{path}') group by unit, period "
        f"order by unit, period"
    )


def one_side(side: str, path: Path) -> None:
    """Run one side and print its seconds, processor seconds, peak memory in GB and what it made."""
    start = time.perf_counter()
    made = {"ours": ours, "by hand": by_hand}[side](path)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{seconds:.3f} {used.ru_utime + used.ru_stime:.3f} {used.ru_maxrss / 1e6:.3f} {made}")


def main(million: float, rounds: int) -> None:
    """Run both sides in turn and print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        responses = round(million * 1e6 / len(ITEMS))
        write_answers(path, responses)
        print(f"{responses:,} responses x {len(ITEMS)} items, {path.stat().st_size / 1e6:.0f} MB of Parquet")
        seconds: dict[str, list[tuple[float, float]]] = {"ours": [], "by hand": []}
        for _ in range(rounds):
            for side, times in seconds.items():
                command = [sys.executable, __file__, "--side", side, str(path)]
                told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                taken, processor, peak, made = told.split(" ", 3)
                times.append((float(taken), float(processor)))
                print(
                    f"{side:8} {float(taken):6.2f} s, {float(processor):6.2f} s of processor, "
                    f"peak {float(peak):.2f} GB: {made.strip()}",
                    flush=True,
                )
        for place, name in enumerate(("time", "processor time")):
            ours_s, hand_s = (statistics.median(t[place] for t in times) for times in seconds.values())
            print(f"median {name}, ours to by hand: {ours_s / hand_s:.2f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        one_side(sys.argv[2], Path(sys.argv[3]))
    else:
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 100.0, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
