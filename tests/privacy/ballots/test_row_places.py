"""Attack 12: where a row lies in its page. SQLite lays a new row below older ones: an order of arrival."""

import random
import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

import pytest

from bothways.privacy.ballots import HeldBallot, SqliteBox, SqliteRegister, sqlite_box, sqlite_file


def places(path: Path, keys: list[bytes]) -> Iterator[tuple[int, int, int]]:
    """Page, offset in it, and which key, of every row laid in a leaf or inner page of a tree without row numbers."""
    content = path.read_bytes()
    size = struct.unpack(">H", content[16:18])[0]
    for page in range(len(content) // size):
        start = page * size + (100 if page == 0 else 0)
        head = {0x0A: 8, 0x02: 12}.get(content[start])
        cells = struct.unpack(">H", content[start + 3 : start + 5])[0] if head else 0
        for cell in range(cells):
            at = start + head + 2 * cell
            (offset,) = struct.unpack(">H", content[at : at + 2])
            row = content[page * size + offset :][:56]  # round, stratum, drawer and key; no second row
            yield from ((page, offset, which) for which, key in enumerate(keys) if key in row)


def later_lies_lower(path: Path, keys: list[bytes]) -> list[bool]:
    """For each two rows of one page: does the one that came later lie lower?"""
    laid = sorted(places(path, keys))
    return [a[2] > b[2] for a, b in combinations(laid, 2) if a[0] == b[0]]


def plain_insert(
    connection: sqlite3.Connection, table: str, place: tuple[str, str, int], rows: Iterable[tuple]
) -> None:
    """What one would write without thinking: insert what is new."""
    for row in rows:
        marks = ", ".join("?" * (3 + len(row)))
        connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", (*place, *row))


def fill_box(path: Path, draw: random.Random, *, people: int, length: int) -> list[bytes]:
    """Fill a stratum with ballots, those of another stratum between them."""
    box, keys = SqliteBox(path), [draw.randbytes(32) for _ in range(people)]
    box.open("r", "hash", {"team-1": 1, "team-2": 1})
    for key in keys:
        box.put("r", "team-1", HeldBallot(key, draw.randbytes(32), draw.randbytes(length)))
        box.put("r", "team-2", HeldBallot(draw.randbytes(32), draw.randbytes(32), draw.randbytes(length)))
    return keys


def fill_register(path: Path, draw: random.Random, *, people: int, length: int) -> list[bytes]:
    """Let people ask in an order drawn at random."""
    register = SqliteRegister(path)
    names = sorted(draw.randbytes(length // 2).hex() for _ in range(people))
    register.open("r", "hash", {"team-1": names}, {"team-1": 1})
    draw.shuffle(names)
    for name in names:
        register.record("r", "team-1", name, draw.randbytes(32))
    return [name.encode() for name in names]


@pytest.mark.parametrize(
    ("fill", "people", "length"),
    [
        (fill_box, 12, 60),
        (fill_box, 30, 60),
        (fill_box, 12, 1300),
        (fill_register, 12, 20),
        (fill_register, 40, 20),
    ],
)
def test_attack_12_where_a_row_lies_does_not_tell_when_it_came(
    fill: Callable[..., list[bytes]],
    people: int,
    length: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """.5 within 4 standard errors over files; the standard error is that of the files' own shares."""
    monkeypatch.setattr(sqlite_file, "SETTINGS", sqlite_file.SETTINGS.replace("EXTRA", "OFF"))
    draw = random.Random(12)
    shares = []
    for trial in range(40):
        path = tmp_path / f"{trial}.db"
        pairs = later_lies_lower(path, fill(path, draw, people=people, length=length))
        assert len(pairs) >= 10
        shares.append(sum(pairs) / len(pairs))
    mean = sum(shares) / len(shares)
    error = (sum((share - mean) ** 2 for share in shares) / len(shares) ** 2) ** 0.5
    assert abs(mean - 0.5) < 4 * error
    assert 4 * error < 0.1


def test_attack_12_plain_inserts_would_be_seen_to_tell_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "SETTINGS", sqlite_file.SETTINGS.replace("EXTRA", "OFF"))
    monkeypatch.setattr(sqlite_box, "lay_drawer", plain_insert)
    monkeypatch.setattr(sqlite_box, "take_drawer", lambda *_: [])
    draw = random.Random(12)
    pairs = []
    for trial in range(20):
        path = tmp_path / f"{trial}.db"
        pairs += later_lies_lower(path, fill_box(path, draw, people=12, length=60))
    assert sum(pairs) / len(pairs) > 0.95  # a diary in the file; .5 would be none
