"""A sealed round: its strata, their keys, and the list of keys that everybody can check."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bothways.errors import InputError
from bothways.privacy.ballots.keys import BallotKey, make_key
from bothways.privacy.ballots.refusal import BallotRefused
from bothways.privacy.ballots.stores import BallotBox, IssuanceRegister

#: Fewest people behind anything; of sensitive instruments; ballots of a large stratum that lie in one drawer.
FLOOR, SENSITIVE_FLOOR, DRAWER = 5, 10, 200


@dataclass(frozen=True)
class SealedRound:
    """The keys of a round, one a stratum.

    Attributes
    ----------
    round : str
        Name of the round, unique in the register and the box.
    least : int
        Fewest invited people of a stratum and fewest ballots of a batch; at least 5.
    keys : mapping of str to BallotKey
        Stratum to its key. Keep each as PEM (``BallotKey.to_pem``) and read it again with ``read_key``; after closing,
        its public part alone.

    Raises
    ------
    InputError
        Two strata with one key, a name that is empty or holds a line break, ``least`` under 5, no stratum.
    """

    round: str
    least: int
    keys: Mapping[str, BallotKey] = field(repr=False)

    def __post_init__(self) -> None:
        if self.least < FLOOR:
            raise InputError(f"A floor of {self.least} is too low.", remedy=f"Take {FLOOR} or more.")
        for name in (self.round, *self.keys):
            if not name or name != name.strip() or not name.isprintable():
                raise InputError(
                    "A round or stratum has no name, or one with blanks around it or unprintable signs in it.",
                    remedy="Name it in plain letters.",
                )
        if len({key.hash for key in self.keys.values()}) < max(len(self.keys), 1):
            raise InputError(
                "Two strata share a key, or there is none.", remedy="Make one key for each round and stratum."
            )

    @property
    def key_list(self) -> str:
        """The text that clients fetch: format, round, floor, then one line a stratum with its key's hash."""
        lines = [f"{key.hash} {stratum}" for stratum, key in sorted(self.keys.items())]
        head = ["bothways sealed keys 1", f"round {self.round}", f"batches of at least {self.least}"]
        return "\n".join([*head, *lines]) + "\n"

    @property
    def published(self) -> str:
        """SHA-256 of the key list, in hexadecimal: one for the whole round, put where everybody can compare it."""
        return hashlib.sha256(self.key_list.encode()).hexdigest()

    def key_of(self, stratum: str) -> BallotKey:
        """Return the key of a stratum, or refuse."""
        if stratum not in self.keys:
            raise BallotRefused("wrong round or stratum", "This round has no such stratum.")
        return self.keys[stratum]


def make_sealed_round(
    round: str, strata: Collection[str], *, k: int = FLOOR, sensitive: bool = False, bits: int = 3072
) -> SealedRound:
    """Make the keys of a round. Store them, then open the round with them.

    Parameters
    ----------
    round : str
    strata : collection of str
        Normally the teams.
    k : int
        Fewest invited people and ballots; at least 5.
    sensitive : bool
        The instrument says ``sensitivity: high``: at least 10, whatever ``k`` says.
    bits : {2048, 3072, 4096}
        Size of each key. 3072 takes about a sixth of a second a key.

    Returns
    -------
    SealedRound

    Raises
    ------
    InputError
        As `SealedRound` and `make_key` do.

    Examples
    --------
    >>> sealed = make_sealed_round("2026-Q4", ["team-1"], bits=2048)
    >>> sealed.key_list.splitlines()[:3]
    ['bothways sealed keys 1', 'round 2026-Q4', 'batches of at least 5']
    """
    least = max(k, SENSITIVE_FLOOR) if sensitive else k
    return SealedRound(round, least, {stratum: make_key(bits=bits) for stratum in strata})


def open_round(
    sealed: SealedRound,
    invited: Mapping[str, Collection[str]],
    *,
    register: IssuanceRegister,
    box: BallotBox,
) -> None:
    """Enter who is invited, and open the box. Opening again with the same changes nothing.

    Parameters
    ----------
    sealed : SealedRound
    invited : mapping of str to collection of str
        For each stratum of the round, its people; any word that tells them apart. Frozen from here on.
    register, box : stores

    Raises
    ------
    BallotRefused
        "too few invited": a stratum with fewer than ``sealed.least`` different people.
    InputError
        The strata are not those of the keys, a person is in two strata, or the round was opened before with other
        people, keys or floor, closed or not.

    Examples
    --------
    >>> from bothways.privacy.ballots import MemoryBox, MemoryRegister
    >>> sealed = make_sealed_round("2026-Q4", ["team-1"], bits=2048)
    >>> four = {"team-1": ["Ana", "Ben", "Cem", "Dua"]}
    >>> open_round(sealed, four, register=MemoryRegister(), box=MemoryBox())
    Traceback (most recent call last):
        ...
    bothways.privacy.ballots.refusal.BallotRefused: A stratum has fewer than 5 invited people. Merge the stratum \
with a neighbour, or run a confidential round.
    """
    people = {stratum: frozenset(members) for stratum, members in invited.items()}
    check_invited(sealed, people)
    drawers = {stratum: -(-len(members) // DRAWER) for stratum, members in people.items()}
    if not register.open(sealed.round, sealed.published, people, drawers) or not box.open(
        sealed.round, sealed.published, drawers
    ):
        raise InputError(
            "This round was opened before with other people, keys or floor, or it is closed.",
            remedy="Give the new round a name of its own; a floor is never lowered by opening again.",
        )


def check_invited(sealed: SealedRound, people: Mapping[str, frozenset[str]]) -> None:
    """Refuse strata without key, strata that are too small, and people in two strata."""
    if set(people) != set(sealed.keys):
        raise InputError("The strata are not those of the keys.", remedy="Make one key for each stratum.")
    if any(len(members) < sealed.least for members in people.values()):
        raise BallotRefused("too few invited", f"A stratum has fewer than {sealed.least} invited people.")
    if sum(map(len, people.values())) > len(frozenset().union(*people.values())):
        raise InputError("Somebody is invited in two strata.", remedy="Invite each person once a round.")


def close_round(sealed: SealedRound, *, register: IssuanceRegister, box: BallotBox) -> None:
    """Take no more ballots, and forget for good who asked for a token.

    Destroy the private keys after it: `read_public_key` suffices to release and to confirm.

    Parameters
    ----------
    sealed : SealedRound
    register, box : stores

    Notes
    -----
    A client whose receipt was lost is still told "already stored".

    Examples
    --------
    >>> from bothways.privacy.ballots import MemoryBox, MemoryRegister
    >>> register, box = MemoryRegister(), MemoryBox()
    >>> sealed = make_sealed_round("2026-Q4", ["team-1"], bits=2048)
    >>> open_round(sealed, {"team-1": ["Ana", "Ben", "Cem", "Dua", "Eli"]}, register=register, box=box)
    >>> close_round(sealed, register=register, box=box)
    """
    box.close(sealed.round)
    register.forget(sealed.round)
