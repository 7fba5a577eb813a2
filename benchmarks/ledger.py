"""A round of a large company through the certificate, beside its prototype, and 36 rounds in a row.

    python benchmarks/ledger.py [respondents] [respondents of the 36 rounds]

The made-up company and the peer are the prototype in the shared folder (BOTHWAYS_SHARED, or ../shared beside the
checkout): 16,000 teams, 161 departments, four attributes, 21,000 candidate sets at 100,000 respondents. Each runs in
a process of its own, one after the other; seconds are processor seconds, memory is the peak of the whole process.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

SHARED = Path(os.environ.get("BOTHWAYS_SHARED", Path(__file__).parents[2] / "shared"))
PROTOTYPE = SHARED / "prototypes" / "privacy" / "ledger2"
FLOOR, BUDGET, ROUNDS = 5, 1 / 3, 36


def company(respondents: int, seed: int) -> tuple[dict[str, Any], list[tuple[str, int, np.ndarray]]]:
    """The made-up company and its candidate sets of at least k people in the public order."""
    sys.path.insert(0, str(PROTOTYPE))
    from world import catalogue, world  # type: ignore[import-not-found]

    made = world(respondents, seed)
    return made, [offer for offer in catalogue(made) if len(offer[2]) >= FLOOR]


def peak() -> float:
    """Largest memory of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def ours(respondents: int, seed: int) -> dict[str, float]:
    """One round, then ad-hoc offers: every second team of a division with one of two roles."""
    from bothways.privacy.certificate import Certificate

    made, offers = company(respondents, seed)
    Certificate(50, compiled=True).offer_many([range(50), range(20)])  # load the compiled arithmetic
    begin = time.process_time()
    certificate = Certificate(made["n"], k=FLOOR, blocks=made["dept"], budget=BUDGET)
    decisions = certificate.offer_many([members for _, _, members in offers])
    seconds = time.process_time() - begin
    waits = []
    for number in range(50):
        inside = (made["div"] == number % (made["div"].max() + 1)) & (made["team"] % 2 == number % 2)
        members = np.flatnonzero(inside & np.isin(made["at"]["role"], [number % 8, (number + 3) % 8]))
        start = time.perf_counter()
        certificate.offer(members)
        waits.append(1000 * (time.perf_counter() - start))
    return {
        "seconds": seconds,
        "memory": peak(),
        "offers": len(offers),
        "shown": sum(decision != "withheld" for decision in decisions),
        "wait": float(np.median(waits)),
        "longest": max(waits),
    }


def peer(respondents: int, seed: int) -> dict[str, float]:
    """The same round through the prototype, which takes sets inside departments first and settles at the end."""
    made, offers = company(respondents, seed)
    from ledger import HierLedger  # type: ignore[import-not-found]
    from world import split  # type: ignore[import-not-found]

    begin = time.process_time()
    ledger = HierLedger(made["n"], [x for _, x in split(made["dept"])], budget=BUDGET, local_budget=BUDGET)
    shown = sum(ledger.local(d, members) != "deny" for _, d, members in offers if d >= 0)
    crossing = [members for _, d, members in offers if d < 0]
    for members in crossing:
        ledger.border(members)
    shown += len(crossing) - len(set(ledger.finish()))
    return {
        "seconds": time.process_time() - begin,
        "memory": peak(),
        "offers": len(offers),
        "shown": shown,
    }


def rounds(respondents: int, seed: int) -> dict[str, float]:
    """36 rounds one after the other in one process: seconds of each third, and memory."""
    thirds = [0.0, 0.0, 0.0]
    early = 0.0
    for number in range(ROUNDS):
        thirds[number * 3 // ROUNDS] += ours(respondents, seed + number)["seconds"]
        early = early or peak()
    return {"first": thirds[0], "second": thirds[1], "third": thirds[2], "early": early, "memory": peak()}


def apart(which: str, respondents: int, seed: int) -> dict[str, float]:
    """Run one of the measurements in a process of its own."""
    command = [sys.executable, __file__, "--only", which, str(respondents), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main(respondents: int = 100_000, each: int = 20_000) -> None:
    """Print the round, the ratios and the 36 rounds."""
    if not (PROTOTYPE / "ledger.py").exists():
        print("The prototype is not here: set BOTHWAYS_SHARED to the shared folder.")
        return
    print(
        "respondents | seed | sets | shown, prototype | seconds, prototype, ratio | MB, prototype, ratio | "
        "ms for a late set, longest"
    )
    for seed in (1, 2):
        a, b = apart("ours", respondents, seed), apart("peer", respondents, seed)
        print(
            f"{respondents} | {seed} | {a['offers']} | {a['shown']}, {b['shown']} | "
            f"{a['seconds']:.1f}, {b['seconds']:.1f}, {b['seconds'] / a['seconds']:.1f} | "
            f"{a['memory']:.0f}, {b['memory']:.0f}, {b['memory'] / a['memory']:.1f} | "
            f"{a['wait']:.1f}, {a['longest']:.1f}",
            flush=True,
        )
    run = apart("rounds", each, 1)
    print(
        f"{ROUNDS} rounds of {each}: seconds of rounds 1 to 12, 13 to 24, 25 to 36: "
        f"{run['first']:.1f}, {run['second']:.1f}, {run['third']:.1f}; "
        f"MB after the first {run['early']:.0f}, after all {run['memory']:.0f}"
    )


if __name__ == "__main__":
    if "--only" in sys.argv:
        which, count, seed = sys.argv[2:5]
        print(json.dumps({"ours": ours, "peer": peer, "rounds": rounds}[which](int(count), int(seed))))
    else:
        main(*(int(word) for word in sys.argv[1:3]))
