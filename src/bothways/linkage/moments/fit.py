"""What :func:`fit_moments` returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Position in vec Phi (by rows) of employee -> customer and of customer -> employee.
CROSS = (2, 1)


@dataclass(frozen=True)
class MomentsFit:
    """Bias-corrected moments estimate of one pair z = (x, y): x of the employees, y of the customers.

    Matrices over vec Phi go by rows: (x to x, y to x, x to y, y to y). NaN where ``ok`` is False.

    Attributes
    ----------
    ok : bool
        True where the equations have a root and every figure below could be computed.
    reason : str
        Why not, as a sentence; "" where ``ok``.
    units, periods, transitions : int
        Units kept, periods of the panel, used one-step transitions.
    phi : ndarray, (2, 2)
        Effects one period later, in natural units: phi[1, 0] is x to y, phi[0, 1] is y to x.
    se_unit, se_cr3, se_two_way : ndarray, (2, 2)
        Standard errors of ``phi``: unit-clustered (E9), CR3-like (E10), unit and period (E11). Refer the
        first two to t(units - 1), the third to t(periods - 2).
    covariance, covariance_cr3, covariance_two_way : ndarray, (4, 4)
        Covariance of vec Phi by E9, E10, E11.
    reliability : ndarray, (2,)
        Share of the within-unit variance of x and of y that is not sampling noise, at most 1; it can fall
        below 0 where the stated noise is larger than what is seen. NaN where no noise was given.
    strength : float
        Smallest eigenvalue of the noise-corrected lag moments over its standard error (E12); under 4 the
        design is too weak.
    sd_within : ndarray, (2,)
        Within-unit standard deviation without noise, natural units; NaN where its square is negative.
    spectral_radius : float
        Of Phi; 1 and more means that no stable link was found.
    used_units : ndarray of bool, (N,)
        Units kept: at least two transitions that tell something.
    influence, influence_cr3 : ndarray, (N, 4)
        J^-1 g_i and (J - J_i)^-1 g_i of each unit on vec Phi, natural units; 0 for units not kept.
    cell_influence : ndarray, (N, T - 1, 4)
        Influence of each transition, the basis of E11; 0 where there is none.
    weights : ndarray, (N,)
        Weight of each unit; 0 for units not kept.
    """

    ok: bool
    reason: str
    units: int
    periods: int
    transitions: int
    phi: Array
    se_unit: Array
    se_cr3: Array
    se_two_way: Array
    covariance: Array
    covariance_cr3: Array
    covariance_two_way: Array
    reliability: Array
    strength: float
    sd_within: Array
    spectral_radius: float
    used_units: NDArray[np.bool_]
    influence: Array
    influence_cr3: Array
    cell_influence: Array
    weights: Array

    @property
    def standardised(self) -> Array:
        """b~ = Phi sd_within(driver) / sd_within(outcome) (2, 2)."""
        return np.asarray(self.phi * self.standardiser)

    @property
    def standardiser(self) -> Array:
        """sd_within(driver) / sd_within(outcome), what turns Phi and its errors into b~ (2, 2)."""
        return np.asarray(self.sd_within[None, :] / self.sd_within[:, None])

    @property
    def cross_covariance(self) -> Array:
        """CR3-like covariance of (x to y, y to x), natural units (2, 2)."""
        return np.asarray(self.covariance_cr3[np.ix_(CROSS, CROSS)])

    def wider(self, *, level: float = 0.95) -> tuple[Array, Array]:
        """Standard error and degrees of freedom of the wider interval, entry by entry.

        The larger of CR1 and CR3 with t(units - 1), or the two-way error with t(periods - 2), whichever
        gives the wider interval at ``level``.

        Returns
        -------
        se, df : ndarray, (2, 2)
        """
        from scipy.stats import t

        unit = np.maximum(self.se_unit, self.se_cr3)
        df_unit, df_period = max(self.units - 1, 1), max(self.periods - 2, 1)
        quantile = 0.5 + level / 2
        two_way = self.se_two_way * t.ppf(quantile, df_period) > unit * t.ppf(quantile, df_unit)
        return np.where(two_way, self.se_two_way, unit), np.where(two_way, df_period, df_unit)


def no_fit(reason: str, mask: NDArray[np.bool_], *, units: int = 0, transitions: int = 0) -> MomentsFit:
    """The answer where nothing can be estimated: NaN throughout, and why."""
    n_units, periods = mask.shape
    two, four = np.full((2, 2), np.nan), np.full((4, 4), np.nan)
    return MomentsFit(
        ok=False, reason=reason, units=units, periods=periods, transitions=transitions,
        phi=two, se_unit=two, se_cr3=two, se_two_way=two,
        covariance=four, covariance_cr3=four, covariance_two_way=four,
        reliability=np.full(2, np.nan), strength=np.nan, sd_within=np.full(2, np.nan), spectral_radius=np.nan,
        used_units=np.zeros(n_units, dtype=bool), influence=np.zeros((n_units, 4)),
        influence_cr3=np.zeros((n_units, 4)), cell_influence=np.zeros((n_units, max(periods - 1, 0), 4)),
        weights=np.zeros(n_units),
    )  # fmt: skip
