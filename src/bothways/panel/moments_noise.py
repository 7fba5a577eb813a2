"""How noisy a mean of few answers is: variances pooled within units and shrunk between them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: The metric's own variance counts for at least as many answers beside a unit's.
LEAST_PRIOR = 4.0


def pooled_variance(variance: Floats, n: Floats, unit: npt.NDArray[np.intp]) -> Floats:
    """Return the variance of one answer in each cell, steady enough to weight by.

    Parameters
    ----------
    variance : (cells,) float
        Sample variance of the answers of each cell (ddof = 1), squared units of the metric; not looked at
        where ``n`` is below 2.
    n : (cells,) float
        Answers in each cell.
    unit : (cells,) int
        Number of the cell's unit, from 0.

    Returns
    -------
    (cells,) float
        The same for all cells of a unit; NaN everywhere if no cell has two answers.

    Notes
    -----
    With df_u = sum_t (n_ut - 1) and s_u^2 the variance pooled over the unit's cells, s_0^2 over all::

        s~_u^2 = (df_u s_u^2 + d s_0^2) / (df_u + d)
        d      = 2 s_0^4 / tau^2, at least 4
        tau^2  = (sum_u df_u (s_u^2 - s_0^2)^2 - (U - 1) 2 s_0^4) / (sum df - sum df^2 / sum df)

    the linear credibility estimator (Buhlmann & Straub 1970) with the sampling variance of a normal
    variance, 2 s_0^4 / df. Where units differ no more than chance (tau^2 <= 0) all get s_0^2.

    Examples
    --------
    >>> import numpy as np
    >>> cells = np.array([0.0, 1.0, 2.0, 1.0]), np.array([2.0, 3.0, 3.0, 2.0]), np.array([0, 0, 1, 1])
    >>> pooled_variance(*cells).round(3)
    array([1.167, 1.167, 1.167, 1.167])
    """
    df = np.where(n > 1, n - 1, 0.0)
    units = int(unit.max()) + 1 if len(unit) else 0
    unit_df = np.bincount(unit, df, units)
    total = unit_df.sum()
    if total == 0:
        return np.full(len(n), np.nan)
    spread = np.bincount(unit, df * np.where(df > 0, variance, 0.0), units)
    own, everyone = spread / np.maximum(unit_df, 1), spread.sum() / total
    chance = 2 * everyone**2
    room = total - (unit_df**2).sum() / total
    excess = (unit_df * (own - everyone) ** 2).sum() - ((unit_df > 0).sum() - 1) * chance
    if excess <= 0 or room <= 0:
        return np.full(len(n), everyone)
    prior = max(LEAST_PRIOR, chance * room / excess)
    shrunk: Floats = (spread + prior * everyone) / (unit_df + prior)
    return shrunk[unit]


def pooled_correlation(shared: Floats, both: Floats, variance: Floats, n: Floats) -> float:
    """Return the correlation of two answers of one person, pooled within cells.

    Parameters
    ----------
    shared : (cells,) float
        Sample covariance over persons who answered both (ddof = 1).
    both : (cells,) float
        Persons who answered both; cells below 2 are left out.
    variance, n : (cells, 2) float
        Sample variance of each metric and its answers.

    Returns
    -------
    float
        In [-1, 1]; 0 where one of them never varies or nobody answered both.

    Examples
    --------
    >>> import numpy as np
    >>> two = np.array([[2.0, 8.0], [2.0, 8.0]])
    >>> pooled_correlation(np.array([1.0, 3.0]), np.array([5.0, 5.0]), two, np.full((2, 2), 5.0))
    0.5
    """
    weight = np.where(both > 1, both - 1, 0.0)
    df = np.where(n > 1, n - 1, 0.0)
    if weight.sum() == 0:
        return 0.0
    product = (weight * np.where(weight > 0, shared, 0.0)).sum() / weight.sum()
    spreads = (df * np.where(df > 0, variance, 0.0)).sum(0) / np.maximum(df.sum(0), 1)
    if spreads.min() <= 0:
        return 0.0
    return float(np.clip(product / np.sqrt(spreads.prod()), -1.0, 1.0))
