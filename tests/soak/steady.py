"""Half of what the app can take in, for half an hour, with its memory watched.

    python tests/soak/steady.py [MINUTES] [SQLite | PostgreSQL]

First 32 clients send as fast as they can, which is the most. Then they send half as much, at an even pace, in rounds
that are launched one after the other. Every quarter of a minute the memory of each web worker is read, without what it
shares. It holds where every response was stored, and where the memory of the last third of the time is at most a tenth
above that of the third before it.
"""

from __future__ import annotations

import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(HOUSE / "tests" / "postgres"), str(HOUSE / "benchmarks")]

from _lines import Line, at_once  # type: ignore[import-not-found]  # noqa: E402
from cluster import free_port  # noqa: E402
from intake import send  # type: ignore[import-not-found]  # noqa: E402
from rounds_under_kills import cluster_for  # noqa: E402
from running_app import RunningApp  # noqa: E402

CLIENTS, PEOPLE, PROBE, EVERY = 32, 2400, 600, 15.0


class Pace:
    """Hands out people one by one, no faster than a rate; the next round is launched when one is used up."""

    def __init__(self, app: RunningApp, rate: float) -> None:
        self.app, self.rate = app, rate
        self.launched = 0
        self._people: list[dict[str, Any]] = []
        self._due = time.monotonic()
        self._lock = threading.Lock()

    def next(self) -> dict[str, Any]:
        """Return who sends next, when it is their turn."""
        with self._lock:
            if not self._people:
                self.launched += 1
                self._people = launch(self.app, self.launched)
                self._due = time.monotonic()
            self._due = max(self._due + 1 / self.rate, time.monotonic() - 1)
            due, person = self._due, self._people.pop()
        time.sleep(max(0.0, due - time.monotonic()))
        return person


def launch(app: RunningApp, number: int) -> list[dict[str, Any]]:
    """Open a round, and return who is asked."""
    opened = app.ask("launch", drafts=1, seed=number, title=f"Steady {number}")
    people: list[dict[str, Any]] = opened["people"]
    return people


def memory_of(app: RunningApp) -> float:
    """Return the MB of all web workers, without what they share with others."""
    total = 0
    for pid in app.pids("web worker"):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        total += sum(
            int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty"))
        )
    return total / 1024


def run(app: RunningApp, minutes: float) -> bool:
    """Measure the most, send half of it, watch; returns whether it holds."""
    app.ask("found", people=PEOPLE)
    most, _taken = at_once(app.port, CLIENTS, launch(app, 0)[:PROBE], send)
    print(f"the most: {most:.0f} a second; {most / 2:.0f} for {minutes:.0f} minutes", flush=True)
    pace, end = Pace(app, most / 2), time.monotonic() + 60 * minutes
    taken: list[float] = []
    trouble: list[BaseException] = []

    def work() -> None:
        line = Line(app.port)
        try:
            while time.monotonic() < end and not trouble:
                taken.append(send(line, pace.next()))
        except BaseException as problem:
            trouble.append(problem)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    memory = watch(app, end, taken, trouble)
    for thread in threads:
        thread.join(60)
    third = max(1, len(memory) // 3)
    before, after = statistics.mean(memory[-2 * third : -third] or memory), statistics.mean(memory[-third:])
    print(f"{len(taken)} stored, {len(trouble)} not; memory {before:.0f} MB, then {after:.0f} MB", flush=True)
    if trouble:
        print(f"First trouble: {trouble[0]!r}", flush=True)
    return not trouble and after <= 1.1 * before


def watch(app: RunningApp, end: float, taken: list[float], trouble: list[BaseException]) -> list[float]:
    """Print a line now and then until the end; returns the memory read."""
    print("minute | stored | median, p99 in ms | memory in MB", flush=True)
    begun, seen, memory = time.monotonic(), 0, []
    while time.monotonic() < end and not trouble:
        time.sleep(min(EVERY, max(0.1, end - time.monotonic())))
        fresh, memory = taken[seen:], [*memory, memory_of(app)]
        seen += len(fresh)
        late = statistics.quantiles(fresh, n=100)[98] if len(fresh) > 1 else 0
        middle = statistics.median(fresh or [0])
        print(
            f"{(time.monotonic() - begun) / 60:.2f} | {seen} | {1000 * middle:.0f}, {1000 * late:.0f} | "
            f"{memory[-1]:.0f}",
            flush=True,
        )
    return memory


def main(minutes: float = 30, store: str = "SQLite") -> int:
    """Run it; returns the exit code."""
    with cluster_for(store) as server, tempfile.TemporaryDirectory(prefix="bothways-steady-") as folder:
        app = RunningApp(Path(folder) / "home", free_port(), database=server.url() if server else "")
        try:
            app.start()
            holds = run(app, minutes)
        finally:
            app.stop()
    print("It holds." if holds else "It does not hold.", flush=True)
    return 0 if holds else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the app and the cluster end with it
    sys.exit(main(*(float(word) for word in sys.argv[1:2]), *sys.argv[2:3]))
