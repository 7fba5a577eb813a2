"""Gaps between those who do a thing most and least: worked cases, units, people alike, trends, bad input."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from bothways.errors import ColumnError, InputError, NotEnoughData
from bothways.habits import exposure_gap
from bothways.habits.unmeasured import e_value, e_value_of_limit


def people_of(*groups, **more):
    """People by (level, good answers, other answers)."""
    rows = [(level, good) for level, yes, no in groups for good in [1] * yes + [0] * no]
    return pd.DataFrame(rows, columns=["often", "good"]).assign(**more)


def gap(people, levels=("never", "daily"), **more):
    return exposure_gap(people, exposure="often", good="good", levels=levels, **more)


@pytest.mark.parametrize(
    ("most", "least", "low", "high"),
    [((56, 14), (48, 32), 5.24, 33.39), ((9, 1), (3, 7), 17.05, 80.9), ((10, 0), (0, 10), 60.75, 100.0)],
)
def test_the_interval_is_newcombes_where_people_are_independent(most, least, low, high):
    """Rows a, b and f of table II of Newcombe (1998), method 10."""
    found = gap(people_of(("daily", *most), ("never", *least)))
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)
    assert (found.design_effect, found.units) == (1, 0)


def test_units_that_answer_alike_widen_the_interval():
    people = people_of(("daily", 60, 20), ("never", 40, 40))
    people["unit"] = np.arange(len(people)) % 5 + 5 * people["good"] + 10 * (people["often"] == "daily")
    found, alone = gap(people, unit="unit"), gap(people)
    assert found.points == alone.points == 25
    assert found.design_effect > 3
    assert found.high - found.low > 1.5 * (alone.high - alone.low)


def test_among_people_alike_a_gap_made_by_the_role_is_gone():
    """Leads answer well 8 of 10 times and do it daily, others 4 of 10: within a role there is no gap."""
    lead = people_of(("daily", 64, 16), ("never", 16, 4), role="lead")
    other = people_of(("daily", 8, 12), ("never", 32, 48), role="agent")
    people = pd.concat([lead, other], ignore_index=True).assign(unit=lambda one: one.index % 20)
    found = gap(people, unit="unit", alike=[["role"]])
    assert found.points == pytest.approx(24)
    [adjusted] = found.adjusted
    assert adjusted.points == pytest.approx(0)
    assert adjusted.low < 0 < adjusted.high
    assert adjusted.compared == 1
    assert (found.e_value, found.e_value_limit) == (1, 1)


def test_the_adjusted_gap_is_that_of_mantel_and_haenszel():
    """Two strata by hand: weights 10*20/30 and 30*10/40, gaps .5 and .2."""
    first = people_of(("daily", 8, 2), ("never", 6, 14), role="a")
    second = people_of(("daily", 18, 12), ("never", 4, 6), role="b")
    people = pd.concat([first, second], ignore_index=True)
    [found] = gap(people, alike=[["role"]]).adjusted
    first, second = 200 / 30, 300 / 40
    assert found.points == pytest.approx(100 * (first * 0.5 + second * 0.2) / (first + second))


def test_where_a_whole_unit_does_alike_nobody_is_alike_within_it():
    people = people_of(("daily", 30, 10), ("never", 20, 20))
    people["unit"] = (people["often"] == "daily") * 5 + np.arange(len(people)) % 5
    found = gap(people, unit="unit", alike=[["unit"]])
    assert found.adjusted[0].compared == 0
    assert math.isnan(found.adjusted[0].points)
    assert not found.adjusted[0].told
    assert found.e_value == pytest.approx(e_value(0.75 / 0.5))


def test_it_is_counted_who_carries_the_gap_among_people_alike():
    """Of 27 who do it, 25 have a role of their own; the gap is that of the two who are left."""
    people = people_of(("daily", 27, 0), ("never", 20, 20), role="clerk")
    people.loc[:24, "role"] = [f"role {number}" for number in range(25)]
    [found] = gap(people, alike=[["role"]]).adjusted
    assert found.people == (2, 40)
    assert found.effective == pytest.approx((2, 40))
    one = people_of(("daily", 10, 0), ("never", 20, 0), role="a")
    other = people_of(("daily", 30, 0), ("never", 10, 0), role="b")
    [found] = gap(pd.concat([one, other], ignore_index=True), alike=[["role"]]).adjusted
    assert found.people == (40, 30)
    first, second = 20 / 30, 10 / 40
    assert found.effective[0] == pytest.approx(
        (10 * first + 30 * second) ** 2 / (10 * first**2 + 30 * second**2)
    )
    first, second = 10 / 30, 30 / 40
    assert found.effective[1] == pytest.approx(
        (20 * first + 10 * second) ** 2 / (20 * first**2 + 10 * second**2)
    )


def test_a_unit_left_out_at_a_time_is_what_the_error_says():
    rng = np.random.default_rng(3)
    people = pd.DataFrame({"often": rng.choice(["never", "daily"], 200), "unit": rng.integers(12, size=200),
                           "role": rng.choice(["a", "b"], 200), "good": rng.integers(2, size=200)})  # fmt: skip

    def by_hand(rows):
        total = weight = 0.0
        for _role, some in rows.groupby("role"):
            one, other = (some.loc[some["often"] == name, "good"] for name in ("daily", "never"))
            w = len(one) * len(other) / len(some)
            total, weight = total + w * (one.mean() - other.mean()), weight + w
        return total / weight

    def weight_of(rows):
        often = rows.groupby("role")["often"]
        return sum(len(one) * (one == "daily").mean() * (one == "never").mean() for _role, one in often)

    left = np.array([by_hand(people[people["unit"] != unit]) for unit in range(12)])
    se = math.sqrt(11 / 12 * ((left - by_hand(people)) ** 2).sum())
    weight = np.array([weight_of(people) - weight_of(people[people["unit"] != unit]) for unit in range(12)])
    df = weight.sum() ** 2 / (weight**2).sum() - 1
    [found] = gap(people, unit="unit", alike=[["role"]]).adjusted
    assert found.points == pytest.approx(100 * by_hand(people))
    assert (found.high - found.low) / 2 == pytest.approx(100 * se * stats.t.ppf(0.975, df), rel=1e-6)
    assert 8 < df < 11


def test_the_trend_is_the_slope_over_levels():
    people = people_of(("never", 40, 60), ("monthly", 50, 50), ("daily", 60, 40))
    found = gap(people, levels=("never", "monthly", "daily"))
    assert found.trend.points == pytest.approx(10)
    assert found.trend.low < 10 < found.trend.high
    assert found.trend.p < 0.01
    assert list(found.table["level"]) == ["never", "monthly", "daily"]
    assert math.isnan(gap(people).trend.points)


def test_e_values_are_those_of_the_paper():
    assert e_value(3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value(1 / 3.9) == pytest.approx(7.26, abs=0.005)
    assert e_value_of_limit(0.4, 0.1, 0.3) == pytest.approx(e_value(1.25))
    assert e_value_of_limit(0.4, -0.1, 0.3) == 1
    assert e_value(math.inf) == math.inf


@pytest.mark.parametrize("groups", [(("daily", 5, 0), ("never", 5, 0)), (("daily", 1, 0), ("never", 0, 1))])
def test_all_alike_or_one_each_still_has_an_interval_of_some_width(groups):
    found = gap(people_of(*groups))
    assert found.low < found.points < found.high or found.points in (found.low, found.high)
    assert found.high - found.low > 30


def test_words_give_the_interval_and_no_cause():
    found = gap(people_of(("daily", 56, 14), ("never", 48, 32)))
    assert found.sentence == (
        "Good answers: 80 of 100 among “daily”, 60 of 100 among “never”: a gap of 20 points (5 to 33)."
    )
    assert "no proof" in found.caution
    assert "no gap at all" in gap(people_of(("daily", 5, 5), ("never", 5, 5))).caution


def test_other_levels_and_missing_answers_are_left_out():
    people = people_of(("daily", 5, 5), ("never", 5, 5), ("unknown", 9, 0))
    people.loc[0, "good"] = np.nan
    assert [one.n for one in gap(people).levels] == [10, 9]


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"levels": ("never",)}, InputError, "two different levels"),
        ({"levels": ("never", "never")}, InputError, "two different levels"),
        ({"levels": ("never", "hourly")}, NotEnoughData, "“hourly”"),
        ({"unit": "team"}, ColumnError, "“team”"),
        ({"alike": [["role"]]}, ColumnError, "“role”"),
    ],
)
def test_what_does_not_fit_is_told(change, error, says):
    with pytest.raises(error, match=says):
        gap(people_of(("daily", 5, 5), ("never", 5, 5)), **change)


def test_answers_that_are_no_yes_or_no_are_refused():
    people = people_of(("daily", 5, 5), ("never", 5, 5))
    people["good"] = 3
    with pytest.raises(InputError, match="neither 0 nor 1"):
        gap(people)
