"""From a figure to a word: good, weak, or cannot tell."""

from __future__ import annotations

import math
from typing import Literal

Word = Literal["good", "weak", "cannot tell"]

#: Check -> (enough, answers or people needed, teams needed). Conventions, not laws; sources in the reference.
ENOUGH: dict[str, tuple[float, int, int]] = {
    "alpha": (0.70, 100, 0),
    "alpha, comparing groups": (0.80, 100, 0),
    "omega_total": (0.70, 150, 0),
    "spearman_brown": (0.70, 100, 0),
    "item_rest": (0.30, 100, 0),
    "rwg": (0.70, 5, 0),
    "rwg_j": (0.70, 5, 0),
    "icc1": (0.0, 0, 20),
    "icc2": (0.70, 0, 20),
}


def judge(check: str, value: float, *, n: int = 0, teams: int = 0) -> Word:
    """Return the word for a figure.

    Parameters
    ----------
    check : str
        A key of ``ENOUGH``. For "icc1" give the low end of its interval as ``value``: it is good when the
        whole interval lies above 0.
    value : float
        NaN gives "cannot tell".
    n, teams : int
        Answers (or people) and teams behind the figure; fewer than the check needs give "cannot tell".

    Examples
    --------
    >>> judge("alpha", 0.81, n=250), judge("alpha", 0.81, n=40), judge("alpha", 0.55, n=250)
    ('good', 'cannot tell', 'weak')
    """
    enough, people_needed, teams_needed = ENOUGH[check]
    if math.isnan(value) or n < people_needed or teams < teams_needed:
        return "cannot tell"
    if check == "icc1":
        return "good" if value > enough else "weak"
    return "good" if value >= enough else "weak"
