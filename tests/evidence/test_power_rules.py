"""Rules on trial for power: each against its own definition, by hand."""

from dataclasses import replace

import numpy as np
import pytest
from evidence.power_bound import best, cells, equals, in_force, none
from evidence.power_discovery import discovery_difference, power_at_discovery, told
from evidence.power_errors import lent, p_values
from evidence.power_verdict import GAP_CUT, SCORES, claimed_alone, cut, first_of, gap, worst_of_equals
from evidence.power_worlds import PAIR_CELLS, REPORT_CELLS, fitted_family, fitted_pair
from scipy import stats

from bothways.linkage.likelihood.inference import Coefficient
from bothways.linkage.pair import DirectionEstimate, PairEstimate
from bothways.linkage.verdict import judge
from evidence import power_family, power_page

NAN = float("nan")


def direction(effect: float, se: float = 0.05, df: float = 60.0) -> DirectionEstimate:
    c = Coefficient(effect, se**2, df, se**2, se**2 / 2, 1.0, 11.0, 0.9, 12, 1.0)
    return DirectionEstimate(effect, se, df, float(2 * stats.t.sf(abs(effect) / se, df)), 1.0, c)


def pair(first: float, second: float) -> PairEstimate:
    return PairEstimate(None, direction(first), direction(second), covariance=0.0)


def test_storey_doubles_what_is_over_a_half():
    assert power_family.share_of_nulls(np.array([0.01, 0.02, 0.6, 0.9, NAN])) == 1.0
    assert power_family.share_of_nulls(np.array([0.01] * 8 + [0.6, 0.9])) == pytest.approx(0.6)


def test_two_stages_claim_what_the_first_finds_and_what_it_frees():
    """At .05 / 1.05 the first stage claims 6 of 8; the second has 2 nulls left and reaches .0476 x 8 / 2 = .19."""
    p = np.array([[0.001, 0.002], [0.003, 0.004], [0.005, 0.006], [0.08, 0.7]])
    assert power_family.benjamini_hochberg(p).sum() == 6
    assert power_family.two_stage(p).sum() == 7
    assert not power_family.two_stage(np.full((4, 2), 0.5)).any()


def test_a_weight_leaves_the_own_p_out_and_has_mean_one():
    rng = np.random.default_rng(1)
    p, groups = rng.random((12, 2)), [np.repeat(np.arange(3), 4)]
    p[:4, 0] /= 100
    p[4:, 0] = 0.5 + p[4:, 0] / 2
    weight = p / power_family.weighted(p, groups)
    assert weight.mean() == pytest.approx(1.0)
    assert weight[:4, 0].min() > weight[4:, 0].max()
    changed = p.copy()
    changed[0, 0] = 0.45  # as before on this side of a half
    assert p[0, 0] < 0.5
    np.testing.assert_allclose(changed / power_family.weighted(changed, groups), weight)


def test_pairs_first_looks_within_chosen_pairs_alone():
    """Two of three pairs chosen, so that q within must be at most .05 x 2 / 3."""
    p = np.array([[0.001, 0.9], [0.016, 0.03], [0.4, 0.6]])
    assert power_family.pairs_first(p).tolist() == [[True, False], [True, True], [False, False]]
    p[1] = 0.02, 0.9  # Simes .04, adjusted .06
    assert not power_family.pairs_first(p)[1].any()


def test_local_false_discovery_is_low_where_deviates_are_far_out():
    p = np.r_[np.full(4, 1e-9), np.linspace(0.05, 1, 96)].reshape(50, 2)
    local = power_family.local_discovery(p, np.ones(p.shape))
    assert local[:2].max() < 0.01 < 0.5 < local[40:].min()
    flags = power_family.by_local_discovery(local)
    assert flags[:2].all()
    assert local[flags].mean() <= 0.05


def test_effects_are_drawn_toward_those_of_the_same_metrics():
    p = np.full((9, 2), 0.8)
    p[:3, 0] = 0.001
    p[0, 0] = 0.05
    p[8, 0] = 0.05
    employee, customer = (part.ravel() for part in np.mgrid[:3, :3])
    drawn = power_family.shrunken(p, np.ones(p.shape), employee, customer)
    assert drawn[0, 0] < drawn[8, 0]


def test_a_lent_variance_is_the_weighted_mean_by_hand():
    """60 df of .0025 and 20 df of .00125 lent: .0021875 on 80."""
    once = lent(pair(0.15, 0.0), df=20.0)
    assert once.directions is not None
    assert once.directions[0].se == pytest.approx(np.sqrt(0.0021875))
    assert once.directions[0].df == 80
    assert once.directions[0].p == pytest.approx(2 * stats.t.sf(0.15 / np.sqrt(0.0021875), 80))
    refused = PairEstimate("Too short.")
    assert lent(refused, df=20.0) is refused
    assert np.isnan(p_values([refused])).all()


