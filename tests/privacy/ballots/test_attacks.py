"""The attacks of the design that sealed ballots must withstand, by number."""

import json
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from ballot_rounds import OpenRound, invite
from voter import PLAIN, Voter, make_voter, to_base64url

from bothways.errors import InputError
from bothways.privacy.ballots import (
    BallotRefused,
    SealedRound,
    close_round,
    issue_token,
    open_round,
    refuse_traces,
    release_batch,
)

ANA = "Ana of team-1"


def reason_of(act: Callable[[], object]) -> str:
    with pytest.raises(BallotRefused) as caught:
        act()
    return caught.value.reason


# Attack 13: unique attributes in any table of a sealed round


@pytest.mark.parametrize("extra", ["role", "tenure", "unit", "time", "q1 ", ""])
def test_attack_13_a_ballot_cannot_carry_an_attribute(opened: OpenRound, extra: str) -> None:
    ballot = opened.voter(ANA).seal({"q1": 4, extra: "nurse"})
    assert reason_of(lambda: opened.cast(ballot)) == "unknown question"
    assert opened.held() == 0


@pytest.mark.parametrize("field", ["role", "time", "person"])
def test_attack_13_a_ballot_has_no_room_beside_its_answers(opened: OpenRound, field: str) -> None:
    ballot = opened.voter(ANA).seal({"q1": 4}, **{field: "nurse"})
    assert reason_of(lambda: opened.cast(ballot)) == "malformed"


def test_attack_13_spelling_does_not_mark_a_ballot(opened: OpenRound) -> None:
    spellings = [
        '{"q1":4,"q2":2}',
        '{ "q2" : 2.0, "q1" : 4 }',
        '{"q2":2e0,"q1":4.0}',
        '{"\\u0071\\u0031":4,"q2":2}',
    ]
    for name, text in zip(("Ana", "Ben", "Cem", "Dua", "Eli"), [*spellings, spellings[1]], strict=True):
        opened.cast(opened.voter(f"{name} of team-1").seal(text))
    close_round(opened.sealed, register=opened.register, box=opened.box)
    assert release_batch(opened.sealed, ["team-1"], box=opened.box)
    assert set(opened.box.batches("2026-Q4")[0].answers) == {'{"q1":4,"q2":2}'}


# Attack 14: token replay, double issue, across rounds, across strata, unblinded


def test_attack_14_a_token_carries_one_ballot_only(opened: OpenRound) -> None:
    voter = opened.voter(ANA)
    assert opened.cast(voter.seal({"q1": 4})) == "stored"
    assert reason_of(lambda: opened.cast(voter.seal({"q1": 1}))) == "other ballot"
    assert opened.cast(voter.seal({"q1": 4})) == "already stored"
    assert opened.held() == 1


def test_attack_14_nobody_else_can_put_other_answers_to_a_token(opened: OpenRound) -> None:
    ana = opened.voter(ANA)
    thief = Voter("2026-Q4", "team-1", opened.sealed.keys["team-1"])
    thief.token, thief.signature = ana.token, ana.signature
    assert reason_of(lambda: opened.cast(thief.seal({"q1": 1}))) == "signature"
    assert reason_of(lambda: opened.cast(ana.seal({"q1": 4}, answers='{"q1":1}'))) == "signature"
    assert opened.cast(ana.seal({"q1": 4})) == "stored"


def test_attack_14_a_person_gets_one_token_and_the_same_one_again(opened: OpenRound) -> None:
    voter = Voter("2026-Q4", "team-1", opened.sealed.keys["team-1"])

    def ask(request: bytes) -> bytes:
        return issue_token(
            request, sealed=opened.sealed, stratum="team-1", person=ANA, register=opened.register
        )

    first = ask(voter.request)
    assert ask(voter.request) == first
    again = Voter("2026-Q4", "team-1", opened.sealed.keys["team-1"])
    assert reason_of(lambda: ask(again.request)) == "already issued"
    opened.cast(voter.finish(first).seal({"q1": 4}))
    assert reason_of(lambda: ask(again.request)) == "already issued"
    assert ask(voter.request) == first


def test_attack_14_of_many_requests_at_once_one_is_signed(opened: OpenRound) -> None:
    voters = [Voter("2026-Q4", "team-1", opened.sealed.keys["team-1"]) for _ in range(8)]
    signed = []

    def ask(voter: Voter) -> None:
        with suppress(BallotRefused):
            signed.append(
                issue_token(
                    voter.request,
                    sealed=opened.sealed,
                    stratum="team-1",
                    person=ANA,
                    register=opened.register,
                )
            )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, voters))
    assert len(signed) == 1


