"""From the Panel to Findings: what goes in, what comes out, and what must not matter on the way."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from linkage_panels import drawn, panel_of

from bothways.errors import InputError, NotEnoughData
from bothways.linkage import link
from bothways.panel import Panel, read_panel
from bothways.simulate import draw_family, world_to_tidy

WORLD = drawn(3, units=80, periods=8, effect=(0.45, 0.0), reliability=0.85, noise_r=0.3)
FIGURES = [
    "employee_to_customer",
    "employee_to_customer_se",
    "customer_to_employee",
    "customer_to_employee_se",
]
FIGURES += [
    "employee_to_customer_p",
    "employee_to_customer_q",
    "between_r",
    "within_r",
    "employee_reliability",
]


@pytest.fixture(scope="module")
def found():
    return link(panel_of(WORLD))


@pytest.fixture(scope="module")
def family():
    return draw_family(
        np.random.default_rng(8),
        units=70,
        periods=8,
        employee_metrics=3,
        customer_metrics=2,
        effect=0.3,
        n_sd=0.5,
    )


@pytest.fixture(scope="module")
def many(family):
    return link(panel_of(family), jobs=1)


def same(one, other, tolerance=1e-9):
    a, b = one.table, other.table
    assert list(a["verdict"]) == list(b["verdict"])
    np.testing.assert_allclose(
        b[FIGURES].astype(float), a[FIGURES].astype(float), rtol=tolerance, atol=tolerance
    )


def test_a_real_lead_is_found_and_told(found):
    [pair] = found.pairs
    assert (pair.employee_metric, pair.customer_metric) == ("x", "y")
    assert (pair.verdict, pair.lag, pair.units, pair.periods) == ("employee_leads", 1, 80, 8)
    assert pair.strength == "likely"  # seasons of single units cannot be excluded under three years
    assert pair.employee_to_customer.low > 0
    assert pair.employee_to_customer.low < WORLD.truth.effect[0] < pair.employee_to_customer.high
    assert pair.cells_missing == 0
    assert found.directions_tested == 2
    assert found.expected_false_alarms == pytest.approx(0.05)


def test_by_the_year_there_are_no_seasons_to_exclude():
    [pair] = link(panel_of(WORLD, frequency="year")).pairs
    assert (pair.verdict, pair.strength) == ("employee_leads", "clear")
    assert all(check.passed for check in pair.checks if check.weighs)


def test_natural_units_are_phi():
    [pair] = link(panel_of(WORLD)).pairs
    effect = pair.employee_to_customer
    assert effect.natural / effect.effect == pytest.approx(effect.natural_low / effect.low)
    assert effect.natural_low < WORLD.truth.natural[0] < effect.natural_high


def test_natural_units_follow_the_units_of_the_file(found):
    tidy = world_to_tidy(WORLD)
    customers = tidy.customers.assign(
        value=100 * tidy.customers["value"], noise_variance=100**2 * tidy.customers["noise_variance"]
    )
    covariance = tidy.covariance.assign(covariance=100 * tidy.covariance["covariance"])
    other = link(read_panel(tidy.employees, customers, covariance=covariance)).pairs[0].employee_to_customer
    effect = found.pairs[0].employee_to_customer
    assert other.effect == pytest.approx(effect.effect, rel=1e-6)
    assert other.natural == pytest.approx(100 * effect.natural, rel=1e-6)


def test_swapping_the_sides_swaps_the_directions(found):
    tidy = world_to_tidy(WORLD)
    turned = link(read_panel(tidy.customers, tidy.employees, covariance=tidy.covariance)).pairs[0]
    pair = found.pairs[0]
    assert turned.verdict == "customer_leads"
    for one, other in (
        (turned.customer_to_employee, pair.employee_to_customer),
        (turned.employee_to_customer, pair.customer_to_employee),
    ):
        assert (one.effect, one.se, one.p) == pytest.approx((other.effect, other.se, other.p), rel=1e-6)


def test_threads_change_nothing(family, many):
    same(many, link(panel_of(family), jobs=4), tolerance=0)


def test_the_order_of_rows_and_units_changes_nothing(family, many):
    tidy = world_to_tidy(family)
    order = {unit: f"{(7 * k) % 71:03d}" for k, unit in enumerate(sorted(tidy.employees["unit"].unique()))}
    sides = [
        side.assign(unit=side["unit"].map(order)).sample(frac=1, random_state=1)
        for side in (tidy.employees, tidy.customers, tidy.covariance)
    ]
    other = link(read_panel(sides[0], sides[1], covariance=sides[2]))
    keys = ["employee_metric", "customer_metric"]
    one, two = (f.table.sort_values(keys, ignore_index=True) for f in (many, other))
    assert list(one["verdict"]) == list(two["verdict"])
    np.testing.assert_allclose(two[FIGURES].astype(float), one[FIGURES].astype(float), rtol=1e-6, atol=1e-9)


def test_the_order_of_the_metrics_changes_nothing(family, many):
    panel = panel_of(family)
    turned = replace(panel, data=panel.data.isel(metric=slice(None, None, -1)))
    keys = ["employee_metric", "customer_metric"]
    one, two = (f.table.sort_values(keys, ignore_index=True) for f in (many, link(turned)))
    assert list(one["verdict"]) == list(two["verdict"])
    np.testing.assert_allclose(two[FIGURES].astype(float), one[FIGURES].astype(float), rtol=1e-6, atol=1e-9)


def test_the_compiled_filter_changes_nothing_that_matters(many, family):
    """Both stop within .01 standard errors of the maximum."""
    other = link(panel_of(family), compiled=True)
    assert list(other.table["verdict"]) == list(many.table["verdict"])
    for way in ("employee_to_customer", "customer_to_employee"):
        gap = (other.table[way] - many.table[way]).abs() / many.table[f"{way}_se"]
        assert gap.max() < 0.02


def test_the_same_panel_gives_the_same_findings(found):
    same(found, link(panel_of(WORLD)), tolerance=0)


def test_the_panel_is_not_changed():
    panel = panel_of(WORLD)
    before = panel.data.copy(deep=True)
    link(panel)
    assert before.identical(panel.data)


def test_every_pair_is_there_once_and_the_family_is_every_direction(many):
    pairs = [(pair.employee_metric, pair.customer_metric) for pair in many.pairs]
    assert pairs == [(x, y) for x in ("x01", "x02", "x03") for y in ("y01", "y02")]
    p = np.concatenate([many.table["employee_to_customer_p"], many.table["customer_to_employee_p"]])
    q = np.concatenate([many.table["employee_to_customer_q"], many.table["customer_to_employee_q"]])
    known = np.isfinite(p)
    assert many.directions_tested == known.sum()
    order = np.argsort(p[known])
    stepped = p[known][order] * known.sum() / np.arange(1, known.sum() + 1)
    np.testing.assert_allclose(q[known][order], np.minimum.accumulate(stepped[::-1])[::-1].clip(max=1))


def test_progress_is_told_to_the_end(family):
    heard = []
    link(panel_of(family), jobs=1, progress=lambda done, total, text: heard.append((done, total, text)))
    estimated = [(done, total) for done, total, text in heard if text == "pairs estimated"]
    assert estimated == [(k, 6) for k in range(1, 7)]
    checked = [(done, total) for done, total, text in heard if text == "claims checked"]
    assert checked == [(k, len(checked)) for k in range(1, len(checked) + 1)]


def test_noise_is_estimated_where_only_n_is_given_and_that_is_told():
    world = drawn(5, units=100, periods=8, effect=(0.4, 0.0), reliability=0.6, n_sd=1.0, n_period_sd=0.4)
    sure, unsure = link(panel_of(world)), link(panel_of(world, drop=["noise_variance"]))
    assert any(note.startswith("x: the variance of one answer was estimated") for note in unsure.notes)
    assert any(note.startswith("y: the variance of one answer was estimated") for note in unsure.notes)
    assert not any("variance of one answer" in note for note in sure.notes)
    one, other = sure.pairs[0].employee_to_customer, unsure.pairs[0].employee_to_customer
    assert abs(one.effect - other.effect) < 2 * other.se
    assert np.isfinite(unsure.pairs[0].employee_reliability)


def test_unknown_noise_gives_a_band_and_never_a_clear_claim():
    world = drawn(3, units=250, periods=12, effect=(0.6, 0.0), own_lag=(0.35, 0.25), reliability=0.9)
    found = link(panel_of(world, frequency="year", drop=["noise_variance", "n"]))
    [pair] = found.pairs
    assert pair.verdict == "employee_leads"
    assert pair.strength == "likely"
    assert np.isnan([pair.employee_reliability, pair.customer_reliability]).all()
    assert sum("results hold if up to 60 % of what moves is noise" in note for note in found.notes) == 2
    known = link(panel_of(world, frequency="year")).pairs[0].employee_to_customer
    assert pair.employee_to_customer.high - pair.employee_to_customer.low > known.high - known.low


def test_a_metric_of_known_noise_keeps_its_reliability_beside_an_unknown_one():
    [pair] = link(panel_of(WORLD, drop=(), employees=["noise_variance", "n"])).pairs
    assert np.isnan(pair.employee_reliability)
    assert pair.customer_reliability == pytest.approx(0.85, abs=0.1)


def test_the_covariance_of_shared_respondents_is_used():
    """Left out, it makes a same-period link of the noise."""
    world = drawn(6, units=100, periods=8, effect=(0.0, 0.0), reliability=0.6, noise_r=0.5)
    tidy = world_to_tidy(world)
    used = link(read_panel(tidy.employees, tidy.customers, covariance=tidy.covariance)).pairs[0]
    ignored = link(read_panel(tidy.employees, tidy.customers)).pairs[0]
    assert used.verdict in ("cannot_tell", "no_link")
    assert abs(used.employee_to_customer.effect - ignored.employee_to_customer.effect) > 0.01


def months(text):
    return pd.PeriodIndex(text, freq="M")


def test_overlapping_spans_are_refused():
    tidy = world_to_tidy(WORLD)
    start = months(tidy.employees["period"])
    rolling = tidy.employees.assign(
        reference_start=(start - 2).start_time.normalize(), reference_end=start.end_time.normalize()
    )
    [pair] = link(read_panel(rolling, tidy.customers, covariance=tidy.covariance, placement=False)).pairs
    assert pair.verdict == "not_estimable"
    assert pair.reasons == (
        "The values of x speak of overlapping spans of time, so what comes first cannot be told.",
    )
    assert np.isfinite(pair.within_r)


def test_undeclared_rolling_windows_are_refused():
    [pair] = link(panel_of(drawn(21, units=100, periods=10, effect=(0.0, 0.0), rolling=3))).pairs
    assert pair.verdict == "not_estimable"
    assert "carries over" in pair.reasons[0]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"units": 19}, "Only 19 units"),
        ({"units": 39, "periods": 6}, "at least 40 units are needed, and there are 39"),
        ({"periods": 2}, "share 2 periods: that shows association only"),
        ({"periods": 1}, "share 1 period: that shows association only"),
    ],
)
def test_what_is_too_little_is_not_estimable_and_keeps_its_association(options, sentence):
    [pair] = link(panel_of(drawn(3, **{"units": 60, "periods": 12, **options}))).pairs
    assert (pair.verdict, pair.strength) == ("not_estimable", None)
    assert sentence in pair.reasons[0]
    assert np.isfinite(pair.between_r)
    assert np.isnan(pair.employee_to_customer.effect)
    assert pair.checks == ()


def test_a_metric_that_never_varies_is_not_estimable():
    tidy = world_to_tidy(WORLD)
    found = link(read_panel(tidy.employees.assign(value=3.0), tidy.customers))
    assert found.pairs[0].reasons == ("One of the two metrics never varies.",)
    assert found.directions_tested == 0


def test_one_refused_pair_does_not_stop_the_others():
    tidy = world_to_tidy(WORLD)
    flat = tidy.employees.assign(metric="flat", value=3.0)
    found = link(read_panel(pd.concat([tidy.employees, flat]), tidy.customers, covariance=tidy.covariance))
    assert [pair.verdict for pair in found.pairs] == ["employee_leads", "not_estimable"]
    assert found.directions_tested == 2


def test_a_side_without_a_metric_is_an_error():
    panel = panel_of(WORLD)
    one_sided = Panel(panel.data.isel(metric=[0]), panel.frequency)
    with pytest.raises(NotEnoughData, match="at least one employee metric and one customer metric"):
        link(one_sided)


@pytest.mark.parametrize(
    "setting", [{"alpha": 0.0}, {"alpha": 0.5}, {"negligible": 0.0}, {"negligible": 1.0}]
)
def test_a_setting_out_of_its_range_is_an_error(setting):
    with pytest.raises(InputError, match="Give a number between 0 and"):
        link(panel_of(WORLD), **setting)


@pytest.mark.parametrize("jobs", [0, -1, "2"])
def test_jobs_that_are_no_count_are_an_error(jobs):
    with pytest.raises(InputError, match="whole number"):
        link(panel_of(WORLD), jobs=jobs)


def test_only_a_panel_is_linked():
    with pytest.raises(InputError, match="link takes a Panel, not NoneType"):
        link(None)


def test_the_agreed_size_decides_what_matters():
    world = drawn(7, units=200, periods=10, effect=(0.0, 0.0), reliability=0.9)
    assert link(panel_of(world), negligible=0.25).pairs[0].verdict == "no_link"
    assert link(panel_of(world), negligible=0.03).pairs[0].verdict != "no_link"


def test_settings_and_notes_say_how_it_was_done(found):
    assert found.settings["alpha"] == 0.05
    assert found.settings["negligible"] == 0.1
    assert found.settings["common_factors"] == 0
    assert found.frequency == "month"
    assert set(found.scales) == {"x", "y"}
    assert any("seasons of single units cannot be excluded" in note for note in found.notes)
    json.dumps(found.settings)


def test_seasons_of_single_units_are_taken_into_the_model_after_three_cycles():
    world = drawn(21, units=100, periods=12, effect=(0.4, 0.0), season_sd=0.9, cycle=4)
    found = link(panel_of(world, frequency="quarter"))
    [pair] = found.pairs
    assert found.settings["seasons"] == 4
    assert "The model was widened because units have seasons of their own." in pair.reasons
    assert not any("cannot be excluded" in note for note in found.notes)
    short = drawn(21, units=100, periods=11, effect=(0.4, 0.0), season_sd=0.9, cycle=4)
    assert link(panel_of(short, frequency="quarter")).settings["seasons"] == 0


def wide_family(loading_sd):
    return draw_family(
        np.random.default_rng(4), units=70, periods=8, employee_metrics=9, customer_metrics=1, effect=0.0,
        loading_sd=loading_sd, holes=0.0, late=0.0,
    )  # fmt: skip


def test_a_wide_family_with_unequal_loadings_is_stripped_and_told():
    found = link(panel_of(wide_family(0.8)))
    assert found.settings["common_factors"] == 1
    assert any(note.startswith("Units feel 1 common shock to different degrees") for note in found.notes)
    assert sum(pair.verdict in ("employee_leads", "customer_leads", "both_ways") for pair in found.pairs) <= 1


def test_a_wide_family_without_them_is_left_alone_and_claims_nothing():
    found = link(panel_of(wide_family(0.0)))
    assert found.settings["common_factors"] == 0
    assert not any("common shock" in note for note in found.notes)
    assert {pair.verdict for pair in found.pairs} <= {"cannot_tell", "no_link", "not_estimable"}
    assert found.expected_false_alarms == 0
