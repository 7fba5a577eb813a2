"""A fair draw: who was drawn least comes first, ties by lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bothways.allocation.hours import check_keys, lot, read_number
from bothways.errors import InputError


def draw(
    names: Sequence[str], count: int, *, carried: Mapping[str, float] | None = None, seed: int
) -> tuple[str, ...]:
    """Draw some of the names, such as the next note-taker.

    Parameters
    ----------
    names : sequence of str
        Each at most once; their order does not matter.
    count : int
        How many to draw, from 0 to all of them.
    carried : mapping of str to float, optional
        How often each was drawn lately, 0 or more, whole or aged; 0 for names that are not in it. Other names
        in it are passed over.
    seed : int
        Settles ties. Whoever knows seed and names can draw again and see that nothing was arranged.

    Returns
    -------
    tuple of str
        In the order drawn.

    Raises
    ------
    InputError
        A name is doubled or empty, a number is negative or missing, or there are fewer names than asked for.

    Examples
    --------
    >>> draw(["Ana", "Ben", "Eva"], 2, carried={"Ana": 1, "Ben": 1}, seed=3)
    ('Eva', 'Ana')
    """
    check_keys(names, "names")
    if not 0 <= count <= len(names):
        raise InputError(
            f"{count} cannot be drawn from {len(names)}.",
            remedy="Ask for at most as many as there are names.",
        )
    times = {name: read_number((carried or {}).get(name, 0), "How often one was drawn") for name in names}
    return tuple(sorted(names, key=lambda name: (times[name], lot(seed, name), name))[:count])
