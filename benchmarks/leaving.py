"""Seconds of retention and turnover beside a plain pandas groupby, in the same run.

    python benchmarks/leaving.py

150,000 people in 2,000 units, with dates. The peer counts people and leavers by unit and year of tenure with two pandas
groupbys, without late entry, shares or intervals: the least that a table by unit costs. Medians of turns.
"""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from bothways.leaving import read_spells, retention, turnover

PEOPLE, UNITS, ROUNDS = 150_000, 2_000, 5
AS_OF = dt.date(2024, 6, 30)


def draw_people() -> pd.DataFrame:
    """People hired over nineteen years, who stay four years on average."""
    rng = np.random.default_rng(27)
    start = np.datetime64("2005-01-01") + rng.integers(0, 7000, PEOPLE)
    end = start + rng.exponential(1500, PEOPLE).astype(int)
    gone = end < np.datetime64(AS_OF)
    return pd.DataFrame(
        {
            "person": [f"p{number}" for number in range(PEOPLE)],
            "unit": [f"u{number}" for number in rng.integers(0, UNITS, PEOPLE)],
            "start": start.astype(str),
            "end": np.where(gone, end.astype(str), ""),
        }
    )


def count_with_pandas(path: Path) -> pd.DataFrame:
    """Read the file and count people and leavers by unit and year of tenure."""
    frame = pd.read_csv(path, parse_dates=["start", "end"])
    stop = frame["end"].fillna(pd.Timestamp(AS_OF))
    frame["year"] = (stop - frame["start"]).dt.days // 365
    by_unit = frame.groupby(["unit", "year"]).agg(people=("person", "size"), left=("end", "count"))
    return by_unit.join(frame.groupby("year").agg(all_people=("person", "size"), all_left=("end", "count")))


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Print the seconds of each part and the ratio to pandas."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        draw_people().to_csv(path, index=False)
        spells = read_spells(path, as_of=AS_OF, by=["unit"])
        parts: dict[str, Callable[[], object]] = {
            "read": lambda: read_spells(path, as_of=AS_OF, by=["unit"]),
            "retention, years": lambda: retention(spells, step="year"),
            "retention, months": lambda: retention(spells, step="month"),
            "turnover, years": lambda: turnover(spells, every="year"),
            "pandas, read and count": lambda: count_with_pandas(path),
        }
        taken = {name: [] for name in parts}
        for _ in range(ROUNDS):
            for name, work in parts.items():
                taken[name].append(seconds(work))
    median = {name: statistics.median(times) for name, times in taken.items()}
    print(f"{PEOPLE:,} people, {UNITS:,} units")
    for name, value in median.items():
        print(f"{name} | {value:.2f} s")
    ours = median["read"] + median["retention, years"] + median["turnover, years"]
    print(f"read, retention and turnover by year over pandas | {ours / median['pandas, read and count']:.1f}")


if __name__ == "__main__":
    main()
