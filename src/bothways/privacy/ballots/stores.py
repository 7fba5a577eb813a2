"""What the two stores must do: the register knows who and never what, the box knows what and never who.

Nothing links them. They have no key in common, keep no time and no order, and need not be in one database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Recorded = Literal["recorded", "same", "other", "not invited", "closed"]
Put = Literal["stored", "same", "other", "closed"]


@dataclass(frozen=True)
class HeldBallot:
    """A ballot as the box holds it until it is released.

    Attributes
    ----------
    token : bytes
        SHA-256 of its token: random for everybody but its sender.
    digest : bytes
        HMAC of the answers under the token: tells the same ballot from another, and nobody else anything.
    record : bytes
        The ballot as it was sent, so that its signatures can be verified again when it is released.
    """

    token: bytes
    digest: bytes = field(repr=False)
    record: bytes = field(repr=False)


@dataclass(frozen=True)
class Batch:
    """Answers of at least ``least`` ballots, shuffled, without tokens and signatures.

    Attributes
    ----------
    strata : tuple of str
        The stratum, or the strata that were released together because one alone had too few.
    answers : tuple of str
        One JSON object a ballot, item to answer; in random order.
    """

    strata: tuple[str, ...]
    answers: tuple[str, ...] = field(repr=False)


class IssuanceRegister(Protocol):
    """Who is invited, and who asked for a token with which request. Every change is durable on return."""

    def open(
        self,
        round: str,
        published: str,
        invited: Mapping[str, Collection[str]],
        drawers: Mapping[str, int],
    ) -> bool:
        """Enter the people of a round; False if it is there with other people or another hash, or was closed."""

    def record(self, round: str, stratum: str, person: str, request: bytes) -> Recorded:
        """Enter the SHA-256 of a person's request, unless there is one; one request wins a race."""

    def forget(self, round: str) -> None:
        """Erase the people of a round; keep that it was there, so that it cannot be opened again."""


class BallotBox(Protocol):
    """The ballots, and what was released of them. Every change is durable on return, or did not happen."""

    def open(self, round: str, published: str, drawers: Mapping[str, int]) -> bool:
        """Open a round; False if it is there with another hash or other strata, or was closed."""

    def put(self, round: str, stratum: str, ballot: HeldBallot) -> Put:
        """Store a ballot and spend its token in one step, unless the token is spent."""

    def close(self, round: str) -> None:
        """Take no more ballots."""

    def state(self, round: str) -> tuple[str, bool]:
        """Return the hash that was published at opening, and whether the round is closed."""

    def held(self, round: str, stratum: str) -> tuple[HeldBallot, ...]:
        """Return the ballots of a stratum that are not released, in no telling order."""

    def release(self, round: str, tokens: Mapping[str, Collection[bytes]], answers: Sequence[str]) -> bool:
        """In one step add a batch, and erase the records behind it; False if one of them is no longer held.

        ``tokens`` names stratum by stratum the ballots of the batch. The tokens stay spent.
        """

    def batches(self, round: str) -> tuple[Batch, ...]:
        """Return what was released, batches in no telling order."""
