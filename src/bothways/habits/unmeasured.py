"""How strong something unmeasured would have to be to make a gap by itself."""

from __future__ import annotations

import math


def e_value(risk_ratio: float) -> float:
    """Return the E-value of a risk ratio (VanderWeele and Ding 2017): RR + sqrt(RR (RR - 1)), for RR or its inverse.

    Parameters
    ----------
    risk_ratio : float
        At least 0; NaN for unknown.

    Returns
    -------
    float
        At least 1; infinite where one of both groups never answers well; NaN for NaN.

    Examples
    --------
    >>> round(e_value(3.9), 2)
    7.26
    >>> e_value(1.0)
    1.0
    """
    if math.isnan(risk_ratio):
        return risk_ratio
    if risk_ratio in (0, math.inf):
        return math.inf
    ratio = max(risk_ratio, 1 / risk_ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))


def e_value_of_limit(share: float, low: float, high: float) -> float:
    """Return the E-value of the end of a gap's interval that is nearer to none.

    Parameters
    ----------
    share : float
        Of the group that does it least, in [0, 1].
    low, high : float
        Interval of the gap, as a difference of shares.

    Returns
    -------
    float
        1 where the interval includes none.
    """
    if low <= 0 <= high:
        return 1.0
    nearer = low if low > 0 else high
    return e_value((share + nearer) / share if share > 0 else math.inf)
