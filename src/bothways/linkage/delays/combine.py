"""One p out of two."""

from __future__ import annotations

import math

#: P values are kept this far from 0 and 1, where the tangent has no end.
_EDGE = 1e-15


def cauchy(first: float, second: float) -> float:
    """Combine two p values of one hypothesis, whatever their dependence.

    Parameters
    ----------
    first, second : float
        In [0, 1]; NaN for a test that could not be made: then the other stands alone.

    Returns
    -------
    float
        In [0, 1], NaN where both are: 1/2 - atan(mean of tan((1/2 - p) pi)) / pi (Liu and Xie 2020). Exact where the
        two are independent and where they are the same, and near it at small levels in between.

    Examples
    --------
    >>> round(cauchy(0.03, 0.03), 3), round(cauchy(0.001, 0.5), 3)
    (0.03, 0.002)
    """
    if math.isnan(first) or math.isnan(second):
        return second if math.isnan(first) else first
    parts = [math.tan((0.5 - min(max(p, _EDGE), 1 - _EDGE)) * math.pi) for p in (first, second)]
    return min(max(0.5 - math.atan(sum(parts) / 2) / math.pi, 0.0), 1.0)
