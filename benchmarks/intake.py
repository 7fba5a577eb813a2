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
import socket
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HOUSE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOUSE / "tests" / "postgres"), str(HOUSE / "tests" / "soak")]

from cluster import NoPostgres, free_port  # type: ignore[import-not-found]  # noqa: E402
from rounds_under_kills import POSTGRES, cluster_for  # type: ignore[import-not-found]  # noqa: E402
from running_app import RunningApp  # type: ignore[import-not-found]  # noqa: E402

TURNS, THREADS = 5, 8
STORED = b"Your answers are stored"


class Client:
    """A connection that is kept, with as little work of its own as can be."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, person: dict[str, Any]) -> float:
        """Send one response; returns the seconds until its page was there."""
        form = {"draft": person["drafts"][0]["draft"], "step": "check", "go": "continue", "lang": "en"}
        body = urlencode(form).encode()
        head = (
            f"POST /answer/{person['token']}/ HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        begun = time.perf_counter()
        self.socket.sendall(head.encode() + body)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        names, _, page = got.partition(b"\r\n\r\n")
        length = int(
            next(line for line in names.lower().split(b"\r\n") if line.startswith(b"content-length:"))[15:]
        )
        while len(page) < length:
            page += self._more()
        taken = time.perf_counter() - begun
        if STORED not in page:
            raise RuntimeError(f"Not stored: {names[:200]!r}")
        return taken

    def _more(self) -> bytes:
        part = self.socket.recv(65536)
        if not part:
            raise RuntimeError("The app closed the connection.")
        return part


def through_the_app(port: int, people: list[dict[str, Any]], clients: int) -> tuple[float, list[float]]:
    """Responses a second, and the seconds that each one took."""
    taken: list[float] = []
    trouble: list[BaseException] = []

    def work(mine: list[dict[str, Any]], client: Client) -> None:
        try:
            taken.extend([client.send(person) for person in mine])
        except BaseException as problem:
            trouble.append(problem)

    threads = [
        threading.Thread(target=work, args=(people[one::clients], Client(port))) for one in range(clients)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if trouble:
        raise trouble[0]
    return len(people) / (time.perf_counter() - begun), taken


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
        rate, taken = through_the_app(app.port, people[2 * each : 3 * each], clients)
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
