"""Everything that may be wrong with a study is told in a sentence."""

import json

import numpy as np
import pytest
from change_panels import drawn, months, panel_of, starts_of, unit_names

from bothways.change import smallest_effect, study
from bothways.errors import InputError, NotEnoughData
from bothways.panel import Panel

NAN = float("nan")


def world(seed=1, **options):
    values, starts = drawn(seed, **options)
    return values, panel_of(values), starts_of(starts)


def told(result) -> str:
    return " ".join(result.reasons)


def test_all_at_once_cannot_be_told_and_their_own_change_is() -> None:
    values, _starts = drawn(2, effect=1.0)
    values[:, 6:] += 1.0
    result = study(panel_of(values), "nps", starts_of([6] * 40))
    assert result.verdict == "cannot_tell"
    assert "nobody to compare with" in result.sentence
    assert np.isnan(result.difference.effect)
    assert result.before_after.effect == pytest.approx((values[:, 6:].mean(1) - values[:, :6].mean(1)).mean())
    assert json.loads(result.to_json())["difference"]["effect"] is None


def test_all_in_the_end_are_compared_while_others_wait() -> None:
    values, _ = drawn(2)
    result = study(panel_of(values), "nps", starts_of([5] * 20 + [9] * 20))
    assert np.isfinite(result.difference.p)
    assert set(result.event_study["since"]) <= set(range(-8, 4))


@pytest.mark.parametrize("units", [8, 30])
def test_one_unit_is_placed_among_all_ways_to_deal_the_start(units: int) -> None:
    values, starts = drawn(3, units=units, began=1, effect=20.0)
    result = study(panel_of(values), "nps", starts_of(starts))
    assert result.difference.p == pytest.approx(1 / units)
    assert result.verdict == ("helped" if 1 / units <= 0.05 else "cannot_tell")
    assert ("So few units cannot show any difference" in told(result)) == (units < 20)


def test_a_unit_that_stopped_counts_as_one_that_began() -> None:
    _, panel, starts = world()
    plain = study(panel, "nps", starts)
    stopped = study(panel, "nps", starts, ends={"u000": "2024-10"})
    assert stopped.difference == plain.difference
    assert "1 unit stopped again; what is judged is having begun." in told(stopped)


def test_units_that_merged_are_left_out_and_counted() -> None:
    _values, panel, starts = world()
    result = study(panel, "nps", starts, reorganised=["u000", "u001", "u039"])
    assert (result.began, result.not_begun) == (18, 19)
    assert "3 units are left out: merged, split or changed otherwise meanwhile." in told(result)


def test_a_unit_without_values_after_its_start_is_left_out_and_counted() -> None:
    values, starts = drawn(1)
    values[0, 6:] = NAN
    values[1, :6] = NAN
    result = study(panel_of(values), "nps", starts_of(starts))
    assert result.began == 18
    assert "1 unit is left out: no value after the start." in told(result)
    assert "1 unit is left out: no value before the start." in told(result)


def test_a_unit_that_began_before_the_first_period_is_left_out() -> None:
    values, starts = drawn(1)
    begun = starts_of(starts) | {"u000": "2023-05", "u001": "2024-01"}
    result = study(panel_of(values), "nps", begun)
    assert result.began == 18
    assert "begun before the first usable period" in told(result)


def test_a_start_after_the_last_period_has_not_happened_yet() -> None:
    _values, panel, starts = world()
    result = study(panel, "nps", starts | {"u000": "2025-03"})
    assert result.began == 19
    assert "1 unit begins after the last period." in told(result)


def test_units_that_close_count_as_long_as_they_have_values() -> None:
    values, starts = drawn(1)
    values[25:30, 8:] = NAN
    result = study(panel_of(values), "nps", starts_of(starts))
    assert result.not_begun == 20
    assert "5 units end early" in told(result)


def test_noise_nobody_knows_is_said() -> None:
    _, panel, starts = world()
    assert "sampling noise is not known" in told(study(panel, "nps", starts))


def test_some_unknown_noise_counts_like_the_median() -> None:
    values, starts = drawn(1)
    panel = panel_of(values, noise=0.3)
    data = panel.data.copy(deep=True)
    data["noise_variance"].loc[{"unit": "u000", "period": "2024-01", "metric": "nps"}] = NAN
    some = Panel(data, panel.frequency)
    assert "1 value without known noise" in told(study(some, "nps", starts_of(starts)))


