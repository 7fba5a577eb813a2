"""Answers of people to several items, as one array."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import InputError, NotEnoughData

Floats = npt.NDArray[np.float64]
Answers = pd.DataFrame | Floats


def complete_answers(answers: Answers) -> tuple[Floats, int]:
    """Return the rows without a missing answer, and how many were left out."""
    table = np.asarray(answers, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise InputError("Reliability needs two items or more.", remedy="Give one column an item.")
    whole = ~np.isnan(table).any(axis=1)
    if whole.sum() < 2:
        raise NotEnoughData("Fewer than two people answered every item.")
    return table[whole], int((~whole).sum())


def correlations(table: Floats) -> Floats:
    """Return correlations between columns; NaN for a column that never varies."""
    centred = table - table.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    flat = length <= 1e-12
    scaled = centred / np.where(flat, 1.0, length)
    scaled[:, flat] = np.nan
    product: Floats = scaled.T @ scaled
    return np.clip(product, -1.0, 1.0)
