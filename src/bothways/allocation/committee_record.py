"""A lottery and its draw as a record that anybody with the list of the pool can repeat, without a solver."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bothways.allocation.committee import TICKETS, CommitteeDraw, CommitteeLottery
from bothways.allocation.committee_pool import CommitteePool, Quota
from bothways.errors import InputError

FORMAT = "bothways-committee/1"
#: How it is done, in steps that need nothing but a list and SHA-256.
PROCEDURE = """\
1. The pool is a list with one line a person: a code, then the groups. People with the same groups have one profile;
   profiles are sorted by their groups, people of a profile by their codes.
2. A panel says how many people of each profile are drawn. Every panel of the lottery meets all quotas.
3. Panels have tickets, 1,000,000 in all, in the order of the list: the first panel the first ones, from 0 on. They are
   shared out so that the lowest chance of a person is as high as the quotas allow, then the second lowest, and so on.
4. What is hashed and published before there is a seed: the list, the quotas, the panels and their tickets.
5. Afterwards the seed is made. The ticket is SHA-256 of "SEED", a line end and "ticket", as a number, divided by
   1,000,000: the remainder.
6. That ticket's panel is drawn. Of each profile, people come in the order of SHA-256 of "SEED", a line end, "person", a
   line end and their code, the smallest first, until the panel has as many as it says.
7. Who says no or leaves is replaced by the same steps among those who are left, with those who stay on every panel. The
   seed is then "SEED / replacement NUMBER", so nobody chooses it.
"""


def lottery_record(lottery: CommitteeLottery) -> dict[str, Any]:
    """Return a lottery as plain values: with the hash of the list of its pool, without the list."""
    return {
        "format": FORMAT,
        "pool": lottery.pool.fingerprint(),
        "attributes": list(lottery.pool.attributes),
        "seats": lottery.seats,
        "quotas": [[one.attribute, one.value, one.low, one.high] for one in lottery.quotas],
        "kept": sorted(lottery.kept),
        "panels": [list(one) for one in lottery.panels],
        "tickets": list(lottery.tickets),
    }


def commitment(lottery: CommitteeLottery) -> str:
    """Return what is published before there is a seed: the SHA-256 hash of the record, as 64 hexadecimal digits."""
    return commitment_of(lottery_record(lottery))


def commitment_of(record: Mapping[str, Any]) -> str:
    """Return the hash of a record: of its JSON with sorted names, without blanks, in UTF-8."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def repeat_draw(record: Mapping[str, Any], pool: CommitteePool, seed: str) -> CommitteeDraw:
    """Draw again from a record, the list of the pool and a seed.

    Parameters
    ----------
    record : mapping
        As :func:`lottery_record` gives it.
    pool : CommitteePool
        With the list whose hash is in the record.
    seed : str

    Returns
    -------
    CommitteeDraw

    Raises
    ------
    InputError
        Where the list is another one, or the record does not fit it.
    """
    lottery = read_lottery(record, pool)
    return lottery.draw(seed)


def read_lottery(record: Mapping[str, Any], pool: CommitteePool) -> CommitteeLottery:
    """Return the lottery of a record, checked against the list of the pool.

    Raises
    ------
    InputError
        Where the list is another one, a panel breaks a quota, or the tickets are not whole.
    """
    if record.get("format") != FORMAT:
        raise InputError(f"This is no record of {FORMAT}.", remedy="Give the file that was published.")
    if pool.fingerprint() != record["pool"]:
        raise InputError(
            "This is not the list that was published: its hash is another one.",
            remedy="Give the list as it was, with the same codes and groups.",
        )
    lottery = CommitteeLottery(
        pool, int(record["seats"]), tuple(sorted(Quota(*one) for one in record["quotas"])),
        frozenset(record["kept"]),
        tuple(tuple(one) for one in record["panels"]), tuple(record["tickets"]),
    )  # fmt: skip
    _check(lottery)
    return lottery


def _check(lottery: CommitteeLottery) -> None:
    wrong = sum(lottery.tickets) != TICKETS or min(lottery.tickets, default=0) < 1
    if wrong or len(lottery.tickets) != len(lottery.panels):
        raise InputError("The tickets are not whole.", remedy="Give the file that was published.")
    profiles = lottery.pool.profiles
    for panel in lottery.panels:
        fits = len(panel) == len(profiles) and sum(panel) == lottery.seats
        if not fits or not all(
            len(set(one.people) & lottery.kept) <= count <= len(one.people)
            for one, count in zip(profiles, panel, strict=True)
        ):
            raise InputError("A panel does not fit the list.", remedy="Give the file that was published.")
        for quota in lottery.quotas:
            at = lottery.pool.attributes.index(quota.attribute)
            count = sum(n for one, n in zip(profiles, panel, strict=True) if one.values[at] == quota.value)
            if not quota.low <= count <= quota.high:
                raise InputError(
                    f"A panel has {count} of {quota.group}.", remedy="Give the file that was published."
                )
