"""Rounds open and close as promised; answers leave the box in shuffled batches that are large enough."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest
from ballot_rounds import STRATA, OpenRound, invite
from voter import PEOPLE

from bothways.errors import InputError
from bothways.privacy.ballots import (
    BallotRefused,
    MemoryBox,
    MemoryRegister,
    SealedRound,
    SqliteBox,
    close_round,
    count_damaged,
    make_sealed_round,
    open_round,
    read_public_key,
    release_batch,
)
from bothways.privacy.ballots.signing import sign_blinded


def answer(opened: OpenRound, people: int, stratum: str = "team-1", first: int = 0) -> None:
    for place, name in enumerate(PEOPLE[first : first + people], start=first):
        opened.cast(opened.voter(f"{name} of {stratum}", stratum).seal({"q1": place}), stratum)


def close(opened: OpenRound) -> None:
    close_round(opened.sealed, register=opened.register, box=opened.box)


def test_a_stratum_of_four_is_refused() -> None:
    sealed = make_sealed_round("r", ["team-1"], bits=2048)
    for four in (PEOPLE[:4], [*PEOPLE[:4], "Ana"]):
        with pytest.raises(BallotRefused) as caught:
            open_round(sealed, {"team-1": four}, register=MemoryRegister(), box=MemoryBox())
        assert caught.value.reason == "too few invited"


def test_a_sensitive_stratum_of_nine_is_refused_and_of_ten_is_not() -> None:
    sealed = make_sealed_round("r", ["team-1"], sensitive=True, bits=2048)
    assert sealed.least == 10
    assert make_sealed_round("r", ["team-1"], sensitive=True, k=12, bits=2048).least == 12
    ten = [f"person {i}" for i in range(10)]
    with pytest.raises(BallotRefused, match="fewer than 10"):
        open_round(sealed, {"team-1": ten[:9]}, register=MemoryRegister(), box=MemoryBox())
    open_round(sealed, {"team-1": ten}, register=MemoryRegister(), box=MemoryBox())


def test_nobody_is_invited_twice_and_no_stratum_is_without_a_key(sealed: SealedRound) -> None:
    stores = {"register": MemoryRegister(), "box": MemoryBox()}
    doubled = invite() | {"team-2": ["Ana of team-1", *PEOPLE]}
    with pytest.raises(InputError, match="two strata"):
        open_round(sealed, doubled, **stores)
    for strata in (("team-1",), (*STRATA, "team-3")):
        with pytest.raises(InputError, match="not those of the keys"):
            open_round(sealed, invite(strata), **stores)


def test_two_strata_never_share_a_key_and_names_are_plain(sealed: SealedRound) -> None:
    key = sealed.keys["team-1"]
    for round, keys in (
        ("r", {"a": key, "b": key}),
        ("r", {}),
        ("r", {"a\nb": key}),
        ("", {"a": key}),
        ("r ", {"a": key}),
    ):
        with pytest.raises(InputError):
            SealedRound(round, 5, keys)


def test_the_key_list_names_each_key_and_its_hash_is_what_is_published(sealed: SealedRound) -> None:
    lines = sealed.key_list.splitlines()
    assert lines[:3] == ["bothways sealed keys 1", "round 2026-Q4", "batches of at least 5"]
    assert lines[3:] == [f"{hashlib.sha256(sealed.keys[s].public).hexdigest()} {s}" for s in STRATA]
    assert sealed.published == hashlib.sha256(sealed.key_list.encode()).hexdigest()
    assert SealedRound("2026-Q4", 6, sealed.keys).published != sealed.published


def test_four_ballots_never_leave_the_box(opened: OpenRound) -> None:
    answer(opened, 4)
    assert not release_batch(opened.sealed, ["team-1"], box=opened.box)
    close(opened)
    assert not release_batch(opened.sealed, ["team-1"], box=opened.box)
    assert opened.box.batches("2026-Q4") == ()
    assert opened.held() == 4


def test_after_closing_five_ballots_leave_with_their_answers_and_nothing_else(opened: OpenRound) -> None:
    answer(opened, 5)
    close(opened)
    assert release_batch(opened.sealed, ["team-1"], box=opened.box)
    (batch,) = opened.box.batches("2026-Q4")
    assert batch.strata == ("team-1",)
    assert sorted(batch.answers) == [f'{{"q1":{i}}}' for i in range(5)]
    assert opened.held() == 0
    assert not release_batch(opened.sealed, ["team-1"], box=opened.box)


def test_without_private_keys_ballots_are_still_confirmed_and_released(opened: OpenRound) -> None:
    answer(opened, 5)
    last = opened.voter("Fay of team-1").seal({"q1": 5})
    opened.cast(last)
    close(opened)
    destroyed = {stratum: read_public_key(key.public) for stratum, key in opened.sealed.keys.items()}
    left = SealedRound("2026-Q4", 5, destroyed)
    assert left.published == opened.sealed.published
    assert opened.cast(last, sealed=left) == "already stored"
    assert release_batch(left, ["team-1"], box=opened.box)
    with pytest.raises(InputError, match="signs no more"):
        sign_blinded(bytes(255) + b"2", destroyed["team-1"])
    with pytest.raises(InputError, match="only verify"):
        destroyed["team-1"].to_pem()


def test_strata_with_too_few_leave_together_and_the_batch_names_both(opened: OpenRound) -> None:
    answer(opened, 2)
    answer(opened, 3, "team-2")
    with pytest.raises(InputError, match="one stratum at a time"):
        release_batch(opened.sealed, STRATA, box=opened.box)
    close(opened)
    assert not release_batch(opened.sealed, ["team-2"], box=opened.box)
    assert release_batch(opened.sealed, STRATA, box=opened.box)
    (batch,) = opened.box.batches("2026-Q4")
    assert (batch.strata, len(batch.answers)) == (STRATA, 5)


def open_large(sealed: SealedRound, stores: tuple, people: int) -> OpenRound:
    register, box = stores
    names = {stratum: [f"{stratum} {i}" for i in range(people)] for stratum in STRATA}
    open_round(sealed, names, register=register, box=box)
    return OpenRound(sealed, register, box)


def test_while_the_round_is_open_five_drawn_at_random_stay_behind(sealed: SealedRound, stores: tuple) -> None:
    opened = open_large(sealed, stores, 16)
    for place in range(12):
        if place in (9, 10):
            assert release_batch(sealed, ["team-1"], box=opened.box) is (place == 10)
        opened.cast(opened.voter(f"team-1 {place}").seal({"q1": place}))
    assert opened.held() == 7
    close(opened)
    assert release_batch(sealed, ["team-1"], box=opened.box)
    sizes = sorted(len(batch.answers) for batch in opened.box.batches(sealed.round))
    assert sizes == [5, 7]
    everything = [
        json.loads(text)["q1"] for batch in opened.box.batches(sealed.round) for text in batch.answers
    ]
    assert sorted(everything) == list(range(12))


def test_the_order_of_a_batch_tells_nothing_of_the_order_of_casting(
    sealed: SealedRound, stores: tuple
) -> None:
    """Of 8 ballots in 2 batches each, some pair stands in both orders; one fixed order would be seen at once."""
    opened = open_large(sealed, stores, 16)
    for stratum in STRATA:
        for place in range(8):
            opened.cast(opened.voter(f"{stratum} {place}", stratum).seal({"q1": place}), stratum)
    close(opened)
    for stratum in STRATA:
        assert release_batch(sealed, [stratum], box=opened.box)
    one, other = (batch.answers for batch in opened.box.batches(sealed.round))
    assert sorted(one) == sorted(other)
    assert one != other  # equal by chance once in 40,320 runs
    assert sorted(one) not in (list(one), list(other))  # once in 20,160


def test_the_order_of_a_batch_of_two_strata_does_not_tell_which_is_whose(
    sealed: SealedRound, stores: tuple
) -> None:
    opened = open_large(sealed, stores, 12)
    for place, stratum in enumerate(STRATA):
        for i in range(12):
            opened.cast(opened.voter(f"{stratum} {i}", stratum).seal({"q1": place}), stratum)
    close(opened)
    assert release_batch(sealed, STRATA, box=opened.box)
    (batch,) = opened.box.batches(sealed.round)
    assert sorted(batch.answers) not in (list(batch.answers), list(batch.answers)[::-1])  # once in 1,352,078


def test_a_closed_round_takes_no_ballot_and_gives_no_token_but_confirms_what_it_has(
    opened: OpenRound,
) -> None:
    answer(opened, 4)
    late, first = opened.voter("Fay of team-1"), opened.voter("Eli of team-1")
    stored = first.seal({"q1": 9})
    opened.cast(stored)
    close(opened)
    for act in (lambda: opened.cast(late.seal({"q1": 1})), lambda: opened.voter("Ana of team-1")):
        with pytest.raises(BallotRefused) as caught:
            act()
        assert caught.value.reason == "closed"
    assert opened.cast(stored) == "already stored"
    assert release_batch(opened.sealed, ["team-1"], box=opened.box)
    assert opened.cast(stored) == "already stored"
    with pytest.raises(BallotRefused, match="other answers"):
        opened.cast(first.seal({"q1": 1}))
    assert opened.held() == 0


def test_a_ballot_altered_in_the_box_is_left_behind_and_counted(sealed: SealedRound, tmp_path: Path) -> None:
    register, box = MemoryRegister(), SqliteBox(tmp_path / "box.db")
    open_round(sealed, invite(), register=register, box=box)
    opened = OpenRound(sealed, register, box)
    answer(opened, 6)
    assert count_damaged(sealed, "team-1", box=box) == 0
    with sqlite3.connect(box.path) as connection:
        tokens = [row[0] for row in connection.execute("SELECT token FROM ballots ORDER BY token")]
        swap = "UPDATE ballots SET record = replace(record, '\\\"q1\\\": ', '\\\"q1\\\": 1') WHERE token = ?"
        copy = "UPDATE ballots SET record = (SELECT record FROM ballots WHERE token = ?) WHERE token = ?"
        assert connection.execute(swap, (tokens[0],)).rowcount == 1
        connection.execute("UPDATE ballots SET record = CAST(record AS BLOB)")
    assert count_damaged(sealed, "team-1", box=box) == 1
    with sqlite3.connect(box.path) as connection:
        connection.execute(copy, (tokens[2], tokens[1]))
    assert count_damaged(sealed, "team-1", box=box) == 2
    close(opened)
    assert not release_batch(sealed, ["team-1"], box=box)
    assert len(box.held(sealed.round, "team-1")) == 6


def test_of_two_releases_at_once_no_ballot_is_in_both(opened: OpenRound) -> None:
    answer(opened, 6)
    close(opened)
    tokens = [held.token for held in opened.box.held("2026-Q4", "team-1")]
    assert opened.box.release("2026-Q4", {"team-1": tokens[:5]}, ["{}"] * 5)
    assert not opened.box.release("2026-Q4", {"team-1": tokens[1:]}, ["{}"] * 5)
    assert len(opened.box.batches("2026-Q4")) == 1
    assert opened.held() == 1
