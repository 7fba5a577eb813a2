"""Store ballots without end, telling each before and after; killed from outside: endless_voters.py FOLDER."""

import os
import secrets
import sys
from pathlib import Path

from bothways.privacy.ballots import HeldBallot, SqliteBox


def store_without_end(folder: Path) -> None:
    """Tell each token, store its ballot, confirm it."""
    box = SqliteBox(folder / "box.db")
    while True:
        token = secrets.token_bytes(32)
        os.write(1, f"try {token.hex()}\n".encode())
        box.put("r", "team-1", HeldBallot(token, token, b"record"))
        os.write(1, f"stored {token.hex()}\n".encode())


if __name__ == "__main__":
    store_without_end(Path(sys.argv[1]))
