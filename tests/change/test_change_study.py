"""Verdicts, checks and words of whole studies."""

import builtins
import json
import re
from pathlib import Path

import numpy as np
import pytest
from change_panels import drawn, panel_of, starts_of, unit_names

from bothways.change import smallest_effect, study
from bothways.change.estimate import Options, appraise, estimate_effects
from bothways.change.power import default_bound
from bothways.change.scales import measure

NULL_WORLDS = 200


def result_of(seed, **options):
    values, starts = drawn(
        seed, **{key: options.pop(key) for key in ("effect", "memory", "units", "began") if key in options}
    )
    return study(panel_of(values), "nps", starts_of(starts), **options)


def test_a_clear_effect_is_told_with_both_sides_and_an_interval() -> None:
    result = result_of(3, effect=1.5)
    assert result.verdict == "helped"
    assert result.sentence.startswith("Units that began improved by ")
    assert "more than units that had not begun (20 against 20 units), 95 %" in result.sentence


def test_a_drop_is_told_as_one() -> None:
    assert result_of(3, effect=-1.5).verdict == "hurt"


def test_nothing_within_what_matters_is_no_difference() -> None:
    result = result_of(3, bound=3.0)
    assert result.verdict == "no_difference"
    assert "changed alike" in result.sentence
    assert "less than the 3 that matters" in result.sentence


def test_what_cannot_be_told_says_what_would_settle_it() -> None:
    result = result_of(3, effect=0.1, bound=0.1)
    assert result.verdict == "cannot_tell"
    assert "would be seen now in four of five such studies" in " ".join(result.reasons)


def test_no_sentence_speaks_of_causes() -> None:
    for options in ({"effect": 1.5}, {"effect": -1.5}, {"bound": 3.0}, {"effect": 0.2, "bound": 0.1}):
        result = result_of(3, **options)
        text = " ".join((result.sentence, *result.reasons)).lower()
        assert not any(
            word in text for word in ("cause", "effect", "impact", "because of", "due to", "leads to")
        )


def test_a_drift_that_was_there_before_takes_a_claim_away() -> None:
    values, starts = drawn(6)
    values[:20] += 0.3 * np.arange(12)
    result = study(panel_of(values), "nps", starts_of(starts))
    assert result.difference.p < 0.001
    assert result.trend.p < 0.05
    assert result.verdict == "cannot_tell"


def test_a_step_on_top_of_a_drift_is_still_seen() -> None:
    values, starts = drawn(6, effect=4.0)
    values[:20] += 0.1 * np.arange(12)
    assert study(panel_of(values), "nps", starts_of(starts)).verdict == "helped"


def test_the_band_holds_more_than_single_intervals() -> None:
    result = result_of(3, effect=1.5)
    table = result.event_study
    assert list(table.columns) == ["since", "effect", "low", "high", "units"]
    assert list(table["since"]) == list(range(-6, 6))
    assert ((table["low"] < table["effect"]) & (table["effect"] < table["high"])).all()
    assert (table["units"] == 20).all()


def test_the_smallest_slope_seen_lies_beyond_the_interval() -> None:
    trend = result_of(3).trend
    assert trend.periods == 6
    assert trend.smallest_slope > (trend.high - trend.low) / 2


def test_more_of_it_with_more_change_shows_as_a_slope() -> None:
    values, starts = drawn(7)
    amounts = np.arange(20.0)
    values[:20, 6:] += 0.2 * amounts[:, None]
    result = study(
        panel_of(values), "nps", starts_of(starts), dose=dict(zip(unit_names(20), amounts, strict=True))
    )
    assert result.dose is not None
    assert result.dose.low < 0.2 < result.dose.high
    assert result.dose.low > 0
    assert result.dose.units == 20


def test_too_few_doses_are_told() -> None:
    values, starts = drawn(7)
    result = study(panel_of(values), "nps", starts_of(starts), dose=dict.fromkeys(unit_names(20), 1.0))
    assert result.dose is None
    assert "3 different amounts" in " ".join(result.reasons)


