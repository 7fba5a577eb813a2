"""Signing and verifying give the RFC's own figures, and a faulty power never leaves."""

import json
from pathlib import Path

import gmpy2
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from voter import blind, finish

from bothways.errors import BothwaysError, InputError
from bothways.privacy.ballots import BallotKey, BallotRefused, make_key, read_key, read_public_key, signing
from bothways.privacy.ballots.keys import wrap_key
from bothways.privacy.ballots.signing import sign_blinded, verify_signature

VARIANTS = [
    f"RSABSSA-SHA384-{salt}-{kind}" for salt in ("PSS", "PSSZERO") for kind in ("Randomized", "Deterministic")
]


@pytest.fixture(scope="module")
def key() -> BallotKey:
    return make_key(bits=2048)


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, dict[str, str]]:
    listed = json.loads((shared / "data/rfc9474-vectors/vectors.json").read_text(encoding="utf-8"))
    return {vector["name"]: vector for vector in listed}


def number(text: str) -> int:
    return int(text, 16)


def key_of(vector: dict[str, str]) -> BallotKey:
    n, e, d, p, q = (number(vector[name]) for name in "nedpq")
    parts = (rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q))
    private = rsa.RSAPrivateNumbers(p, q, d, *parts, rsa.RSAPublicNumbers(e, n)).private_key()
    return wrap_key(private.public_key(), private)


@pytest.mark.parametrize("name", VARIANTS)
def test_all_steps_give_the_figures_of_the_rfc(name: str, vectors: dict[str, dict[str, str]]) -> None:
    vector = vectors[name]
    key, inverse = key_of(vector), number(vector["inv"])
    n = key.verifier.public_numbers().n
    message = bytes.fromhex(vector["msg_prefix"] + vector["msg"])
    salt = bytes.fromhex(vector["salt"])
    blinded, signature = bytes.fromhex(vector["blinded_msg"]), bytes.fromhex(vector["sig"])
    assert blind(message, n, salt=salt, inverse=inverse) == blinded
    assert sign_blinded(blinded, key) == bytes.fromhex(vector["blind_sig"])
    assert finish(bytes.fromhex(vector["blind_sig"]), n, inverse=inverse) == signature
    public = key.verifier
    assert verify_signature(message, signature, public, salt_bytes=len(salt))
    assert not verify_signature(message + b"x", signature, public, salt_bytes=len(salt))
    assert not verify_signature(message, bytes.fromhex(vector["blind_sig"]), public, salt_bytes=len(salt))
    assert not verify_signature(message, signature, public, salt_bytes=48 - len(salt))


def test_the_vectors_are_those_of_all_four_variants(vectors: dict[str, dict[str, str]]) -> None:
    assert sorted(vectors) == sorted(VARIANTS)


def test_a_fault_in_one_power_gives_no_signature_away(
    key: BallotKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = gmpy2.powmod_sec
    numbers = key.private.private_numbers()
    monkeypatch.setattr(
        signing.gmpy2, "powmod_sec", lambda m, d, p: sound(m, d, p) + (p == numbers.p), raising=True
    )
    with pytest.raises(BothwaysError, match="not given away"):
        sign_blinded(bytes(255) + b"2", key)


def test_both_secret_powers_run_in_constant_time_on_numbers_nobody_knows(
    key: BallotKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound, seen = gmpy2.powmod_sec, []

    def watch(m: gmpy2.mpz, d: int, p: gmpy2.mpz) -> gmpy2.mpz:
        seen.append((int(m), d, int(p)))
        return sound(m, d, p)

    monkeypatch.setattr(signing.gmpy2, "powmod_sec", watch)
    one, other = sign_blinded(bytes(255) + b"2", key), sign_blinded(bytes(255) + b"2", key)
    numbers = key.private.private_numbers()
    assert one == other
    assert [(d, p) for _, d, p in seen] == [(numbers.dmp1, numbers.p), (numbers.dmq1, numbers.q)] * 2
    assert len({m for m, _, _ in seen} | {int.from_bytes(b"2", "big")}) == 5


def test_the_mask_of_the_blinding_falls_away(key: BallotKey) -> None:
    n = gmpy2.mpz(key.verifier.public_numbers().n)
    pairs = [signing.draw_blinding(n) for _ in range(20)]
    assert all(factor * inverse % n == 1 for factor, inverse in pairs)
    assert len({factor for factor, _ in pairs}) == 20


def test_numbers_out_of_range_are_not_signed(key: BallotKey) -> None:
    n = key.verifier.public_numbers().n
    for m in (0, 1, n - 1, n, n + 2):
        with pytest.raises(BallotRefused, match="out of range"):
            sign_blinded(m.to_bytes(256, "big"), key)


@pytest.mark.parametrize("blinded", [b"", bytes(255) + b"22", b"2" * 255])
def test_requests_of_another_length_are_not_signed(key: BallotKey, blinded: bytes) -> None:
    with pytest.raises(BallotRefused, match="wrong length"):
        sign_blinded(blinded, key)


def test_a_key_comes_back_from_its_text_and_a_damaged_text_is_refused(key: BallotKey) -> None:
    pem = key.to_pem()
    assert read_key(pem).public == key.public
    for damaged in (b"", pem[:-200], pem.replace(b"A", b"B", 3), pem.replace(b"PRIVATE", b"PUBLIC")):
        with pytest.raises(InputError):
            read_key(damaged)


def test_keys_of_other_kinds_are_refused(key: BallotKey) -> None:
    for public in (b"", key.public[:-1], ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )):  # fmt: skip
        with pytest.raises(InputError, match="no public RSA key"):
            read_public_key(public)
    with pytest.raises(InputError, match="1024 bits"):
        make_key(bits=1024)
    with pytest.raises(InputError, match="another size or exponent"):
        wrap_key(rsa.generate_private_key(3, 2048).public_key(), None)


def test_a_key_is_never_printed(key: BallotKey) -> None:
    secret = str(key.private.private_numbers().d)
    assert secret not in repr(key)
    assert "private" not in repr(key)
