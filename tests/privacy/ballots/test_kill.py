"""Attack 19: kill -9 at any moment loses nothing that was confirmed and stores nothing twice."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from ballot_rounds import OpenRound, invite
from voter import PEOPLE, Voter

from bothways.privacy.ballots import (
    BallotRefused,
    HeldBallot,
    SealedRound,
    SqliteBox,
    SqliteRegister,
    close_round,
    issue_token,
    open_round,
    release_batch,
    sqlite_file,
)

MOST_STATEMENTS = 60


@pytest.fixture
def opened(sealed: SealedRound, tmp_path: Path) -> OpenRound:
    register, box = SqliteRegister(tmp_path / "register.db"), SqliteBox(tmp_path / "box.db")
    open_round(sealed, invite(), register=register, box=box)
    return OpenRound(sealed, register, box)


def kill_before(statement: int, act: Callable[[], object]) -> bool:
    """Do it in a process that is killed before its nth SQL statement; False if there are fewer."""
    child = os.fork()
    if child == 0:
        left = statement
        connect = sqlite3.connect

        def count(_: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def watched(*args: object, **options: object) -> sqlite3.Connection:
            connection = connect(*args, **options)
            connection.set_trace_callback(count)
            return connection

        sqlite_file.sqlite3.connect = watched
        try:
            act()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def is_sound(path: Path) -> bool:
    with sqlite3.connect(path) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def each_statement(act: Callable[[], object]) -> list[int]:
    """The statements before which it was killed; all of them."""
    killed = []
    for statement in range(1, MOST_STATEMENTS):
        if not kill_before(statement, act):
            return killed
        killed.append(statement)
    pytest.fail("more statements than expected")


def test_attack_19_a_ballot_is_there_whole_or_not_at_all_and_once_after_it_is_sent_again(
    opened: OpenRound,
) -> None:
    killed = 0
    for name in PEOPLE:
        voter = opened.voter(f"{name} of team-1")
        ballot, before = voter.seal({"q1": 4}), opened.held()
        for statement in range(1 + PEOPLE.index(name), MOST_STATEMENTS, 2):
            if not kill_before(statement, lambda sent=ballot: opened.cast(sent)):
                break
            killed += 1
            assert opened.held() == before
        assert opened.cast(ballot) == "already stored"
        assert opened.held() == before + 1
        with pytest.raises(BallotRefused, match="other answers"):
            opened.cast(voter.seal({"q1": 1}))
    assert killed > 20
    assert is_sound(opened.box.path)


def test_attack_19_before_each_statement_of_storing(opened: OpenRound) -> None:
    ballot = opened.voter("Ana of team-1").seal({"q1": 4})
    killed = each_statement(lambda: opened.cast(ballot))
    assert len(killed) >= 9
    assert opened.cast(ballot) == "already stored"
    assert opened.held() == 1


def test_attack_19_a_token_is_neither_lost_nor_given_twice(opened: OpenRound) -> None:
    voter, second = (Voter("2026-Q4", "team-1", opened.sealed.keys["team-1"]) for _ in range(2))

    def ask(asking: Voter) -> bytes:
        terms = {"sealed": opened.sealed, "stratum": "team-1", "register": opened.register}
        return issue_token(asking.request, person="Ana of team-1", **terms)

    assert len(each_statement(lambda: ask(voter))) >= 9
    with pytest.raises(BallotRefused, match="another request"):
        ask(second)
    assert opened.cast(voter.finish(ask(voter)).seal({"q1": 4})) == "stored"
    assert is_sound(opened.register.path)


def test_attack_19_a_batch_is_released_whole_or_not_at_all(opened: OpenRound) -> None:
    for place, name in enumerate(PEOPLE):
        opened.cast(opened.voter(f"{name} of team-1").seal({"q1": place}))
    close_round(opened.sealed, register=opened.register, box=opened.box)

    def release() -> None:
        release_batch(opened.sealed, ["team-1"], box=opened.box)

    for statement in range(1, MOST_STATEMENTS):
        if not kill_before(statement, release):
            break
        assert (opened.held(), len(opened.box.batches("2026-Q4"))) == (6, 0)
    assert statement > 15
    (batch,) = opened.box.batches("2026-Q4")
    assert sorted(batch.answers) == [f'{{"q1":{place}}}' for place in range(6)]
    assert opened.held() == 0


def test_attack_19_ballots_that_were_confirmed_survive_kills_at_random_moments(tmp_path: Path) -> None:
    box = SqliteBox(tmp_path / "box.db")
    box.open("r", "hash", {"team-1": 1})
    draw, tried, confirmed = random.Random(19), set(), set()
    for _ in range(6):
        script = Path(__file__).with_name("endless_voters.py")
        child = subprocess.Popen([sys.executable, script, tmp_path], stdout=subprocess.PIPE, text=True)
        child.stdout.readline()
        time.sleep(draw.uniform(0.05, 0.4))
        child.kill()
        for line in child.communicate()[0].splitlines():
            word, _, token = line.partition(" ")
            if len(token) == 64:
                (tried if word == "try" else confirmed).add(bytes.fromhex(token))
        there = {ballot.token for ballot in box.held("r", "team-1")}
        assert confirmed <= there
        assert is_sound(box.path)
    assert len(confirmed) > 20
    for token in tried:
        assert box.put("r", "team-1", HeldBallot(token, token, b"record")) in {"stored", "same"}
    held = [ballot.token for ballot in box.held("r", "team-1")]
    assert len(held) == len(set(held))
    assert set(held) >= tried | confirmed
