"""Publish once: what was released stays, and nothing else can be slipped in beside it."""

from __future__ import annotations

import numpy as np
import pytest
from ledger_rounds import CALM, TREE, people, round_of

from bothways.errors import InputError
from bothways.privacy import Ledger, Metric, make_tree
from bothways.privacy.ledger import MemoryStore

UNITS = people(day=14, night=15, late=11)
ATTRIBUTES = {
    "role": [("seller", "buyer", "clerk")[number % 3] for number in range(40)],
    "tenure": [("new", "old")[number % 7 // 4] for number in range(40)],
}
ANSWERS = [float(1 + number * 7 % 5) for number in range(40)]


def whole_round(**changes: object):
    return round_of(UNITS, **{"answers": ANSWERS, "attributes": ATTRIBUTES, **changes})


def test_a_second_call_changes_nothing() -> None:
    store = MemoryStore()
    first = Ledger(store, TREE).release(whole_round(), by=["role"])
    before = store.read()
    assert Ledger(store, TREE).release(whole_round(), by=["role"]) == first
    assert store.read() == before


@pytest.mark.parametrize(("one", "other"), [("role", "tenure"), ("tenure", "role")])
def test_continuing_with_another_by_keeps_exactly_the_old_lines(one: str, other: str) -> None:
    store = MemoryStore()
    first = Ledger(store, TREE).release(whole_round(), by=[one])
    both = Ledger(store, TREE).release(whole_round(), by=[other])
    assert both[: len(first)] == first
    assert {row.group.split("=")[0] for row in both[len(first) :]} <= {other, "unit"}
    assert len(both) > len(first)


def test_the_order_of_calls_never_makes_the_union_unsafe_to_read() -> None:
    """Whatever was admitted in any order, no combination of it has fewer than five people."""
    from exact_world import lightest_combination

    from bothways.privacy.groups import members, parse_group

    for order in (["role", "tenure"], ["tenure", "role"], ["role", "tenure", "role"]):
        ledger = Ledger(MemoryStore(), TREE)
        small = round_of(UNITS[5:21], attributes={name: column[5:21] for name, column in ATTRIBUTES.items()})
        for by in order:
            ledger.release(small, by=[by])
        sets = [members(parse_group(row.group), small.roster) for row in ledger.released()]
        assert lightest_combination(sets, 16) >= 5


def test_late_answers_are_refused() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(round_of(people(day=6, night=7)))
    with pytest.raises(InputError, match=r"other respondents.*next round"):
        ledger.release(round_of(people(day=6, night=8)))


def test_corrected_answers_are_refused_and_the_released_value_stays() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    first = ledger.release(whole_round())
    with pytest.raises(InputError, match="has changed since it was released"):
        ledger.release(whole_round(answers=[*ANSWERS[:-1], 1.0]))
    assert ledger.released() == first


def test_another_attribute_value_of_one_person_is_refused() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(whole_round(), by=["role"])
    changed = {**ATTRIBUTES, "role": ["buyer", *ATTRIBUTES["role"][1:]]}
    with pytest.raises(InputError, match="attribute 'role'"):
        ledger.release(whole_round(attributes=changed), by=["tenure"])


def test_a_move_to_another_unit_is_refused() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(whole_round())
    moved = round_of(["night", *UNITS[1:]], answers=ANSWERS, attributes=ATTRIBUTES)
    with pytest.raises(InputError, match="other respondents or units"):
        ledger.release(moved)


def test_another_tree_is_refused() -> None:
    store = MemoryStore()
    Ledger(store, TREE).release(round_of(people(day=6, night=7)))
    other = make_tree(["shop", "half", "day", "night", "late"], [None, "shop", "half", "half", "shop"])
    with pytest.raises(InputError, match="another unit tree"):
        Ledger(store, other).release(round_of(people(day=6, night=7), tree=other))


def test_the_attributes_of_earlier_groups_must_be_there() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(whole_round(), by=["role"])
    assert ledger.attributes == ("role",)
    with pytest.raises(InputError, match="'role' is not among the answers"):
        ledger.release(whole_round(attributes={"tenure": ATTRIBUTES["tenure"]}), by=["tenure"])


@pytest.mark.parametrize(
    "twin",
    [
        Metric("calm", "share", 1, 5, 1, ("q1",), favourable=(4.0, 5.0)),
        Metric("calm", "mean", 1, 7, 1, ("q1",)),
        Metric("calm", "mean", 1, 5, 0.5, ("q1",)),
    ],
)
def test_a_metric_is_one_kind_on_one_scale(twin: Metric) -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(whole_round())
    with pytest.raises(InputError, match="another kind or on another scale"):
        ledger.release(whole_round(metric=twin, values={"calm": ANSWERS}))


def test_items_and_their_domain_are_never_both_released() -> None:
    domain = Metric("climate", "mean", 0, 100, 12.5, ("q1", "q2"))
    item = Metric("q2", "mean", 1, 5, 1, ("q2",))
    for first, second in ((domain, item), (item, domain)):
        ledger = Ledger(MemoryStore(), TREE)
        values = {"climate": [50.0] * 40, "q2": [3.0] * 40}
        ledger.release(whole_round(metrics=(first,), values=values))
        with pytest.raises(InputError, match=r"'q2' was released in this round"):
            ledger.release(whole_round(metrics=(second,), values=values))


def test_a_share_cannot_join_a_mean_of_the_same_answers() -> None:
    share = Metric("happy", "share", 1, 5, 1, ("q1",), favourable=(4.0, 5.0))
    ledger = Ledger(MemoryStore(), TREE)
    with pytest.raises(InputError, match="a mean or a share, never both"):
        ledger.release(whole_round(metrics=(CALM, share), values={"calm": ANSWERS, "happy": ANSWERS}))
    assert ledger.released() == ()


def test_another_question_may_follow_later() -> None:
    busy = Metric("busy", "mean", 1, 5, 1, ("q2",))
    ledger = Ledger(MemoryStore(), TREE)
    first = ledger.release(whole_round())
    both = ledger.release(whole_round(metrics=(busy,), values={"busy": ANSWERS}))
    assert both[: len(first)] == first
    assert {row.metric for row in both} == {"calm", "busy"}


def test_the_promise_that_nobody_answered_twice_cannot_come_later() -> None:
    ledger = Ledger(MemoryStore(), TREE)
    ledger.release(whole_round(one_each=False))
    with pytest.raises(InputError, match="without the promise"):
        ledger.release(whole_round())


def test_the_threshold_can_be_raised_but_never_lowered() -> None:
    """Attack 16."""
    store = MemoryStore()
    Ledger(store, TREE, k=5).release(whole_round())
    first = Ledger(store, TREE, k=8).release(whole_round(name="2024-02"))
    assert first
    with pytest.raises(InputError, match=r"promises 8 people or more.*never lowered"):
        Ledger(store, TREE, k=5)


def test_a_raised_threshold_shows_nothing_new_beside_groups_that_break_it() -> None:
    store = MemoryStore()
    small = round_of(people(day=6, night=14, late=20), attributes={"role": ["a", "b"] * 20})
    first = Ledger(store, TREE, k=5).release(small)
    assert "unit=day" in {row.group for row in first}
    assert Ledger(store, TREE, k=8).release(small, by=["role"]) == first


def test_a_raised_threshold_goes_on_where_all_groups_satisfy_it() -> None:
    store = MemoryStore()
    first = Ledger(store, TREE, k=5).release(whole_round())
    more = Ledger(store, TREE, k=8).release(whole_round(), by=["role"])
    assert more[: len(first)] == first
    assert {row.group for row in more} >= {"role=seller"}


def test_two_ledgers_of_the_same_round_decide_the_same() -> None:
    made = [Ledger(MemoryStore(), TREE) for _ in range(2)]
    for ledger in made:
        ledger.release(whole_round(), by=["role", "tenure"])
    assert made[0].released() == made[1].released()
    assert made[0].withheld().equals(made[1].withheld())


def test_a_group_that_was_withheld_stays_withheld() -> None:
    store = MemoryStore()
    before = Ledger(store, TREE)
    before.release(whole_round(), by=["role"])
    hidden = set(before.withheld()["group"])
    after = Ledger(store, TREE)
    after.release(whole_round(), by=["tenure", "role"])
    assert hidden <= set(after.withheld()["group"])


def test_inputs_are_not_changed() -> None:
    answers = whole_round()
    kept = answers.values["calm"].copy(), answers.roster.unit.copy()
    Ledger(MemoryStore(), TREE).release(answers, by=["role"])
    np.testing.assert_array_equal(answers.values["calm"], kept[0])
    np.testing.assert_array_equal(answers.roster.unit, kept[1])
