"""Signatures of webhooks, by the scheme of Standard Webhooks: what both sides compute, and how old one may be."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from bothways.errors import InputError

PREFIX = "whsec_"
#: A message is taken that was signed so many seconds ago, or that much ahead of our clock.
TOLERANCE = 300
_LEAST, _MOST = 16, 64
_BYTES = 32


def new_secret() -> str:
    """Return a secret of 32 random bytes, as both sides write it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """Return the bytes behind a secret.

    Raises
    ------
    InputError
        Where it is none: base64 of 16 to 64 bytes, with or without ``whsec_`` in front.
    """
    try:
        key = base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not _LEAST <= len(key) <= _MOST:
        raise InputError(
            "This is no secret of a webhook.",
            remedy="It begins with whsec_; copy all of it from the other program.",
        )
    return key


def sign(secret: str, message: str, stamp: int, body: bytes) -> str:
    """Return the signature of a message.

    Parameters
    ----------
    secret : str
    message : str
        Its id.
    stamp : int
        Seconds since 1970.
    body : bytes

    Examples
    --------
    >>> secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    >>> sign(secret, message, 1614265330, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{message}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()


def is_signed(secrets_: Iterable[str], message: str, stamp: int, body: bytes, signatures: str) -> bool:
    """Return whether one of several signatures, between blanks, is made with one of the secrets."""
    given = [part.encode() for part in signatures.split(" ")[:10] if part.startswith("v1,")]
    wanted = [sign(secret, message, stamp, body).encode() for secret in secrets_]
    return any([hmac.compare_digest(one, other) for one in wanted for other in given])  # noqa: C419 - in equal time
