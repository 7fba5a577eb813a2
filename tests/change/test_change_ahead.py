"""What a study will be able to see: errors by hand, by simulation of staggered starts, and plans that begin later."""

import numpy as np
import pytest
from change_panels import design_of, drawn, panel_of, unit_names

from bothways.change import smallest_effect
from bothways.change.ahead import Plan, expect, plan_of
from bothways.change.claims import claim_share, seen_from
from bothways.change.contrasts import cohorts, effects, overall_contrast
from bothways.change.design import NEVER, Design
from bothways.change.estimate import Options, appraise, estimate_effects
from bothways.change.power import default_bound, expected_share
from bothways.change.scales import Scales, measure
from bothways.change.trends import slope_contrast, span_of
from bothways.errors import InputError


def scales(periods: int, memory: float = 0.3) -> Scales:
    return Scales(np.zeros(periods), within=1.0, seen=1.5, moving=1.0, memory=memory)


def plan(starts: np.ndarray, periods: int, noise: float, anticipation: int = 0) -> Plan:
    return Plan(
        np.ones((len(starts), periods), dtype=bool), np.full(len(starts), noise), starts, anticipation
    )


def test_with_one_start_the_error_is_that_of_two_means_before_and_after() -> None:
    starts = np.array([6] * 10 + [NEVER] * 14)
    weights = np.concatenate([np.full(6, -1 / 6), np.full(6, 1 / 6)])
    apart = np.abs(np.subtract.outer(np.arange(12), np.arange(12)))
    covariance = 0.3**apart + 0.5 * np.eye(12)
    by_hand = np.sqrt(weights @ covariance @ weights * (1 / 10 + 1 / 14))
    assert expect(scales(12), plan(starts, 12, 0.5)).se == pytest.approx(by_hand, rel=1e-12)


def test_with_several_starts_the_errors_are_those_of_the_estimator() -> None:
    """1,500 panels in which nothing happens; chance moves a standard deviation of them by 2 percent."""
    starts, periods = np.array([4] * 4 + [6] * 6 + [9] * 5 + [NEVER] * 10), 12
    apart = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    root = np.linalg.cholesky(0.3**apart + 0.5 * np.eye(periods))
    rng, plain, straight = np.random.default_rng(1), [], []
    for _ in range(1500):
        values = rng.normal(size=(25, periods)) @ root.T
        design = Design(
            tuple(unit_names(25)),
            tuple(map(str, range(periods))),
            values,
            np.full((25, periods), 0.5),
            starts,
            0,
            1,
            (),
        )
        groups = cohorts(design, scales(periods))
        found = effects(design, groups, starts[None], np.ones((1, 25)))
        overall, effect = overall_contrast(found, None), np.nan_to_num(found.effect[0])
        slope, _free = slope_contrast(found.since, found.weight[0], (found.since < 0, found.since >= 0))
        plain.append(effect @ overall)
        straight.append(effect @ (overall - span_of(design, groups, found, None) * slope))
    foretold = expect(scales(periods), plan(starts, periods, 0.5))
    assert foretold.se == pytest.approx(np.std(plain), rel=0.06)
    assert foretold.straight == pytest.approx(np.std(straight), rel=0.06)


