"""Admits sets of people as long as every combination of them has none or at least k people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType

import numpy as np
from numpy.typing import ArrayLike

from bothways.errors import InputError
from bothways.privacy.certificate import plain
from bothways.privacy.certificate.block import Block
from bothways.privacy.certificate.plain import IntArray
from bothways.privacy.certificate.space import Decision, Space

COMPILED_FROM = 1_000  # people; below, loading the compiled arithmetic takes longer than it saves


class Certificate:
    """Decides which sets of people may be shown together.

    After every call, each non-zero linear combination of the admitted sets has at least k people with a non-zero
    coefficient. Decisions depend on the parameters and on the sets in their order, and on nothing else.

    Parameters
    ----------
    people : int
        Number of people; a set is an array of numbers 0 to people - 1.
    k : int
        Least number of people in any combination of what is admitted, at least 2.
    blocks : array of int, shape (people,), optional
        Block, such as the department, of each person: most sets should lie inside one. None: one block.
        Blocks make large companies fast; safe it is with any.
    budget : float
        At most this share of people is spent on independent sets, above 0 and at most 1. More than 1 / ceil(k / 2)
        can never be used.
    compiled : bool, optional
        Whether to compile the arithmetic; the decisions are the same. None: from 1,000 people on.

    Raises
    ------
    InputError
        A parameter is out of range, or blocks does not have one number a person.

    Examples
    --------
    >>> certificate = Certificate(20, k=5)
    >>> certificate.offer(range(20))
    'admitted'
    >>> certificate.offer(range(12))
    'admitted'
    >>> certificate.offer(range(12, 20))
    'implied'
    >>> certificate.offer(range(16))
    'withheld'
    """

    def __init__(
        self,
        people: int,
        *,
        k: int = 5,
        blocks: ArrayLike | None = None,
        budget: float = 1 / 3,
        compiled: bool | None = None,
    ) -> None:
        if people < 0 or k < 2 or not 0 < budget <= 1:
            raise InputError(
                f"people = {people}, k = {k} and budget = {budget} make no certificate.",
                remedy="Give people >= 0, k >= 2 and a budget above 0 and at most 1.",
            )
        self._people, self._k, self._most = people, k, int(budget * people + 1e-9)
        kernels = _kernels(people >= COMPILED_FROM if compiled is None else compiled)
        self._block_of = _block_numbers(people, blocks)
        order = np.argsort(self._block_of, kind="stable")
        starts = np.searchsorted(self._block_of[order], np.arange(1, self._block_of.max(initial=0) + 1))
        groups = np.split(order, starts)
        self._column = np.zeros(people, np.int64)
        for group in groups:
            self._column[group] = np.arange(len(group))
        self._sizes = [len(group) for group in groups]
        parts = [Block(group, (k + 1) // 2, kernels) for group in groups]
        self._space = Space(parts, people, k, kernels)

    def offer(self, members: ArrayLike) -> Decision:
        """Decide on one set, for good.

        Parameters
        ----------
        members : array of int
            Numbers of the people in the set; a number given twice counts once.

        Returns
        -------
        {"admitted", "implied", "withheld"}
            Admitted: may be shown, and is kept. Implied: may be shown, since it is a rational combination of
            admitted sets, which was checked in whole numbers. Withheld: must not be shown.

        Raises
        ------
        InputError
            A number is not a person's.

        Examples
        --------
        >>> Certificate(4, k=5).offer([0, 1, 2, 3])
        'withheld'
        """
        chosen = np.unique(
            np.asarray(list(members) if isinstance(members, range) else members, dtype=np.int64)
        )
        if len(chosen) == 0:
            return "implied"
        if chosen[0] < 0 or chosen[-1] >= self._people:
            raise InputError(
                f"A set names person {chosen[0] if chosen[0] < 0 else chosen[-1]} of {self._people}.",
                remedy="Number people from 0 to people - 1.",
            )
        if len(chosen) < self._k:
            return "withheld"
        room = self._space.rank < self._most
        numbers, columns = self._block_of[chosen], self._column[chosen]
        if (numbers == numbers[0]).all():
            return self._space.offer_inside(int(numbers[0]), columns, room=room)
        own: dict[int, IntArray] = {}
        order = np.argsort(numbers, kind="stable")
        met, starts = np.unique(numbers[order], return_index=True)
        for d, part in zip(met.tolist(), np.split(columns[order], starts[1:]), strict=True):
            own[d] = np.zeros(self._sizes[d], np.int64)
            own[d][part] = 1
        return self._space.offer_across(own, room=room)

    def offer_many(
        self, sets: Iterable[ArrayLike], *, progress: Callable[[int], None] | None = None
    ) -> list[Decision]:
        """Decide on sets in their order: the same as offering one after the other.

        Parameters
        ----------
        sets : iterable of array of int
            The sets.
        progress : callable, optional
            Called with the number of sets decided so far.

        Returns
        -------
        list of {"admitted", "implied", "withheld"}
            Final decisions, one a set.

        Raises
        ------
        InputError
            A number is not a person's.

        Examples
        --------
        >>> Certificate(10, k=5).offer_many([range(10), range(5), range(5, 10), range(6)])
        ['admitted', 'admitted', 'implied', 'withheld']
        """
        decisions = []
        for done, members in enumerate(sets, start=1):
            decisions.append(self.offer(members))
            if progress is not None:
                progress(done)
        return decisions


def _kernels(compiled: bool) -> ModuleType:
    if not compiled:
        return plain
    from bothways.privacy.certificate import compiled as kernels

    return kernels


def _block_numbers(people: int, blocks: ArrayLike | None) -> IntArray:
    """Blocks numbered from 0 without gaps."""
    if blocks is None:
        return np.zeros(people, np.int64)
    given = np.asarray(blocks)
    if given.shape != (people,):
        raise InputError(
            f"blocks has shape {given.shape} for {people} people.", remedy="Give one block number a person."
        )
    return np.asarray(np.unique(given, return_inverse=True)[1], dtype=np.int64).reshape(-1)
