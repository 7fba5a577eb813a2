"""The ballot box of a process: ballots that wait at the same moment are put in by one step."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from bothways.privacy.ballots import SqliteBox
from bothways_web.listen.answering.together import Busy, Together

if TYPE_CHECKING:
    from bothways.privacy.ballots import HeldBallot
    from bothways.privacy.ballots.stores import Put

_Cast = tuple[Path, str, str, "HeldBallot"]


class SharedBox(SqliteBox):
    """A box whose ballots share steps; in what order they came to one shows nowhere, as drawers lie by key."""

    def put(self, round: str, stratum: str, ballot: HeldBallot) -> Put:
        """Store a ballot, unless its token is spent.

        Raises
        ------
        Busy
            Where the file is locked or the disk is full: nobody may be told that it is stored.
        """
        try:
            return _TOGETHER.do((self.path, round, stratum, ballot))
        except sqlite3.OperationalError as problem:
            raise Busy("The box cannot be used.") from problem


def _put_all(batch: Sequence[_Cast]) -> list[Put]:
    """Put ballots in, a step a file; in a site there is one file."""
    became: list[Put] = []
    for path, ballots in groupby(batch, key=lambda one: one[0]):
        became += SqliteBox(path).put_all([one[1:] for one in ballots])
    return became


_TOGETHER: Together[_Cast, Put] = Together(_put_all)
