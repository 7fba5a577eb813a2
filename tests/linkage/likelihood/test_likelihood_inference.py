"""Errors, degrees of freedom and the period part: by hand, and against what they stand for."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import oracle
import pytest
from scipy import stats

from bothways.linkage.likelihood.dense import CellScores, DenseEngine
from bothways.linkage.likelihood.estimate import estimate
from bothways.linkage.likelihood.fit import Fit, maximise
from bothways.linkage.likelihood.inference import Coefficient, infer, stable_inverse, two_way_error
from bothways.linkage.likelihood.model import Model, spectral_radius, within_spread
from bothways.linkage.likelihood.problem import pose
from bothways.simulate import draw_world

MODEL = Model(3, free_start=False)
THETA = np.array([0.5, 0.1, 0.2, 0.3, 1, 0, 1, 1, 0, 1, 1, 0, 4.0])


def quiet(units):
    """Innovations of units that share nothing: none at all."""
    return np.zeros((units, 3, 2))


def by_hand(weights, scores, target):
    """Inference where unit i's information is weights[i] times the identity and only one parameter scores."""
    weights = np.array(weights, dtype=float)
    cells = np.zeros((*np.shape(scores), MODEL.size))
    cells[..., target] = scores
    information = weights[:, None, None] * np.eye(MODEL.size)
    fit = Fit(THETA, np.zeros((3, 2)), 0.0, True, 1)
    return infer(SimpleNamespace(model=MODEL), fit, cells=CellScores(cells, information, quiet(len(cells))))


def test_the_unit_error_is_the_one_step_jackknife_with_each_units_information():
    """Scores 3, -1, -2 and information 1, 1, 2: left out, 3/3, -1/3, -2/2; variance 2/3 (1 + 1/9 + 1)."""
    found = by_hand([1, 1, 2], [[1, 1, 1], [0, -1, 0], [-2, 0, 0]], target=2).employee_to_customer
    assert found.unit_variance == pytest.approx(2 / 3 * (1 + 1 / 9 + 1))
    assert found.estimate == 0.2


def test_the_degrees_of_freedom_are_the_effective_number_of_units_less_one():
    """Shares 1, 1, 2: 4^2 / (1 + 1 + 4) - 1 = 1.67, which counts as 2; ten equal shares: 9."""
    assert by_hand([1, 1, 2], np.ones((3, 3)), target=2).employee_to_customer.unit_df == 2
    assert by_hand([1] * 10, np.ones((10, 3)), target=2).employee_to_customer.unit_df == pytest.approx(9)
    uneven = by_hand([1] * 9 + [9], np.ones((10, 3)), target=1).customer_to_employee
    assert uneven.unit_df == pytest.approx(18**2 / (9 + 81) - 1)


def test_the_period_part_adds_up_scores_within_periods():
    """Information 4 in all. Period sums 3, 0, -3 over 4: v_T = 3/2 (9 + 0 + 9)/16; v_C = (1+4+1+1+9)/16 = 1."""
    scores = [[1, 1, 0], [2, -1, -3], [0, 0, 0], [0, 0, 0]]
    found = by_hand([1, 1, 1, 1], scores, target=2).employee_to_customer
    assert found.period_variance == pytest.approx(1.5 * 18 / 16)
    assert found.cell_variance == pytest.approx(1.0)
    assert found.ratio == pytest.approx(27 / 16)  # the other three entries of Phi have no scores here
    assert found.ratio_df == 3 - 1


def test_the_shared_part_is_told_from_all_four_entries_of_phi():
    """Ratios by entry: 27/16 for one; 0 where scores cancel within every period; the mean over those with scores."""
    scores = np.zeros((4, 3, MODEL.size))
    scores[..., 2] = [[1, 1, 0], [2, -1, -3], [0, 0, 0], [0, 0, 0]]
    scores[:2, :, 0] = [[1, 2, 1], [-1, -2, -1]]
    information = np.ones(4)[:, None, None] * np.eye(MODEL.size)
    fit = Fit(THETA, np.zeros((3, 2)), 0.0, True, 1)
    found = infer(
        SimpleNamespace(model=MODEL), fit, cells=CellScores(scores, information, quiet(len(scores)))
    )
    assert found.employee_to_customer.ratio == pytest.approx(27 / 32)
    assert found.customer_to_employee.ratio == found.employee_to_customer.ratio
    assert not found.employee_to_customer.shown


def test_the_covariance_of_both_directions_comes_from_the_same_jackknife():
    scores = np.zeros((3, 3, MODEL.size))
    scores[:, 0, 2], scores[:, 0, 1] = [3, -1, -2], [1, 1, -2]
    information = np.ones(3)[:, None, None] * np.eye(MODEL.size)
    fit = Fit(THETA, np.zeros((3, 2)), 0.0, True, 1)
    found = infer(
        SimpleNamespace(model=MODEL), fit, cells=CellScores(scores, information, quiet(len(scores)))
    )
    assert found.covariance == pytest.approx(2 / 3 * (3 - 1 + 4) / 4)


COEFFICIENT = Coefficient(
    estimate=0.3,
    unit_variance=0.01,
    unit_df=50.0,
    period_variance=0.02,
    cell_variance=0.008,
    ratio=2.5,
    ratio_df=11.0,
    shock_p=1.0,
    periods=12,
    to_standard=0.5,
)


def test_the_two_way_error_adds_what_units_share_and_is_as_uncertain_as_its_ratio():
    """Unit part .01 on 50; 2.5 times .008 = .02 on 11, of which 1.5 times .008 = .012 counts."""
    assert COEFFICIENT.shown
    se, df = COEFFICIENT.two_way
    assert se == pytest.approx(np.sqrt(0.022))
    assert df == pytest.approx(0.022**2 / (0.02**2 / 11 + 0.01**2 / 50))
    assert COEFFICIENT.p() == pytest.approx(2 * stats.t.sf(0.3 / se, df))


