"""Auditing a folder of released numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bothways.privacy.audit.attack import Exposure, attack
from bothways.privacy.audit.folder import Folder
from bothways.privacy.audit.reading import read_rounds
from bothways.privacy.ledger.metric import RoundAnswers

Progress = Callable[[int, int, str], None]
FILE = "audit.json"


@dataclass(frozen=True)
class Attacked:
    """What the attacks found in one round.

    Attributes
    ----------
    round : str
    k : int
        Fewest people that any combination had to describe.
    exposure : Exposure
    telling_intervals : int
        Intervals that say more than value and band do.
    """

    round: str
    k: int
    exposure: Exposure
    telling_intervals: int


@dataclass(frozen=True)
class Audit:
    """What the attacks found in a folder. Counts only.

    Attributes
    ----------
    rounds : tuple of Attacked
        One for each round and promise.
    others : mapping of str to int
        Kinds of rows that were not attacked.
    """

    rounds: tuple[Attacked, ...]
    others: Mapping[str, int]

    @property
    def found(self) -> bool:
        """Whether anybody is exposed."""
        return any(one.exposure.found for one in self.rounds)

    @property
    def complete(self) -> bool:
        """Whether no attack had to stop early or look at parts only."""
        return all(one.exposure.algebra_complete and one.exposure.bounds_complete for one in self.rounds)

    @property
    def document(self) -> dict[str, Any]:
        """The audit as JSON values; no number that would help to find anybody."""
        return {
            "format": 1,
            "found": self.found,
            "complete": self.complete,
            "not_attacked": dict(self.others),
            "rounds": [
                {
                    "round": one.round,
                    "k": one.k,
                    **_numbers(one.exposure),
                    "bounds_complete": one.exposure.bounds_complete,
                    "telling_intervals": one.telling_intervals,
                }
                for one in self.rounds
            ],
        }


def _numbers(exposure: Exposure) -> dict[str, Any]:
    """Return counts as JSON values; no number becomes null."""
    return {name: None if value != value else value for name, value in asdict(exposure).items()}


def audit(
    folder: Folder,
    answers: Sequence[RoundAnswers],
    *,
    k: int | None = None,
    seconds: float = 60.0,
    progress: Progress | None = None,
) -> Audit:
    """Attack what a folder shows, round by round.

    Parameters
    ----------
    folder : Folder
        From :func:`bothways.privacy.audit.folder.read_folder`.
    answers : sequence of RoundAnswers
        The answers the numbers were made of.
    k : int, optional
        Fewest people of any combination; what the ledger promises, or 5, where not given.
    seconds : float
        For the programming of each round.
    progress : callable, optional
        Called with people attacked, all people and the round.

    Returns
    -------
    Audit

    Raises
    ------
    InputError
        Where rows and answers do not fit.
    """
    rounds = []
    for one in read_rounds(folder, answers, k=k):
        name = one.name
        report = (
            None
            if progress is None
            else (lambda done, total, name=name: progress(done, total, f"Attacking {name}"))
        )
        found = attack(one.published, k=one.k, seconds=seconds, progress=report)
        rounds.append(Attacked(name, one.k, found, one.telling_intervals))
    return Audit(tuple(rounds), folder.others)


def write_audit(found: Audit, folder: Path) -> Path:
    """Write audit.json beside the numbers and return its path."""
    path = folder / FILE
    path.write_text(json.dumps(found.document, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    return path
