"""Shares of people by group, beside a slow count; what one side has not said."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said import draw
from scipy.stats import false_discovery_control, norm

from bothways.errors import InputError, NotEnoughData
from bothways.themes import (
    Comments,
    OwnTheme,
    Theme,
    Themes,
    fit_themes,
    read_comments,
    theme_shares,
    unknown_themes,
)
from bothways.themes.results import Assignment, recount
from bothways.themes.unknown import weighted_slope
from bothways.themes.voices import Voice, adjusted, design_effect, difference, p_more, voices


def slow_shares(table: pd.DataFrame, themes: Themes, by: list[str]) -> dict[tuple[str, ...], tuple[int, int]]:
    """Count people with sets, comment by comment."""
    wrote: dict[tuple[str, ...], set[str]] = {}
    speak: dict[tuple[str, ...], set[str]] = {}
    told = themes.by_comment
    for record, row in enumerate(table.to_dict("records")):
        if not str(row["text"]).strip():
            continue
        group = tuple(str(row[name]) for name in by)
        wrote.setdefault(group, set()).add(f"{row['side']} {row['respondent']}")
        for theme in told.loc[told["record"] == record, "theme"]:
            speak.setdefault((*group, theme), set()).add(f"{row['side']} {row['respondent']}")
    return {
        (*group, one.id): (len(speak.get((*group, one.id), ())), len(people))
        for group, people in wrote.items() for one in themes.themes
    }  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.sampled_from(["side", "unit", "period"]), unique=True))
def test_shares_are_those_of_a_slow_count(seed: int, by: list[str]) -> None:
    rng = np.random.default_rng(seed)
    table = draw(40, seed=seed).drop(columns="topic")
    table["respondent"] = [f"p{n}" for n in rng.integers(0, 25, len(table))]
    table.loc[rng.random(len(table)) < 0.1, "text"] = ""
    comments = read_comments(table)
    themes = fit_themes(comments, number=2, lists=[OwnTheme("Cars", ("parking", "garage"))])
    fast = theme_shares(comments, themes, by=by)
    ours = {
        (*(row[name] for name in by), row["theme"]): (row["people"], row["of"])
        for row in fast.to_dict("records")
    }
    assert ours == slow_shares(table, themes, by)


def test_intervals_are_wilsons(comments: Comments, themes: Themes) -> None:
    row = theme_shares(comments, themes).iloc[0]
    z, n, p = norm.ppf(0.975), row["of"], row["share"]
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    margin = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    assert (row["low"], row["high"]) == pytest.approx((centre - margin, centre + margin))


def test_groups_that_are_not_there_are_refused(comments: Comments, themes: Themes) -> None:
    with pytest.raises(InputError, match="no 'stage' to group by"):
        theme_shares(comments, themes, by=["stage"])
    with pytest.raises(InputError, match="no 'person' to group by"):
        theme_shares(comments, themes, by=["person"])
    with pytest.raises(InputError, match="not of these comments"):
        theme_shares(comments, Themes(themes.themes))


def test_what_only_one_side_writes_of_is_told(comments: Comments, themes: Themes) -> None:
    told = unknown_themes(comments, themes, quiet=0.05).set_index("theme")
    states = {}
    for one in themes.found:
        words = dict(one.parts[0])
        topic = max(("queue", "parking", "printer"), key=lambda word: words.get(word, 0.0))
        states.setdefault(topic, told.loc[one.id, "state"])
    assert states == {"queue": "known", "parking": "customers only", "printer": "employees only"}
    assert sorted(told["rank"].dropna()) == list(range(1, int(told["rank"].notna().sum()) + 1))
    assert told["state"].iloc[0] in ("employees only", "customers only")


def made(employees: tuple[int, int], customers: tuple[int, int]) -> tuple[Comments, Themes]:
    """Comments of so many people of whom so many speak of one theme."""
    sides = ["employee"] * employees[1] + ["customer"] * customers[1]
    speak = [n < employees[0] for n in range(employees[1])] + [n < customers[0] for n in range(customers[1])]
    comments = read_comments(pd.DataFrame({"text": [f"said {n}" for n in range(len(sides))], "side": sides}))
    records = np.flatnonzero(speak).astype(np.int64)
    found = Assignment(records, np.zeros(len(records), np.int64), np.ones(len(records)))
    return comments, recount(Themes((Theme("t1", "x"),), found, comments.person))


@pytest.mark.parametrize(
    ("employees", "customers", "state"),
    [
        ((30, 300), (0, 300), "employees only"),
        ((0, 300), (30, 300), "customers only"),
        ((30, 300), (30, 300), "known"),
        ((30, 300), (0, 90), "cannot tell"),  # ninety people who say nothing of it may be chance
        ((30, 300), (3, 300), "cannot tell"),  # one of a hundred: silent, or not
        ((2, 300), (0, 300), "cannot tell"),
        ((0, 2000), (0, 2000), "cannot tell"),
    ],
)
def test_states_of_one_theme(employees: tuple[int, int], customers: tuple[int, int], state: str) -> None:
    told = unknown_themes(*made(employees, customers)).iloc[0]
    assert told["state"] == state
    assert told["reason"]


def test_a_silent_side_is_silent_within_the_bound_that_was_asked_for() -> None:
    case = made((60, 300), (6, 300))
    assert unknown_themes(*case).iloc[0]["state"] == "cannot tell"
    assert unknown_themes(*case, quiet=0.06).iloc[0]["state"] == "employees only"
    for quiet in (0.0, 0.5, -1.0, math.nan):
        with pytest.raises(InputError, match=r"between 0 and 0\.5"):
            unknown_themes(*case, quiet=quiet)


def test_one_side_alone_is_set_beside_nothing(table: pd.DataFrame) -> None:
    comments = read_comments(table[table["side"] == "customer"].drop(columns="topic"))
    with pytest.raises(NotEnoughData, match="no comment of employees"):
        unknown_themes(comments, fit_themes(comments, number=2))


def test_the_interval_of_a_difference_is_newcombes_of_his_paper() -> None:
    # R. G. Newcombe (1998), Statistics in Medicine 17, 873-890, Table II, method 10: 56/70 and 48/80.
    low, high = difference(Voice(56, 70, 70), Voice(48, 80, 80), 0.95)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


def test_one_sided_p_by_hand() -> None:
    # 30 of 100 and 20 of 100: pooled .25, error sqrt(.1875 * .02) = .06124, z 1.633
    assert p_more(Voice(30, 100, 100), Voice(20, 100, 100)) == pytest.approx(norm.sf(1.6330), abs=1e-4)
    both = p_more(Voice(30, 100, 100), Voice(20, 100, 100)) + p_more(Voice(20, 100, 100), Voice(30, 100, 100))
    assert both == pytest.approx(1)
    assert p_more(Voice(0, 100, 100), Voice(0, 100, 100)) == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_are_benjamini_and_hochbergs(p: list[float]) -> None:
    np.testing.assert_allclose(adjusted(np.array(p)), false_discovery_control(p), atol=1e-12)


def test_people_of_one_unit_who_write_alike_count_for_fewer(table: pd.DataFrame) -> None:
    alike = np.repeat([True, False, False, False], 25)
    unit = np.repeat([0, 1, 2, 3], 25)
    assert design_effect(alike, unit) > 20
    assert design_effect(np.tile([True, False, False, False], 25), unit) == 1
    assert design_effect(alike, np.full(100, -1)) == 1
    said = pd.DataFrame(
        {"text": [f"said {n}" for n in range(100)], "unit": [f"u{n}" for n in unit], "side": "employee"}
    )
    comments = read_comments(said)
    record = np.flatnonzero(alike).astype(np.int64)
    found = Assignment(record, np.zeros(25, np.int64), np.ones(25))
    one = voices(comments, recount(Themes((Theme("t1", "x"),), found, comments.person)), 0)[0]
    assert (one.people, one.of) == (25, 100)
    assert one.weight < 5


def test_a_share_that_grows_has_a_slope_with_an_interval() -> None:
    slope = weighted_slope(
        np.arange(6.0), np.array([0.1, 0.12, 0.13, 0.16, 0.17, 0.2]), np.full(6, 100.0), 0.95
    )
    assert 0 < slope.low < slope.value < slope.high
    assert slope.value == pytest.approx(np.polyfit(np.arange(6), [0.1, 0.12, 0.13, 0.16, 0.17, 0.2], 1)[0])
    assert math.isnan(weighted_slope(np.arange(2.0), np.zeros(2), np.ones(2), 0.95).value)
