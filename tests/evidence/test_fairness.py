"""Five ways to choose, and what is measured of a year."""

import math

import pytest
from evidence.fairness import load_after_return, measure_until, ratio, share_of_full_months, spread
from evidence.fairness_choosers import CHOOSERS
from evidence.fairness_gap import Size, compare
from evidence.fairness_page import beside_the_next, less, settled_only, told, within

from bothways.allocation import Sharer, Task
from bothways.simulate.work_year import WEEKS, WorkDone, WorkPlan, WorkYear, monday, simulate_year


def year_of(done: dict[int, list[tuple[str, float]]], away: dict[int, str] | None = None) -> WorkYear:
    """A year of two people with ten hours a month each, who did this much in these weeks."""
    plan = WorkPlan(
        (Sharer("a", 10), Sharer("b", 10)),
        ((),) * WEEKS,
        tuple(frozenset((away or {}).get(week, "")) for week in range(WEEKS)),
        frozenset(),
    )
    pieces = [(week, key, hours) for week, parts in done.items() for key, hours in parts]
    return WorkYear(
        plan,
        tuple(
            WorkDone(f"t{at}", key, monday(week), hours, False)
            for at, (week, key, hours) in enumerate(pieces)
        ),
        0,
        (0,) * WEEKS,
    )


@pytest.mark.parametrize("name", CHOOSERS)
def test_no_way_gives_more_than_room_skills_and_hand_backs_allow(name: str) -> None:
    sharers = [Sharer("a", 10, skills=frozenset("x")), Sharer("b", 10, taken=9.5), Sharer("c", 0)]
    tasks = [Task("1", 1, frozenset("x")), Task("2", 1, never=frozenset("a")), Task("3", 6), Task("4", 6)]
    shares = {share.task: share.sharer for share in CHOOSERS[name]()(tasks, sharers, seed=1)}
    assert shares["1"] == "a"
    assert shares["2"] is None
    assert sorted([shares["3"] or "", shares["4"] or ""]) == ["", "a"]


@pytest.mark.parametrize("name", CHOOSERS)
def test_every_way_gives_a_piece_to_who_volunteers(name: str) -> None:
    sharers = [Sharer("a", 10), Sharer("b", 10, carried=5)]
    [share] = CHOOSERS[name]()([Task("1", 1, volunteers=frozenset("b"))], sharers, seed=1)
    assert share.sharer == "b"


def test_round_robin_goes_through_the_line() -> None:
    choose = CHOOSERS["round-robin"]()
    sharers = [Sharer(key, 10) for key in "abc"]
    drawn = [choose([Task(str(at), 1)], sharers, seed=at)[0].sharer for at in range(5)]
    assert drawn == ["a", "b", "c", "a", "b"]


def test_in_round_robin_a_volunteer_has_had_their_turn_and_who_hands_back_has_not() -> None:
    choose = CHOOSERS["round-robin"]()
    sharers = [Sharer(key, 10) for key in "abc"]
    [first] = choose([Task("1", 1, volunteers=frozenset("a"))], sharers, seed=1)
    [second] = choose([Task("2", 1)], sharers, seed=2)
    [again] = choose([Task("2", 1, never=frozenset("b"))], sharers, seed=3)
    [third] = choose([Task("3", 1)], sharers, seed=4)
    assert [share.sharer for share in (first, second, again, third)] == ["a", "b", "c", "b"]


def test_the_managers_choice_falls_more_often_on_who_carried_more() -> None:
    sharers = [Sharer("a", 10), Sharer("b", 10, carried=3)]
    drawn = [CHOOSERS["manager's choice"]()([Task("1", 1)], sharers, seed=at)[0].sharer for at in range(500)]
    assert drawn.count("b") == pytest.approx(400, abs=36)  # four standard deviations of 8.9


def test_loads_equal_those_worked_by_hand() -> None:
    found = measure_until(year_of({0: [("a", 6.0)], 12: [("a", 2.0), ("b", 2.0)]}), 13)
    aged = 2 + 6 * 0.5 ** (84 / 60)
    assert found["ratio"] == pytest.approx(aged / 2)
    assert found["ratio_since"] == 4
    assert found["spread_since"] == pytest.approx(3 / 5)


def test_somebody_with_nothing_beside_somebody_with_something_is_infinitely_less() -> None:
    assert ratio([0.0, 1.0]) == math.inf
    assert ratio([0.0, 0.0]) == 1.0
    assert spread([0.0, 0.0]) == 0.0


def test_weeks_away_count_for_no_room() -> None:
    away = dict.fromkeys(range(26), "a")
    found = measure_until(year_of({40: [("a", 5.0), ("b", 10.0)]}, away), 52)
    assert found["ratio_since"] == pytest.approx(1.0)


def test_a_month_is_full_from_nine_tenths_on() -> None:
    """Nine hours fill five Mondays: the day itself and four within thirty days."""
    assert share_of_full_months(year_of({3: [("a", 9.0), ("b", 8.9)]})) == pytest.approx(5 / (2 * WEEKS))


def test_the_load_after_an_absence_is_held_against_the_usual_one() -> None:
    done = {week: [("b", 1.0)] for week in range(WEEKS)} | {10: [("a", 3.0), ("b", 1.0)]}
    away = dict.fromkeys(range(6, 10), "a")
    usual = (WEEKS + 3) / (2 * WEEKS - 4)
    assert load_after_return(year_of(done, away)) == pytest.approx(1.5 / usual)
    assert math.isnan(load_after_return(year_of(done)))


def test_every_way_runs_through_a_year() -> None:
    for make in CHOOSERS.values():
        year = simulate_year(make(), seed=2, people=5, weeks=6)
        assert len(year.done) > 10


def test_a_small_case_is_proved_and_misses_nothing() -> None:
    assert compare(1, Size(3, 4, 1)) == {"proved": True, "complete": True, "moves": "none", "library": "none"}


def test_infinite_figures_are_told_as_such() -> None:
    years = [{"x": value} for value in (1.0, math.inf, math.inf, math.nan)]
    assert within(years, lambda year: year["x"]) == "∞ (1.00 to ∞)"
    assert (told(-0.051), told(-0.001), told(1.5)) == ("−.05", ".00", "1.50")
    assert less(math.inf, math.inf) == 0.0


def test_years_that_end_more_level_are_counted_and_ties_are_none() -> None:
    first, other = ([{"12": {"spread": x, "spread_since": x}} for x in row] for row in ([1, 2, 3], [1, 3, 4]))
    told_ = beside_the_next([{"ways": {"allocation": first, "lightest next": other}}])
    assert "start in 2 of" in told_


def test_only_cases_that_are_settled_and_not_proved_can_miss_the_best() -> None:
    assert settled_only([{"complete": 99, "proved": 88}, {"complete": 5, "proved": 5}]) == 11