def test_features_take_out_what_units_differ_in() -> None:
    rng = np.random.default_rng(8)
    values, starts = drawn(8, units=80, began=40)
    size = rng.standard_normal(80) + 0.8 * (np.arange(80) < 40)
    values[:, 6:] += 1.5 * size[:, None]  # large units rise anyway, and more of them began
    features = {unit: {"size": float(x)} for unit, x in zip(unit_names(80), size, strict=True)}
    plain = study(panel_of(values), "nps", starts_of(starts))
    fair = study(panel_of(values), "nps", starts_of(starts), features=features)
    assert plain.difference.low > 0
    assert fair.difference.low < 0 < fair.difference.high


def test_bounds_of_bent_trends_come_from_diff_diff() -> None:
    pytest.importorskip("diff_diff", reason="needs bothways[change]")
    result = result_of(3, effect=3.0)
    assert result.bounds is not None
    assert result.bounds.breakdown > 0
    width = np.subtract(result.bounds.high, result.bounds.low)
    assert (np.diff(width) > 0).all()
    assert result.bounds.smooth_low < 3.0 < result.bounds.smooth_high


def test_without_diff_diff_everything_else_stands_and_it_says_how(monkeypatch) -> None:
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.startswith("diff_diff"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    result = result_of(3, effect=1.5)
    assert result.verdict == "helped"
    assert result.bounds is None
    assert "pip install bothways[change]" in " ".join(result.reasons)


def test_table_and_json_hold_the_same() -> None:
    result = result_of(3, effect=1.5)
    row, content = result.table.iloc[0], json.loads(result.to_json())
    assert row["verdict"] == content["verdict"] == "helped"
    assert row["effect"] == content["difference"]["effect"]
    assert len(content["event_study"]) == 12
    assert row["trend_slope"] == content["trend"]["slope"]


def test_the_page_lists_the_columns_and_its_example_runs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "change.md").read_text(encoding="utf-8")
    listed = page.split("one row with the columns `")[1].split("`")[0]
    assert re.findall(r"\w+", listed) == list(result_of(3).table.columns)
    exec(page.split("```python\n")[1].split("```")[0], {})


def test_the_horizon_cuts_what_counts() -> None:
    values, starts = drawn(9)
    values[:20, 6:8] += 3.0
    near = study(panel_of(values), "nps", starts_of(starts), horizon=1)
    assert near.difference.effect > study(panel_of(values), "nps", starts_of(starts)).difference.effect + 1


def test_a_plan_sees_more_with_more_periods_and_units() -> None:
    values, _ = drawn(10, periods=6)
    panel = panel_of(values)
    short = smallest_effect(panel, "nps", unit_names(20), periods_after=2)
    long = smallest_effect(panel, "nps", unit_names(20), periods_after=12)
    lone = smallest_effect(panel, "nps", unit_names(1), periods_after=12)
    assert long.effect < short.effect
    assert long.effect < lone.effect
    assert "four of five" in long.sentence


@pytest.mark.parametrize("units", [20, 60])
def test_nothing_is_called_something_in_at_most_about_one_of_twenty(units: int) -> None:
    from change_panels import design_of

    options, calls, alarms = Options(0.05, None, 0, False, None), 0, 0
    for seed in range(NULL_WORLDS):
        values, starts = drawn(seed, units=units, began=units // 2, memory=0.5)
        design = design_of(values, starts)
        scales = measure(design)
        estimate = estimate_effects(design, scales, options)
        seen = appraise(design, scales, options, estimate, default_bound(scales))
        alarms += estimate.difference.p <= 0.05
        calls += seen.judgement.verdict in ("helped", "hurt")
    assert alarms <= 20  # 5 % of 200 is 10; 20 or fewer in 99.9 % of such tests
    assert calls <= 20
