"""The search for the most level proposal: a first one, moves and swaps, then all others as far as they go."""

from __future__ import annotations

from bothways.allocation.branches import prove
from bothways.allocation.case import Case
from bothways.allocation.moves import begin, improve

#: Choices for single pieces of work that are looked into before the best proposal so far is taken.
STEPS = 10_000


def settle(case: Case, *, steps: int = STEPS) -> tuple[list[int], bool]:
    """Return the sharer of each task of the case, and whether no proposal is better for sure.

    Who comes last is looked at only where the proposal would otherwise fall on one of them: so a proposal that
    would have passed them by anyway is the same whether they are named or not, and tells nothing about them.
    """
    who, proved = find(case.without_last(), steps)
    if any(case.falls_on_last(task, one) for task, one in enumerate(who)):
        return find(case, steps)
    return who, proved


def find(case: Case, steps: int) -> tuple[list[int], bool]:
    """Return a proposal that no move and no swap betters, and whether none at all is better."""
    who = begin(case)
    improve(case, who)
    best, proved = prove(case, who, steps)
    if best != who and not proved:
        improve(case, best)
    return best, proved
