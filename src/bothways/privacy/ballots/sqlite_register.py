"""The issuance register in an SQLite file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from bothways.privacy.ballots.sqlite_file import drawer_of, lay_drawer, make_file, one_step, take_drawer
from bothways.privacy.ballots.stores import Recorded

#: A person who has not asked yet has a request of the same length, so that rows do not change their size.
NOTHING = bytes(32)
SCHEMA = """
CREATE TABLE IF NOT EXISTS rounds (round TEXT PRIMARY KEY, published TEXT NOT NULL, closed INT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS strata (
    round TEXT, stratum TEXT, drawers INT NOT NULL, PRIMARY KEY (round, stratum)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS people (
    round TEXT, stratum TEXT, drawer INT, person TEXT, request BLOB NOT NULL,
    PRIMARY KEY (round, stratum, drawer, person)
) WITHOUT ROWID;
"""


class SqliteRegister:
    """An `IssuanceRegister` in a file of its own; never the box's file.

    Parameters
    ----------
    path : path
        Made if it is not there, readable by its owner alone.

    Examples
    --------
    >>> import tempfile
    >>> register = SqliteRegister(Path(tempfile.mkdtemp()) / "register.db")
    >>> register.open("2026-Q4", "hash", {"team-1": ["Ana", "Ben"]}, {"team-1": 1})
    True
    >>> [register.record("2026-Q4", "team-1", who, bytes([1] * 32)) for who in ("Ben", "Ben", "Cem")]
    ['recorded', 'same', 'not invited']
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        make_file(path, SCHEMA)

    def open(
        self, round: str, published: str, invited: Mapping[str, Collection[str]], drawers: Mapping[str, int]
    ) -> bool:
        """Enter the people of a round, once."""
        places = [
            (round, stratum, drawer_of(person.encode(), drawers[stratum]), person)
            for stratum, members in invited.items()
            for person in members
        ]
        with one_step(self.path) as connection:
            found = connection.execute(
                "SELECT published, closed FROM rounds WHERE round = ?", (round,)
            ).fetchone()
            if found:
                there = connection.execute(
                    "SELECT round, stratum, drawer, person FROM people WHERE round = ?", (round,)
                )
                return found == (published, 0) and set(there) == set(places)
            connection.execute("INSERT INTO rounds VALUES (?, ?, 0)", (round, published))
            connection.executemany(
                "INSERT INTO strata VALUES (?, ?, ?)",
                [(round, stratum, n) for stratum, n in sorted(drawers.items())],
            )
            connection.executemany(
                "INSERT INTO people VALUES (?, ?, ?, ?, ?)", [(*place, NOTHING) for place in sorted(places)]
            )
        return True

    def record(self, round: str, stratum: str, person: str, request: bytes) -> Recorded:
        """Enter a request, unless there is one."""
        with one_step(self.path) as connection:
            state = connection.execute("SELECT closed FROM rounds WHERE round = ?", (round,)).fetchone()
            if state and state[0]:
                return "closed"
            drawers = connection.execute(
                "SELECT drawers FROM strata WHERE round = ? AND stratum = ?", (round, stratum)
            ).fetchone()
            if not drawers:
                return "not invited"
            place = (round, stratum, drawer_of(person.encode(), drawers[0]))
            requests: dict[str, bytes] = dict(take_drawer(connection, "people", place))
            before = requests.get(person)
            if before is None:
                return "not invited"
            if before != NOTHING:
                return "same" if before == request else "other"
            lay_drawer(connection, "people", place, (requests | {person: request}).items())
        return "recorded"

    def forget(self, round: str) -> None:
        """Erase the people of a round."""
        with one_step(self.path) as connection:
            connection.execute("UPDATE rounds SET closed = 1 WHERE round = ?", (round,))
            connection.execute("DELETE FROM people WHERE round = ?", (round,))
            connection.execute("DELETE FROM strata WHERE round = ?", (round,))
