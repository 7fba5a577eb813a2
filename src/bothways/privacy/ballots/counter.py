"""The two counters: one gives tokens to people it knows, the other takes ballots from nobody it knows."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Literal

from bothways.privacy.ballots.ballot import (
    check_items,
    check_signatures,
    hash_token,
    read_answers,
    read_ballot,
)
from bothways.privacy.ballots.refusal import BallotRefused
from bothways.privacy.ballots.sealed_round import SealedRound
from bothways.privacy.ballots.signing import read_blinded, sign_blinded
from bothways.privacy.ballots.stores import BallotBox, HeldBallot, IssuanceRegister

Receipt = Literal["stored", "already stored"]
#: Header lines that tell, or let somebody find out, who sends a ballot; sign-on proxies add the last ones.
TRACES = frozenset(
    {
        "authorization",
        "cookie",
        "from",
        "proxy-authorization",
        "referer",
        "remote-user",
        "x-auth-request-email",
        "x-auth-request-user",
        "x-csrftoken",
        "x-forwarded-email",
        "x-forwarded-preferred-username",
        "x-forwarded-user",
        "x-remote-user",
    }
)


def issue_token(
    blinded: bytes, *, sealed: SealedRound, stratum: str, person: str, register: IssuanceRegister
) -> bytes:
    """Sign the blinded token of a signed-in person, once; the same request again gets the same bytes.

    Parameters
    ----------
    blinded : bytes
        What the client's ``prepareToken`` made.
    sealed : SealedRound
    stratum, person : str
        As invited. Take ``person`` from the session, never from the request.
    register : IssuanceRegister

    Returns
    -------
    bytes
        The blind signature, for the client's ``finishToken``.

    Raises
    ------
    BallotRefused
        "already issued": this person asked before with another request; "not invited"; "closed"; "malformed";
        "wrong round or stratum".
    BothwaysError
        If signing failed; ask again with the same request.

    Notes
    -----
    The request is entered before it is signed, so that a crash in between costs nobody a token and gives nobody two.
    Of the request only its SHA-256 is kept; it is independent of the token, because the blinding is perfect.

    Examples
    --------
    >>> from bothways.privacy.ballots import MemoryBox, MemoryRegister, make_sealed_round, open_round
    >>> register, sealed = MemoryRegister(), make_sealed_round("2026-Q4", ["team-1"], bits=2048)
    >>> open_round(sealed, {"team-1": ["Ana", "Ben", "Cem", "Dua", "Eli"]}, register=register, box=MemoryBox())
    >>> ask = dict(sealed=sealed, stratum="team-1", person="Ben", register=register)
    >>> issue_token(bytes(255) + b"2", **ask) == issue_token(bytes(255) + b"2", **ask)
    True
    >>> issue_token(bytes(255) + b"3", **ask)
    Traceback (most recent call last):
        ...
    bothways.privacy.ballots.refusal.BallotRefused: This person has a token for another request. \
Send the same request again, or answer from the device that asked first.
    """
    key = sealed.key_of(stratum)
    read_blinded(blinded, key)
    answer = register.record(sealed.round, stratum, person, hashlib.sha256(blinded).digest())
    if answer == "not invited":
        raise BallotRefused("not invited", "This person is not invited in this stratum.")
    if answer == "closed":
        raise BallotRefused("closed", "The round is closed.")
    if answer == "other":
        raise BallotRefused("already issued", "This person has a token for another request.")
    return sign_blinded(blinded, key)


def cast_ballot(
    sent: bytes,
    *,
    sealed: SealedRound,
    stratum: str,
    items: Collection[str],
    box: BallotBox,
    headers: Mapping[str, str],
) -> Receipt:
    """Store a ballot exactly once.

    Parameters
    ----------
    sent : bytes
        What the client's ``sealBallot`` made.
    sealed : SealedRound
    stratum : str
        From the address it is cast at.
    items : collection of str
        The instrument's items; a ballot may hold answers to these and nothing else.
    box : BallotBox
    headers : mapping of str to str
        All header lines of the request; letter case does not matter.

    Returns
    -------
    {"stored", "already stored"}
        Either way it is stored, durably and once.

    Raises
    ------
    BallotRefused
        "traceable": the request carries a cookie, credentials or a referrer; "malformed"; "wrong round or stratum";
        "signature"; "unknown question"; "other ballot": the token came with other answers before; "closed".

    Notes
    -----
    The same ballot sent again is "already stored" even after closing and after release, until the box is deleted.
    """
    refuse_traces(headers)
    ballot = read_ballot(sent)
    if (ballot.round, ballot.stratum) != (sealed.round, stratum):
        raise BallotRefused("wrong round or stratum", "The ballot is for another round or stratum.")
    check_signatures(ballot, sealed.key_of(stratum))
    check_items(read_answers(ballot.answers), items)
    answer = box.put(sealed.round, stratum, HeldBallot(hash_token(ballot.token), ballot.digest, sent))
    if answer == "other":
        raise BallotRefused("other ballot", "This token came with other answers before.")
    if answer == "closed":
        raise BallotRefused("closed", "The round is closed.")
    return "stored" if answer == "stored" else "already stored"


def refuse_traces(headers: Mapping[str, str]) -> None:
    """Refuse a ballot that comes with anything that tells who sends it.

    Parameters
    ----------
    headers : mapping of str to str
        Header lines of the request; letter case does not matter.

    Raises
    ------
    BallotRefused
        "traceable"; the header's name is told, never its content.

    Examples
    --------
    >>> refuse_traces({"Content-Type": "application/json"})
    >>> refuse_traces({"Cookie": "sessionid=1"})
    Traceback (most recent call last):
        ...
    bothways.privacy.ballots.refusal.BallotRefused: The ballot came with the header cookie. \
Send the ballot without session: no cookies, no credentials, no referrer.
    """
    found = sorted(TRACES & {name.lower().replace("_", "-") for name in headers})
    if found:
        raise BallotRefused("traceable", f"The ballot came with the header {found[0]}.")
