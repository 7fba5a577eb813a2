"""What is said of comments: themes, and which comment speaks of which."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import InputError

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NAN = float("nan")
#: What a comment speaks of that speaks of no theme.
OTHER = "other"
#: Words and pairs by which a theme is known again, with weights of length 1 together.
Words = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Theme:
    """Something that comments are about.

    Attributes
    ----------
    id : str
        Stays with the theme over rounds: ``t1``, ``t2``, ...; ``own-...`` for a list of the user's.
    label : str
    named_by : {"software", "person"}
    kind : {"found", "own"}
        Whether it was found in the texts or is a list of the user's.
    phrases : tuple of str
        At most eight, the most characteristic first; each written by five people or more, for found ones.
    comments, people : int
        That speak of it; a person counts once.
    share, low, high : float
        People who speak of it among people who wrote something, in [0, 1], with Wilson's 95 % interval.
    agreement : float
        Kappa with which it comes back when half of the texts are looked at, in [-1, 1]; NaN where that cannot be told.
    parts : tuple of Words
        What it is known again by; several where themes were merged.
    """

    id: str
    label: str
    named_by: Literal["software", "person"] = "software"
    kind: Literal["found", "own"] = "found"
    phrases: tuple[str, ...] = ()
    comments: int = 0
    people: int = 0
    share: float = NAN
    low: float = NAN
    high: float = NAN
    agreement: float = NAN
    parts: tuple[Words, ...] = ()

    @property
    def told_as(self) -> str:
        """The label, saying where software gave it."""
        return f"{self.label} (named by software)" if self.named_by == "software" else self.label


@dataclass(frozen=True)
class Assignment:
    """Which comment speaks of which theme.

    Attributes
    ----------
    record : (n,) int
        Row of the table of comments, from 0; in order, a comment's foremost theme first.
    theme : (n,) int
        Place in :attr:`Themes.themes`.
    weight : (n,) float
        Share of what the comment says of found themes, in (0, 1]; 1 for lists of the user's.
    """

    record: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    theme: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    weight: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Themes:
    """The themes of a table of comments.

    Attributes
    ----------
    themes : tuple of Theme
        Found ones by the number of people, most first; then the user's lists.
    assignment : Assignment
    person : (records,) int
        Who wrote each record, numbered; -1 where nothing was written.
    agreement : float
        Mean kappa of found themes in halves of the texts; NaN where it cannot be told.
    tried : tuple of (int, float, float, float)
        For each number of themes that was tried: number, mean kappa, gain, error of the gain.
    by_hand : bool
        Whether the number of themes was set by hand.
    remarks : tuple of str
        What the reader must be told.
    """

    themes: tuple[Theme, ...]
    assignment: Assignment = field(default_factory=Assignment)
    person: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    agreement: float = NAN
    tried: tuple[tuple[int, float, float, float], ...] = ()
    by_hand: bool = False
    remarks: tuple[str, ...] = ()

    def __getitem__(self, theme: str) -> Theme:
        """Return a theme by its id."""
        return self.themes[self.place(theme)]

    def place(self, theme: str) -> int:
        """Return the place of a theme.

        Raises
        ------
        InputError
            There is no theme of that id.
        """
        place = next((at for at, one in enumerate(self.themes) if one.id == theme), None)
        if place is None:
            raise InputError(
                f"There is no theme {theme!r}.",
                remedy=f"Themes are {', '.join(one.id for one in self.themes)}.",
            )
        return place

    @property
    def found(self) -> tuple[Theme, ...]:
        """Themes that were found in the texts."""
        return tuple(one for one in self.themes if one.kind == "found")

    @property
    def written(self) -> int:
        """Comments in which something was written."""
        return int((self.person >= 0).sum())

    @property
    def people(self) -> int:
        """People who wrote something."""
        return len(np.unique(self.person[self.person >= 0]))

    @property
    def other(self) -> int:
        """Comments that speak of none of the themes, found or own."""
        return self.written - len(np.unique(self.assignment.record))

    @property
    def table(self) -> pd.DataFrame:
        """One row a theme: ``theme, label, named_by, kind, comments, people, share, low, high, agreement, phrases``."""
        rows = [
            {
                "theme": one.id, "label": one.label, "named_by": one.named_by, "kind": one.kind,
                "comments": one.comments, "people": one.people, "share": one.share, "low": one.low, "high": one.high,
                "agreement": one.agreement, "phrases": "; ".join(one.phrases),
            }
            for one in self.themes
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["theme", "label", "named_by", "kind", "comments", "people", "share", "low",
                                           "high", "agreement", "phrases"])  # fmt: skip

    @property
    def by_comment(self) -> pd.DataFrame:
        """One row a comment and theme: ``record, theme, weight``; a written comment of no theme has ``other``, NaN."""
        ids = np.array([one.id for one in self.themes], object)
        told = pd.DataFrame(
            {
                "record": self.assignment.record,
                "theme": ids[self.assignment.theme] if len(ids) else [],
                "weight": self.assignment.weight,
            }
        )
        rest = np.setdiff1d(np.flatnonzero(self.person >= 0), self.assignment.record)
        if not len(rest):
            return told
        others = pd.DataFrame({"record": rest, "theme": OTHER, "weight": NAN})
        return (
            others
            if told.empty
            else pd.concat([told, others]).sort_values("record", kind="stable", ignore_index=True)
        )

    @property
    def sentence(self) -> str:
        """What may be said in one sentence."""
        if not self.found:
            return f"{self.written:,} comments speak of nothing that five people share."
        first = self.found[:3]
        told = "; ".join(f"“{one.label}” ({100 * one.share:.0f} of 100 people)" for one in first)
        others = round(100 * self.other / max(self.written, 1))
        return (
            f"{self.written:,} comments speak of {len(self.found)} themes, most of {told}; {others} of 100 comments "
            "speak of something else."
        )


def recount(themes: Themes) -> Themes:
    """Return the themes with comments, people and shares counted anew, the found ones in order of people."""
    from bothways.measures import share

    whole, person = themes.people, themes.person
    counted = []
    for at, one in enumerate(themes.themes):
        records = themes.assignment.record[themes.assignment.theme == at]
        people = len(np.unique(person[records]))
        told = share(people, whole) if whole else None
        shares = (told.value / 100, told.low / 100, told.high / 100) if told else (NAN, NAN, NAN)
        counted.append(
            dataclasses.replace(
                one,
                comments=len(np.unique(records)),
                people=people,
                share=shares[0],
                low=shares[1],
                high=shares[2],
            )
        )
    order = sorted(
        range(len(counted)), key=lambda at: (counted[at].kind == "own", -counted[at].people, _natural(counted[at].id))
    )  # fmt: skip
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    moved = dataclasses.replace(
        themes.assignment, theme=place[themes.assignment.theme] if len(order) else themes.assignment.theme
    )
    return dataclasses.replace(themes, themes=tuple(counted[at] for at in order), assignment=moved)


def _natural(name: str) -> tuple[str, int]:
    letters = name.rstrip("0123456789")
    return letters, int(name[len(letters) :] or 0)
