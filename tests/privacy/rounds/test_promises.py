"""What the ledgered panel promises, over thousands of months of small companies."""

from __future__ import annotations

import json
from itertools import combinations, pairwise

import pytest
from rounds_algebra import independent, isolates, ranks
from rounds_staffing import THREE_LEVELS, TWO_LEVELS, Month, live, plant

from bothways.privacy.rounds import advance, history, read_state


def worlds(count: int, **options: object) -> list[list[Month]]:
    return [list(live(seed, **options)) for seed in range(count)]


@pytest.fixture(scope="module")
def small() -> list[list[Month]]:
    """1,920 months of companies of 14 people at a floor of 3."""
    return worlds(80) + worlds(80, tree=TWO_LEVELS)


@pytest.fixture(scope="module")
def fives() -> list[list[Month]]:
    """720 months at a floor of 5, in companies of 30."""
    return worlds(30, k=5, people=30, months=24, leave=0.04)


def test_the_worlds_show_much_and_change_much(small: list[list[Month]], fives: list[list[Month]]) -> None:
    for group in (small, fives):
        months = [month for world in group for month in world]
        shown = sum(bool(month.shown) for month in months)
        panels = sum(len(world[-1].state.admitted) for world in group)
        assert shown > 0.5 * len(months)
        assert panels > 4 * len(group)


def test_no_two_sets_shown_for_a_team_differ_by_one_to_k_less_one(
    small: list[list[Month]], fives: list[list[Month]]
) -> None:
    for k, group in ((3, small), (5, fives)):
        for world in group:
            sets = {(one.units, one.columns) for month in world for one in month.shown}
            gaps = {len(set(a) ^ set(b)) for (_, a), (_, b) in combinations(sets, 2)}
            assert gaps & set(range(1, k)) == set()


def test_every_month_shown_counts_at_least_k_answers_that_never_counted(
    small: list[list[Month]], fives: list[list[Month]]
) -> None:
    for k, group in ((3, small), (5, fives)):
        for world in group:
            counted: set[tuple[int, int]] = set()
            for month in world:
                now = [set(zip(one.columns, one.months, strict=True)) for one in month.shown]
                assert all(len(pairs - counted) >= k for pairs in now)
                counted |= set().union(*now)


def test_no_combination_over_all_rounds_and_units_isolates_fewer_than_three(
    small: list[list[Month]],
) -> None:
    for world in small:
        assert not isolates([one.columns for month in world for one in month.shown], k=3)


def test_no_combination_over_all_rounds_and_units_isolates_fewer_than_five() -> None:
    for world in worlds(40, k=5, people=15, tree=TWO_LEVELS, leave=0.05):
        assert not isolates([one.columns for month in world for one in month.shown], k=5)


def test_no_combination_isolates_fewer_than_three_where_the_certificate_works_by_departments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "MANY", 1)
    monkeypatch.setattr(history, "FAR_TOO_MANY", 1)
    admitted = 0
    for world in worlds(40, move=0.1):
        admitted += len(world[-1].state.admitted)
        assert not isolates([one.columns for month in world for one in month.shown], k=3)
    assert admitted > 100


def test_no_combination_isolates_fewer_than_three_answers_where_all_answers_are_new() -> None:
    for world in worlds(25, people=10, months=10):
        column: dict[tuple[int, int], int] = {}
        sets = [
            tuple(
                sorted(
                    column.setdefault(pair, len(column)) for pair in zip(one.columns, one.months, strict=True)
                )
            )
            for month in world
            for one in month.shown
        ]
        assert not isolates(sets, k=3)


def test_the_search_finds_what_a_careless_rule_isolates() -> None:
    team, joined = (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5)
    assert isolates([team, joined], k=3)
    assert isolates([(0, 1, 2, 3, 4, 5), (0, 1, 2), (3, 4)], k=2)
    assert not isolates([team, (5, 6, 7)], k=3)
    assert len(independent([team, team, (5, 6), (0, 1, 2, 3, 4, 5, 6)])) == 2
    assert ranks(independent([team, joined])[None])[0] == 2


def test_publishing_all_answers_of_each_month_would_isolate_in_these_worlds(
    small: list[list[Month]],
) -> None:
    naive = [
        isolates([tuple(sorted(month.answered)) for month in world if len(month.answered) >= 3], k=3)
        for world in small[:40]
    ]
    assert sum(naive) > 20


def test_people_stand_behind_one_panel_at_a_time_and_counted_answers_were_given(
    small: list[list[Month]],
) -> None:
    for world in small:
        given: set[tuple[int, int]] = set()
        for month in world:
            column = {person: at for at, person in enumerate(month.state.people)}
            given |= {(column[person], month.month) for person in month.answered}
            held = [one for panel in month.state.panels for one in panel.columns]
            assert len(held) == len(set(held))
            for one in month.shown:
                assert set(zip(one.columns, one.months, strict=True)) <= given


def test_a_saved_and_resumed_survey_decides_the_same() -> None:
    for seed in range(10):
        for month in live(seed, tree=plant("all", "a<all", "b<all")):
            kept = json.dumps(month.state.to_json())
            assert read_state(json.loads(kept)) == month.state


def test_the_month_after_depends_on_the_saved_state_alone() -> None:
    for seed in range(15):
        months = list(live(seed))
        for before, after in pairwise(months):
            resumed = read_state(json.loads(json.dumps(before.state.to_json())))
            state, shown = advance(resumed, after.month, after.roster, after.answered, tree=THREE_LEVELS)
            assert (state, shown) == (after.state, after.shown)
