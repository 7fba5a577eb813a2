"""An adversary who knows the rules, the roster and who answered, and holds everything released."""

from __future__ import annotations

import numpy as np
import pytest
from exact_world import bounds_on_answers, lightest_combination
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ledger_rounds import CALM, round_of

from bothways.privacy import Ledger, Metric, RoundAnswers, make_tree
from bothways.privacy.groups import members, parse_group
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.values import consistent_totals

TREE = make_tree(["top", "left", "right", *"abcd"], [None, "top", "top", "left", "left", "right", "right"])
SHARE = Metric("happy", "share", 1, 5, 1, ("q1",), favourable=(4.0, 5.0))
NPS = Metric("nps", "nps", 0, 10, 1, ("q1",))


@st.composite
def rounds(draw: st.DrawFn, *, metric: Metric = CALM) -> RoundAnswers:
    """5 to 24 people in a tree of seven units with two attributes; extreme answers are common."""
    size = draw(st.integers(5, 24))
    units = draw(st.lists(st.sampled_from([*"abcd", "left"]), min_size=size, max_size=size))
    levels = st.integers(int(metric.low), int(metric.high))
    extreme = draw(st.sampled_from([levels, st.just(int(metric.low)), st.just(int(metric.high))]))
    answers = draw(st.lists(st.one_of(extreme, levels), min_size=size, max_size=size))
    columns = {
        name: draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))
        for name, values in (("role", ["x", "y"]), ("tenure", ["n", "o", "p"]))
    }
    return round_of(
        units, answers=[float(one) for one in answers], attributes=columns, metric=metric, tree=TREE
    )


def everything_released(answers: RoundAnswers, orders: list[list[str]], k: int = 5) -> list:
    ledger = Ledger(MemoryStore(), TREE, k=k)
    for by in orders:
        ledger.release(answers, by=by)
    return [row for row in ledger.released() if row.kind == answers.metrics[0].kind]


ORDERS = st.sampled_from(
    [[[]], [["role", "tenure"]], [["role"], ["tenure"]], [["tenure"], ["role", "tenure"]]]
)
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
SLOW = settings(
    max_examples=30, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow]
)


@SLOW
@given(answers=rounds(), orders=ORDERS)
def test_no_combination_of_what_is_released_has_fewer_than_five_people(answers, orders) -> None:
    shown = everything_released(answers, orders)
    sets = [members(parse_group(row.group), answers.roster) for row in shown]
    assert all(len(people) >= 5 for people in sets)
    assert lightest_combination(sets, answers.roster.people) >= 5


def open_ranges(answers: RoundAnswers, orders: list[list[str]]) -> np.ndarray:
    """The least and largest answer of each person that fits all texts, exact numbers of people known."""
    shown = everything_released(answers, orders)
    sets = [members(parse_group(row.group), answers.roster) for row in shown]
    totals = []
    for row, people in zip(shown, sets, strict=True):
        fitting = consistent_totals(row.text, len(people), low=1, high=5, step=1)
        totals.append((float(fitting[0]), float(fitting[-1])))
    if not shown:
        return np.tile([1.0, 5.0], (answers.roster.people, 1))
    return bounds_on_answers(sets, totals, answers.roster.people, low=1, high=5)


@settings(SLOW, max_examples=20)
@given(answers=rounds(), by=st.sampled_from([[], ["role"], ["role", "tenure"]]))
def test_every_answer_stays_fully_open_beside_all_means_of_one_call(answers, by) -> None:
    ranges = open_ranges(answers, [by])
    np.testing.assert_allclose(ranges, np.tile([1.0, 5.0], (len(ranges), 1)), atol=1e-6)


@settings(SLOW, max_examples=10)
@given(answers=rounds(), orders=st.sampled_from([[["role"], ["tenure"]], [["tenure"], ["role", "tenure"]]]))
def test_no_answer_is_settled_by_what_later_calls_add(answers, orders) -> None:
    ranges = open_ranges(answers, orders)
    assert (ranges[:, 1] - ranges[:, 0] >= 1 - 1e-6).all()


@settings(SLOW, max_examples=10)
@given(answers=rounds(metric=SHARE))
def test_no_share_tells_that_somebody_was_favourable_or_was_not(answers) -> None:
    """For each person there are answers with the same shares in which they are favourable, and in which not."""
    shown = everything_released(answers, [[]])
    text = {row.group: row.text for row in shown}
    flags = (answers.values["happy"] >= 4).astype(int)
    for person in range(answers.roster.people):
        for wanted in (0, 1):
            assert any(
                everything_like(answers, swapped) == text
                for swapped in neighbours(flags, person, wanted, answers)
            )


def neighbours(flags: np.ndarray, person: int, wanted: int, answers: RoundAnswers):
    """Answers in which the person is as wanted: as they are, alone changed, or exchanged within the unit."""
    if flags[person] == wanted:
        yield flags
        return
    alone = flags.copy()
    alone[person] = wanted
    yield alone
    for other in range(len(flags)):
        if flags[other] == wanted:
            exchanged = alone.copy()
            exchanged[other] = 1 - wanted
            yield exchanged


def everything_like(answers: RoundAnswers, flags: np.ndarray) -> dict[str, str]:
    changed = RoundAnswers(
        answers.round,
        answers.people,
        answers.roster,
        answers.metrics,
        {"happy": np.where(flags == 1, 5.0, 1.0)},
    )
    return {row.group: row.text for row in everything_released(changed, [[]])}


@pytest.mark.parametrize(
    ("metric", "answer"), [(CALM, 5.0), (CALM, 1.0), (SHARE, 5.0), (SHARE, 1.0), (NPS, 10.0), (NPS, 0.0)]
)
@pytest.mark.parametrize("sizes", [(5, 5, 5, 5), (6, 5, 9, 4), (5, 0, 6, 5)])
def test_a_unanimous_team_looks_like_one_with_a_single_dissenter(
    metric: Metric, answer: float, sizes
) -> None:
    """Attack 8: everybody gave the same answer. What is shown stays the same if any one person dissents."""
    units = [unit for unit, size in zip("abcd", sizes, strict=True) for _ in range(size)]
    other = metric.low + metric.high - answer

    def texts(answers: list[float]) -> dict[str, str]:
        made = round_of(units, answers=answers, metric=metric, tree=TREE)
        return {row.group: row.text for row in everything_released(made, [[]])}

    unanimous = texts([answer] * len(units))
    assert len(unanimous) >= 3
    for person in range(len(units)):
        answers = [answer] * len(units)
        answers[person] = other
        assert texts(answers) == unanimous


def test_the_adversary_is_able_to_find_what_a_plain_threshold_gives_away() -> None:
    """The check bites: 12 and 8 of them, both above 5, give away the remaining 4."""
    assert lightest_combination([np.arange(12), np.arange(8)], 12) == 4
    bounds = bounds_on_answers([np.arange(6), np.arange(5)], [(20, 20), (15, 15)], 6, low=1, high=5)
    np.testing.assert_allclose(bounds[5], [5, 5], atol=1e-6)
