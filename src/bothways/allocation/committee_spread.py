"""Of all lotteries with the same chances, the one whose panels are least lopsided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bothways.allocation.committee_quotas import PanelRules
from bothways.errors import InputError

if TYPE_CHECKING:  # loaded when the first committee is drawn
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

#: Chances that differ by less are taken as the same.
CLOSE = 1e-7
#: More panels than this are not looked for: the lottery is as fair without them, and little more mixed with them.
MOST_MORE = 40


def spread_out(rules: PanelRules, panels: Sequence[Ints], chances: Floats) -> tuple[Ints, Floats]:
    """Find weights that give everybody the chance settled for them, on panels near what is expected of each profile.

    Without this a lottery over few panels can be fair, and draw nurses alone one time and cooks alone another time.

    Parameters
    ----------
    rules : PanelRules
    panels : sequence of array of int, shape (profiles,)
        Panels that can give these chances.
    chances : array of float, shape (profiles,)

    Returns
    -------
    panels : array of int, shape (panels, profiles)
        In order, each once.
    weights : array of float, shape (panels,)
        Above 0; they sum to 1.
    """
    import numpy as np

    free = rules.room - rules.least
    expected = rules.least + free * chances
    found = {tuple(one.tolist()): one for one in panels}
    for _ in range(MOST_MORE):
        table = np.array(list(found.values()), dtype=np.int64)
        _, prices, bound = _cheapest(rules, table, chances, expected)
        panel, gain = _dearest(rules, prices, bound, expected)
        key = tuple(panel.tolist())
        if gain <= 100 * CLOSE or key in found:
            break
        found[key] = panel
    table = np.array(list(found.values()), dtype=np.int64)
    weights, _, _ = _cheapest(rules, table, chances, expected)
    used = weights > 1e-12
    table, weights = table[used], weights[used]
    order = np.lexsort(table.T[::-1])
    return table[order], weights[order] / weights.sum()


def _cheapest(
    rules: PanelRules, table: Ints, chances: Floats, expected: Floats
) -> tuple[Floats, Floats, float]:
    """Return weights of panels with the least distance on average, the price of each chance, and that of a lottery."""
    import numpy as np
    from scipy.optimize import linprog

    free = np.maximum(rules.room - rules.least, 1)
    count = len(table)
    # A chance may be missed at a price that no distance is worth: what a solver gives is never quite the chance.
    cost = np.append(np.abs(table - expected).sum(axis=1), 1e4 * rules.seats)
    above = np.hstack([-((table - rules.least) / free).T, -np.ones((len(chances), 1))])
    found = linprog(
        cost, A_ub=above, b_ub=-chances, A_eq=np.append(np.ones(count), 0.0)[None, :], b_eq=[1.0],
        bounds=[(0, None)] * (count + 1), method="highs-ds",
    )  # fmt: skip
    if found.x is None:
        raise InputError("The chances could not be worked out.", remedy="Give fewer or wider quotas.")
    weights = np.asarray(np.maximum(found.x[:-1], 0.0))
    return weights, np.asarray(-found.ineqlin.marginals), float(found.eqlin.marginals[0])


def _dearest(rules: PanelRules, prices: Floats, bound: float, expected: Floats) -> tuple[Ints, float]:
    """Return the panel by which the lottery gains most, and how much."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    profiles = len(rules.room)
    free = np.maximum(rules.room - rules.least, 1)
    eye, nothing = np.eye(profiles), np.zeros((len(rules.groups) + 1, profiles))
    rows = np.vstack([
        np.hstack([np.vstack([np.ones(profiles), rules.groups]), nothing]),
        np.hstack([eye, -eye]),
        np.hstack([eye, eye]),
    ])  # fmt: skip
    without = np.full(profiles, np.inf)
    low = np.concatenate([[rules.seats], rules.low, -without, expected])
    high = np.concatenate([[rules.seats], rules.high, expected, without])
    worth = np.concatenate([-prices / free, np.ones(profiles)])
    found = milp(
        worth, integrality=np.append(np.ones(profiles, dtype=np.int64), np.zeros(profiles, dtype=np.int64)),
        bounds=Bounds(np.append(rules.least, 0 * rules.least), np.append(rules.room, without)),
        constraints=LinearConstraint(rows, low, high), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.x is None:
        raise InputError("No panel meets the quotas.", remedy="Use check_quotas.")
    panel = np.rint(found.x[:profiles]).astype(np.int64)
    distance = float(np.abs(panel - expected).sum())
    return panel, bound + float(prices @ ((panel - rules.least) / free)) - distance
