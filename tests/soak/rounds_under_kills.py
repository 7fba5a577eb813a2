"""Rounds that are answered while parts of the app are killed with -9, closed, released and compared."""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from answering_crowd import Count, Crowd, compare
from cluster import Cluster, cluster, free_port
from running_app import KINDS, RunningApp, wait_for

POSTGRES = "PostgreSQL"


@dataclass
class Harm:
    """What was killed, and in which moment: while people answered, or while the round was being released."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    taken_up_again: int = 0


@dataclass(frozen=True)
class Outcome:
    """One round: what became of the responses and of the round."""

    count: Count
    look: dict[str, Any]
    slowest: float

    @property
    def problems(self) -> list[str]:
        """What does not hold, in words."""
        look = self.look
        wrong = [] if self.count.holds else [f"responses: {self.count}"]
        for what, value, right in (
            ("state", look["state"], "released"), ("rows left in the database", look["rows"], 0),
            ("rounds in the ledger", look["in_ledger"], 1), ("closed", look["closed"], 1),
            ("released", look["released"], 1), ("trouble", look["trouble"], ""),
        ):  # fmt: skip
            if value != right:
                wrong.append(f"{what} is {value!r}, not {right!r}")
        return wrong


@contextmanager
def site(store: str, people: int) -> Iterator[tuple[RunningApp, Cluster | None]]:
    """Give a running app with a company in it, on SQLite or on a cluster of its own."""
    folder = Path(tempfile.mkdtemp(prefix="bothways-soak-"))
    with cluster_for(store) as server:
        app = RunningApp(folder / "home", free_port(), database=server.url() if server else "")
        try:
            app.start()
            app.ask("found", people=people)
            yield app, server
        except BaseException:
            traceback.print_exc()
            print(app.told(), file=sys.stderr)
            raise
        finally:
            left = app.stop()
            shutil.rmtree(folder, ignore_errors=True)
    if left:
        raise AssertionError(f"{len(left)} processes of the app were left behind.")


@contextmanager
def cluster_for(store: str) -> Iterator[Cluster | None]:
    """Give a cluster where the store is PostgreSQL."""
    if store == POSTGRES:
        with cluster() as server:
            yield server
    else:
        yield None


def kinds(server: Cluster | None) -> tuple[str, ...]:
    """Return what can be killed."""
    return (*KINDS, POSTGRES) if server else KINDS


class KilledRound:
    """One round under load, in which each kind is killed once at a random moment."""

    def __init__(self, app: RunningApp, server: Cluster | None, rng: random.Random, harm: Harm) -> None:
        self.app, self.server, self.rng, self.harm = app, server, rng, harm
        self._trouble: list[BaseException] = []
        self._one_at_a_time = {kind: threading.Lock() for kind in kinds(server)}

    def run(self, number: int, *, rate: float, each: int = 1) -> Outcome:
        """Open it, load it, kill, let its time be up under load, see it released, compare."""
        opened = self.app.ask("launch", drafts=8, seed=number, title=f"Round {number}")
        crowd = Crowd(self.app.port, opened["people"], rate=rate, at_a_time=24)
        early, late = self._plan(each)
        crowd.begin()
        threads = self._begin_kills(early, "answering", 0.8 * len(crowd.people) / rate)
        wait_for("Most of the answers", lambda: crowd.done > 0.75, 240)
        self.app.ask("end", round=opened["round"])
        wait_for("The close", lambda: self._look(opened)["state"] != "open", 120)
        wait_for("The release", lambda: self._begun(opened), 120)
        threads += self._begin_kills(late, "releasing", 2.0)
        for thread in threads:
            thread.join()
        if self._trouble:
            raise self._trouble[0]
        crowd.wait(240)
        waited = self._see_released(opened)
        path = self.app.home / "rounds" / str(opened["round"]) / "answers.parquet"
        rows = pq.read_table(path).to_pylist()
        return Outcome(compare(crowd, opened["items"], rows), self._look(opened), waited)

    def _plan(self, each: int) -> tuple[Counter[str], Counter[str]]:
        """Return how often each kind is killed while people answer, and while the round is released."""
        late = Counter({"worker": 1})
        for kind in ("clock", POSTGRES):
            late[kind] = self.rng.randint(0, 1)
        everything = kinds(self.server)
        late = Counter({kind: late[kind] for kind in everything})
        return Counter({kind: each - late[kind] for kind in everything}), late

    def _look(self, opened: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.app.ask("look", round=opened["round"])
        return found

    def _begun(self, opened: dict[str, Any]) -> bool:
        look = self._look(opened)
        return bool(look["begun"] or look["state"] == "released")

    def _see_released(self, opened: dict[str, Any]) -> float:
        """Wait until the round is released; where its release was killed, let the time pass after which it is due."""
        start, moved = time.monotonic(), time.monotonic()
        while (state := self._look(opened)["state"]) != "released":
            if time.monotonic() - start > 240:
                raise TimeoutError(f"The round is {state}: {self._look(opened)}")
            if time.monotonic() - moved > 8:
                self.harm.taken_up_again += self.app.ask("let_patience_pass", round=opened["round"])
                moved = time.monotonic()
            time.sleep(0.3)
        return time.monotonic() - start

    def _begin_kills(self, plan: Counter[str], moment: str, seconds: float) -> list[threading.Thread]:
        """Kill every kind as often as planned, at random moments of the next seconds."""
        threads = []
        for kind, times in plan.items():
            moments = sorted(self.rng.uniform(0, seconds) for _ in range(times))
            given = (kind, moment, moments, self.rng.random())
            threads.append(threading.Thread(target=self._kill_at, args=given, daemon=True))
            threads[-1].start()
        return threads

    def _kill_at(self, kind: str, moment: str, moments: list[float], which: float) -> None:
        begun = time.monotonic()
        try:
            for one in moments:
                time.sleep(max(0.0, begun + one - time.monotonic()))
                with self._one_at_a_time[kind]:
                    self._kill(kind, lambda pids: pids[int(which * len(pids))])
                    self.harm.kills[kind, moment] += 1
        except BaseException as problem:
            self._trouble.append(problem)

    def _kill(self, kind: str, choose: Callable[[list[int]], int]) -> None:
        if kind == POSTGRES:
            assert self.server is not None
            self.server.kill()
            self.server.start()
        elif kind == "web worker":
            wait_for("The web server", self.app.answers, 120)
            self.app.kill(kind, choose)
        else:
            self.app.kill(kind, choose)


def run_rounds(
    store: str, *, rounds: int, people: int, rate: float, seed: int, each: int = 1
) -> tuple[list[Outcome], Harm]:
    """Run rounds one after the other in one app, with so many kills of each kind in each of them."""
    rng, harm, outcomes = random.Random(seed), Harm(), []
    with site(store, people) as (app, server):
        for number in range(rounds):
            outcome = KilledRound(app, server, rng, harm).run(number, rate=rate, each=each)
            outcomes.append(outcome)
            print(
                f"{store}, round {number + 1}: {outcome.count}, released after {outcome.slowest:.0f} s "
                f"{outcome.problems or ''}",
                file=sys.stderr,
                flush=True,
            )
        print(f"{store}: {harm}", file=sys.stderr, flush=True)
    return outcomes, harm
