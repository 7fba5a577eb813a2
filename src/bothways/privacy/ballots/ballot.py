"""What a sealed ballot is made of, and how each part of it is checked."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from bothways.privacy.ballots.keys import BallotKey
from bothways.privacy.ballots.refusal import BallotRefused
from bothways.privacy.ballots.signing import verify_signature

LABEL = b"bothways sealed ballot 1\n"
#: Bytes of the random prefix of RFC 9474, of a SHA-256, of an uncompressed P-256 point, of half its signature.
PREFIX, HASH, POINT, HALF = 32, 32, 65, 32
LONGEST = 64 * 1024
PARTS = ("answers", "round", "seal", "signature", "stratum", "token")


@dataclass(frozen=True)
class Ballot:
    """A sealed ballot, read and not yet checked.

    Attributes
    ----------
    round, stratum : str
    token : bytes, 154 long
        The signed message: 32 random bytes, ``LABEL``, SHA-256 of the stratum's key, and a public key of the
        client's own, made for this one ballot.
    signature : bytes
        The stratum's RSA signature of the token, made blind.
    answers : str
        JSON text, item to answer.
    seal : bytes, 64 long
        Signature of token and answers by the client's one-time key: nobody else can put other answers to the token.
    """

    round: str
    stratum: str
    token: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    answers: str = field(repr=False)
    seal: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """HMAC-SHA-256 of the answers under the token."""
        return hmac.digest(self.token, self.answers.encode(), "sha256")


def read_ballot(sent: bytes) -> Ballot:
    """Read what a client sent.

    Parameters
    ----------
    sent : bytes
        JSON object with the texts round, stratum, answers and the base64url texts token, signature, seal; at most
        64 KiB.

    Returns
    -------
    Ballot

    Raises
    ------
    BallotRefused
        "malformed".

    Examples
    --------
    >>> read_ballot(b"{}")
    Traceback (most recent call last):
        ...
    bothways.privacy.ballots.refusal.BallotRefused: This is no sealed ballot. \
Build it with client.mjs and send it unaltered.
    """
    parts = read_object(sent) if len(sent) <= LONGEST else {}
    if tuple(sorted(parts)) != PARTS or not all(isinstance(part, str) for part in parts.values()):
        raise BallotRefused("malformed", "This is no sealed ballot.")
    token, signature, seal = (read_base64url(parts[name]) for name in ("token", "signature", "seal"))
    return Ballot(parts["round"], parts["stratum"], token, signature, parts["answers"], seal)


def read_object(sent: bytes) -> dict[str, Any]:
    """Return a JSON object; refuse anything else, names given twice, half characters, numbers that are none."""
    try:
        found = json.loads(sent.decode(), object_pairs_hook=refuse_doubles, parse_constant=refuse_constant)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BallotRefused("malformed", "This is no JSON.") from None
    if not isinstance(found, dict):
        raise BallotRefused("malformed", "This is no JSON object.")
    return found


def refuse_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs as a dictionary unless a name comes twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def refuse_constant(name: str) -> None:
    """Refuse NaN and the infinities."""
    raise ValueError(name)


def read_base64url(text: str) -> bytes:
    """Decode base64url without filling; refuse a second spelling of the same bytes."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        found = b""
    if not found or base64.urlsafe_b64encode(found).rstrip(b"=") != text.encode():
        raise BallotRefused("malformed", "A part of the ballot is not base64url.")
    return found


def check_signatures(ballot: Ballot, key: BallotKey) -> None:
    """Check that the stratum's key signed the token, and the token's key the answers.

    Parameters
    ----------
    ballot : Ballot
    key : BallotKey
        The key of the round and stratum that the ballot is cast in.

    Raises
    ------
    BallotRefused
        "wrong round or stratum": the token names another key; "signature": either does not verify; "malformed".
    """
    head = PREFIX + len(LABEL)
    if len(ballot.token) != head + HASH + POINT or ballot.token[PREFIX:head] != LABEL:
        raise BallotRefused("malformed", "The token is not one of ours.")
    if ballot.token[head : head + HASH].hex() != key.hash:
        raise BallotRefused("wrong round or stratum", "The token was signed for another round or stratum.")
    if not verify_signature(ballot.token, ballot.signature, key.verifier):
        raise BallotRefused("signature", "The token is not signed by the stratum's key.")
    if not verify_seal(ballot):
        raise BallotRefused("signature", "The answers are not those that were sealed with the token.")


def verify_seal(ballot: Ballot) -> bool:
    """Tell whether the token's own key signed the answers (ECDSA, P-256, SHA-256)."""
    if len(ballot.seal) != 2 * HALF:
        return False
    r, s = (int.from_bytes(half, "big") for half in (ballot.seal[:HALF], ballot.seal[HALF:]))
    try:
        one_time = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), ballot.token[-POINT:])
        one_time.verify(
            encode_dss_signature(r, s), ballot.token + ballot.answers.encode(), ec.ECDSA(hashes.SHA256())
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def read_answers(text: str) -> Mapping[str, object]:
    """Read the answers of a ballot.

    Parameters
    ----------
    text : str
        JSON object: item to number, text, yes or no, null, or a list of numbers and texts.

    Returns
    -------
    mapping of str to object
        Whole numbers as int, so that 4 and 4.0 are one answer.

    Raises
    ------
    BallotRefused
        "malformed".

    Examples
    --------
    >>> read_answers('{"q2": [4.0, "other"], "q1": null}')
    {'q2': [4, 'other'], 'q1': None}
    """
    return {item: plain_answer(value) for item, value in read_object(text.encode()).items()}


def plain_answer(value: object, *, inside: bool = False) -> object:
    """Return one answer in its plainest spelling, or refuse it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return int(value) if value.is_integer() else value
    if isinstance(value, list) and not inside:
        return [plain_answer(part, inside=True) for part in value]
    raise BallotRefused("malformed", "An answer is neither number, text, yes or no, nor a list of these.")


def plain_text(answers: Mapping[str, object]) -> str:
    """Return answers as JSON in one spelling, items sorted: spacing and order must not mark a ballot."""
    return json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def check_items(answers: Mapping[str, object], items: Collection[str]) -> None:
    """Refuse answers to anything but the instrument's items: an attribute would tell who it is."""
    if not set(answers) <= set(items):
        raise BallotRefused("unknown question", "The ballot answers something that was not asked.")


def hash_token(token: bytes) -> bytes:
    """Return SHA-256 of a token: its place in the box."""
    return hashlib.sha256(token).digest()
