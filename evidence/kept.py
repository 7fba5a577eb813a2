"""Rows of long runs are kept as they come, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.pairs import Row, Steps


@dataclass(frozen=True)
class Part:
    """Rows of one part of a page and the commits they were computed on."""

    commit: str
    rows: list[Row]


def held_rows(file: Path, steps: Steps, *, frozen: str) -> dict[str, Any]:
    """Return the rows that are kept of these steps under these rules, each with its commit."""
    held = json.loads(file.read_text()) if file.exists() else {}
    return {
        key: row for key, row in held.get("rows", {}).items() if key in steps and held["frozen"] == frozen
    }


def kept_part(file: Path, steps: Steps, *, frozen: str) -> Part | None:
    """Return a part of which every row is kept; ``None`` where one is missing."""
    kept = held_rows(file, steps, frozen=frozen)
    return _part(kept, steps) if steps and kept.keys() >= steps.keys() else None


def complete(file: Path, steps: Steps, *, frozen: str, commit: str, afresh: bool = False) -> Part:
    """Compute what is not kept in ``file`` yet, keeping and telling each row.

    Parameters
    ----------
    file : Path
        Where rows are kept. Those of other rules than ``frozen``, or that are no step any more, are dropped.
    steps : dict
        How each row is computed, in the order of the page.
    frozen, commit : str
        Commit at which the rules were frozen, and the one at hand.
    afresh : bool
        Compute every row, whatever is kept.
    """
    kept = {} if afresh else held_rows(file, steps, frozen=frozen)
    begin = time.time()
    for key, compute in steps.items():
        if key in kept:
            continue
        row = compute()
        kept[key] = {"commit": commit, "row": row}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"frozen": frozen, "rows": kept}, default=float))
        label = row.get("kind") or row["text"]
        print(
            f"{file.stem}: {label}, {row['units']} x {row['periods']}, {time.time() - begin:.0f} s",
            flush=True,
        )
    return _part(kept, steps)


def _part(kept: dict[str, Any], steps: Steps) -> Part:
    commits = dict.fromkeys(kept[key]["commit"] for key in steps)
    return Part(", ".join(commits), [kept[key]["row"] for key in steps])
