"""Sealed rounds through the app: tokens signed and ballots cast a second, beside the library without the web.

    python benchmarks/sealed.py [PEOPLE] [CLIENTS]

The app runs as `bothways serve` starts it, with two web workers. Everybody's device is prepared before the clock runs:
a request is one blinded token, signed by the app and entered in its register; a ballot is a sealed one, checked and
put into the box; both count when the answer is there, which comes after the flush to the disk. The library's own rates
are those of the same functions called one after another in one process, with stores on the same disk. Each round is
asked once, so turns are rounds of their own; medians.
"""

from __future__ import annotations

import html
import re
import signal
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.privacy.ballots import (
    BallotKey,
    SealedRound,
    SqliteBox,
    SqliteRegister,
    cast_ballot,
    issue_token,
    make_key,
    open_round,
    read_public_key,
)

HOUSE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOUSE / "tests" / part) for part in ("postgres", "soak", "privacy/ballots")]

from _lines import Line, at_once  # noqa: E402
from cluster import free_port  # type: ignore[import-not-found]  # noqa: E402
from running_app import RunningApp, wait_for  # type: ignore[import-not-found]  # noqa: E402
from voter import Voter  # type: ignore[import-not-found]  # noqa: E402

#: A round of each: the same questions are sealed again after three months alone.
SETS = ("engagement_short", "workload_and_rest", "autonomy_mastery_purpose")
TEAM = 12
STORED = b'{"receipt": "stored"}'


@dataclass
class Device:
    """What one person's device knows: where to ask, where to cast, and what it drew."""

    path: str
    box: str
    voter: Any
    answers: dict[str, int]


def prepare(line: Line, token: str, items: list[str]) -> Device:
    """Open somebody's page and draw a token, as the page's script does."""
    path = f"/answer/{token}/"
    page = line.ask(path).page.decode()
    found = re.search(r'<[^>]*data-published="[^>]*>', page)
    if found is None:
        raise RuntimeError("The page has no ballot.")
    told = {name: html.unescape(text) for name, text in re.findall(r'data-([\w-]+)="([^"]*)"', found[0])}
    voter = Voter(told["round"], told["stratum"], read_public_key(bytes.fromhex(told["key"])))
    return Device(path, told["box"], voter, {item: 1 + number % 5 for number, item in enumerate(items)})


def fetch(line: Line, device: Device) -> float:
    """Ask for a token."""
    answer = line.ask(device.path, device.voter.request, "application/octet-stream")
    if answer.status != 200:
        raise RuntimeError(f"Not signed: {answer.status} {answer.page[:200]!r}")
    device.voter.finish(answer.page)
    return answer.seconds


def cast(line: Line, ballot: tuple[str, bytes]) -> float:
    """Cast a ballot."""
    answer = line.ask(*ballot, "application/json")
    if answer.page.strip() != STORED:
        raise RuntimeError(f"Not stored: {answer.status} {answer.page[:200]!r}")
    return answer.seconds


def through_the_app(people: int, clients: int) -> dict[str, float]:
    """Medians over rounds of everything, in one app."""
    got: dict[str, list[float]] = {"signing": [], "signed_ms": [], "casting": [], "cast_ms": []}
    with tempfile.TemporaryDirectory(prefix="bothways-sealed-") as folder:
        app = RunningApp(Path(folder) / "home", free_port())
        try:
            app.start()
            app.ask("found", people=people)
            for name in SETS:
                number = app.ask("launch_sealed", asks=name)
                wait_for("The keys", lambda one=number: app.ask("look", round=one)["state"] == "open", 600)
                opened = app.ask("links", round=number)
                line = Line(app.port)
                devices = [prepare(line, token, opened["items"]) for token in opened["tokens"]]
                rate, taken = at_once(app.port, clients, devices, fetch)
                got["signing"].append(rate)
                got["signed_ms"].append(1000 * statistics.median(taken))
                ballots = [(one.box, one.voter.seal(one.answers)) for one in devices]
                rate, taken = at_once(app.port, clients, ballots, cast)
                got["casting"].append(rate)
                got["cast_ms"].append(1000 * statistics.median(taken))
        finally:
            app.stop()
    return {name: statistics.median(values) for name, values in got.items()}


def without_the_web(people: int) -> dict[str, float]:
    """What the library does a second in one process, one person after another."""
    items = [f"q{number}" for number in range(4)]
    with tempfile.TemporaryDirectory(prefix="bothways-sealed-") as folder:
        register, box = SqliteRegister(Path(folder) / "register.db"), SqliteBox(Path(folder) / "box.db")
        names = [f"team {number}" for number in range(people // TEAM)]
        keys: dict[str, BallotKey] = {name: make_key() for name in names}
        invited = {name: [f"{name} {seat}" for seat in range(TEAM)] for name in names}
        sealed = SealedRound("r", 5, keys)
        open_round(sealed, invited, register=register, box=box)
        voters = [(name, person, Voter("r", name, keys[name])) for name in names for person in invited[name]]
        signatures = []
        begun = time.perf_counter()
        for name, person, voter in voters:
            signed = issue_token(voter.request, sealed=sealed, stratum=name, person=person, register=register)
            signatures.append(signed)
        signing = len(voters) / (time.perf_counter() - begun)
        for (_name, _person, voter), signed in zip(voters, signatures, strict=True):
            voter.finish(signed)
        ballots = [(name, voter.seal(dict.fromkeys(items, 3))) for name, _person, voter in voters]
        begun = time.perf_counter()
        for name, ballot in ballots:
            cast_ballot(ballot, sealed=sealed, stratum=name, items=items, box=box, headers={})
        return {"signing": signing, "casting": len(ballots) / (time.perf_counter() - begun)}


def main(people: int = 240, clients: int = 8) -> None:
    """Print a line for each of both."""
    alone = [without_the_web(people) for _turn in SETS]
    app = through_the_app(people, clients)
    print("what | a second through the app | median in ms | library alone, one process | ratio")
    for what, words, milliseconds in (
        ("signing", "tokens signed", "signed_ms"), ("casting", "ballots cast", "cast_ms"),
    ):  # fmt: skip
        raw = statistics.median(one[what] for one in alone)
        print(f"{words} | {app[what]:.0f} | {app[milliseconds]:.0f} | {raw:.0f} | {app[what] / raw:.2f}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the app ends with it
    main(*(int(word) for word in sys.argv[1:3]))
