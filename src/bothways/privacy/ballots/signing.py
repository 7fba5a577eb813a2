"""Blind signatures of RFC 9474: signing what one cannot read, and verifying it later."""

from __future__ import annotations

import secrets

import gmpy2  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from bothways.errors import BothwaysError, InputError
from bothways.privacy.ballots.keys import EXPONENT, BallotKey
from bothways.privacy.ballots.refusal import BallotRefused

#: Bytes of salt in RSABSSA-SHA384-PSS; the PSSZERO variants have none.
SALT_BYTES = 48


def sign_blinded(blinded: bytes, key: BallotKey) -> bytes:
    """Sign a blinded message: BlindSign of RFC 9474, section 4.3.

    Parameters
    ----------
    blinded : bytes, key.size long
        What the client sends: a number from 2 to n - 2, big-endian. Nothing about the message can be read from it.
    key : BallotKey

    Returns
    -------
    bytes, key.size long
        The blind signature. Always the same for the same input, so that a lost reply can be given again.

    Raises
    ------
    BallotRefused
        "malformed": another length, or a number that is not from 2 to n - 2.
    InputError
        If the key's private part is destroyed.
    BothwaysError
        If the result does not verify, for example after a memory fault. It is not returned: a faulty signature by the
        Chinese remainder theorem would give the key away (Boneh, DeMillo and Lipton 1997).

    Notes
    -----
    s = m^d mod n. Powers with secret exponents run in constant time (``powmod_sec``), on m r^e with r random, so
    that even what is not constant in time (products, remainders) runs on numbers nobody outside knows.

    Examples
    --------
    >>> from bothways.privacy.ballots.keys import make_key
    >>> key = make_key(bits=2048)
    >>> blinded = bytes(key.size - 2) + b"42"
    >>> sign_blinded(blinded, key) == sign_blinded(blinded, key)
    True
    """
    m = read_blinded(blinded, key)
    if key.private is None:
        raise InputError(
            "The key's private part is destroyed; it signs no more.", remedy="Start a new round."
        )
    numbers = key.private.private_numbers()
    n = gmpy2.mpz(numbers.public_numbers.n)
    factor, inverse = draw_blinding(n)
    hidden = m * gmpy2.powmod(factor, EXPONENT, n) % n
    s = power_by_remainders(hidden, numbers) * inverse % n
    if gmpy2.powmod(s, EXPONENT, n) != m:
        raise BothwaysError(
            "The signature came out wrong and was not given away. Check this machine's memory."
        )
    return int(s).to_bytes(key.size, "big")


def read_blinded(blinded: bytes, key: BallotKey) -> gmpy2.mpz:
    """Return the blinded message as a number, or refuse it."""
    n = key.verifier.public_numbers().n
    m = int.from_bytes(blinded, "big")
    if len(blinded) != key.size or not 2 <= m <= n - 2:
        raise BallotRefused("malformed", "The blinded message has a wrong length or is out of range.")
    return gmpy2.mpz(m)


def draw_blinding(n: gmpy2.mpz) -> tuple[gmpy2.mpz, gmpy2.mpz]:
    """Draw r and return it with 1/r; the inversion, not constant in time, sees only r times another random number."""
    while True:
        r, mask = (gmpy2.mpz(secrets.randbelow(int(n) - 2) + 2) for _ in range(2))
        if gmpy2.gcd(r * mask, n) == 1:
            return r, gmpy2.invert(r * mask % n, n) * mask % n


def power_by_remainders(m: gmpy2.mpz, numbers: rsa.RSAPrivateNumbers) -> gmpy2.mpz:
    """Return m^d mod n from the powers modulo p and q (RFC 8017, section 5.1.2)."""
    p, q = gmpy2.mpz(numbers.p), gmpy2.mpz(numbers.q)
    by_p = gmpy2.powmod_sec(m % p, numbers.dmp1, p)
    by_q = gmpy2.powmod_sec(m % q, numbers.dmq1, q)
    return by_q + q * (numbers.iqmp * (by_p - by_q) % p)


def verify_signature(
    message: bytes, signature: bytes, key: rsa.RSAPublicKey, *, salt_bytes: int = SALT_BYTES
) -> bool:
    """Tell whether a finished signature fits a message: RSASSA-PSS with SHA-384.

    Parameters
    ----------
    message : bytes
        The prepared message: for the Randomized variants with its random 32 bytes in front.
    signature : bytes
    key : cryptography RSAPublicKey
    salt_bytes : {48, 0}
        48 for PSS, ours; 0 for PSSZERO.

    Returns
    -------
    bool

    Examples
    --------
    >>> from bothways.privacy.ballots.keys import make_key
    >>> verify_signature(b"message", bytes(256), make_key(bits=2048).verifier)
    False
    """
    filling = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=salt_bytes)
    try:
        key.verify(signature, message, filling, hashes.SHA384())
    except InvalidSignature:
        return False
    return True
