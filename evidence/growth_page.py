"""The page on growth, written from its rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
_HEAD = """# Growth

How time and memory grow with the number of answers, on a folder of answers by period
([how it works](../reference/engine.md), [what a billion a month would take](../reference/billion.md)).
"""
_HOW = """
## How it was measured

`evidence/growth.py ENGINE MILLIONS...`, two processors, Python 3.11. Responses of 1,000 uneven units over 36 months,
twelve items each (eleven from 1 to 5, one NPS item), 3 % of them blank, every response with a respondent of its own; an
answer is one item of one response. Each step runs in a process of its own:

- *store*: `put_answers` of one Parquet file with all 36 months into an empty folder;
- *moments*: moments and co-moments of all twelve metrics, nothing kept yet, doubled respondents looked for as well;
- *new period*: one more month is put in, and all moments are made again: only that month is read;
- *correction*: one of the months is replaced, and all moments are made again.

DuckDB may take {memory} (`BOTHWAYS_ENGINE_MEMORY`); *peak* is the largest resident size of the process, with Python,
pandas and all that is made of the cells. Spark is `local-cluster` with two executors of one core each on the same two
processors: that shows that it runs and what it costs at least, not what a cluster would give. Its start is not in the
seconds, and *peak* is that of the Python process alone. *Slope* is the least-squares slope of log seconds on log
answers: 1 is proportional, below 1 is a fixed part that still counts. No assertion rests on these figures.
"""


def page(rows: Sequence[Row]) -> str:
    """Return the page."""
    parts = [_HEAD]
    if not rows:
        parts.append(
            "\n**Not measured yet.** The script is there; the machine was too busy for figures worth keeping.\n"
        )
    if any(row["beside"] for row in rows):
        parts.append(
            "\n† measured while other work ran on the machine: seconds are too high by an unknown factor, up to\n"
            "several times. Peak memory and processor seconds suffer less.\n"
        )
    for engine in dict.fromkeys(row["engine"] for row in rows):
        own = [row for row in rows if row["engine"] == engine]
        parts.append(f"\n## {'DuckDB' if engine == 'duckdb' else 'Spark'}\n")
        parts.append("\n".join(_table(own)) + "\n")
        parts.append("\n" + " ".join(_slopes(own)) + "\n")
    commits = ", ".join(f"`{one}`" for one in dict.fromkeys(row["commit"] for row in rows))
    parts.append(_HOW.replace("{memory}", "2 GB") + (f"\nCommits: {commits}.\n" if rows else ""))
    return "".join(parts)


def _table(rows: Iterable[Row]) -> list[str]:
    lines = [
        "| million answers | step | seconds | processor seconds | peak, MB | folder, MB |",
        "|---|---|---|---|---|---|",
    ]
    for row in sorted(rows, key=lambda one: one["million"]):
        mark = " †" if row["beside"] else ""
        lines.append(
            f"| {row['million']:g} | {row['step']} | {row['seconds']:.1f}{mark} | {row['processor']:.1f} | "
            f"{row['peak']:.0f} | {row['bytes'] / 1e6:.0f} |"
        )
    return lines


def _slopes(rows: Sequence[Row]) -> list[str]:
    said = []
    for step in dict.fromkeys(row["step"] for row in rows):
        points = [(math.log(r["million"]), math.log(r["seconds"])) for r in rows if r["step"] == step]
        processor = [(math.log(r["million"]), math.log(r["processor"])) for r in rows if r["step"] == step]
        if len(points) > 2:
            said.append(f"*{step}*: {_slope(points):.2f} ({_slope(processor):.2f} of processor seconds);")
    return ["Slopes:", *said[:-1], said[-1].rstrip(";") + "."] if said else ["Too few sizes for a slope."]


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the least-squares slope."""
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
