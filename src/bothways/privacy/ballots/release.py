"""From the box to answers: shuffled batches that are large enough, without tokens and signatures."""

from __future__ import annotations

import random
from collections.abc import Collection

from bothways.errors import InputError
from bothways.privacy.ballots.ballot import (
    check_signatures,
    hash_token,
    plain_text,
    read_answers,
    read_ballot,
)
from bothways.privacy.ballots.keys import BallotKey
from bothways.privacy.ballots.refusal import BallotRefused
from bothways.privacy.ballots.sealed_round import SealedRound
from bothways.privacy.ballots.stores import BallotBox, HeldBallot

# The operating system's randomness: a seed would let anybody undo the shuffling.
SHUFFLER = random.SystemRandom()


def release_batch(sealed: SealedRound, strata: Collection[str], *, box: BallotBox) -> bool:
    """Move ballots of a stratum into a batch, if they are enough.

    Parameters
    ----------
    sealed : SealedRound
        With the round's keys; a box opened with another floor or other keys refuses it.
    strata : collection of str
        Normally one. Several together, after closing, where one alone has too few: the batch then speaks of all.
    box : BallotBox

    Returns
    -------
    bool
        Whether a batch was added to ``box.batches``. While the round is open, ``least`` ballots drawn at random stay
        behind, so that nobody can tell which came since the last batch and the last batch is large enough; there must
        be twice ``least``. After closing, all go; fewer than ``least`` never do.

    Raises
    ------
    InputError
        Several strata in an open round, no stratum, or a round that the box knows with another floor or other keys.
    BallotRefused
        "wrong round or stratum".

    Notes
    -----
    Signatures are verified again: a ballot altered in the box is left behind (`count_damaged` tells how many). Tokens
    and signatures are erased with the move; that a token is spent stays, in the order of its random number.
    """
    published, closed = box.state(sealed.round)
    if published != sealed.published:
        raise InputError(
            "The box was opened with other keys or another floor.", remedy="Use the round's own."
        )
    if not strata or (len(strata) > 1 and not closed):
        raise InputError("An open round releases one stratum at a time.", remedy="Close the round first.")
    while True:
        sound = [
            (stratum, held, answers)
            for stratum in sorted(set(strata))
            for held, answers in read_held(sealed, stratum, box=box)
            if answers is not None
        ]
        taken = len(sound) if closed else len(sound) - sealed.least
        if taken < sealed.least:
            return False
        chosen = SHUFFLER.sample(sound, taken)
        tokens = {s: [held.token for stratum, held, _ in chosen if stratum == s] for s in sorted(set(strata))}
        # Somebody else's release may have taken one of them: then look again.
        if box.release(sealed.round, tokens, [answers for _, _, answers in chosen]):
            return True


def count_damaged(sealed: SealedRound, stratum: str, *, box: BallotBox) -> int:
    """Count held ballots whose signatures no longer fit: somebody, or a disk, altered them.

    Parameters
    ----------
    sealed : SealedRound
    stratum : str
    box : BallotBox

    Returns
    -------
    int

    Raises
    ------
    BallotRefused
        "wrong round or stratum".
    """
    return sum(answers is None for _, answers in read_held(sealed, stratum, box=box))


def read_held(sealed: SealedRound, stratum: str, *, box: BallotBox) -> list[tuple[HeldBallot, str | None]]:
    """Return each held ballot of a stratum with its answers, None where it was altered."""
    key = sealed.key_of(stratum)
    return [
        (held, read_verified(held, sealed.round, stratum, key)) for held in box.held(sealed.round, stratum)
    ]


def read_verified(held: HeldBallot, round: str, stratum: str, key: BallotKey) -> str | None:
    """Return the answers of a held ballot in one spelling, or None if it is not what its sender sealed."""
    try:
        ballot = read_ballot(held.record)
        check_signatures(ballot, key)
        answers = plain_text(read_answers(ballot.answers))
    except BallotRefused:
        return None
    placed = (ballot.round, ballot.stratum, hash_token(ballot.token)) == (round, stratum, held.token)
    return answers if placed else None
