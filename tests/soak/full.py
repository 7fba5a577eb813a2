"""`make soak`: rounds under load with twenty kills of each part on both stores; writes docs/evidence/durability.md."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(HOUSE / "tests" / "postgres")]

from cluster import NoPostgres, binaries  # noqa: E402
from rounds_under_kills import KINDS, POSTGRES, Harm, Outcome, run_rounds  # noqa: E402

STORES = ("SQLite", POSTGRES)
ROUNDS, EACH, PEOPLE, RATE = 10, 2, 120, 12.0
PAGE = HOUSE / "docs" / "evidence" / "durability.md"
TEXT = """# What survives a kill

Computed by `make soak` on commit `{commit}`, two processors with other work beside it, {minutes:.0f} minutes,
both stores at the same time.

**What is done.** The app runs as `bothways serve` starts it: web server with two workers, worker, clock.
{people} people are asked in each of {rounds} rounds a store; each sends the last screen of the survey over
HTTP, 24 at the same moment and {rate:.0f} people a second on the whole, so that web workers store several in one
transaction and are killed in the middle of those. Meanwhile parts of the app are ended with `kill -9` at random
moments: web workers, the whole web server, the worker, the clock, and the PostgreSQL server. Only the app itself (and
the test, for PostgreSQL) begins them again. Of ten people, one sends twice at the same moment, one gives up
after the first try, and the others try again, with other answers, until a page tells them something. The
round's time is up while people still answer; the clock closes it, the worker releases it, and both are killed
while they do. Then the file of the round is compared with what people were told.

| | {stores} |
|---|{lines}|
{rows}

*Acknowledged*: people whose page said that their answers are stored. *Stored without word*: the answer was on
the disk, and the kill came before the page did; who tries again is told that the answers are there. *Requests
without an answer*: what people saw of the kills. *Taken up again*: releases whose worker was killed. The app
begins those again after ten minutes; the test sets the clock of that forward.

{verdict}
Each file had one row a person, whole, and no other; each round was closed, released and written into the ledger
once, and no row stayed in the database. A smaller form of this runs with `make test-postgres`, and so do a disk that
is full while people answer and an app that is stopped while they do: who was told that answers are stored has them
stored, nobody else's are half there, and who was not told is kept a page that sends them again.

What this does not show: a power cut or a broken disk. Every response is flushed to the disk before its page is
sent (SQLite with `synchronous=FULL`, PostgreSQL with `fsync` and `synchronous_commit` on); whether the disk
keeps its word cannot be seen from here.
"""


def rows_of(found: dict[str, tuple[list[Outcome], Harm]]) -> list[str]:
    """Return the lines of the table."""

    def line(what: str, *cells: object) -> str:
        return "| " + " | ".join([what, *map(str, cells)]) + " |"

    def total(name: str) -> list[int]:
        return [sum(getattr(one.count, name) for one in outcomes) for outcomes, _ in found.values()]

    def kills(kind: str) -> list[str]:
        cells = []
        for _, harm in found.values():
            late, early = harm.kills[kind, "releasing"], harm.kills[kind, "answering"]
            cells.append(f"{late + early} ({late})" if late + early else "–")
        return cells

    return [
        line("rounds", *(len(outcomes) for outcomes, _ in found.values())),
        *(line(f"kills, {kind} (while releasing)", *kills(kind)) for kind in (*KINDS, POSTGRES)),
        line("acknowledged", *total("acknowledged")),
        line("**acknowledged and lost**", *total("lost")),
        line("**doubled**", *total("doubled")),
        line("**other than what was sent**", *total("changed")),
        line("**stored after “closed” was told**", *total("stored_after_closed")),
        line("stored without word", *total("unacknowledged_but_stored")),
        line("requests without an answer", *total("failures")),
        line("releases taken up again", *(harm.taken_up_again for _, harm in found.values())),
    ]


def verdict_of(found: dict[str, tuple[list[Outcome], Harm]]) -> str:
    """Return the sentence under the table."""
    problems = [
        f"{store}, round {number}: {text}."
        for store, (outcomes, _) in found.items()
        for number, outcome in enumerate(outcomes, 1)
        for text in outcome.problems
    ]
    return "**It does not hold.** " + " ".join(problems) if problems else "**It holds.**"


def main() -> int:
    """Run it and write the page."""
    try:
        binaries()
    except NoPostgres as problem:
        print(problem, file=sys.stderr)
        return 1
    commit = subprocess.run(
        ["git", "rev-parse", "--short=8", "HEAD"], cwd=HOUSE, capture_output=True, text=True, check=True
    ).stdout.strip()
    begun = time.monotonic()
    with ThreadPoolExecutor(len(STORES)) as pool:
        runs = {
            store: pool.submit(
                run_rounds, store, rounds=ROUNDS, people=PEOPLE, rate=RATE, seed=seed, each=EACH
            )
            for seed, store in enumerate(STORES, 1)
        }
        found = {store: run.result() for store, run in runs.items()}
    verdict = verdict_of(found)
    PAGE.write_text(
        TEXT.format(
            commit=commit, minutes=(time.monotonic() - begun) / 60, people=PEOPLE, rounds=ROUNDS, rate=RATE,
            stores=" | ".join(found), lines="|".join("---" for _ in found), rows="\n".join(rows_of(found)),
            verdict=verdict,
        ),
        encoding="utf-8",
    )  # fmt: skip
    print(verdict)
    print(f"Written: {PAGE.relative_to(HOUSE)}")
    return 0 if verdict == "**It holds.**" else 1


if __name__ == "__main__":
    sys.exit(main())
