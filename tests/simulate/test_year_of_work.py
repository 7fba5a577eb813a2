"""A year of shared work."""

import numpy as np
import pytest

from bothways.allocation import Share, Sharer, Task, share_out
from bothways.errors import InputError
from bothways.simulate import WorkPlan, draw_work_plan, simulate_year
from bothways.simulate.work_year import MEAN_EFFORT, TURNS, monday

PLAN = draw_work_plan(3, people=8, weeks=20)


def test_the_same_seed_brings_the_same_year() -> None:
    assert draw_work_plan(3, people=8, weeks=20) == PLAN
    assert draw_work_plan(4, people=8, weeks=20) != PLAN
    assert simulate_year(share_out, seed=3, plan=PLAN) == simulate_year(share_out, seed=3, people=8, weeks=20)


def test_everything_that_comes_in_is_done_once_or_waits() -> None:
    year = simulate_year(share_out, seed=3, plan=PLAN)
    done = [one.task for one in year.done]
    assert len(done) == len(set(done))
    assert len(done) + year.waiting[-1] == sum(map(len, PLAN.tasks))
    efforts = {task.key: task.effort for week in PLAN.tasks for task in week}
    assert all(one.hours == efforts[one.task] for one in year.done)


def test_nobody_does_what_they_hand_back_or_what_comes_in_while_they_are_away() -> None:
    year = simulate_year(share_out, seed=3, plan=PLAN)
    weeks = {monday(week): week for week in range(20)}
    assert year.handed_back > 0
    assert not {(one.task, one.sharer) for one in year.done} & PLAN.declined
    assert [one for one in year.done if one.sharer in PLAN.away[weeks[one.day]]] == []


def test_nobody_does_more_in_thirty_days_than_they_offer() -> None:
    year = simulate_year(share_out, seed=5, people=6, weeks=30, demand=1.5)
    capacity = {one.key: one.capacity for one in year.plan.sharers}
    for day in {one.day for one in year.done}:
        for key, offered in capacity.items():
            hours = [one.hours for one in year.done if one.sharer == key and 0 <= (day - one.day).days < 30]
            assert sum(hours) <= offered
    assert year.waiting[-1] > 0


def test_what_is_handed_back_is_proposed_again_to_somebody_else_and_then_waits() -> None:
    task, sharers = Task("t1", 1), (Sharer("a", 9), Sharer("b", 9), Sharer("c", 9), Sharer("d", 9))
    plan = WorkPlan(sharers, ((task,), ()), (frozenset(),) * 2, frozenset(("t1", key) for key in "abc"))
    seen: list[frozenset[str]] = []

    def first_of_those_left(tasks: tuple[Task, ...], _: object, *, seed: int) -> list[Share]:
        seen.append(tasks[0].never)
        return [Share("t1", min(set("abcd") - tasks[0].never), "most room")]

    year = simulate_year(first_of_those_left, seed=1, plan=plan)
    assert [len(never) for never in seen] == [0, 1, 2, 3]
    assert (year.handed_back, year.waiting) == (TURNS, (1, 0))
    assert [(one.sharer, one.day) for one in year.done] == [("d", monday(1))]


def test_the_chooser_sees_aged_hours_and_the_room_that_is_taken() -> None:
    plan = WorkPlan(
        (Sharer("a", 9),), ((Task("t1", 4),), (), (Task("t2", 1),)), (frozenset(),) * 3, frozenset()
    )
    seen: list[Sharer] = []

    def look(tasks: tuple[Task, ...], sharers: tuple[Sharer, ...], *, seed: int) -> list[Share]:
        seen.extend(sharers)
        return [Share(task.key, "a", "most room") for task in tasks]

    simulate_year(look, seed=1, plan=plan)
    assert [one.taken for one in seen] == [0, 4]
    assert [one.carried for one in seen] == [0, pytest.approx(4 * 0.5 ** (14 / 60), abs=1e-6)]


def test_the_reporter_who_does_it_is_counted_unless_they_asked_for_it() -> None:
    me = frozenset({"a"})
    tasks = (Task("t1", 1, last=me), Task("t2", 1, last=me, volunteers=me), Task("t3", 1))
    plan = WorkPlan((Sharer("a", 9),), (tasks,), (frozenset(),), frozenset())
    year = simulate_year(share_out, seed=1, plan=plan)
    assert {one.task: one.reported for one in year.done} == {"t1": True, "t2": False, "t3": False}


def test_hours_that_come_in_are_the_share_that_was_asked_for() -> None:
    plans = [draw_work_plan(seed, people=12, demand=0.6) for seed in range(40)]
    efforts = [task.effort for plan in plans for week in plan.tasks for task in week]
    offered = sum(one.capacity for plan in plans for one in plan.sharers) * 12
    assert np.mean(efforts) == pytest.approx(MEAN_EFFORT, rel=0.02)  # 16,000 efforts: two standard errors
    assert sum(efforts) / offered == pytest.approx(0.6, rel=0.03)
    assert all((2 * effort).is_integer() for effort in efforts)


@pytest.mark.parametrize("options", [{"people": 1}, {"weeks": 0}])
def test_a_year_without_people_or_weeks_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(InputError):
        draw_work_plan(1, **options)


def test_a_chooser_who_names_a_stranger_is_refused() -> None:
    def wrong(tasks: tuple[Task, ...], _: object, *, seed: int) -> list[Share]:
        return [Share(tasks[0].key, "stranger", "most room")]

    with pytest.raises(InputError, match="not there"):
        simulate_year(wrong, seed=3, plan=PLAN)
