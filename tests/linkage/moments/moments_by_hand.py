"""The moments estimator once more: readable loops over dense matrices, no cleverness.

Effects are removed by regressing on explicit dummies, Q_i and M_i are held whole, powers of Phi are
multiplied out, derivatives are complex steps (every score is a polynomial in Phi, so they are exact).
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class ByHand:
    """Cells (unit, transition) in use, the annihilator over them, and each unit's rows of it."""

    cells: list[tuple[int, int]]
    annihilator: np.ndarray
    rows: dict[int, list[int]]
    weights: np.ndarray
    labels: list[int]
    rank: int

    @property
    def units(self):
        return sorted(self.rows)

    def transitions(self, unit):
        return [self.cells[row][1] for row in self.rows[unit]]

    def own_block(self, unit):
        return self.annihilator[np.ix_(self.rows[unit], self.rows[unit])]

    def unit_projector(self, unit):
        """Q_i: a unit's values less their mean, or less their mean of the same season."""
        steps = self.transitions(unit)
        projector = np.eye(len(steps))
        for a, one in enumerate(steps):
            alike = [b for b, other in enumerate(steps) if self.labels[other] == self.labels[one]]
            for b in alike:
                projector[a, b] -= 1 / len(alike)
        return projector


def set_up(mask, season=None, weights=None):
    n_units, periods = mask.shape
    labels = [0 if season is None else int(season[j + 1]) for j in range(periods - 1)]
    weights = np.ones(n_units) if weights is None else np.asarray(weights, float)
    cells = []
    for unit in range(n_units):
        steps = [j for j in range(periods - 1) if mask[unit, j] and mask[unit, j + 1]]
        groups = [[j for j in steps if labels[j] == label] for label in sorted(set(labels))]
        if season is not None:
            groups = [group for group in groups if len(group) > 1]
        if sum(len(group) - 1 for group in groups if group) >= 1:
            cells += [(unit, j) for j in sorted(j for group in groups for j in group)]
    unit_effects = sorted({(unit, labels[j]) for unit, j in cells})
    period_effects = sorted({j for _, j in cells})
    dummies = np.zeros((len(cells), len(unit_effects) + len(period_effects)))
    for row, (unit, j) in enumerate(cells):
        dummies[row, unit_effects.index((unit, labels[j]))] = 1
        dummies[row, len(unit_effects) + period_effects.index(j)] = 1
    weighted = dummies * weights[[unit for unit, _ in cells], None]
    projection = dummies @ np.linalg.pinv(dummies.T @ weighted, rcond=1e-11) @ weighted.T
    rows = {}
    for row, (unit, _) in enumerate(cells):
        rows.setdefault(unit, []).append(row)
    rank = np.linalg.matrix_rank(dummies) - len(unit_effects)
    return ByHand(cells, np.eye(len(cells)) - projection, rows, weights, labels, int(rank))


def noise_between(noise, noise_lags, unit, s, t):
    """E u_s u_t'."""
    if s == t:
        return np.zeros((2, 2)) if noise is None else noise[unit, s]
    distance = abs(s - t)
    if noise_lags is None or distance > len(noise_lags):
        return np.zeros((2, 2))
    later = np.nan_to_num(noise_lags[distance - 1, unit, max(s, t)])
    return later if s > t else later.T


@dataclass
class Moments:
    a: np.ndarray
    b: np.ndarray
    c: np.ndarray
    raw: np.ndarray
    lag: np.ndarray
    lead: np.ndarray
    trace: float
    lag_counts: list[float]
    weight: float


def unit_moments(hand, values, noise=None, noise_lags=None):
    lags = np.array([values[unit, j] for unit, j in hand.cells])
    leads = np.array([values[unit, j + 1] for unit, j in hand.cells])
    lags, leads = hand.annihilator @ lags, hand.annihilator @ leads
    out = {}
    for unit in hand.units:
        rows, steps, own = hand.rows[unit], hand.transitions(unit), hand.own_block(unit)
        lag, lead = lags[rows], leads[rows]
        a, b, c = lag.T @ lag, lag.T @ lead, lead.T @ lead
        raw = a.copy()
        for p, j in enumerate(steps):
            for q, k in enumerate(steps):
                a = a - own[p, q] * noise_between(noise, noise_lags, unit, j, k)
                b = b - own[p, q] * noise_between(noise, noise_lags, unit, j, k + 1)
                c = c - own[p, q] * noise_between(noise, noise_lags, unit, j + 1, k + 1)
        counts = [0.0] * (len(hand.labels))
        for p, j in enumerate(steps):
            for q, k in enumerate(steps):
                if j > k:
                    counts[j - k - 1] -= own[p, q]
        trace = np.trace(own)
        out[unit] = Moments(a, b, c, raw, lag, lead, trace, counts, hand.weights[unit])
    return out