def test_a_direction_nobody_gave_is_assumed_aloud() -> None:
    values, starts = drawn(1)
    result = study(panel_of(values, better=None), "nps", starts_of(starts))
    assert "higher is taken as better" in told(result)


def test_two_periods_before_are_too_few_to_see_a_drift_and_that_is_said() -> None:
    values, starts = drawn(4, periods=6, start=2, effect=2.0)
    result = study(panel_of(values), "nps", starts_of(starts))
    assert not result.trend.could_run
    assert "cannot be seen in 2 months" in told(result)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"metric": "csat"}, "no metric 'csat'"),
        ({"starts": {"nobody": "2024-07"}}, "'nobody' has a start but no values"),
        ({"starts": {"u000": "July"}}, "is no period of the panel"),
        ({"starts": {"u000": ["2024-03", "2024-07"]}}, "not one period"),
        ({"ends": {"nobody": "2024-09"}}, "has an end but no values"),
        ({"ends": {"u039": "2024-09"}}, "end before its start"),
        ({"ends": {"u000": "2024-02"}}, "end before its start"),
        ({"reorganised": ["nobody"]}, "not in the panel"),
        ({"anticipation": -1}, "whole periods"),
        ({"alpha": 0.7}, "Alpha"),
        ({"bound": 0.0}, "over 0"),
        ({"bound": NAN}, "over 0"),
        ({"horizon": -1}, "horizon"),
        ({"before": "some"}, "'all' or 'last'"),
        ({"better": "more"}, "'higher' or 'lower'"),
        ({"dose": {"u000": -1.0}}, "no number from 0"),
        ({"dose": {"u000": "many"}}, "no number from 0"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(change, sentence: str) -> None:
    _, panel, starts = world()
    asked = {"metric": "nps", "starts": starts} | change
    with pytest.raises(InputError, match=sentence):
        study(panel, asked.pop("metric"), asked.pop("starts"), **asked)


def test_nobody_began_is_not_enough() -> None:
    _, panel, _ = world()
    with pytest.raises(NotEnoughData, match="No unit with values of nps before and after its start"):
        study(panel, "nps", {})


@pytest.mark.parametrize(
    ("planned", "options", "sentence"),
    [
        (["nobody"], {}, "not in the panel"),
        ([], {}, "Nobody could be compared"),
        (unit_names(40), {}, "Nobody could be compared"),
        (["u000"], {"periods_after": 0}, "a period after the start"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(planned, options, sentence: str) -> None:
    _, panel, _ = world()
    with pytest.raises(InputError, match=sentence):
        smallest_effect(panel, "nps", planned, **options)


def test_features_take_units_and_values() -> None:
    _values, panel, starts = world()
    rng = np.random.default_rng(1)
    features = {unit: {"size": float(rng.normal())} for unit in unit_names(40)}
    assert study(panel, "nps", starts, features=features).difference.method == "leave one out"
    with pytest.raises(InputError, match="has no features"):
        study(panel, "nps", starts, features={k: v for k, v in features.items() if k != "u003"})
    with pytest.raises(InputError, match="has no value for some unit"):
        study(panel, "nps", starts, features=features | {"u003": {"size": NAN}})
    many = {unit: {f"f{k}": float(rng.normal()) for k in range(8)} for unit in unit_names(40)}
    with pytest.raises(NotEnoughData, match="8 features"):
        study(panel, "nps", starts, features=many)


def test_features_are_left_aside_where_few_began() -> None:
    values, starts = drawn(1, began=3)
    features = {unit: {"size": 1.0 * i} for i, unit in enumerate(unit_names(40))}
    result = study(panel_of(values), "nps", starts_of(starts), features=features)
    assert "Features were left aside" in told(result)
    assert result.difference.method == "deals"


def test_a_metric_that_never_moves_gives_no_claim() -> None:
    result = study(panel_of(np.ones((30, 8))), "nps", starts_of([4] * 15 + [None] * 15))
    assert result.verdict in ("no_difference", "cannot_tell")
    assert result.difference.effect == 0


def test_inputs_are_left_as_they_were() -> None:
    _values, panel, starts = world()
    before, kept = panel.data.copy(deep=True), dict(starts)
    study(panel, "nps", starts, dose={unit: 1.0 * i for i, unit in enumerate(starts)})
    assert panel.data.identical(before)
    assert starts == kept
    assert months(3) == ["2024-01", "2024-02", "2024-03"]
