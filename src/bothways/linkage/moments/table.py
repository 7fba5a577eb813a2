"""What :func:`fit_many` returns, and how it is filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.moments.block_errors import BlockErrors
from bothways.linkage.moments.block_roots import Roots, Scaled
from bothways.linkage.moments.design import Design
from bothways.linkage.moments.stream import Stream

Array = NDArray[np.float64]
At = tuple[NDArray[np.intp], ...]

_NO_ROOT = "The moment equations have no solution: too few periods, or too persistent a series."
_ONE_UNIT = "One unit alone decides whether there is a solution."
_FLAT = "One of the two never varies within units beyond what all units share."


@dataclass(frozen=True)
class MomentsTable:
    """Estimates of p x q pairs. The last axis "effects" is (x to y, y to x); units as in MomentsFit.

    Attributes
    ----------
    ok : ndarray of bool, (p, q)
    reason : ndarray of str, (p, q)
        Why there is no estimate; "" where there is one.
    units, transitions : ndarray of int, (p, q)
    periods : int
    phi : ndarray, (p, q, 2, 2)
        Natural units; NaN where not ``ok``, as everything below.
    se_unit, se_cr3, se_two_way : ndarray, (p, q, 2)
        Standard errors of the two effects by E9, E10, E11; the last two NaN if not asked for.
    covariance, covariance_cr3, covariance_two_way : ndarray, (p, q)
        Covariance of the two effects.
    reliability, sd_within : ndarray, (p, q, 2)
        Of x and of y.
    strength, spectral_radius : ndarray, (p, q)
    """

    ok: NDArray[np.bool_]
    reason: NDArray[np.str_]
    units: NDArray[np.int_]
    transitions: NDArray[np.int_]
    periods: int
    phi: Array
    se_unit: Array
    se_cr3: Array
    se_two_way: Array
    covariance: Array
    covariance_cr3: Array
    covariance_two_way: Array
    reliability: Array
    sd_within: Array
    strength: Array
    spectral_radius: Array

    @property
    def effects(self) -> Array:
        """x to y and y to x, natural units (p, q, 2)."""
        return np.stack([self.phi[..., 1, 0], self.phi[..., 0, 1]], axis=-1)

    @property
    def standardiser(self) -> Array:
        """sd_within(driver) / sd_within(outcome) of the two effects (p, q, 2)."""
        ratio = self.sd_within[..., 0] / self.sd_within[..., 1]
        return np.stack([ratio, 1 / ratio], axis=-1)


@dataclass(frozen=True)
class Pairs:
    """Arrays to be filled block by block; variances are (p, q, 3): x to y, y to x, covariance."""

    ok: NDArray[np.bool_]
    reason: NDArray[np.object_]
    units: NDArray[np.int_]
    transitions: NDArray[np.int_]
    phi: Array
    cr1: Array
    cr3: Array
    two_way: Array
    reliability: Array
    sd_within: Array
    strength: Array
    spectral_radius: Array

    @classmethod
    def empty(cls, p: int, q: int) -> Pairs:
        """Nothing estimated yet."""

        def blank(*more: int) -> Array:
            return np.full((p, q, *more), np.nan)

        return cls(
            np.zeros((p, q), dtype=bool), np.full((p, q), "", dtype=object), np.zeros((p, q), dtype=int),
            np.zeros((p, q), dtype=int), blank(2, 2), blank(3), blank(3), blank(3), blank(2), blank(2),
            blank(), blank(),
        )  # fmt: skip

    def refuse(self, at: At, design: Design, reason: str) -> None:
        """Say why a block has no estimate."""
        self.reason[at] = reason
        self.units[at], self.transitions[at] = design.units, design.transitions

    def fill(self, at: At, stream: Stream, scaled: Scaled, roots: Roots, told: BlockErrors) -> None:
        """Write the estimates of one block, in natural units."""
        d = stream.block.design
        p, q = len(scaled.x), len(scaled.y)
        ok = roots.ok.reshape(p, q)
        alone = ok & told.left_out & ~np.isfinite(told.cr3[:, 0]).reshape(p, q)
        flat = ~(np.isfinite(scaled.x)[:, None] & np.isfinite(scaled.y)[None, :])
        self.ok[at] = ok & ~alone
        reason = np.where(ok, np.where(alone, _ONE_UNIT, ""), np.where(flat, _FLAT, _NO_ROOT))
        self.reason[at] = reason.astype(object)
        self.units[at], self.transitions[at] = d.units, d.transitions
        ratio = (scaled.x[:, None] / scaled.y[None, :])[..., None]  # sd_y / sd_x of what was observed
        turn = np.concatenate([ratio**2, ratio**-2, np.ones_like(ratio)], -1)
        for target, source in ((self.cr1, told.cr1), (self.cr3, told.cr3), (self.two_way, told.two_way)):
            target[at] = np.where(ok[..., None], source.reshape(p, q, 3) * turn, np.nan)
        phi = roots.phi.reshape(p, q, 2, 2)
        one = np.ones_like(ratio)
        natural = np.concatenate([one, 1 / ratio, ratio, one], -1).reshape(p, q, 2, 2)
        self.phi[at] = np.where(ok[..., None, None], phi * natural, np.nan)
        radius = np.abs(np.linalg.eigvals(phi)).max(-1)
        self.spectral_radius[at] = np.where(ok, radius, np.nan)
        self._inform(at, stream, scaled, told, ok)

    def _inform(
        self, at: At, stream: Stream, scaled: Scaled, told: BlockErrors, ok: NDArray[np.bool_]
    ) -> None:
        d = stream.block.design
        p, q = ok.shape
        within = (d.weights * d.trace).sum()
        corrected = np.einsum("kaa->ka", scaled.a).reshape(p, q, 2)
        noisy = stream.x.noise is not None or stream.y.noise is not None or bool(stream.shared_parts)
        known = np.where(ok, 1.0 if noisy else np.nan, np.nan)[..., None]
        self.reliability[at] = known * corrected / within
        variance = np.where((corrected > 0) & ok[..., None], corrected, np.nan) / within
        sx, sy = np.broadcast_arrays(scaled.x[:, None], scaled.y[None, :])
        self.sd_within[at] = np.sqrt(variance) / np.stack([sx, sy], -1)
        with np.errstate(all="ignore"):
            strength = told.smallest / np.sqrt(told.strength_squares * d.units / (d.units - 1))
        self.strength[at] = np.where(ok, strength.reshape(p, q), np.nan)

    def table(self, *, periods: int) -> MomentsTable:
        """The finished table."""
        cr1, cr3_se, crossed = (np.sqrt(part[..., :2]) for part in (self.cr1, self.cr3, self.two_way))
        return MomentsTable(
            self.ok, self.reason.astype(str), self.units, self.transitions, periods, self.phi, cr1,
            cr3_se, crossed, self.cr1[..., 2], self.cr3[..., 2], self.two_way[..., 2], self.reliability,
            self.sd_within, self.strength, self.spectral_radius,
        )  # fmt: skip