def test_attack_14_of_many_ballots_with_one_token_at_once_one_is_stored(opened: OpenRound) -> None:
    voter = opened.voter(ANA)
    ballots = [voter.seal({"q1": value}) for value in (1, 2, 3, 4)] * 2

    def cast(ballot: bytes) -> str:
        try:
            return opened.cast(ballot)
        except BallotRefused as refused:
            return refused.reason

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(cast, ballots))
    assert told == ["already stored", *["other ballot"] * 6, "stored"]
    assert opened.held() == 1


def test_attack_14_a_token_of_one_stratum_is_none_of_another(opened: OpenRound) -> None:
    voter = opened.voter(ANA)
    assert reason_of(lambda: opened.cast(voter.seal({"q1": 4}), "team-2")) == "wrong round or stratum"
    moved = voter.seal({"q1": 4}, stratum="team-2")
    assert reason_of(lambda: opened.cast(moved, "team-2")) == "wrong round or stratum"
    elsewhere = Voter("2026-Q4", "team-2", opened.sealed.keys["team-2"])
    elsewhere.signature = voter.signature
    assert reason_of(lambda: opened.cast(elsewhere.seal({"q1": 4}), "team-2")) == "signature"


def test_attack_14_a_token_of_one_round_is_none_of_the_next(
    opened: OpenRound, next_sealed: SealedRound
) -> None:
    open_round(next_sealed, invite(), register=opened.register, box=opened.box)
    voter = opened.voter(ANA)
    for ballot in (voter.seal({"q1": 4}), voter.seal({"q1": 4}, round="2027-Q1")):
        assert (
            reason_of(lambda sent=ballot: opened.cast(sent, sealed=next_sealed)) == "wrong round or stratum"
        )
    assert opened.cast(
        make_voter(next_sealed, "team-1", ANA, opened.register).seal({"q1": 4}), sealed=next_sealed
    )


def test_attack_14_an_unfinished_signature_is_no_token(opened: OpenRound) -> None:
    voter = Voter("2026-Q4", "team-1", opened.sealed.keys["team-1"])
    ask = {"sealed": opened.sealed, "stratum": "team-1", "person": ANA, "register": opened.register}
    voter.signature = issue_token(voter.request, **ask)
    assert reason_of(lambda: opened.cast(voter.seal({"q1": 4}))) == "signature"


def test_attack_14_a_signature_on_anything_else_is_no_token(opened: OpenRound) -> None:
    """Unblinded: whoever has a number of their own choice signed has no token from it."""
    voter = Voter("2026-Q4", "team-1", opened.sealed.keys["team-1"])
    ask = {"sealed": opened.sealed, "stratum": "team-1", "person": ANA, "register": opened.register}
    voter.signature = issue_token(voter.token.rjust(256, b"\0"), **ask)
    assert reason_of(lambda: opened.cast(voter.seal({"q1": 4}))) == "signature"


def test_attack_14_a_mangled_request_costs_no_token(opened: OpenRound) -> None:
    ask = {"sealed": opened.sealed, "stratum": "team-1", "person": ANA, "register": opened.register}
    for request in (b"", bytes(256), b"\xff" * 256, bytes(255), b"\x01" * 257):
        assert reason_of(lambda sent=request: issue_token(sent, **ask)) == "malformed"
    assert opened.cast(opened.voter(ANA).seal({"q1": 4})) == "stored"


def test_attack_14_a_stranger_and_a_colleague_from_elsewhere_get_no_token(opened: OpenRound) -> None:
    for person in ("Cem outside", "Ana of team-2", ""):
        assert reason_of(lambda who=person: opened.voter(who)) == "not invited"
    assert reason_of(lambda: issue_token(
        b"", sealed=opened.sealed, stratum="team-3", person=ANA, register=opened.register
    )) == "wrong round or stratum"  # fmt: skip


