"""The fairest chances that quotas leave: leximin over all panels that meet them, by column generation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bothways.allocation.committee_quotas import PanelRules
from bothways.allocation.committee_spread import CLOSE, spread_out
from bothways.errors import InputError

if TYPE_CHECKING:  # loaded when the first committee is drawn
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]

#: A chance that is settled may be missed by so little: it comes from a solver, and is never quite what it should be.
SHORTS = (1e-8, 1e-7, 1e-6, 1e-5, 1e-4)
#: No lottery needed more steps than a small part of this; it ends what would never end.
MOST_STEPS = 20_000


@dataclass(frozen=True)
class FairPanels:
    """Panels, and how often each is to be drawn so that chances are as even as can be.

    Attributes
    ----------
    panels : array of int, shape (panels, profiles)
        How many people of each profile.
    weights : array of float, shape (panels,)
        Sum to 1.
    chances : array of float, shape (profiles,)
        Of one person of each profile to be on the panel, without those who are kept; NaN where nobody else is there.
    """

    panels: Ints
    weights: Floats
    chances: Floats


class _Panels:
    """The panels found so far, as chances by profile."""

    def __init__(self, rules: PanelRules) -> None:
        self.rules = rules
        self.free = rules.room - rules.least
        self.found: dict[tuple[int, ...], Ints] = {}

    def add(self, panel: Ints) -> bool:
        """Keep a panel; return whether it is new."""
        key = tuple(panel.tolist())
        new = key not in self.found
        self.found.setdefault(key, panel)
        return new

    def matrix(self) -> Floats:
        """Return the chance of one person of each profile on each panel: shape (panels, profiles)."""
        import numpy as np

        panels = np.array(list(self.found.values()), dtype=float)
        return np.asarray((panels - self.rules.least) / np.maximum(self.free, 1))

    def priced(self, prices: Floats) -> tuple[Ints, float]:
        """Return the panel that is worth most at prices by profile, and what it is worth."""
        import numpy as np

        worth = prices / np.maximum(self.free, 1)
        panel = self.rules.best(worth)
        if panel is None:  # it was possible a moment ago
            raise InputError("No panel meets the quotas.", remedy="Use check_quotas.")
        return panel, float(worth @ (panel - self.rules.least))


def fairest(rules: PanelRules) -> FairPanels:
    """Find the lottery over panels whose chances are leximin: the smallest as large as can be, then the second, ...

    Raises
    ------
    InputError
        Where no panel meets the rules.
    """
    import numpy as np

    panels = _Panels(rules)
    first = rules.best(np.zeros(len(rules.room)))
    if first is None:
        raise InputError(
            "No panel meets the quotas.", remedy="Use check_quotas: it says which, and the nearest that can."
        )
    panels.add(first)
    settled = _reach_everybody(panels)
    while np.isnan(settled).any():
        level, prices = _raise_the_lowest(panels, settled)
        tight = np.isnan(settled) & (prices > CLOSE)
        settled[tight] = level
    found, weights = spread_out(rules, list(panels.found.values()), settled)
    chances = weights @ ((found - rules.least) / np.maximum(panels.free, 1))
    return FairPanels(found, weights, np.where(panels.free > 0, chances, np.nan))


def _reach_everybody(panels: _Panels) -> Floats:
    """Find a panel for each profile that can be on one; all others have the chance 0. NaN: not settled yet."""
    import numpy as np

    settled = np.full(len(panels.free), np.nan)
    settled[panels.free == 0] = 0.0
    reached = np.any(panels.matrix() > 0, axis=0)
    for at in np.flatnonzero(np.isnan(settled)):
        if reached[at]:
            continue
        worth = np.full(len(panels.free), 1e-3) * ~reached
        worth[at] = 1.0
        panel, _ = panels.priced(worth * np.maximum(panels.free, 1))
        panels.add(panel)
        reached = reached | (panel > panels.rules.least)
        if not reached[at]:
            settled[at] = 0.0
    return settled


def _raise_the_lowest(panels: _Panels, settled: Floats) -> tuple[float, Floats]:
    """Raise the lowest chance that is not settled; return it, and the prices of those that can go no higher."""
    import numpy as np

    open_ = np.isnan(settled)
    for _ in range(MOST_STEPS):
        level, prices, bound = _solve(panels.matrix(), settled)
        panel, worth = panels.priced(prices)
        if worth <= bound + CLOSE or not panels.add(panel):
            break
    if not (
        open_ & (prices > CLOSE)
    ).any():  # prices too small to tell: settle who is lowest in the worth they have
        prices = np.where(open_ & (prices == prices[open_].max()), 1.0, 0.0)
    return level, prices


def _solve(matrix: Floats, settled: Floats) -> tuple[float, Floats, float]:
    """Return the highest lowest chance with the panels so far, the price of each chance, and the price of a lottery."""
    import numpy as np
    from scipy.optimize import linprog

    open_ = np.isnan(settled)
    count = len(matrix)
    cost = np.append(np.zeros(count), -1.0)
    above = np.hstack([-matrix.T, open_[:, None].astype(float)])
    for short in SHORTS:
        most = np.where(open_, 0.0, -np.nan_to_num(settled) + short)
        found = linprog(
            cost, A_ub=above, b_ub=most, A_eq=np.append(np.ones(count), 0.0)[None, :], b_eq=[1.0],
            bounds=[(0, None)] * count + [(None, None)], method="highs-ds",
        )  # fmt: skip
        if found.x is not None:
            break
    else:
        raise InputError("The chances could not be worked out.", remedy="Give fewer or wider quotas.")
    return float(found.x[-1]), -found.ineqlin.marginals, float(-found.eqlin.marginals[0])