def test_the_rule_in_force_is_the_verdict():
    rng = np.random.default_rng(4)
    pairs = [pair(a, b) for a, b in rng.normal(0.08, 0.1, (300, 2))]
    pairs = [replace(one, covariance=0.0004) for one in pairs]
    first, second = first_of(pairs, "size of the gap (in force)")
    p = p_values(pairs)
    q = np.maximum(np.minimum(2 * p, 1), p)
    q[(p <= 0.05).all(axis=1)] = 0.05
    verdicts = np.array(
        [judge(one, (a, b), negligible=1e-9).verdict for one, (a, b) in zip(pairs, q, strict=True)]
    )
    assert first.sum() > 20
    assert (first == (verdicts == "employee_leads")).all()
    assert (second == (verdicts == "customer_leads")).all()


@pytest.mark.parametrize("name", list(SCORES)[1:])
def test_a_cut_makes_the_worst_of_equals_that_of_the_rule_in_force(name):
    from evidence.power_verdict import GRID

    first, second = np.meshgrid(GRID, GRID, indexing="ij")
    goal = worst_of_equals(claimed_alone() & (gap(first, second) > GAP_CUT))
    goal = 0.1 if name.endswith("5 %") else goal
    mine = worst_of_equals(claimed_alone() & (SCORES[name](first, second) > cut(name)))
    assert goal - 0.006 < mine <= goal  # a cell of the grid is not divided


def test_no_region_does_worse_than_the_rule_in_force_by_much_or_better_than_its_errors_allow():
    region = in_force()
    assert cells(2.0, 1.0).sum() == pytest.approx(1.0, abs=1e-3)
    found = best(2.5, equal=equals(region), nothing=none(region))
    assert cells(2.5, 0.0) @ region <= found < 0.5
    assert best(2.5, equal=0.02, nothing=0.02) < found
    assert best(2.5, equal=0.10, nothing=0.05) > found


def test_power_at_equal_false_discovery_by_hand():
    """Under .03 both links and no null are called; the next cut lets nulls in."""
    truth = [np.array([[1, 0], [0, 0]]), np.array([[1, 0], [0, -1]])]
    orders = [np.array([[0.01, 0.5], [0.6, 0.7]]), np.array([[0.02, 0.8], [0.9, 0.001]])]
    assert power_at_discovery(orders, truth) == pytest.approx(0.5)
    worse = [np.array([[0.01, 0.001], [0.6, 0.7]]), np.array([[0.02, 0.8], [0.9, 0.001]])]
    gain = discovery_difference(orders, worse, truth, rng=np.random.default_rng(1), draws=50)
    assert gain.value > 0
    flags = [one < 0.55 for one in orders]
    assert told(flags, truth)["fdr"] == pytest.approx(0.25)
    assert told(flags, truth)["power"] == 1.0


def test_worlds_are_drawn_the_same_twice_and_differ_by_effect():
    cell = replace(PAIR_CELLS[0], units=40, periods=8)
    first, again = (fitted_pair(("abc", cell, (0.15, 0.0), 0)) for _ in range(2))
    other = fitted_pair(("abc", cell, (0.15, 0.15), 0))
    elsewhere = fitted_pair(("abd", cell, (0.15, 0.0), 0))
    assert first == again
    assert other != first
    assert elsewhere != first


def test_a_family_holds_every_pair():
    drawn = fitted_family((replace(REPORT_CELLS[0], units=30, periods=8), 0))
    assert len(drawn.pairs) == len(drawn.truth) == 18
    assert set(zip(drawn.employee.tolist(), drawn.customer.tolist(), strict=True)) == {
        (i, j) for i in range(6) for j in range(3)
    }


def test_the_section_gives_every_rule_beside_the_one_in_force():
    where = {"units": 130, "periods": 12, "runs": 10}
    gain = {"value": -0.02, "low": -0.05, "high": 0.0}
    error = {"alarms": 0.05, "power": 0.7, "equal": 0.71, "gain": gain}
    verdict = {"rule": "gap", "right": 0.3, "wrong": 0.0, "equal": [0.1, 0.05, 0.02], "none": 0.01}
    report = {"equal": 0.6, "gain": gain}
    made = power_page.section([
        {"part": "bound", "sizes": [{"size": 2.5, "in_force": 0.31, "best": 0.32, "spent": 0.36}]},
        {"part": "verdicts", "kind": "base", **where, "verdicts": [verdict]},
        {"part": "pairs", "kind": "base", **where,
         "errors": [{"rule": "in force", **error}, {"rule": "lent", **error}]},
        {"part": "reports", "kind": "6 x 3", **where, "links": 9,
         "rules": [{"rule": "in force", "fdr": 0.04, "any_false": 0.1, "power": 0.5, **report},
                   {"rule": "an order", **report}]},
    ])  # fmt: skip
    assert "| 2.5 | .310 | .320 | .360 |" in made
    assert "| 130 x 12 | 10 | gap | .300 | .000 | .100, .050, .020 | .010 |" in made
    assert "| base | 130 x 12 | 10 | in force | .050 | .700 | .710 |  |" in made
    assert "| base | 130 x 12 | 10 | lent | .050 | .700 | .710 | -.020 (-.050 to 0) |" in made
    assert "| 6 x 3 | 130 x 12 | 10 | 9 | an order | – | – | – | .600 | -.020 (-.050 to 0) |" in made
