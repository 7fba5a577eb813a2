"""Sealed ballots on one core: keys, signing, verifying and storing, beside `cryptography`'s own RSA signing.

    python benchmarks/ballots.py [SECONDS_EACH]

Ours signs blinded messages: two constant-time powers as any RSA signature, and for the blinding one more power with
the small exponent, one inversion and the check for faults. Peer and ours take turns; figures are processor time, which
other work on the machine disturbs less, except for storing, which waits for the disk.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from bothways.privacy.ballots import BallotKey, HeldBallot, SqliteBox, SqliteRegister, make_key
from bothways.privacy.ballots.keys import KEY_BITS
from bothways.privacy.ballots.signing import sign_blinded, verify_signature

PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
MESSAGE = b"a token" * 22
RECORD_BYTES = 1300  # a ballot of twelve answers under a key of 3072 bits


def in_turns(acts: dict[str, Callable[[], object]], seconds: float, *, rounds: int = 5) -> dict[str, float]:
    """Times a second of processor time, each act for `seconds` in `rounds` turns."""
    done = dict.fromkeys(acts, 0)
    used = dict.fromkeys(acts, 0.0)
    for _ in range(rounds):
        for name, act in acts.items():
            start = time.process_time()
            while (taken := time.process_time() - start) < seconds / rounds:
                act()
                done[name] += 1
            used[name] += taken
    return {name: done[name] / used[name] for name in acts}


def sign_and_verify(key: BallotKey, seconds: float) -> str:
    """One line for one size of key."""
    public = key.verifier
    private = key.private
    signature = private.sign(MESSAGE, PSS, hashes.SHA384())
    blinded = (secrets.randbits(key.size * 8 - 2) | 2).to_bytes(key.size, "big")
    rates = in_turns(
        {
            "signing": lambda: sign_blinded(blinded, key),
            "peer": lambda: private.sign(MESSAGE, PSS, hashes.SHA384()),
            "verifying": lambda: verify_signature(MESSAGE, signature, public),
            "making": lambda: make_key(bits=key.size * 8),
        },
        seconds,
    )
    return (
        f"{key.size * 8} bits: {rates['signing']:6.0f} blind signatures a second, cryptography's own "
        f"{rates['peer']:6.0f} (ratio {rates['signing'] / rates['peer']:.2f}); {rates['verifying']:6.0f} verified; "
        f"{1 / rates['making']:.2f} s to make a key"
    )


def storing(people: int, seconds: float) -> str:
    """One line: requests and ballots a second, durable, for a stratum of this size, three quarters full."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        register, box = SqliteRegister(Path(folder) / "register.db"), SqliteBox(Path(folder) / "box.db")
        names, drawers = [f"person {i}" for i in range(people)], {"team": -(-people // 200)}
        register.open("r", "hash", {"team": names}, drawers)
        box.open("r", "hash", drawers)
        counted = {"requests": 0, "ballots": 0}
        used = dict.fromkeys(counted, 0.0)
        start = time.perf_counter()
        for name in names[: people * 3 // 4]:
            before = time.perf_counter()
            register.record("r", "team", name, secrets.token_bytes(32))
            between = time.perf_counter()
            box.put("r", "team", HeldBallot(secrets.token_bytes(32), bytes(32), bytes(RECORD_BYTES)))
            used["requests"] += between - before
            used["ballots"] += time.perf_counter() - between
            for what in counted:
                counted[what] += 1
            if time.perf_counter() - start > seconds:
                break
        rates = {what: counted[what] / used[what] for what in counted}
        return f"stratum of {people:6}: {rates['requests']:5.0f} requests, {rates['ballots']:5.0f} ballots a second"


def main(seconds: float) -> None:
    """Print a line for each size of key, and one for each size of stratum."""
    print("One core, processor time:")
    for bits in KEY_BITS:
        print(sign_and_verify(make_key(bits=bits), seconds), flush=True)
    print("Stored durably in SQLite, by the clock, from an empty store on:")
    for people in (12, 200, 10_000):
        print(storing(people, 2 * seconds), flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)
