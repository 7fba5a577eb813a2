"""Bringing a million rows of answers in, beside pandas' plain read of the same file.

Both read the same CSV in a fresh process each, turn about. Bringing in looks at the file, checks every cell and writes
Parquet; the plain read does none of this, so it is the limit, not a rival.

    python benchmarks/imports.py            # a million rows, three pairs
    python benchmarks/imports.py 50000 1    # fewer rows, one pair
"""

from __future__ import annotations

import csv
import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS, PAIRS, ITEMS, UNITS = 1_000_000, 3, 12, 2_000
WORDS = ("At a desk", "On the road", "In the hall")

BRING = """
import json, resource, sys, time
from pathlib import Path
from bothways.formats import MappedItem, Mapping, convert_export, read_export
path, items = Path(sys.argv[1]), int(sys.argv[2])
begun = time.perf_counter()
export = read_export(path, "table")
answers = [MappedItem(f"q{place}", (f"q{place}",), low=1, high=7) for place in range(items)]
options = {"At a desk": "o1", "On the road": "o2", "In the hall": "o3"}
answers.append(MappedItem("where", ("where",), "choices", options=options))
mapping = Mapping(tuple(answers), unit="unit", period="date", every="month", respondent="person")
done = convert_export(export, mapping, out=path.with_suffix(".parquet"))
seconds = time.perf_counter() - begun
assert done.rejected == 0, done.first
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "mb": peak, "rows": done.taken}))
"""
PLAIN = """
import json, resource, sys, time
import pandas as pd
begun = time.perf_counter()
frame = pd.read_csv(sys.argv[1])
seconds = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "mb": peak, "rows": len(frame)}))
"""


def write_file(path: Path, rows: int) -> None:
    """Write answers of made-up people: steps of seven and a choice."""
    draw = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["person", "unit", "date", *(f"q{place}" for place in range(ITEMS)), "where"])
        for number in range(rows):
            day = f"2025-{1 + number % 6:02d}-{1 + number % 28:02d}"
            steps = draw.choices(range(1, 8), k=ITEMS)
            writer.writerow([f"p{number // 6}", f"u{number % UNITS}", day, *steps, WORDS[number % 3]])


def measure(code: str, path: Path) -> dict[str, float]:
    """Run some lines in a process of their own and return what they print."""
    call = [sys.executable, "-c", code, str(path), str(ITEMS)]
    found: dict[str, float] = json.loads(
        subprocess.run(call, check=True, capture_output=True, text=True).stdout
    )
    return found


def main(rows: int, pairs: int) -> None:
    """Print the medians of the pairs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "answers.csv")
        write_file(path, rows)
        found = [(measure(PLAIN, path), measure(BRING, path)) for _ in range(pairs)]
        size = path.stat().st_size / 2**20
    assert all(one["rows"] == rows for pair in found for one in pair)
    print(f"{rows:,} rows, {size:.0f} MB, {pairs} pairs, medians")
    for name, what in (("seconds", "s"), ("mb", "MB at the most")):
        plain, bring = (statistics.median(pair[place][name] for pair in found) for place in (0, 1))
        ratio = statistics.median(pair[1][name] / pair[0][name] for pair in found)
        print(f"plain read {plain:.1f} {what}, brought in {bring:.1f} {what}: {ratio:.2f} times")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [ROWS, PAIRS][len(given) :]))
