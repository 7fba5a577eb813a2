"""Groups that were decided elsewhere, such as those of sealed rounds: nothing beside them is offered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bothways.privacy.groups import Group, members, parse_group
from bothways.privacy.ledger.record import Offer
from bothways.privacy.roster import Roster

IntArray = npt.NDArray[np.int64]
#: Units whose respondents are one group; empty for everybody.
Units = tuple[str, ...]


def decide_among(
    roster: Roster,
    offered: Sequence[Units],
    *,
    floor: int,
    known: Sequence[Offer] = (),
    blocks: IntArray | None = None,
) -> tuple[Offer, ...]:
    """Decide which of some groups are shown; every other group is withheld.

    Parameters
    ----------
    roster : Roster
        The respondents of one set.
    offered : sequence of tuple of str
        As :func:`bothways.privacy.rounds.count_sealed` returns them, from the top down.
    floor : int
    known : sequence of Offer
        What was decided before; it stays.
    blocks : ndarray of int64, shape (respondents,), optional
        Of the certificate.

    Returns
    -------
    tuple of Offer
        The known ones, the offered ones, then all units without a number of their own.

    Examples
    --------
    >>> from bothways.privacy.roster import make_roster
    >>> from bothways.privacy.tree import make_tree
    >>> roster = make_roster(make_tree(["top", "a", "b"], [None, "top", "top"]), ["a"] * 6 + ["b"] * 5)
    >>> [(one.group, one.status) for one in decide_among(roster, [(), ("b",)], floor=5)]
    [('all', 'admitted'), ('unit=b', 'admitted'), ('unit=top', 'withheld'), ('unit=a', 'withheld')]
    """
    from bothways.privacy.certificate import Certificate

    there = {offer.group for offer in known}
    fresh = [group for group in map(Group, offered) if group.text not in there]
    certificate = Certificate(roster.people, k=floor, blocks=blocks)
    shown = [parse_group(offer.group) for offer in known if offer.status != "withheld"]
    again = certificate.offer_many([members(group, roster) for group in shown])
    sets = [members(group, roster) for group in fresh]
    large = [place for place, people in enumerate(sets) if len(people) >= floor and "withheld" not in again]
    decisions = dict(zip(large, certificate.offer_many([sets[place] for place in large]), strict=True))
    offers = [*known, *(Offer(one.text, decisions.get(at, "withheld")) for at, one in enumerate(fresh))]
    return (*offers, *_without_number(roster, offers))


def atoms_of(groups: Sequence[str], roster: Roster) -> IntArray:
    """Return for each respondent which of some nested groups is the smallest that holds them; -1 for none.

    Parameters
    ----------
    groups : sequence of str
        Canonical texts, of which any two share nobody, or one holds the other.
    roster : Roster

    Returns
    -------
    ndarray of int64, shape (respondents,)
        Numbered from 0 without a gap.
    """
    sets = sorted((members(parse_group(group), roster) for group in groups), key=len, reverse=True)
    atom = np.full(roster.people, -1, np.int64)
    for number, people in enumerate(sets):
        atom[people] = number
    there = atom >= 0
    atom[there] = np.unique(atom[there], return_inverse=True)[1]
    return atom


def _without_number(roster: Roster, offers: Sequence[Offer]) -> list[Offer]:
    """Return everything that is withheld without having been offered, with the group it is shown in."""
    there = {offer.group for offer in offers}
    shown = [parse_group(offer.group) for offer in offers if offer.status != "withheld"]
    under = {unit: group.text for group in shown if len(group.units) > 1 for unit in group.units}
    if any(group == Group() for group in shown) and len(roster.tree.roots) == 1:
        under[roster.tree.roots[0]] = Group().text
    texts = {unit: Group(units=(unit,)).text for unit in roster.tree.units}
    everybody = [] if Group().text in there else [Offer(Group().text, "withheld")]
    return everybody + [
        Offer(text, "withheld", under.get(unit)) for unit, text in texts.items() if text not in there
    ]
