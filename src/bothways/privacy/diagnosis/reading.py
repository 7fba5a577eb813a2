"""Reading back what a ledger released, without answers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bothways.errors import FileError
from bothways.privacy.answers import natural
from bothways.privacy.ledger import FileStore
from bothways.privacy.ledger.record import from_document
from bothways.privacy.released import Released
from bothways.privacy.tree import UnitTree, make_tree


@dataclass(frozen=True, eq=False)  # large, and kept in memory: told apart by what it is, not by what it holds
class ReleasedRound:
    """What was released of one round.

    Attributes
    ----------
    name : str
    tree : UnitTree
        As it was in that round.
    released : tuple of Released
    """

    name: str
    tree: UnitTree
    released: tuple[Released, ...]


def read_rounds(folder: str | os.PathLike[str]) -> tuple[ReleasedRound, ...]:
    """Return the rounds that a ledger released.

    Parameters
    ----------
    folder : path
        Folder of the ledger.

    Returns
    -------
    tuple of ReleasedRound
        In the order of their names: 2024-02 before 2024-10, "round 2" before "round 10". Empty where the
        ledger is new.

    Raises
    ------
    FileError
        Where there is no ledger, or it is damaged.
    """
    document = FileStore(folder).read()
    if document is None:
        raise FileError(
            "There is no ledger here, so nothing was released yet.",
            remedy="Hand in answers and units as well, or name the folder that bothways release wrote.",
            file=str(Path(folder) / "ledger.json"),
        )
    record = from_document(document)
    found = []
    for name in sorted(record.rounds, key=natural):
        one = record.rounds[name]
        units, parents, names = zip(*(one.units or record.units), strict=True)
        found.append(ReleasedRound(name, make_tree(units, parents, names), one.released))
    return tuple(found)
