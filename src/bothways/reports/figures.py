"""Figures as people read them: true minus signs, as many digits as the range supports."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
NOT_KNOWN = "not known"


def decimals(*, low: float, high: float) -> int:
    """Decimals that cut a range into 5 to 50 steps, from 0 to 6.

    >>> decimals(low=0.8, high=3.0), decimals(low=-0.03, high=0.05), decimals(low=10, high=90)
    (1, 2, 0)
    """
    width = high - low
    if not math.isfinite(width) or width <= 0:
        return 2
    return min(6, max(0, math.ceil(-math.log10(width / 5))))


def number(value: float, places: int = 2, *, sign: bool = False) -> str:
    """A figure with a true minus, or "not known".

    >>> number(-0.5, 1), number(0.5, 1, sign=True), number(-0.001, 1, sign=True)
    ('−0.5', '+0.5', '0.0')
    """
    if not math.isfinite(value):
        return NOT_KNOWN
    written = f"{abs(value):,.{places}f}"
    if float(written.replace(",", "")) == 0:
        return written
    return (MINUS if value < 0 else "+" if sign else "") + written


def estimate(value: float, low: float, high: float) -> str:
    """A standardised estimate with its 95% range, always with two decimals.

    >>> estimate(0.193, 0.081, 0.304)
    '+0.19 (+0.08 to +0.30)'
    >>> estimate(float("nan"), float("nan"), float("nan"))
    'could not be estimated'
    """
    if not math.isfinite(value):
        return "could not be estimated"
    return f"{number(value, 2, sign=True)} ({span(low, high, 2)})"


def span(low: float, high: float, places: int | None = None) -> str:
    """A range in words, with as many decimals as its width supports unless told otherwise.

    >>> span(-0.21, 1.6)
    '−0.2 to +1.6'
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return "range not known"
    shown = decimals(low=low, high=high) if places is None else places
    return f"{number(low, shown, sign=True)} to {number(high, shown, sign=True)}"


def share(value: float) -> str:
    """A share in [0, 1] as a percentage without decimals; never rounded to all or none.

    >>> share(0.042), share(0.999), share(1.0)
    ('4%', 'more than 99%', '100%')
    """
    if not math.isfinite(value):
        return NOT_KNOWN
    if 0 < value < 0.005:
        return "less than 1%"
    if 0.995 <= value < 1:
        return "more than 99%"
    return f"{100 * value:.0f}%"


def count(amount: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun.

    >>> count(1, "pair"), count(1204, "pair"), count(2, "company", "companies")
    ('1 pair', '1,204 pairs', '2 companies')
    """
    return f"{amount:,} {noun if amount == 1 else plural or noun + 's'}"


def about(value: float) -> str:
    """A small expected count, without false precision.

    >>> about(0.0), about(0.03), about(0.24), about(12.4)
    ('0', 'fewer than 0.1', '0.2', '12')
    """
    if not math.isfinite(value):
        return NOT_KNOWN
    if value == 0:
        return "0"
    if value < 0.1:
        return "fewer than 0.1"
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"