@pytest.mark.parametrize(
    ("memory", "noise", "periods"), [(0.4, 0.5, 6), (0.7, 0.2, 8), (0.0, 1.0, 6), (0.4, 0.0, 12)]
)
@pytest.mark.parametrize("holes", [0.0, 0.2])
def test_what_moves_and_how_long_it_lasts_are_found_in_few_periods(
    memory: float, noise: float, periods: int, holes: float
) -> None:
    """2,000 units, so that chance moves each by less than .05; unit means over few periods take much of both out."""
    rng, units = np.random.default_rng(5), 2000
    apart = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    values = rng.normal(size=(units, periods)) @ np.linalg.cholesky(memory**apart).T
    values += rng.normal(size=(units, 1)) + np.sqrt(noise) * rng.normal(size=(units, periods))
    values[: units // 3, : periods // 3] = np.nan  # opened late
    values[rng.random(values.shape) < holes] = np.nan
    found = measure(design_of(values, [None] * units, noise=noise))
    assert found.memory == pytest.approx(memory, abs=0.05)
    assert found.moving == pytest.approx(1.0, abs=0.1)


def test_where_nobody_is_left_to_compare_with_nothing_is_foretold() -> None:
    assert np.isnan(expect(scales(8), plan(np.array([4, 4, 4]), 8, 0.0)).se)


def test_anticipation_takes_periods_away_from_before() -> None:
    starts = np.array([6] * 10 + [NEVER] * 10)
    assert (
        expect(scales(12), plan(starts, 12, 0.5, anticipation=2)).se
        > expect(scales(12), plan(starts, 12, 0.5)).se
    )


def test_units_that_begin_by_turns_are_told_from_a_drift_more_easily() -> None:
    values, _starts = drawn(3, units=24, began=12)
    panel = panel_of(values[:, :6])
    names = unit_names(12)
    at_once = smallest_effect(panel, "nps", names, periods_after=6)
    by_turns = smallest_effect(
        panel,
        "nps",
        {unit: "2024-07" if k < 6 else "2024-11" for k, unit in enumerate(names)},
        periods_after=6,
    )
    assert (by_turns.began, by_turns.not_begun) == (12, 12)
    assert by_turns.se > at_once.se
    assert by_turns.effect < at_once.effect


@pytest.mark.parametrize("start", ["2024-06", "2025-01", "soon"])
def test_a_start_outside_the_time_that_is_planned_is_refused(start: str) -> None:
    values, _starts = drawn(3, units=24, began=12)
    with pytest.raises(InputError, match="none of the 6 periods after the panel"):
        smallest_effect(panel_of(values[:, :6]), "nps", {"u000": start}, periods_after=6)


def test_a_unit_may_be_planned_by_the_count_of_periods() -> None:
    values, _starts = drawn(3, units=24, began=12)
    panel = panel_of(values[:, :6])
    by_count = smallest_effect(panel, "nps", {"u000": 1, "u001": 3}, periods_after=6)
    assert by_count == smallest_effect(panel, "nps", {"u000": "2024-07", "u001": "2024-09"}, periods_after=6)


def test_units_go_on_with_their_holes_and_closed_ones_stay_closed() -> None:
    nan = np.nan
    values = np.array(
        [
            [1.0, 2, 3, 4, 5, 6],
            [nan, nan, 3, 4, 5, 6],  # opened late
            [1, 2, 3, nan, 5, 6],  # a hole
            [1, 2, 3, nan, nan, nan],  # closed
        ]
    )
    design = design_of(values, [None] * 4)
    assert plan_of(design, 4).present[:, 6:].tolist() == [
        [True] * 4,
        [True] * 4,
        [True, True, False, True],
        [False] * 4,
    ]
    assert (plan_of(design, 4).present[:, :6] == np.isfinite(values)).all()


@pytest.mark.slow
@pytest.mark.parametrize("holes", [0.0, 0.3])
def test_effects_are_called_as_often_as_foretold(holes: float) -> None:
    """300 studies in which half the units begin by turns; chance moves a share of them by .03."""
    options, called, foretold = Options(0.05, None, 0, False, None), [], []
    starts = np.array([4] * 8 + [6] * 8 + [8] * 8 + [NEVER] * 24)
    apart = np.abs(np.subtract.outer(np.arange(12), np.arange(12)))
    root = np.linalg.cholesky(0.3**apart)
    rng = np.random.default_rng(7)
    for _ in range(300):
        values = rng.normal(size=(48, 12)) @ root.T + np.sqrt(0.4) * rng.normal(size=(48, 12))
        values += 0.8 * (np.arange(12) >= starts[:, None])
        values[rng.random(values.shape) < holes] = np.nan
        design = design_of(values, starts, noise=0.4)
        scales = measure(design)
        bound = default_bound(scales)
        estimate = estimate_effects(design, scales, options)
        assert estimate is not None
        called.append(appraise(design, scales, options, estimate, bound).judgement.verdict == "helped")
        foretold.append(expected_share(scales, plan_of(design), 0.8, bound=bound))
    assert np.mean(called) == pytest.approx(np.mean(foretold), abs=0.09)
    assert 0.5 < np.mean(foretold) < 0.95


def test_the_share_called_grows_with_the_effect_and_shrinks_with_the_errors() -> None:
    starts = np.array([6] * 10 + [NEVER] * 14)
    expected = expect(scales(12), plan(starts, 12, 0.5))
    shares = [claim_share(size, expected, 22.0, 0.2, 0.05) for size in (0.0, 0.4, 0.8, 1.6, 3.2)]
    assert shares == sorted(shares)
    assert shares[0] < 0.03
    assert shares[-1] > 0.99
    assert claim_share(0.8, expected.times(2), 22.0, 0.2, 0.05) < shares[2]


def test_what_is_seen_from_an_effect_on_is_called_in_four_of_five() -> None:
    starts = np.array([6] * 10 + [NEVER] * 14)
    expected = expect(scales(12), plan(starts, 12, 0.5))
    assert claim_share(seen_from(expected, 22.0, 0.2, 0.05), expected, 22.0, 0.2, 0.05) == pytest.approx(
        0.8, abs=0.001
    )
