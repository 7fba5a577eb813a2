"""Attacking large organisations part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bothways.privacy.audit.publications import IntArray, Publication, Published


@dataclass(frozen=True)
class Part:
    """What was published about some of the people, numbered anew.

    Attributes
    ----------
    people : numpy.ndarray of int64
        Their numbers in the whole.
    inside : Published
        Numbers about nobody else: what they exclude is excluded.
    known : Published or None
        All numbers about any of them, as somebody sees them who knows everybody else's answers: what is open even
        then is open. None where a clipped total is made of people on both sides.
    """

    people: IntArray
    inside: Published
    known: Published | None


def choose_blocks(
    sets: Sequence[IntArray], holders: Sequence[Sequence[int]], *, people: int, most: int
) -> list[IntArray]:
    """Choose disjoint published sets as parts, those first that hold most other sets.

    Parameters
    ----------
    sets : sequence of numpy.ndarray of int64
    holders : sequence of sequence of int
        From :func:`bothways.privacy.audit.nesting.find_holders`.
    people : int
    most : int
        People of a part.

    Returns
    -------
    list of numpy.ndarray of int64
        The people in none of them come last, in parts of up to ``most``.

    Examples
    --------
    >>> sets = [np.arange(6), np.arange(3), np.arange(3, 6), np.arange(1, 5)]
    >>> holders = ((), (0,), (0,), (0,))
    >>> [one.tolist() for one in choose_blocks(sets, holders, people=7, most=5)]
    [[1, 2, 3, 4], [0, 5, 6]]
    """
    inside = np.bincount([other for around in holders for other in around], minlength=len(sets))
    free = np.ones(people, bool)
    blocks = []
    for place in sorted(range(len(sets)), key=lambda one: (-int(inside[one]), -len(sets[one]))):
        members = sets[place]
        if 0 < len(members) <= most and free[members].all():
            free[members] = False
            blocks.append(members)
    rest = np.flatnonzero(free)
    return blocks + [rest[start : start + most] for start in range(0, len(rest), most)]


def divide(published: Published, blocks: Sequence[IntArray], *, rest: bool = False) -> Iterator[Part]:
    """Yield each block with what was published about it.

    Parameters
    ----------
    published : Published
    blocks : sequence of numpy.ndarray of int64
        Disjoint.
    rest : bool
        Whether there are people in none of them.

    Yields
    ------
    Part
    """
    block_of = np.full(published.people, -1, np.int64)
    number = np.full(published.people, -1, np.int64)
    for place, block in enumerate(blocks):
        block_of[block] = place
        number[block] = np.arange(len(block))
    touching: list[list[tuple[Publication, IntArray, int]]] = [[] for _ in blocks]
    for one in published.publications:
        total = one.total(published.answers[one.metric])
        for place, members in _by_block(
            one.members[block_of[one.members] >= 0] if rest else one.members, block_of
        ):
            touching[place].append((one, members, total))
    for place, block in enumerate(blocks):
        answers = {metric: levels[block] for metric, levels in published.answers.items()}
        whole = Published(len(block), (), answers, published.levels, published.links)
        inside, known, sound = [], [], True
        for one, members, total in touching[place]:
            if len(members) == len(one.members):
                moved = replace(one, members=number[members], atoms=tuple(number[atom] for atom in one.atoms))
                inside.append(moved)
                known.append(moved)
                continue
            atoms = tuple(atom for atom in one.atoms if (block_of[atom] == place).all())
            sound &= not one.atoms or sum(map(len, atoms)) == len(members)
            here = replace(one, members=members, atoms=atoms)
            others = total - here.total(published.answers[one.metric])
            known.append(
                replace(
                    here, members=number[members], atoms=tuple(number[atom] for atom in atoms),
                    low_total=one.low_total - others, high_total=one.high_total - others,
                )
            )  # fmt: skip
        yield Part(
            block,
            replace(whole, publications=tuple(inside)),
            replace(whole, publications=tuple(known)) if sound else None,
        )


def _by_block(members: IntArray, block_of: IntArray) -> Iterator[tuple[int, IntArray]]:
    """Yield each block with the members who are in it, sorted."""
    if not len(members):
        return
    labels = block_of[members]
    order = np.argsort(labels, kind="stable")
    values, starts = np.unique(labels[order], return_index=True)
    yield from zip(values.tolist(), np.split(members[order], starts[1:]), strict=True)
