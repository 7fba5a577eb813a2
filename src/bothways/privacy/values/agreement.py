"""Agreement of a group in one word."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError

AgreementWord = Literal["agree", "mixed", "split"]
#: Fewest respondents, and fewest items: one item and its mean would tell how far anybody can be from it.
PEOPLE_NEEDED, ITEMS_NEEDED = 10, 2
#: rwg(j) from which a group agrees, and from which it is mixed.
AGREE, MIXED = 0.70, 0.30


def agreement_word(items: npt.ArrayLike, *, options: int) -> AgreementWord:
    """Return how far a group agrees, in one word.

    Parameters
    ----------
    items : array of float, shape (people, items)
        In steps of the scale, reversed items turned, none missing; at least 10 people and 2 items.
    options : int
        Steps of the scale.

    Returns
    -------
    {"agree", "mixed", "split"}
        rwg(j) from .70, from .30, and below, of all people but the one who is farthest from the rest.

    Raises
    ------
    InputError
        Where there are too few people or items, or an answer is missing or off the scale.

    Notes
    -----
    One person is set aside so that "agree" does not say that nobody is far off: whatever the word, anyone may
    be the one set aside. rwg(j): :func:`bothways.measures.rwg_j`, against random answers. Bands: J. M. LeBreton,
    J. L. Senter (2008), Organizational Research Methods 11, 815-852, of which weak and moderate are one here.

    Examples
    --------
    >>> agreement_word([[4, 5, 4]] * 6 + [[5, 4, 4]] * 5 + [[1, 1, 1]], options=5)
    'agree'
    """
    from bothways.measures import rwg_j

    table = np.asarray(items, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] < PEOPLE_NEEDED or table.shape[1] < ITEMS_NEEDED:
        raise InputError(
            f"Agreement needs {PEOPLE_NEEDED} people and {ITEMS_NEEDED} items.", remedy="Withhold the word."
        )
    if np.isnan(table).any():
        raise InputError("An answer is missing.", remedy="Take people who answered every item.")
    squares = ((table - table.mean(axis=0)) ** 2).sum(axis=1)
    others = np.delete(table, int(np.argmax(squares)), axis=0)
    value = float(rwg_j(others, options=options).value[0])
    return "agree" if value >= AGREE else "mixed" if value >= MIXED else "split"
