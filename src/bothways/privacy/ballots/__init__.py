"""Sealed ballots: blind signatures let somebody answer once without anybody knowing which answer is theirs."""

try:
    import cryptography  # noqa: F401
    import gmpy2  # type: ignore[import-untyped]  # noqa: F401
except ModuleNotFoundError as missing:
    from bothways.errors import InputError

    raise InputError(
        f"Sealed ballots need the package {missing.name}.", remedy="pip install 'bothways[sealed]'"
    ) from missing

from bothways.privacy.ballots.counter import cast_ballot, issue_token, refuse_traces
from bothways.privacy.ballots.keys import BallotKey, make_key, read_key, read_public_key
from bothways.privacy.ballots.memory import MemoryBox, MemoryRegister
from bothways.privacy.ballots.refusal import BallotRefused
from bothways.privacy.ballots.release import count_damaged, release_batch
from bothways.privacy.ballots.sealed_round import SealedRound, close_round, make_sealed_round, open_round
from bothways.privacy.ballots.sqlite_box import SqliteBox
from bothways.privacy.ballots.sqlite_register import SqliteRegister
from bothways.privacy.ballots.stores import BallotBox, Batch, HeldBallot, IssuanceRegister

__all__ = [
    "BallotBox",
    "BallotKey",
    "BallotRefused",
    "Batch",
    "HeldBallot",
    "IssuanceRegister",
    "MemoryBox",
    "MemoryRegister",
    "SealedRound",
    "SqliteBox",
    "SqliteRegister",
    "cast_ballot",
    "close_round",
    "count_damaged",
    "issue_token",
    "make_key",
    "make_sealed_round",
    "open_round",
    "read_key",
    "read_public_key",
    "refuse_traces",
    "release_batch",
]
