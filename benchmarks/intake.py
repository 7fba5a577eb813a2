"""Durable responses a second through the app, beside what the store itself takes.

    python benchmarks/intake.py [RESPONSES A TURN] [CLIENTS]

The app runs as `bothways serve` starts it, with two web workers. A response is the last screen of the survey, sent
over the loopback by clients that keep their connection; it counts when its page says that it is stored, which it says
after the flush to the disk. The store's own limit is the same INSERT after the same look at the round, one transaction
each, from one process without the web: over one connection, and over as many as the app has threads. All take turns in
one run against one database; medians. SQLite with synchronous=FULL, and PostgreSQL where it is installed.
"""

from __future__ import annotations

import signal
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HOUSE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOUSE / "tests" / "postgres"), str(HOUSE / "tests" / "soak")]

from _lines import Line, at_once  # noqa: E402
from cluster import NoPostgres, free_port  # type: ignore[import-not-found]  # noqa: E402
from rounds_under_kills import POSTGRES, cluster_for  # type: ignore[import-not-found]  # noqa: E402
from running_app import RunningApp  # type: ignore[import-not-found]  # noqa: E402

TURNS, THREADS = 5, 8
STORED = b"Your answers are stored"


def send(line: Line, person: dict[str, Any]) -> float:
    """Send one response; returns the seconds until its page was there."""
    form = {"draft": person["drafts"][0]["draft"], "step": "check", "go": "continue", "lang": "en"}
    answer = line.ask(f"/answer/{person['token']}/", urlencode(form).encode())
    if STORED not in answer.page:
        raise RuntimeError(f"Not stored: {answer.status}")
    return answer.seconds


def measure(app: RunningApp, each: int, clients: int) -> dict[str, float]:
    """Medians over turns of everything, in one app."""
    app.ask("found", people=-(-each * 3 // 12) * 12)
    raw_one, raw_all, web, middle, late = [], [], [], [], []
    for turn in range(TURNS + 1):
        opened = app.ask("launch", drafts=1, seed=turn, title=f"Turn {turn}")
        people = opened["people"]
        keys = [one["respondent"] for one in people]
        one = app.ask("store_raw", round=opened["round"], people=keys[:each], connections=1)
        many = app.ask("store_raw", round=opened["round"], people=keys[each : 2 * each], connections=THREADS)
        rate, taken = at_once(app.port, clients, people[2 * each : 3 * each], send)
        if turn:  # the first one warms up
            raw_one.append(one)
            raw_all.append(many)
            web.append(rate)
            middle.append(1000 * statistics.median(taken))
            late.append(1000 * statistics.quantiles(taken, n=100)[98])
    made = {"one": raw_one, "all": raw_all, "web": web, "median": middle, "p99": late}
    return {name: statistics.median(values) for name, values in made.items()}


def main(each: int = 400, clients: int = 8) -> None:
    """Print a line a store."""
    print(
        f"store | responses a second | median, p99 in ms | raw, 1 connection | raw, {THREADS} connections | "
        f"app to raw, 1 | to raw, {THREADS}"
    )
    for store in ("SQLite", POSTGRES):
        try:
            with (
                cluster_for(store) as server,
                tempfile.TemporaryDirectory(prefix="bothways-intake-") as folder,
            ):
                app = RunningApp(Path(folder) / "home", free_port(), database=server.url() if server else "")
                try:
                    app.start()
                    got = measure(app, each, clients)
                finally:
                    app.stop()
        except NoPostgres as problem:
            print(f"{store} | {problem}")
            continue
        print(
            f"{store} | {got['web']:.0f} | {got['median']:.0f}, {got['p99']:.0f} | {got['one']:.0f} | "
            f"{got['all']:.0f} | {got['web'] / got['one']:.2f} | {got['web'] / got['all']:.2f}",
            flush=True,
        )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the app and the cluster end with it
    main(*(int(word) for word in sys.argv[1:3]))
