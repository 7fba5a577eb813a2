"""Attack 12: what a copy of the two files tells about who cast which ballot, and when."""

import re
import secrets
import sqlite3
from pathlib import Path

import pytest
from ballot_rounds import OpenRound, invite

from bothways.privacy.ballots import (
    SealedRound,
    SqliteBox,
    SqliteRegister,
    close_round,
    open_round,
    release_batch,
)

TELLING = re.compile(r"time|date|_at\b|order|sequence|number|rowid|autoincrement|current_", re.IGNORECASE)


@pytest.fixture
def opened(sealed: SealedRound, tmp_path: Path) -> OpenRound:
    register, box = SqliteRegister(tmp_path / "register.db"), SqliteBox(tmp_path / "box.db")
    open_round(sealed, invite(), register=register, box=box)
    return OpenRound(sealed, register, box)


def tables(path: Path) -> dict[str, str]:
    with sqlite3.connect(path) as connection:
        return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))


def columns(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        return {row[1] for table in tables(path) for row in connection.execute(f"PRAGMA table_info({table})")}


def test_attack_12_no_table_has_row_numbers_times_or_sequences(opened: OpenRound) -> None:
    for store in (opened.register, opened.box):
        for schema in tables(store.path).values():
            assert "WITHOUT ROWID" in schema
            assert not TELLING.search(schema.replace("WITHOUT ROWID", ""))
    assert TELLING.search("cast_at TEXT")


def test_attack_12_the_two_files_share_nothing_but_round_and_stratum(opened: OpenRound) -> None:
    shared = columns(opened.register.path) & columns(opened.box.path)
    assert shared == {"round", "published", "closed", "stratum", "drawers", "drawer"}


def test_attack_12_no_value_beside_a_person_stands_in_the_box(opened: OpenRound) -> None:
    for name in ("Ana", "Ben", "Cem"):
        opened.cast(opened.voter(f"{name} of team-1").seal({"q1": 4}))
    with sqlite3.connect(opened.register.path) as connection:
        rows = connection.execute("SELECT person, request FROM people").fetchall()
    box = opened.box.path.read_bytes()
    asked = {request for _, request in rows} - {bytes(32)}
    assert len(asked) == 3
    for person, request in rows:
        assert person.encode() not in box
        assert request == bytes(32) or (request not in box and request.hex().encode() not in box)


def test_attack_12_there_is_no_write_ahead_log_and_only_the_owner_reads(
    opened: OpenRound, tmp_path: Path
) -> None:
    opened.cast(opened.voter("Ana of team-1").seal({"q1": 4}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["box.db", "register.db"]
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_attack_12_what_is_erased_is_gone_from_the_bytes(opened: OpenRound) -> None:
    marks = [secrets.token_hex(12) for _ in range(6)]
    people = ("Ana", "Ben", "Cem", "Dua", "Eli", "Fay")
    voters = [opened.voter(f"{name} of team-1") for name in people]
    ballots = [voter.seal({"comment": mark}) for voter, mark in zip(voters, marks, strict=True)]
    for ballot in ballots:
        opened.cast(ballot)
    register, box = opened.register.path, opened.box.path
    assert b"Ana of team-1" in register.read_bytes()
    assert all(box.read_bytes().count(mark.encode()) == 1 for mark in marks)
    close_round(opened.sealed, register=opened.register, box=opened.box)
    assert release_batch(opened.sealed, ["team-1"], box=opened.box)
    assert b" of team-" not in register.read_bytes()
    left = box.read_bytes()
    assert all(left.count(mark.encode()) == 1 for mark in marks)
    assert b'"seal"' not in left
    assert b'"signature"' not in left


def test_attack_12_the_same_ballot_again_does_not_touch_the_file(opened: OpenRound) -> None:
    voter = opened.voter("Ana of team-1")
    opened.cast(voter.seal({"q1": 4}))
    before = opened.box.path.read_bytes()
    assert opened.cast(voter.seal({"q1": 4})) == "already stored"
    assert opened.box.path.read_bytes() == before
