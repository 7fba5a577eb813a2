"""Does each item go with the others?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.measures.answer_table import Answers, complete_answers, correlations
from bothways.measures.words import Word, judge

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ItemRest:
    """Correlation of each item with the sum of the others.

    Attributes
    ----------
    items : tuple of str
    r : ndarray of float, shape (items,)
        In [-1, 1]; NaN for an item that never varies.
    words : tuple of {"good", "weak", "cannot tell"}
    negative : tuple of str
        Items with a correlation below 0: the scoring key is probably wrong, stop and look.
    inter_item_mean, inter_item_low, inter_item_high : float
        Mean and range of the correlations between items.
    n, left_out : int
        As in :class:`Reliability`.
    """

    items: tuple[str, ...]
    r: Floats
    words: tuple[Word, ...]
    negative: tuple[str, ...]
    inter_item_mean: float
    inter_item_low: float
    inter_item_high: float
    n: int
    left_out: int


def item_rest(answers: Answers) -> ItemRest:
    """Return each item's correlation with the sum of the others, and the correlations between items.

    Parameters
    ----------
    answers : DataFrame or array, shape (people, items)
        Turned the same way; people with a missing answer are left out.

    Returns
    -------
    ItemRest
        Good from .30 (Nunnally & Bernstein 1994); between items .15 to .50 is usual (Clark & Watson 1995).

    Raises
    ------
    InputError
        Fewer than two items.
    NotEnoughData
        Fewer than two people answered every item.

    Examples
    --------
    >>> result = item_rest(np.array([[1, 2, 1], [2, 2, 3], [4, 5, 4], [3, 3, 4], [5, 4, 5.0]]))
    >>> result.r.round(3).tolist()
    [0.97, 0.792, 0.867]
    """
    table, left_out = complete_answers(answers)
    n, items = table.shape
    rest = table.sum(axis=1, keepdims=True) - table
    both = [correlations(np.column_stack([table[:, j], rest[:, j]]))[0, 1] for j in range(items)]
    r = np.array(both)
    names = tuple(map(str, answers.columns if isinstance(answers, pd.DataFrame) else range(items)))
    pairs = correlations(table)[np.triu_indices(items, 1)]
    known = pairs[~np.isnan(pairs)]
    low, mean, high = (known.min(), known.mean(), known.max()) if known.size else (math.nan,) * 3
    return ItemRest(
        items=names,
        r=r,
        words=tuple(judge("item_rest", float(x), n=n) for x in r),
        negative=tuple(name for name, x in zip(names, r, strict=True) if x < 0),
        inter_item_mean=float(mean),
        inter_item_low=float(low),
        inter_item_high=float(high),
        n=n,
        left_out=left_out,
    )
