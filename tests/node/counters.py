"""The server's two counters for the round trip: one JSON request a line in, one JSON reply a line out."""

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path

from bothways.privacy.ballots import (
    BallotRefused,
    SqliteBox,
    SqliteRegister,
    cast_ballot,
    close_round,
    issue_token,
    make_sealed_round,
    open_round,
    release_batch,
)

ITEMS = ("q1", "comment")
PEOPLE = ("Ana", "Ben", "Cem", "Dua", "Eli", "Fay")


def serve(folder: Path) -> None:
    """Answer requests until the input ends."""
    register, box = SqliteRegister(folder / "register.db"), SqliteBox(folder / "box.db")
    sealed = make_sealed_round("2026-Q4", ["team-1", "Nürnberg 2"])
    invited = {"team-1": PEOPLE, "Nürnberg 2": tuple(f"{name}2" for name in PEOPLE)}
    open_round(sealed, invited, register=register, box=box)
    verbs: dict[str, Callable[[dict[str, str]], object]] = {
        "keys": lambda _: {
            "list": sealed.key_list,
            "published": sealed.published,
            "public": {name: to_text(key.public) for name, key in sealed.keys.items()},
        },
        "issue": lambda ask: to_text(
            issue_token(
                base64.b64decode(ask["request"]),
                sealed=sealed,
                stratum=ask["stratum"],
                person=ask["person"],
                register=register,
            )
        ),
        "cast": lambda ask: cast_ballot(
            ask["ballot"].encode(),
            sealed=sealed,
            stratum=ask["stratum"],
            items=ITEMS,
            box=box,
            headers={"Content-Type": "application/json"},
        ),
        "close": lambda _: close_round(sealed, register=register, box=box),
        "release": lambda ask: release_batch(sealed, [ask["stratum"]], box=box),
        "batches": lambda _: [[batch.strata, batch.answers] for batch in box.batches(sealed.round)],
    }
    for line in sys.stdin:
        ask = json.loads(line)
        try:
            reply = {"reply": verbs[ask["verb"]](ask)}
        except BallotRefused as refused:
            reply = {"refused": refused.reason}
        print(json.dumps(reply), flush=True)


def to_text(found: bytes) -> str:
    return base64.b64encode(found).decode()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
