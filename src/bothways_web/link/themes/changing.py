"""How a share has changed since the round before: Released shares of two rounds, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from bothways.themes.voices import difference
from bothways_web.link.themes.said import Said

Direction = Literal["rises", "falls", "cannot tell"]


@dataclass(frozen=True)
class Change:
    """The share of one voice that wrote on a theme, now less the round before.

    Attributes
    ----------
    before, now : Said
        Both rounds were searched for the theme.
    low, high : int
        A 95 % interval in points of 100, rounded outwards.
    """

    before: Said
    now: Said
    low: int
    high: int

    @property
    def value(self) -> float | None:
        """In points of 100; ``None`` where one of the two shares is not told."""
        return self.now.share - self.before.share if self.now.is_told and self.before.is_told else None

    @property
    def direction(self) -> Direction:
        """``cannot tell`` where the interval holds 0."""
        return "rises" if self.low > 0 else "falls" if self.high < 0 else "cannot tell"

    @property
    def size(self) -> tuple[float | None, int, int]:
        """The change and its interval without sign, the smaller end first."""
        value = None if self.value is None else abs(self.value)
        return (value, -self.high, -self.low) if self.high < 0 else (value, self.low, self.high)


def change(before: Said, now: Said) -> Change:
    """Return the change from one round to the next.

    Parameters
    ----------
    before, now : Said
        Of one voice, and of the same group.

    Returns
    -------
    Change
        Newcombe's interval of a difference (1998, method 10) of 95 %, at its widest over all shares that rounding and
        left-out writers allow (`Said.span`), with the fewest people of each band for n. Its limits rise with the
        share now and fall with the share before, so the widest is at the ends.

    Notes
    -----
    The two rounds count as independent. Employees are largely the same people in both: the interval is then wider
    than it need be. People of one team who write alike are not allowed for, as nothing Released tells how alike.

    Examples
    --------
    >>> one = change(Said("2025-02", None, 100), Said("2025-03", None, 100))
    >>> one.direction, one.value, one.low, one.high
    ('cannot tell', None, -10, 10)
    """
    (before_least, before_most), (now_least, now_most) = before.ends, now.ends
    low, _high = difference(now_least, before_most, 0.95)
    _low, high = difference(now_most, before_least, 0.95)
    return Change(before, now, math.floor(100 * low), math.ceil(100 * high))