def own_innovations(phi, m):
    if m.trace <= 0.25:
        return np.zeros((2, 2))
    return (m.c - phi @ m.b - m.b.T @ phi.T + phi @ m.a @ phi.T) / m.trace


def unit_score(phi, m):
    """E8 of one unit."""
    lagged, power = np.zeros((2, 2)), np.eye(2)
    for count in m.lag_counts:
        lagged = lagged + count * power
        power = phi @ power
    return m.weight * (m.b - m.a @ phi.T + lagged @ own_innovations(phi, m))


def slopes(function, phi):
    """Derivative of vec(function) by vec(phi), rows by rows."""
    columns = []
    for k in range(4):
        step = np.zeros(4, complex)
        step[k] = 1e-30j
        columns.append(function(phi + step.reshape(2, 2)).imag.ravel() / 1e-30)
    return np.array(columns).T


def total_score(phi, moments):
    return sum(unit_score(phi, m) for m in moments.values())


def small_sample(hand):
    n, transitions = len(hand.units), len(hand.cells)
    return (transitions - 1) / max(transitions - 4 - hand.rank, 1) * n / (n - 1)


def unit_covariances(phi, hand, moments):
    """CR1 (E9) and CR3-like (E10) covariance of vec Phi."""
    jacobian = slopes(lambda f: total_score(f, moments), phi)
    cr1, cr3 = np.zeros((4, 4)), np.zeros((4, 4))
    for m in moments.values():
        g = unit_score(phi, m).ravel()
        influence = np.linalg.solve(jacobian, g)
        cr1 += np.outer(influence, influence)
        without = jacobian - slopes(lambda f, m=m: unit_score(f, m), phi)
        moved = np.linalg.solve(without, g)
        cr3 += np.outer(moved, moved)
    n = len(moments)
    return cr1 * small_sample(hand), cr3 * (n - 1) / n


def two_way_covariance(phi, hand, moments, noise=None, noise_lags=None):
    """Team and period clustered covariance of vec Phi, cell by cell (E11)."""
    jacobian = slopes(lambda f: total_score(f, moments), phi)
    cells = {}
    for unit, m in moments.items():
        steps, q = hand.transitions(unit), hand.unit_projector(unit)
        own = own_innovations(phi, m)
        scores = []
        for p in range(len(steps)):
            cell = np.outer(m.lag[p], m.lead[p] - phi @ m.lag[p])
            for s, j in enumerate(steps):
                for t, k in enumerate(steps):
                    weight = q[p, s] * q[p, t]
                    cell = cell - weight * noise_between(noise, noise_lags, unit, j, k + 1)
                    cell = cell + weight * noise_between(noise, noise_lags, unit, j, k) @ phi.T
                    if j > k:  # the lag of j holds the innovation of k
                        cell = cell - weight * np.linalg.matrix_power(phi, j - k - 1) @ own
            scores.append(m.weight * cell)
        rest = (unit_score(phi, m) - sum(scores)) / len(steps)
        for j, score in zip(steps, scores, strict=True):
            cells[unit, j] = np.linalg.solve(jacobian, (score + rest).ravel())
    units, periods = {unit for unit, _ in cells}, {j for _, j in cells}
    team = sum(np.outer(*(sum(cells[c] for c in cells if c[0] == unit),) * 2) for unit in units)
    period = sum(np.outer(*(sum(cells[c] for c in cells if c[1] == j),) * 2) for j in periods)
    team = team * small_sample(hand)
    period = period * len(periods) / (len(periods) - 1)
    both = team + period - sum(np.outer(u, u) for u in cells.values())
    for k in range(4):
        both[k, k] = max(both[k, k], team[k, k], period[k, k])
    return both


def information(hand, moments):
    """Reliability, strength, true within-unit variance (E12)."""
    corrected = sum(m.weight * m.a for m in moments.values())
    raw = sum(m.weight * m.raw for m in moments.values())
    within = sum(m.weight * m.trace for m in moments.values())
    return np.diag(corrected) / np.diag(raw), np.diag(corrected) / within