def test_without_a_shared_part_the_two_way_error_is_the_unit_error():
    alone = replace(COEFFICIENT, ratio=0.9)
    assert alone.two_way == (pytest.approx(0.1), 50.0)
    assert alone.p() == alone.p("unit") == pytest.approx(2 * stats.t.sf(3.0, 50))


def test_what_a_pair_does_not_show_is_not_added():
    """A ratio of 1.7 on 44 has p .0025: too little on its own, and enough where innovations show a common shock."""
    assert 0.002 < stats.chi2.sf(1.7 * 44, 44) < 0.003
    silent = replace(COEFFICIENT, ratio=1.7, shock_p=0.05)
    assert silent.two_way == (pytest.approx(0.1), 50.0)
    assert replace(silent, shock_p=0.049).two_way[0] == pytest.approx(np.sqrt(0.01 + 0.7 * 0.008))
    assert replace(silent, ratio=1.8).two_way[0] == pytest.approx(np.sqrt(0.01 + 0.8 * 0.008))


def test_a_common_shock_never_makes_an_error_smaller():
    assert replace(COEFFICIENT, ratio=0.5, shock_p=0.0).two_way == (pytest.approx(0.1), 50.0)


def test_the_wide_p_is_never_the_smaller_one():
    assert COEFFICIENT.wide == (pytest.approx(np.sqrt(0.022)), 10.0)
    for period_variance in (0.0, 0.005, 0.02, 0.2):
        one = replace(COEFFICIENT, period_variance=period_variance)
        assert one.p("wide") >= one.p("unit")


def test_the_degrees_of_freedom_never_exceed_those_of_the_units():
    for excess in np.geomspace(1e-6, 100, 20):
        _, df = two_way_error(0.01, 12.0, 0.008, 1 + float(excess), 100.0)
        assert 1 <= df <= 12


def test_an_effect_is_standardised_by_the_spread_of_driver_over_outcome():
    """By hand: Var(s_1) = (1, 4), Phi = .5 .1 / .2 .3, Q = 1: root means over three periods."""
    phi, state = THETA[:4].reshape(2, 2), np.diag([1.0, 4.0])
    variances = [np.diag(state)]
    for _ in range(2):
        state = phi @ state @ phi.T + np.eye(2)
        variances.append(np.diag(state))
    sd = np.sqrt(np.mean(variances, axis=0))
    np.testing.assert_allclose(within_spread(MODEL, THETA), sd)
    found = by_hand([1, 1, 1], np.ones((3, 3)), target=2)
    assert found.employee_to_customer.to_standard == pytest.approx(sd[0] / sd[1])
    assert found.customer_to_employee.to_standard == pytest.approx(sd[1] / sd[0])


def test_the_spread_within_units_counts_second_lags_and_free_innovations():
    """Var(s_3) = Phi Var(s_2) Phi' + Phi2 Var(s_1) Phi2' + cross terms + Q + its own part, by the dense covariance."""
    for model in (Model(4, lags=2), Model(4, free_innovations=True)):
        theta = np.zeros(model.size)
        theta[:13] = THETA
        extra = model.blocks["later_lags"] if model.lags > 1 else model.blocks["free_innovations"]
        theta[extra] = 0.25
        states = oracle.state_covariance(model, oracle.parameters(model, theta))
        sd = [np.sqrt(np.mean([states[t, a, t, a] for t in range(4)])) for a in range(2)]
        np.testing.assert_allclose(within_spread(model, theta), sd)


def test_the_spectral_radius_is_the_largest_modulus():
    assert spectral_radius(Model(4), np.r_[0.0, -0.5, 0.5, 0.0, np.zeros(13)]) == pytest.approx(0.5)
    assert spectral_radius(Model(4), np.r_[[0.5, 0.5, 0.5, 0.5], np.zeros(13)]) == pytest.approx(1.0)


def test_the_scaled_inverse_is_the_inverse_and_survives_a_lost_direction():
    matrix = np.array([[4e8, 2e3], [2e3, 1.0]])
    np.testing.assert_allclose(stable_inverse(matrix) @ matrix, np.eye(2), atol=1e-6)
    lost = np.outer([1.0, 2.0], [1.0, 2.0])
    np.testing.assert_allclose(lost @ stable_inverse(lost) @ lost, lost, atol=1e-9)


def test_the_unit_error_is_close_to_refitting_without_each_unit():
    world = draw_world(np.random.default_rng(12), units=60, periods=8, effect=(0.3, 0.0), reliability=0.8)
    found = estimate(pose(world.values, world.noise), compiled=False)
    assert found.inference is not None
    left_out = []
    for i in range(found.problem.units):
        keep = np.arange(found.problem.units) != i
        some = {name: getattr(found.problem, name)[keep] for name in ("values", "observed", "noise")}
        engine = DenseEngine(replace(found.problem, **some), found.model)
        left_out.append(
            maximise(engine, found.fit.theta, means=found.fit.means, profile=False, tolerance=1e-6).theta
        )
    spread = np.array(left_out)[:, [2, 1]] - found.fit.theta[[2, 1]]
    jackknife = (spread**2).sum(axis=0) * 59 / 60
    one_step = [
        found.inference.employee_to_customer.unit_variance,
        found.inference.customer_to_employee.unit_variance,
    ]
    np.testing.assert_allclose(one_step, jackknife, rtol=0.15)  # one Fisher step is not the whole way
