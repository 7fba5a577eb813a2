"""What one voice said of a theme in one round: a Released share, and what its rounding and bands leave open."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from bothways.privacy import Released
from bothways.themes.voices import Voice

#: Shares are told in steps of so many points of 100.
STEP = 5
#: So many people of a team, at least, must have answered for anything to be told of its words.
SMALLEST = 10
_EXACT = 1e-9


@dataclass(frozen=True)
class Said:
    """How many of one voice wrote on a theme in one round, as Released.

    Attributes
    ----------
    period : str
    row : Released or None
        ``None`` where the theme was looked for and not told: fewer than ``fewest`` people wrote on it.
    people : int
        At least so many answered that round.
    fewest : int
        Five, or more where the floor is higher.
    smallest : int
        At least so many answered in each team.
    is_full : bool
        Whether no writer is left out: one team that is told, or a whole of which each team is.
    day : datetime.date or None
        When the round closed; ``None`` where that plays no part.
    place : int
        Which round of the voice it is, among those that have themes.
    """

    period: str
    row: Released | None
    people: int
    fewest: int = 5
    smallest: int = SMALLEST
    is_full: bool = False
    day: dt.date | None = None
    place: int = 0

    @property
    def share(self) -> float:
        """In percent; 0 where it was not told."""
        return float(self.row.value) if self.row else 0.0

    @property
    def is_told(self) -> bool:
        """Whether enough people wrote on it."""
        return self.row is not None and self.row.text != "few"

    @property
    def span(self) -> tuple[float, float]:
        """The least and the most that the share of those who answered can have been, in [0, 1].

        Half a step on either side; up to ``fewest`` - 1 writers of small groups, whom a whole leaves out; and of each
        team the ledger tells all but ``fewest`` at most, so that those told can stand for as many times more as a team
        of the smallest size is larger than what is told of it. Where teams are smaller than twice ``fewest``, not told
        can be anything.
        """
        most = self.left_out if self.smallest >= 2 * self.fewest else 1.0
        if self.is_told:
            clipped = self.smallest / max(self.smallest - self.fewest, 1)
            most = (self.share + STEP / 2) / 100 * clipped + (0 if self.is_full else self.left_out)
        least = (self.share - STEP / 2) / 100 if self.is_told else 0.0
        return max(least, 0.0), min(most, 1.0)

    @property
    def left_out(self) -> float:
        """The largest share of people whose writing is not told, in [0, 1]."""
        return (self.fewest - 1) / self.people

    @property
    def ends(self) -> tuple[Voice, Voice]:
        """The least and the most of :attr:`span` as shares of the fewest people, rounded outwards to whole people."""
        least, most = (end * self.people for end in self.span)
        return self._voice(math.floor(least + _EXACT)), self._voice(math.ceil(most - _EXACT))

    @property
    def limits(self) -> tuple[float, float]:
        """A 95 % interval in percent, from the low end of the band of people and all that :attr:`span` holds."""
        least, most = self.ends
        return 100 * least.interval(0.95)[0], 100 * most.interval(0.95)[1]

    @property
    def low(self) -> float:
        """Low end of the interval, in percent."""
        return self.limits[0]

    @property
    def high(self) -> float:
        """High end of the interval, in percent."""
        return self.limits[1]

    def voice(self, lean: float = 0.0) -> Voice:
        """Return it as a share of people, moved by half a step up (1) or down (-1)."""
        share = self.share / 100 if self.is_told else self.left_out / 2
        return self._voice(round(min(max(share + lean * STEP / 200, 0.0), 1.0) * self.people))

    def _voice(self, people: int) -> Voice:
        return Voice(people, self.people, float(self.people))
