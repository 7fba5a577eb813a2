"""Deciding which groups of one set of respondents are shown; answers have no part in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from bothways.privacy.candidates import candidates
from bothways.privacy.groups import Group, members, parse_group
from bothways.privacy.ledger.decided import Units, decide_among
from bothways.privacy.ledger.record import Offer
from bothways.privacy.rollup import RollUp, roll_up
from bothways.privacy.roster import Roster

IntArray = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]
#: Up to this many respondents are one block: complete search costs little and denies least.
ONE_BLOCK = 1_000
BLOCK = 700


def decide(
    roster: Roster,
    *,
    floor: int,
    by: Sequence[str],
    known: Sequence[Offer] = (),
    whole_only: bool = False,
    offered: Sequence[Units] | None = None,
    progress: Progress | None = None,
) -> tuple[Offer, ...]:
    """Decide on all candidate groups of a set of respondents.

    Parameters
    ----------
    roster : Roster
        The respondents of this set.
    floor : int
        Fewest people in any combination of what is shown.
    by : sequence of str
        Attributes whose groups are offered; none for units alone.
    known : sequence of Offer
        What was decided before, in order. It stays; groups that were shown are put into the certificate
        again, and if it should not take one of them back, nothing new is shown.
    whole_only : bool
        Offer the whole organisation and nothing below.
    offered : sequence of tuple of str, optional
        Units of the groups to be offered, and no others.
    progress : callable, optional
        Called with offers decided and offers in all.

    Returns
    -------
    tuple of Offer
        The known ones, then the new ones in the order in which they were offered. A value of an attribute
        that is not shown for the whole organisation is not named in what is withheld: its name alone could
        tell that somebody answered.
    """
    from bothways.privacy.certificate import Certificate

    if offered is not None:
        return decide_among(roster, offered, floor=floor, known=known, blocks=blocks(roster))
    rolled = roll_up(roster.tree, roster.counts, floor=floor)
    groups = [Group()] if whole_only else candidates(roster, by, floor=floor, rolled=rolled) or [Group()]
    decided = {offer.group for offer in known}
    fresh = [group for group in groups if group.text not in decided]
    shown = [offer for offer in known if offer.status != "withheld"]
    certificate = Certificate(roster.people, k=floor, blocks=blocks(roster))
    again = certificate.offer_many([members(parse_group(offer.group), roster) for offer in shown])
    total = len(fresh)
    if "withheld" in again:
        decisions: list[str] = ["withheld"] * total
    else:
        sets = [members(group, roster) for group in fresh]
        large = [place for place, people in enumerate(sets) if len(people) >= floor]
        report = None if progress is None else (lambda done: progress(done, len(large)))
        found = certificate.offer_many([sets[place] for place in large], progress=report)
        decisions = ["withheld"] * total
        for place, decision in zip(large, found, strict=True):
            decisions[place] = decision
    offers = [Offer(group.text, status) for group, status in zip(fresh, decisions, strict=True)]
    listed = (*known, *list_offers(offers, shown))
    return (*listed, *_rolled_up(rolled, listed))


def blocks(roster: Roster) -> IntArray | None:
    """Return a block for each respondent; None where few answered.

    A block is the highest unit with at most 700 respondents; small ones under the same parent are put
    together as far as that allows. Blocks make the certificate quick; they follow from where people sit, never
    from answers.
    """
    if roster.people <= ONE_BLOCK:
        return None
    tree, total = roster.tree, roster.counts.copy()
    above = tree.above
    for place in range(len(total) - 1, -1, -1):
        if above[place] >= 0:
            total[above[place]] += total[place]
    block, filled = np.arange(len(total)), np.zeros(len(total), np.int64)
    latest: dict[int, int] = {}
    for place, parent in enumerate(above.tolist()):
        if parent >= 0 and total[parent] <= BLOCK:
            block[place] = block[parent]
            continue
        size = total[place] if total[place] <= BLOCK else roster.counts[place]
        open_block = latest.get(parent, place)
        if total[place] <= BLOCK and filled[open_block] + size <= BLOCK:
            block[place] = open_block
        elif total[place] <= BLOCK:
            open_block = place
        filled[block[place]] += size
        if total[place] <= BLOCK:
            latest[parent] = open_block
    return np.unique(block[roster.unit], return_inverse=True)[1].astype(np.int64)


def list_offers(offers: Sequence[Offer], earlier: Sequence[Offer]) -> list[Offer]:
    """Leave out new offers that are withheld and would name a value not shown for the whole organisation.

    ``earlier`` are offers of the same round that are shown.
    """
    named = {
        parse_group(offer.group).attributes
        for offer in (*earlier, *offers)
        if offer.status != "withheld" and "=" in offer.group and not parse_group(offer.group).units
    }
    kept = []
    for offer in offers:
        pairs = parse_group(offer.group).attributes if offer.group != "all" else ()
        if offer.status != "withheld" or all((pair,) in named for pair in pairs):
            kept.append(offer)
    return kept


def _rolled_up(rolled: RollUp, offers: Sequence[Offer]) -> list[Offer]:
    """Return the units that are not shown by themselves, each with the group under which it is shown."""
    status = {offer.group: offer.status for offer in offers}
    missing = []
    for unit, under in zip(rolled.tree.units, rolled.shown, strict=True):
        text = Group(units=(unit,)).text
        if text not in status:
            merged = (
                under.text if under is not None and status.get(under.text, "withheld") != "withheld" else None
            )
            missing.append(Offer(text, "withheld", merged))
    return missing
