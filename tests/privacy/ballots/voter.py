"""A voter in Python: what client.mjs does, written again from RFC 9474, with the parts that tests bend."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from bothways.privacy.ballots import BallotKey, SealedRound, issue_token

PEOPLE = ("Ana", "Ben", "Cem", "Dua", "Eli", "Fay")
ITEMS = ("q1", "q2", "comment")
PLAIN = {"Content-Type": "application/json"}


def encode_pss(message: bytes, salt: bytes, length: int) -> int:
    """EMSA-PSS-ENCODE with SHA-384 (RFC 8017, 9.1.1)."""
    hashed = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = (b"\x01" + salt).rjust(length - 49, b"\0")
    pieces = [hashlib.sha384(hashed + count.to_bytes(4, "big")).digest() for count in range(length // 48 + 1)]
    masked = bytes(a ^ b for a, b in zip(block, b"".join(pieces), strict=False))
    return int.from_bytes(bytes([masked[0] & 0x7F]) + masked[1:] + hashed + b"\xbc", "big")


def blind(message: bytes, n: int, *, salt: bytes, inverse: int) -> bytes:
    size = n.bit_length() // 8
    return (encode_pss(message, salt, size) * pow(inverse, -65537, n) % n).to_bytes(size, "big")


def finish(blind_signature: bytes, n: int, *, inverse: int) -> bytes:
    return (int.from_bytes(blind_signature, "big") * inverse % n).to_bytes(n.bit_length() // 8, "big")


def to_base64url(found: bytes) -> str:
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode()


@dataclass
class Voter:
    """One person's device."""

    round: str
    stratum: str
    key: BallotKey

    def __post_init__(self) -> None:
        self.n = self.key.verifier.public_numbers().n
        self.one_time = ec.generate_private_key(ec.SECP256R1())
        point = self.one_time.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        label = b"bothways sealed ballot 1\n"
        self.token = secrets.token_bytes(32) + label + bytes.fromhex(self.key.hash) + point
        self.inverse = secrets.randbelow(self.n - 2) + 2
        self.request = blind(self.token, self.n, salt=secrets.token_bytes(48), inverse=self.inverse)
        self.signature = b""

    def finish(self, blind_signature: bytes) -> "Voter":
        self.signature = finish(blind_signature, self.n, inverse=self.inverse)
        return self

    def seal(self, given: object, /, **bent: object) -> bytes:
        """The ballot; ``bent`` puts other parts into it after it was sealed."""
        text = given if isinstance(given, str) else json.dumps(given)
        r, s = decode_dss_signature(self.one_time.sign(self.token + text.encode(), ec.ECDSA(hashes.SHA256())))
        parts = {
            "round": self.round,
            "stratum": self.stratum,
            "token": to_base64url(self.token),
            "signature": to_base64url(self.signature),
            "answers": text,
            "seal": to_base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big")),
        }
        return json.dumps(parts | bent).encode()


def make_voter(sealed: SealedRound, stratum: str, person: str, register: object) -> Voter:
    """A voter with a signed token."""
    voter = Voter(sealed.round, stratum, sealed.keys[stratum])
    return voter.finish(
        issue_token(voter.request, sealed=sealed, stratum=stratum, person=person, register=register)
    )
