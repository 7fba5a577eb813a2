"""Which sibling units share one panel because one of them is too small to stand alone."""

from __future__ import annotations

from collections.abc import Sequence


def share_panels(sizes: Sequence[int], *, k: int) -> tuple[tuple[int, ...], ...]:
    """Put siblings into groups of at least k people; who can stand alone does.

    Small units are packed together, largest first, each group closed by the smallest unit that completes it. What is
    left over joins the smallest packed group, if there is one.

    Parameters
    ----------
    sizes : sequence of int
        People who would count in each unit, in the order of the tree.
    k : int
        Fewest people of a group.

    Returns
    -------
    tuple of tuple of int
        Positions of the units of each group, ascending; those too small even together are missing.

    Examples
    --------
    >>> share_panels([12, 3, 4, 7], k=5)
    ((0,), (1, 2), (3,))
    >>> share_panels([12, 3, 7], k=5)
    ((0,), (2,))
    >>> share_panels([2, 1], k=5)
    ()
    """
    alone = [[at] for at, size in enumerate(sizes) if size >= k]
    small = sorted((at for at, size in enumerate(sizes) if 0 < size < k), key=lambda at: (-sizes[at], at))
    packed: list[list[int]] = []
    open_group: list[int] = []
    missing = k
    while small:
        enough = [at for at in small if sizes[at] >= missing]
        chosen = min(enough, key=lambda at: (sizes[at], at)) if open_group and enough else small[0]
        small.remove(chosen)
        open_group.append(chosen)
        missing -= sizes[chosen]
        if missing <= 0:
            packed.append(open_group)
            open_group, missing = [], k
    if open_group and packed:
        joined = min(packed, key=lambda group: (sum(sizes[at] for at in group), group[0]))
        joined.extend(open_group)
    return tuple(tuple(sorted(group)) for group in sorted(alone + packed, key=min))
