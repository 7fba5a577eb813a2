"""Shocks that units feel unequally: told by triangles of columns, quiet where units share nothing."""

import numpy as np
import pytest
from scipy import stats

from bothways.linkage.likelihood.common_shocks import common_shock_p
from bothways.linkage.likelihood.estimate import estimate
from bothways.linkage.likelihood.problem import pose
from bothways.simulate import draw_world


def by_loops(innovations):
    """The same, term by term."""
    N, T, _ = innovations.shape
    z = innovations.reshape(N, 2 * T)
    columns = range(2 * T)
    total = variance = 0.0
    for s in columns:
        for t in columns:
            for u in columns:
                if len({s // 2, t // 2, u // 2}) < 3:
                    continue
                for i in range(N):
                    for j in range(N):
                        for k in range(N):
                            if len({i, j, k}) == 3:
                                total += z[i, s] * z[i, t] * z[j, t] * z[j, u] * z[k, u] * z[k, s]
                sizes = [(z[:, a] ** 2 * z[:, b] ** 2).sum() for a, b in ((s, t), (t, u), (u, s))]
                variance += 6 * np.prod(sizes)
    return stats.norm.sf(total / np.sqrt(variance))


def test_it_equals_the_sum_written_out():
    rng = np.random.default_rng(1)
    for holes in (0.0, 0.3):
        z = rng.normal(size=(5, 4, 2)) * (rng.uniform(size=(5, 4, 2)) >= holes)
        assert common_shock_p(z) == pytest.approx(by_loops(z), rel=1e-9)


def test_it_has_its_level_where_units_share_nothing():
    """Normal, skewed and heavy tailed: of 1,500 each at most .065 under .05 (.05 and 2.7 standard errors)."""
    rng = np.random.default_rng(2)
    for draw in (
        rng.normal,
        lambda size: (rng.chisquare(3, size) - 3) / np.sqrt(6),
        lambda size: rng.standard_t(4, size) / np.sqrt(2),
    ):
        p = np.array([common_shock_p(draw(size=(60, 8, 2))) for _ in range(1500)])
        assert (p < 0.05).mean() < 0.065
        assert (p < 0.5).mean() > 0.35


def test_it_sees_shocks_that_units_feel_unequally_and_not_those_that_all_feel_alike():
    found = {}
    for loading_sd in (0.0, 0.6):
        rng = np.random.default_rng(3)
        world = draw_world(rng, units=200, periods=12, loading_sd=loading_sd, holes=0.15, late=0.2)
        inference = estimate(pose(world.values, world.noise), compiled=False).inference
        found[loading_sd] = inference.employee_to_customer
    assert found[0.6].shock_p < 1e-4
    assert found[0.6].shown
    assert found[0.0].shock_p > 0.05


def test_fewer_than_three_periods_show_nothing():
    assert common_shock_p(np.ones((30, 2, 2))) == 1.0
