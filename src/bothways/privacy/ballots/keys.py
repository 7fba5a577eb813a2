"""The RSA keys that sign tokens: one for each round and stratum."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bothways.errors import InputError

#: Bits of the modulus; docs/decisions/0010 has the measured cost of each.
KEY_BITS = (2048, 3072, 4096)
EXPONENT = 65537
PEM = "Hand in the text that BallotKey.to_pem gave."


@dataclass(frozen=True)
class BallotKey:
    """The key that signs the tokens of one round and stratum, or what is left to verify them.

    Attributes
    ----------
    verifier : cryptography RSAPublicKey
    private : cryptography RSAPrivateKey or None
        Never printed. Destroyed when the round is closed: without it nobody can sign another token.
    public : bytes
        SubjectPublicKeyInfo, DER: what clients get.
    hash : str
        SHA-256 of ``public``, 64 hexadecimal digits: what is published.
    """

    verifier: rsa.RSAPublicKey = field(repr=False)
    private: rsa.RSAPrivateKey | None = field(repr=False)
    public: bytes = field(repr=False)
    hash: str

    @property
    def size(self) -> int:
        """Bytes of the modulus, of a blinded message and of a signature."""
        return self.verifier.key_size // 8

    def to_pem(self) -> bytes:
        """Return the private key as unencrypted PKCS #8 text; keep it where only the signing process reads."""
        if self.private is None:
            raise InputError("This key can only verify.", remedy="Keep `public` instead.")
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


def make_key(*, bits: int = 3072) -> BallotKey:
    """Make a new key.

    Parameters
    ----------
    bits : {2048, 3072, 4096}
        Size of the modulus. Secrecy of ballots does not depend on it, only how hard it is to forge one.

    Returns
    -------
    BallotKey

    Raises
    ------
    InputError
        For any other size.

    Notes
    -----
    Randomness comes from the operating system and cannot be seeded.

    Examples
    --------
    >>> key = make_key(bits=2048)
    >>> key.size, len(key.hash)
    (256, 64)
    """
    if bits not in KEY_BITS:
        raise InputError(f"A key of {bits} bits is not supported.", remedy="Take 2048, 3072 or 4096.")
    private = rsa.generate_private_key(EXPONENT, bits)
    return wrap_key(private.public_key(), private)


def read_key(pem: bytes, *, checked: bool = False) -> BallotKey:
    """Read a key that was kept as PEM.

    Parameters
    ----------
    pem : bytes
        What ``BallotKey.to_pem`` gave. It is checked for consistency, so that a damaged file signs nothing.
    checked : bool
        Say that these very bytes were checked before: that takes a tenth of a second.

    Returns
    -------
    BallotKey

    Raises
    ------
    InputError
        If it is no RSA private key, is inconsistent, or has another size or exponent than ours.

    Examples
    --------
    >>> key = make_key(bits=2048)
    >>> read_key(key.to_pem()).hash == key.hash
    True
    """
    try:
        private = serialization.load_pem_private_key(
            pem, password=None, unsafe_skip_rsa_key_validation=checked
        )
    except (TypeError, ValueError):
        raise InputError("This is no private key, or a damaged one.", remedy=PEM) from None
    if not isinstance(private, rsa.RSAPrivateKey):
        raise InputError("This is no RSA key.", remedy=PEM)
    return wrap_key(private.public_key(), private)


def read_public_key(public: bytes) -> BallotKey:
    """Read what is left of a key when its private part is destroyed: it verifies and releases, and signs nothing.

    Parameters
    ----------
    public : bytes
        What ``BallotKey.public`` was.

    Returns
    -------
    BallotKey
        With ``private`` None and the same hash.

    Raises
    ------
    InputError
        If it is no RSA public key, or has another size or exponent than ours.

    Examples
    --------
    >>> key = make_key(bits=2048)
    >>> read_public_key(key.public).private is None
    True
    """
    try:
        verifier = serialization.load_der_public_key(public)
    except (UnsupportedAlgorithm, ValueError):
        verifier = None
    if not isinstance(verifier, rsa.RSAPublicKey):
        raise InputError("This is no public RSA key.", remedy="Hand in what BallotKey.public was.")
    return wrap_key(verifier, None)


def wrap_key(verifier: rsa.RSAPublicKey, private: rsa.RSAPrivateKey | None) -> BallotKey:
    """Check a key's size and exponent, and put its public text and hash beside it."""
    if verifier.key_size not in KEY_BITS or verifier.public_numbers().e != EXPONENT:
        raise InputError("This key has another size or exponent than ours.", remedy=PEM)
    public = verifier.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return BallotKey(verifier, private, public, hashlib.sha256(public).hexdigest())
