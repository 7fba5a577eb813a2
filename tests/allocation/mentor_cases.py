"""Small tables of new hires and mentors for tests."""

import datetime as dt
from typing import Any

import pandas as pd

from bothways.allocation import MentorPairing, pair_mentors
from bothways.privacy import UnitTree, make_tree

DAY = dt.date(2026, 3, 2)
#: all above north and south, each above two teams.
TREE: UnitTree = make_tree(
    ["all", "north", "south", "n1", "n2", "s1", "s2"],
    [None, "all", "all", "north", "north", "south", "south"],
)
BLANK = {"unit": "n1", "site": "", "role": "", "time_zone": "Europe/Berlin"}


def hires(*rows: dict[str, Any]) -> pd.DataFrame:
    """New hires of n1 in Berlin, but for what is said."""
    return pd.DataFrame([BLANK | row for row in rows])


def mentors(*rows: dict[str, Any]) -> pd.DataFrame:
    """Willing mentors of n2 in Berlin who lead nothing, but for what is said."""
    return pd.DataFrame([BLANK | {"unit": "n2", "leads": "", "willing": "yes"} | row for row in rows])


def paired(new: Any, others: Any, **options: Any) -> MentorPairing:
    """Pair on a day in March with seed 1, but for what is said."""
    return pair_mentors(new, others, options.pop("units", TREE), **{"on": DAY, "seed": 1} | options)


def who(pairing: MentorPairing) -> dict[str, str | None]:
    """New hire -> mentor."""
    return {one.hire: one.mentor for one in pairing.proposals}
