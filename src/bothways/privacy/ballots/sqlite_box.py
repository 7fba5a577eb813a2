"""The ballot box in an SQLite file."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from bothways.privacy.ballots.sqlite_file import (
    connect,
    drawer_of,
    lay_drawer,
    make_file,
    one_step,
    take_drawer,
)
from bothways.privacy.ballots.stores import Batch, HeldBallot, Put

SCHEMA = """
CREATE TABLE IF NOT EXISTS rounds (round TEXT PRIMARY KEY, published TEXT NOT NULL, closed INT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS strata (
    round TEXT, stratum TEXT, drawers INT NOT NULL, PRIMARY KEY (round, stratum)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ballots (  -- record: empty once the ballot is released; its token stays spent
    round TEXT, stratum TEXT, drawer INT, token BLOB, digest BLOB NOT NULL, record BLOB NOT NULL,
    PRIMARY KEY (round, stratum, drawer, token)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS released (  -- batch and place: random
    round TEXT, batch BLOB, place BLOB, strata TEXT NOT NULL, answers TEXT NOT NULL,
    PRIMARY KEY (round, batch, place)
) WITHOUT ROWID;
"""


class NoLongerHeld(Exception):
    """A ballot of the batch was released by somebody else; the whole step is undone."""


class SqliteBox:
    """A `BallotBox` in a file of its own; never the register's file.

    Parameters
    ----------
    path : path
        Made if it is not there, readable by its owner alone.

    Examples
    --------
    >>> import tempfile
    >>> box = SqliteBox(Path(tempfile.mkdtemp()) / "box.db")
    >>> box.open("2026-Q4", "hash", {"team-1": 1})
    True
    >>> [box.put("2026-Q4", "team-1", HeldBallot(b"token", b"digest", b"record")) for _ in range(2)]
    ['stored', 'same']
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        make_file(path, SCHEMA)

    def open(self, round: str, published: str, drawers: Mapping[str, int]) -> bool:
        """Open a round, once."""
        with one_step(self.path) as connection:
            connection.execute("INSERT OR IGNORE INTO rounds VALUES (?, ?, 0)", (round, published))
            if not drawers_of(connection, round):
                lines = [(round, stratum, n) for stratum, n in sorted(drawers.items())]
                connection.executemany("INSERT INTO strata VALUES (?, ?, ?)", lines)
            same = drawers_of(connection, round) == dict(drawers)
        return same and self.state(round) == (published, False)

    def put(self, round: str, stratum: str, ballot: HeldBallot) -> Put:
        """Store a ballot, unless its token is spent."""
        return self.put_all([(round, stratum, ballot)])[0]

    def put_all(self, ballots: Sequence[tuple[str, str, HeldBallot]]) -> list[Put]:
        """Store ballots, each with its round and stratum, in one step, which costs the disk what one costs."""
        with one_step(self.path) as connection:
            return [put_ballot(connection, *one) for one in ballots]

    def close(self, round: str) -> None:
        """Take no more ballots."""
        with one_step(self.path) as connection:
            connection.execute("UPDATE rounds SET closed = 1 WHERE round = ?", (round,))

    def state(self, round: str) -> tuple[str, bool]:
        """Return the published hash, and whether the round is closed."""
        with connect(self.path) as connection:
            found = connection.execute(
                "SELECT published, closed FROM rounds WHERE round = ?", (round,)
            ).fetchone()
        return (found[0], bool(found[1])) if found else ("", False)

    def held(self, round: str, stratum: str) -> tuple[HeldBallot, ...]:
        """Return what is not released, by token."""
        with connect(self.path) as connection:
            rows = connection.execute(
                "SELECT token, digest, record FROM ballots WHERE round = ? AND stratum = ? AND record <> x'' "
                "ORDER BY token",
                (round, stratum),
            ).fetchall()
        return tuple(HeldBallot(*row) for row in rows)

    def release(self, round: str, tokens: Mapping[str, Collection[bytes]], answers: Sequence[str]) -> bool:
        """Add a batch, and erase the records behind it."""
        strata = json.dumps(list(tokens))
        batch = secrets.token_bytes(16)
        lines = sorted((round, batch, secrets.token_bytes(16), strata, answer) for answer in answers)
        try:
            with one_step(self.path) as connection:
                drawers = drawers_of(connection, round)
                for stratum, chosen in tokens.items():
                    erase_records(connection, round, stratum, set(chosen), drawers[stratum])
                connection.executemany("INSERT INTO released VALUES (?, ?, ?, ?, ?)", lines)
        except NoLongerHeld:
            return False
        return True

    def batches(self, round: str) -> tuple[Batch, ...]:
        """Return what was released, by random number."""
        with connect(self.path) as connection:
            rows = connection.execute(
                "SELECT batch, strata, answers FROM released WHERE round = ? ORDER BY batch, place", (round,)
            ).fetchall()
        return tuple(
            Batch(tuple(json.loads(strata)), tuple(row[2] for row in group))
            for (_, strata), group in groupby(rows, key=lambda row: row[:2])
        )


def put_ballot(connection: sqlite3.Connection, round: str, stratum: str, ballot: HeldBallot) -> Put:
    """Lay a ballot into its drawer, unless its token is spent."""
    drawers = drawers_of(connection, round).get(stratum)
    if drawers is None:
        return "closed"
    place = (round, stratum, drawer_of(ballot.token, drawers))
    rows = take_drawer(connection, "ballots", place)
    before = next((digest for token, digest, _ in rows if token == ballot.token), None)
    if before is not None:
        return "same" if before == ballot.digest else "other"
    if connection.execute("SELECT closed FROM rounds WHERE round = ?", (round,)).fetchone()[0]:
        return "closed"
    lay_drawer(connection, "ballots", place, [*rows, (ballot.token, ballot.digest, ballot.record)])
    return "stored"


def drawers_of(connection: sqlite3.Connection, round: str) -> dict[str, int]:
    """Return each stratum of a round with its number of drawers."""
    return dict(
        connection.execute("SELECT stratum, drawers FROM strata WHERE round = ?", (round,)).fetchall()
    )


def erase_records(
    connection: sqlite3.Connection, round: str, stratum: str, tokens: Collection[bytes], drawers: int
) -> None:
    """Empty the records of these tokens, every drawer of the stratum laid anew."""
    left = set(tokens)
    for drawer in range(drawers):
        place = (round, stratum, drawer)
        rows = take_drawer(connection, "ballots", place)
        left -= {token for token, _, record in rows if record}
        emptied = [(token, digest, b"" if token in tokens else record) for token, digest, record in rows]
        lay_drawer(connection, "ballots", place, emptied)
    if left:
        raise NoLongerHeld
