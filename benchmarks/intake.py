"""Durable responses a second through the app, beside what the store itself takes.

    python benchmarks/intake.py [RESPONSES A TURN] [CLIENTS] [STORE ...]

The app runs as `bothways serve` starts it, with two web workers. A response is the last screen of the survey, sent
over the loopback by clients that keep their connection; it counts when its page says that it is stored, which it says
after the flush to the disk. The store's own limit is the same INSERT after the same look at the round, from one process
without the web: one connection with a transaction each, eight connections with a transaction each, and one connection
with 32 rows a transaction, which is the best that sharing a transaction could give. All take turns in one run against
one database. A ratio is that of the app to the store in the same turn; of everything the median over the turns is told.
SQLite with synchronous=FULL, and PostgreSQL where it is installed.
"""

from __future__ import annotations

import signal
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HOUSE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOUSE / "tests" / "postgres"), str(HOUSE / "tests" / "soak")]

from _lines import Line, at_once  # noqa: E402
from cluster import NoPostgres, free_port  # type: ignore[import-not-found]  # noqa: E402
from rounds_under_kills import POSTGRES, cluster_for  # type: ignore[import-not-found]  # noqa: E402
from running_app import RunningApp  # type: ignore[import-not-found]  # noqa: E402

TURNS = 5
STORED = b"Your answers are stored"
#: How the store alone is used: connections, and rows a transaction.
RAW = {"one": (1, 1), "eight": (8, 1), "batch": (1, 32)}


@dataclass(frozen=True)
class Turn:
    """Responses a second of the app and of the store alone, and the seconds that each response of the app took."""

    app: float
    raw: dict[str, float]
    taken: list[float]


def send(line: Line, person: dict[str, Any]) -> float:
    """Send one response; returns the seconds until its page was there."""
    form = {"draft": person["drafts"][0]["draft"], "step": "check", "go": "continue", "lang": "en"}
    answer = line.ask(f"/answer/{person['token']}/", urlencode(form).encode())
    if STORED not in answer.page:
        raise RuntimeError(f"Not stored: {answer.status}")
    return answer.seconds


def take_turn(app: RunningApp, number: int, each: int, clients: int) -> Turn:
    """Let the store alone and the app store as much, one after the other, in one round."""
    opened = app.ask("launch", drafts=1, seed=number, title=f"Turn {number}")
    people = opened["people"]
    keys, raw = [one["respondent"] for one in people], {}
    for place, (name, (connections, together)) in enumerate(RAW.items()):
        mine = keys[place * each : (place + 1) * each]
        raw[name] = app.ask(
            "store_raw", round=opened["round"], people=mine, connections=connections, together=together
        )
    rate, taken = at_once(app.port, clients, people[len(RAW) * each : (len(RAW) + 1) * each], send)
    return Turn(rate, raw, taken)


def measure(app: RunningApp, each: int, clients: int) -> list[Turn]:
    """Take all turns in one app; the first one warms up and does not count."""
    app.ask("found", people=-(-each * (len(RAW) + 1) // 12) * 12)
    return [take_turn(app, number, each, clients) for number in range(TURNS + 1)][1:]


def line_of(store: str, turns: list[Turn]) -> str:
    """Return the line of the table."""
    raw = [f"{statistics.median(turn.raw[name] for turn in turns):.0f}" for name in RAW]
    shares = [f"{statistics.median(turn.app / turn.raw[name] for turn in turns):.2f}" for name in RAW]
    middle = statistics.median(statistics.median(turn.taken) for turn in turns)
    late = statistics.median(statistics.quantiles(turn.taken, n=100)[98] for turn in turns)
    rate = statistics.median(turn.app for turn in turns)
    cells = [store, f"{rate:.0f}", f"{1000 * middle:.0f}, {1000 * late:.0f}", *raw, *shares]
    return " | ".join(cells)


def main(each: int = 400, clients: int = 32, stores: tuple[str, ...] = ("SQLite", POSTGRES)) -> None:
    """Print a line a store."""
    print(f"{clients} clients, {TURNS} turns of {each}")
    print(
        "store | responses a second | median, p99 in ms | store alone, 1 connection | 8 connections | 32 rows a commit"
        " | app to 1 connection | to 8 | to 32 rows a commit",
        flush=True,
    )
    for store in stores:
        try:
            with (
                cluster_for(store) as server,
                tempfile.TemporaryDirectory(prefix="bothways-intake-") as folder,
            ):
                app = RunningApp(Path(folder) / "home", free_port(), database=server.url() if server else "")
                try:
                    app.start()
                    print(line_of(store, measure(app, each, clients)), flush=True)
                finally:
                    app.stop()
        except NoPostgres as problem:
            print(f"{store} | {problem}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the app and the cluster end with it
    main(*(int(word) for word in sys.argv[1:3]), **({"stores": tuple(sys.argv[3:])} if sys.argv[3:] else {}))
