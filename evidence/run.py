"""Recompute docs/evidence: simulations, then the real panels where they are at hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from multiprocessing import Pool
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from evidence import answers, families, nhs, pairs, truth_page, worlds  # noqa: E402

STATE = ROOT / ".state" / "evidence"


def commit() -> str:
    """The commit the figures were computed on."""
    run = subprocess.run(
        ["git", "rev-parse", "--short=8", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return run.stdout.strip() or "unknown"


def collect(name: str, rows: Iterable[pairs.Row]) -> list[pairs.Row]:
    """Run one part, telling each row, and keep its rows so that a broken run can be looked at."""
    out, begin = [], time.time()
    for row in rows:
        out.append(row)
        label = row.get("kind") or row["text"]
        print(f"{name}: {label}, {row['units']} x {row['periods']}, {time.time() - begin:.0f} s", flush=True)
        STATE.mkdir(parents=True, exist_ok=True)
        (STATE / f"{name}.json").write_text(json.dumps(out, default=float))
    return out


def main() -> None:
    """Write the pages."""
    target = ROOT / "docs" / "evidence"
    target.mkdir(parents=True, exist_ok=True)
    with Pool(os.cpu_count()) as pool:
        sizes = collect("sizes", pairs.run_cells(pool, worlds.size_cells()))
        kinds = collect("kinds", pairs.run_cells(pool, worlds.kind_cells()))
        whole = collect("families", families.run_families(pool))
        formed = collect("answers", answers.run_answers(pool))
    (target / "truth.md").write_text(truth_page.page(commit(), sizes, kinds, whole, formed))
    print("wrote docs/evidence/truth.md")
    print(nhs.write(target, commit()))


if __name__ == "__main__":
    main()
