"""What comes of pairing new hires with mentors."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bothways.allocation.mentor_fit import FitWeights

#: New hires that one more mentor is taken to have room for, where missing mentors are counted.
ROOM_OF_ONE_MORE = 2

WithoutMentor = Literal["nobody is willing", "nobody has room", "nobody may", "no place is left"]
Declined = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class MentorChoice:
    """A mentor who is put before a new hire.

    Attributes
    ----------
    mentor : str
    fit : float
        Of the two together, in [0, 1] (:class:`FitWeights`); no score of either.
    terms : mapping of str to float
        Each term of the fit, in [0, 1].
    why : tuple of str
        Sentences: why these two, what weighs most first.
    """

    mentor: str
    fit: float
    terms: Mapping[str, float]
    why: tuple[str, ...]


@dataclass(frozen=True)
class MentorProposal:
    """What is proposed to one new hire. It holds when both have said yes.

    Attributes
    ----------
    hire : str
    choices : tuple of MentorChoice
        The mentor they are paired with, then the best others who still have a place, three in all at most;
        empty for who stays without.
    reason : str or None
        Why somebody stays without: "nobody is willing"; "nobody has room": all who are willing say 0;
        "nobody may": everybody who is willing and has room stands in their own line, shares no language with
        them, or was declined; "no place is left": others took the places of those who may.
    sentence : str
        Why these two, or why nobody.
    """

    hire: str
    choices: tuple[MentorChoice, ...]
    reason: WithoutMentor | None
    sentence: str

    @property
    def mentor(self) -> str | None:
        """Who they are paired with."""
        return self.choices[0].mentor if self.choices else None


@dataclass(frozen=True)
class MentorPairing:
    """Proposals for all new hires, and what they were made from.

    Attributes
    ----------
    proposals : tuple of MentorProposal
        One a new hire, in the order of the table.
    weights : FitWeights
    on : datetime.date
    seed : int
    declined : frozenset of (str, str)
        New hire and mentor; never proposed here. Hand it on, with what was declined since, the next time.
    """

    proposals: tuple[MentorProposal, ...]
    weights: FitWeights
    on: dt.date
    seed: int
    declined: Declined

    @property
    def total_fit(self) -> float:
        """Sum of the fits of the pairs."""
        return math.fsum(one.choices[0].fit for one in self.proposals if one.choices)

    @property
    def without(self) -> tuple[str, ...]:
        """New hires who stay without a mentor."""
        return tuple(one.hire for one in self.proposals if not one.choices)

    @property
    def mentors_missing(self) -> int:
        """Fewest further mentors for who stays without, if each suits them and has room for two."""
        return math.ceil(len(self.without) / ROOM_OF_ONE_MORE)

    @property
    def sentence(self) -> str:
        """How many find a mentor, how many do not, and how many mentors are missing."""
        hires, without = len(self.proposals), len(self.without)
        if not without:
            return (
                f"A mentor is proposed to each of {hires} new hires."
                if hires > 1
                else "A mentor is proposed."
            )
        missing = self.mentors_missing
        verb = "stays" if without == 1 else "stay"
        more = (
            f"one more mentor would be needed, who suits them and has room for {without}."
            if missing == 1
            else f"{missing} more mentors would be needed, who suit them and have room for {ROOM_OF_ONE_MORE} each."
        )
        return f"{without} of {hires} new hires {verb} without a mentor: at least {more}"

    @property
    def table(self) -> Any:
        """A data frame with one row a choice, and one for each who stays without."""
        import pandas as pd

        columns = ["hire", "choice", "mentor", "fit", *FitWeights.__dataclass_fields__, "sentence"]
        rows: list[dict[str, Any]] = [
            {"hire": one.hire, "choice": place, "mentor": choice.mentor, "fit": choice.fit}
            | {**choice.terms, "sentence": " ".join(choice.why)}
            for one in self.proposals
            for place, choice in enumerate(one.choices, start=1)
        ]
        rows += [{"hire": one.hire, "sentence": one.sentence} for one in self.proposals if not one.choices]
        place = {one.hire: at for at, one in enumerate(self.proposals)}
        rows.sort(key=lambda row: place[row["hire"]])
        return pd.DataFrame(rows, columns=columns).astype({"choice": "Int64"})
