"""Rates and counts of events, and other numbers that are no bounded answers of people."""

from __future__ import annotations

import math
from dataclasses import replace

from bothways.errors import InputError
from bothways.privacy.values.bands import band_low
from bothways.privacy.values.coding import Coded
from bothways.privacy.values.intervals import Z

#: From so many people on, two significant digits are shown; below, more than one would tell how many there are.
MANY = 100
#: Least variance of a count: nobody knows that nothing will happen because nothing did.
LEAST_EVENTS = 0.5


def code_events(
    value: float,
    *,
    n_band: str,
    low: float = 0.0,
    high: float = math.inf,
    spread: float | None = None,
    counted: bool = False,
) -> Coded:
    """Return a rate or a count as it may be shown.

    Parameters
    ----------
    value : float
        From ``low`` to ``high``.
    n_band : str
        Band of the people whom the events could have happened to.
    low, high : float
        Where the interval is cut; may be infinite.
    spread : float, optional
        Standard deviation of one person's rate, pooled over groups. Without it a rate has no interval.
    counted : bool
        Whether the value is a number of events: whole, and its variance is taken to be its size, 0.5 at least.

    Returns
    -------
    Coded
        To one significant digit, from 100 people on to two. ``low`` and ``high``: value plus and minus
        1.96 sqrt(variance + u^2 / 12) with u a step of the last digit, rounded outwards to it; the variance is
        spread^2 / b with b the low end of the band, or that of a count. NaN where nothing is known.

    Raises
    ------
    InputError
        Where the value is off its scale or not finite, or the text is no band.

    Notes
    -----
    0 is shown as 0: that nothing happened is no answer of anybody. Nothing but rounding hides single events.

    Examples
    --------
    >>> code_events(14.26, n_band="100+", spread=120.0)
    Coded(text='14', value=14.0, low=0.0, high=38.0)
    >>> [code_events(value, n_band="20-49").text for value in (142.9, 0.0261, 0)]
    ['100', '0.03', '0']
    """
    if not (math.isfinite(value) and low <= value <= high):
        raise InputError(f"{value:g} does not lie from {low:g} to {high:g}.", remedy="Check the scale.")
    people = band_low(n_band)
    unit = _unit(value, 2 if people >= MANY else 1)
    unit = max(unit, 1.0) if counted else unit
    shown = round(value / unit) * unit if unit else 0.0
    decimals = max(0, -math.floor(math.log10(unit) + 1e-9)) if unit else 0
    text = f"{shown:.{decimals}f}"
    coded = Coded(text, float(text))
    if counted:
        variance = max(abs(coded.value), LEAST_EVENTS)
    elif spread is not None:
        variance = spread**2 / people
    else:
        return coded
    half = Z * math.sqrt(variance + unit**2 / 12)
    step = unit or _unit(half, 1)
    return replace(
        coded,
        low=max(low, _down(coded.value - half, step)),
        high=min(high, -_down(-coded.value - half, step)),
    )


def _unit(value: float, digits: int) -> float:
    """Return the place value of the last of so many significant digits; 0 for 0."""
    return float(10.0 ** (math.floor(math.log10(abs(value))) - digits + 1)) if value else 0.0


def _down(end: float, step: float) -> float:
    """Return the last whole step at or before a number."""
    return round(math.floor(end / step + 1e-9) * step, 12) + 0.0 if step else end