def bent_parts(ballot: bytes) -> list[bytes]:
    parts = json.loads(ballot)
    bent = [parts | {name: parts[name][:-6] + "AAAAAA"} for name in ("token", "signature", "seal")]
    short = [parts | {name: parts[name][:-4]} for name in ("token", "signature", "seal")]
    spelled = [parts | {name: parts[name] + "=="} for name in ("token", "signature", "seal")]
    emptied = [parts | {name: value} for name in parts for value in ("", None, 1, [], "\ud800", "ä")]
    return [json.dumps(found).encode() for found in [*bent, *short, *spelled, *emptied]]


def test_attack_14_a_mangled_ballot_is_refused_and_spends_nothing(opened: OpenRound) -> None:
    voter = opened.voter(ANA)
    sound = voter.seal({"q1": 4})
    plain = [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"{}",
        sound[:-1],
        sound + b"x",
        b"[" * 100_000,
        b" " * 70_000 + sound,
    ]
    for ballot in [*plain, *bent_parts(sound)]:
        assert reason_of(lambda sent=ballot: opened.cast(sent)) in {
            "malformed",
            "signature",
            "wrong round or stratum",
        }
    doubled = sound.replace(b'{"round"', b'{"round": "2026-Q4", "round"')
    assert reason_of(lambda: opened.cast(doubled)) == "malformed"
    assert opened.held() == 0
    assert opened.cast(sound) == "stored"


@pytest.mark.parametrize(
    "answers",
    ["", "4", "[4]", '{"q1":NaN}', '{"q1":1e999}', '{"q1":{"q2":1}}', '{"q1":[[1]]}', '{"q1":1,"q1":2}',
     '{"q1":"\\ud800"}', '{"q1":' + "9" * 5000 + "}"],
)  # fmt: skip
def test_attack_14_answers_that_are_none_are_refused(opened: OpenRound, answers: str) -> None:
    ballot = opened.voter(ANA).seal(answers)
    assert reason_of(lambda: opened.cast(ballot)) == "malformed"
    assert opened.held() == 0


def test_attack_14_a_forged_token_is_refused(opened: OpenRound) -> None:
    voter = Voter("2026-Q4", "team-1", opened.sealed.keys["team-1"])
    for forged in (secrets.token_bytes(256), bytes(256), bytes(255) + b"\1"):
        ballot = voter.seal({"q1": 4}, signature=to_base64url(forged))
        assert reason_of(lambda sent=ballot: opened.cast(sent)) == "signature"


# Attack 15: ballot with cookie, Authorization or Referer


@pytest.mark.parametrize(
    "name", ["Cookie", "authorization", "REFERER", "X-Forwarded-User", "REMOTE_USER", "X-CSRFToken"]
)
def test_attack_15_a_ballot_that_tells_its_sender_is_refused(opened: OpenRound, name: str) -> None:
    ballot = opened.voter(ANA).seal({"q1": 4})
    assert reason_of(lambda: opened.cast(ballot, headers=PLAIN | {name: "secret-4711"})) == "traceable"
    assert opened.held() == 0
    assert opened.cast(ballot) == "stored"


def test_attack_15_the_refusal_does_not_repeat_what_the_header_said() -> None:
    with pytest.raises(BallotRefused) as caught:
        refuse_traces({"Cookie": "sessionid=secret-4711"})
    assert "4711" not in str(caught.value)


# Attack 16, in the library: lower the threshold mid-survey, delete and recreate


def test_attack_16_a_round_cannot_be_opened_again_with_another_floor_or_other_people(
    opened: OpenRound,
) -> None:
    higher = SealedRound("2026-Q4", 6, opened.sealed.keys)
    four_invented = invite() | {"team-1": [ANA, *(f"invented {i}" for i in range(4))]}
    for sealed, people in ((higher, invite()), (opened.sealed, four_invented)):
        with pytest.raises(InputError, match="opened before"):
            open_round(sealed, people, register=opened.register, box=opened.box)
    open_round(opened.sealed, invite(), register=opened.register, box=opened.box)
    close_round(opened.sealed, register=opened.register, box=opened.box)
    with pytest.raises(InputError, match="opened before"):
        open_round(opened.sealed, invite(), register=opened.register, box=opened.box)


def test_attack_16_batches_keep_the_floor_that_was_published(opened: OpenRound) -> None:
    other = SealedRound("2026-Q4", 7, opened.sealed.keys)
    with pytest.raises(InputError, match="other keys or another floor"):
        release_batch(other, ["team-1"], box=opened.box)
    with pytest.raises(InputError, match="too low"):
        SealedRound("2026-Q4", 4, opened.sealed.keys)
