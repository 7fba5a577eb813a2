"""Both stores in memory: for tests and trials, gone when the process ends."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from bothways.privacy.ballots.stores import Batch, HeldBallot, Put, Recorded


@dataclass
class MemoryRegister:
    """An `IssuanceRegister` in memory.

    Examples
    --------
    >>> register = MemoryRegister()
    >>> register.open("2026-Q4", "hash", {"team-1": ["Ana", "Ben"]}, {"team-1": 1})
    True
    >>> [register.record("2026-Q4", "team-1", who, b"request") for who in ("Ben", "Ben", "Cem")]
    ['recorded', 'same', 'not invited']
    """

    _rounds: dict[str, str] = field(default_factory=dict, repr=False)
    _requests: dict[tuple[str, str, str], bytes | None] = field(default_factory=dict, repr=False)
    _closed: set[str] = field(default_factory=set, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def open(
        self, round: str, published: str, invited: Mapping[str, Collection[str]], drawers: Mapping[str, int]
    ) -> bool:
        """Enter the people of a round, once."""
        people = {(round, stratum, person) for stratum, members in invited.items() for person in members}
        with self._lock:
            if round in self._rounds:
                same = {place for place in self._requests if place[0] == round} == people
                return self._rounds[round] == published and same and round not in self._closed
            self._rounds[round] = published
            self._requests |= dict.fromkeys(people)
            return True

    def record(self, round: str, stratum: str, person: str, request: bytes) -> Recorded:
        """Enter a request, unless there is one."""
        place = (round, stratum, person)
        with self._lock:
            if round in self._closed:
                return "closed"
            if place not in self._requests:
                return "not invited"
            before = self._requests[place]
            if before is None:
                self._requests[place] = request
                return "recorded"
            return "same" if before == request else "other"

    def forget(self, round: str) -> None:
        """Erase the people of a round."""
        with self._lock:
            self._closed.add(round)
            self._requests = {place: kept for place, kept in self._requests.items() if place[0] != round}


@dataclass
class MemoryBox:
    """A `BallotBox` in memory.

    Examples
    --------
    >>> box, ballot = MemoryBox(), HeldBallot(b"token", b"digest", b"record")
    >>> box.open("2026-Q4", "hash", {"team-1": 1})
    True
    >>> [box.put("2026-Q4", "team-1", ballot) for _ in range(2)]
    ['stored', 'same']
    """

    _rounds: dict[str, tuple[str, dict[str, int]]] = field(default_factory=dict, repr=False)
    _digests: dict[tuple[str, str, bytes], bytes] = field(default_factory=dict, repr=False)
    _records: dict[tuple[str, str, bytes], bytes] = field(default_factory=dict, repr=False)
    _batches: dict[str, dict[bytes, Batch]] = field(default_factory=dict, repr=False)
    _closed: set[str] = field(default_factory=set, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def open(self, round: str, published: str, drawers: Mapping[str, int]) -> bool:
        """Open a round, once."""
        with self._lock:
            if round not in self._rounds:
                self._rounds[round] = (published, dict(drawers))
                self._batches[round] = {}
            return self._rounds[round] == (published, dict(drawers)) and round not in self._closed

    def put(self, round: str, stratum: str, ballot: HeldBallot) -> Put:
        """Store a ballot, unless its token is spent."""
        place = (round, stratum, ballot.token)
        with self._lock:
            if place in self._digests:
                return "same" if self._digests[place] == ballot.digest else "other"
            if round not in self._rounds or stratum not in self._rounds[round][1] or round in self._closed:
                return "closed"
            self._digests[place] = ballot.digest
            self._records[place] = ballot.record
            return "stored"

    def close(self, round: str) -> None:
        """Take no more ballots."""
        with self._lock:
            self._closed.add(round)

    def state(self, round: str) -> tuple[str, bool]:
        """Return the published hash, and whether the round is closed."""
        with self._lock:
            return self._rounds[round][0] if round in self._rounds else "", round in self._closed

    def held(self, round: str, stratum: str) -> tuple[HeldBallot, ...]:
        """Return what is not released, by token."""
        with self._lock:
            places = sorted(place for place in self._records if place[:2] == (round, stratum))
            return tuple(HeldBallot(p[2], self._digests[p], self._records[p]) for p in places)

    def release(self, round: str, tokens: Mapping[str, Collection[bytes]], answers: Sequence[str]) -> bool:
        """Add a batch, and erase the records behind it."""
        places = {(round, stratum, token) for stratum, chosen in tokens.items() for token in chosen}
        with self._lock:
            if not places <= set(self._records):
                return False
            for place in places:
                del self._records[place]
            self._batches[round][secrets.token_bytes(16)] = Batch(tuple(tokens), tuple(answers))
            return True

    def batches(self, round: str) -> tuple[Batch, ...]:
        """Return what was released, by random number."""
        with self._lock:
            return tuple(batch for _, batch in sorted(self._batches.get(round, {}).items()))
