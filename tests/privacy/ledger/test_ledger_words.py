"""Comments, themes, agreement, findings and studies: words have rules of their own."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rounds import CALM, TREE, TWO, people, round_of

from bothways.errors import InputError
from bothways.privacy import Ledger, Metric, RoundAnswers
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.ledger.comments import told_writers

FINDING = {
    "employee_metric": "calm", "customer_metric": "nps", "verdict": "employee_leads", "strength": "clear",
    "units": 24, "periods": 12, "employee_to_customer": 0.31, "employee_to_customer_low": 0.12,
    "employee_to_customer_high": 0.5, "reasons": ["It held in every check."], "checks": {"placebo lead": "passed"},
}  # fmt: skip


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger(MemoryStore(), TWO)
    made.release(answers())
    return made


def answers(**changes: object) -> RoundAnswers:
    return round_of(people(day=12, night=11), tree=TWO, **changes)


def comments(ledger: Ledger, texts: list[str | None], **changes: object) -> list[tuple[str, str]]:
    made = ledger.release_comments(answers(**changes), "what helps?", texts, reader="Dua")
    return [(one.group, one.text) for one in made]


def test_comments_stand_under_the_smallest_unit_of_ten_respondents(ledger: Ledger) -> None:
    texts = [f"day {number}" for number in range(12)] + [f"night {number}" for number in range(11)]
    found = comments(ledger, texts)
    assert sorted(text for group, text in found if group == "unit=day") == sorted(texts[:12])
    assert sorted(text for group, text in found if group == "unit=night") == sorted(texts[12:])


def test_comments_of_nine_respondents_stand_further_up() -> None:
    made = Ledger(MemoryStore(), TWO)
    nine = round_of(people(day=14, night=9), tree=TWO)
    found = made.release_comments(nine, "what helps?", ["x"] * 23, reader="Dua")
    assert {one.group for one in found} & {"unit=day", "unit=night"} == set()
    assert len(found) == 23


def test_comments_come_in_another_order_than_the_respondents(ledger: Ledger) -> None:
    texts = [str(number) for number in range(23)]
    orders = set()
    for _ in range(5):
        fresh = Ledger(MemoryStore(), TWO)
        orders.add(tuple(text for _, text in comments(fresh, texts)))
    assert len(orders) > 1


def test_a_comment_without_the_writers_tick_is_not_shown(ledger: Ledger) -> None:
    found = comments(ledger, ["good", None, "  "] + [None] * 20)
    assert [text for _, text in found] == ["good"]


def test_a_late_comment_is_never_added(ledger: Ledger) -> None:
    first = comments(ledger, ["early"] + [None] * 22)
    assert comments(ledger, ["early", "late"] + [None] * 21) == first


def test_comments_that_nobody_read_are_refused(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="Nobody read"):
        ledger.release_comments(answers(), "what helps?", ["x"] * 23, reader=" ")
    with pytest.raises(InputError, match="differ in number"):
        ledger.release_comments(answers(), "what helps?", ["x"] * 22, reader="Dua")


def test_comments_of_fewer_than_ten_are_not_shown_at_all() -> None:
    made = Ledger(MemoryStore(), TWO)
    few = round_of(people(day=9), tree=TWO)
    assert made.release_comments(few, "what helps?", ["x"] * 9, reader="Dua") == ()
    assert made.release_themes(few, {"tools": [True] * 9}) == ()


def test_a_theme_of_four_writers_is_shown_as_few(ledger: Ledger) -> None:
    """Attack 10: counts as an oracle. Four, one and no writers look the same, and totals leave them out."""
    shown = []
    for writers in (0, 1, 4):
        fresh = Ledger(MemoryStore(), TWO)
        marks = np.arange(23) < writers
        marks[12:20] = True
        found = fresh.release_themes(answers(), {"tools": marks})
        shown.append({one.group: one.text for one in found})
    assert shown[0] == shown[1] == shown[2]
    assert shown[0]["unit=day"] == "few"
    assert int(shown[0]["unit=night"]) % 5 == 0


def test_a_theme_that_everybody_wrote_on_leaves_five_out() -> None:
    fresh = Ledger(MemoryStore(), TWO)
    found = {one.group: one.text for one in fresh.release_themes(answers(), {"tools": [True] * 23})}
    assert found == {"all": "55", "unit=day": "60", "unit=night": "55"}


def test_a_theme_is_few_under_a_higher_floor_only_where_fewer_wrote() -> None:
    fresh = Ledger(MemoryStore(), TWO, k=10)
    made = round_of(people(day=22, night=21), tree=TWO)
    marks = np.arange(43) < 12  # twelve of 22 by day
    found = {one.group: one.text for one in fresh.release_themes(made, {"tools": marks})}
    assert found == {"all": "30", "unit=day": "55", "unit=night": "few"}


def test_under_a_higher_floor_words_take_teams_of_twice_as_many() -> None:
    fresh = Ledger(MemoryStore(), TWO, k=10)
    made = round_of(people(day=15, night=14), tree=TWO)
    found = {one.group: one.text for one in fresh.release_themes(made, {"tools": [True] * 29})}
    assert set(found.values()) == {"65"}
    assert not {"unit=day", "unit=night"} & set(found)


def test_writers_of_small_teams_count_together_from_five_on() -> None:
    made = round_of(people(day=12, night=12, late=12), tree=TREE)
    marks = np.arange(36) % 12 < 3
    found = {
        one.group: one.text for one in Ledger(MemoryStore(), TREE).release_themes(made, {"tools": marks})
    }
    assert {found[f"unit={team}"] for team in ("day", "night", "late")} == {"few"}
    assert found["all"] == "25"


def test_themes_of_a_round_are_released_once() -> None:
    """Attack: two rules that differ by one word, on the same comments."""
    fresh = Ledger(MemoryStore(), TWO)
    first = fresh.release_themes(answers(), {"tools": np.arange(23) < 12})
    again = fresh.release_themes(answers(), {"tools": np.arange(23) < 12, "tool": np.arange(23) < 11})
    assert again == first


@given(st.data())
def test_no_difference_of_groups_speaks_of_one_to_four_writers(data: st.DataObject) -> None:
    """Groups that lie within each other, as those of a tree do: each one less any that lie apart in it."""
    count = data.draw(st.integers(1, 12))
    counted = np.array(data.draw(st.lists(st.integers(0, 9), min_size=count, max_size=count)))
    atoms, level = {f"a{k}": frozenset({k}) for k in range(count)}, [frozenset({k}) for k in range(count)]
    while len(level) > 1:
        sizes = data.draw(st.lists(st.integers(1, 4), min_size=len(level), max_size=len(level)))
        joined, at = [], 0
        for size in sizes:
            if at < len(level):
                joined.append(frozenset().union(*level[at : at + size]))
                at += size
        level = joined if len(joined) < len(level) else [frozenset().union(*level)]
        atoms |= {f"g{len(atoms) + k}": one for k, one in enumerate(level)}
    told = told_writers(counted, atoms)
    assert all(0 <= told[group] <= counted[list(mine)].sum() for group, mine in atoms.items())
    for group, mine in atoms.items():
        inner = [other for other, theirs in atoms.items() if theirs < mine]
        chosen = data.draw(st.lists(st.sampled_from(inner), max_size=4)) if inner else []
        apart: list[str] = []
        for one in chosen:
            if all(not atoms[one] & atoms[other] for other in apart):
                apart.append(one)
        left = told[group] - sum(told[one] for one in apart)
        assert left == 0 or left >= 5, (group, apart)


def test_agreement_is_a_word_for_ten_people_and_more() -> None:
    metric = Metric("safety", "mean", 0, 100, 12.5, ("q1", "q2"), options=5)
    made = round_of(people(day=12, night=8), tree=TWO, metrics=(metric,), values={"safety": [50.0] * 20})
    items = {"safety": np.tile([3.0, 3.0], (20, 1))}
    made = RoundAnswers(made.round, made.people, made.roster, made.metrics, made.values, items)
    rows = Ledger(MemoryStore(), TWO).release(made)
    words = {row.group: row.text for row in rows if row.kind == "agreement"}
    assert set(words) == {"all", "unit=day|night"}
    assert set(words.values()) == {"agree"}
    assert all(np.isnan([row.value, row.low, row.high]).all() for row in rows if row.kind == "agreement")


def test_a_distribution_needs_fifty_people() -> None:
    metric = Metric("calm", "mean", 1, 5, 1, ("q1",), spread_out=True)
    rows = Ledger(MemoryStore(), TWO).release(
        round_of(
            people(day=60, night=49), tree=TWO, metric=metric, answers=[1.0, 2, 3, 4, 5] * 21 + [5.0] * 4
        )
    )
    shown = {row.group: row.text for row in rows if row.kind == "distribution"}
    assert set(shown) == {"all", "unit=day"}
    assert all(int(part) % 5 == 0 for text in shown.values() for part in text.split("|"))


def test_a_finding_is_released_once_with_plain_fields_only(ledger: Ledger) -> None:
    made = ledger.release_finding("2024-01", FINDING, people=23)
    assert (made.kind, made.group, made.metric, made.n_band) == ("finding", "all", "calm / nps", "20-49")
    assert json.loads(made.text)["verdict"] == "employee_leads"
    with pytest.raises(InputError, match="released already"):
        ledger.release_finding("2024-01", {**FINDING, "employee_to_customer": 0.3}, people=23)
    assert ledger.release_finding("2024-01", FINDING, people=12, group="unit=day").group == "unit=day"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"units": 19}, "needs 20 units"),
        ({"units": True}, "needs 20 units"),
        ({"unit_points": 1}, "may not carry 'unit_points'"),
        ({"fitted": [1.0]}, "may not carry 'fitted'"),
        ({"reasons": [[1, 2]]}, "no plain value"),
        ({"between_r": [0.1, 0.2]}, "no plain value"),
        ({"between_r": float("nan")}, "no plain value"),
        ({"checks": {"leave out team-07": 0.21}}, "no plain value"),
    ],
)
def test_a_finding_that_says_too_much_is_refused(ledger: Ledger, change: dict, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        ledger.release_finding("2024-01", {**FINDING, **change}, people=23)
    assert not [row for row in ledger.released() if row.kind == "finding"]


def test_a_finding_needs_a_closed_round_and_a_shown_group(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="Release the round first"):
        ledger.release_finding("2024-07", FINDING, people=23)
    with pytest.raises(InputError, match="not shown in this round"):
        ledger.release_finding("2024-01", FINDING, people=23, group="unit=dawn")


def test_turnover_counts_like_a_share_and_working_hours_like_a_mean() -> None:
    left = Metric("left", "turnover", 0, 1, 1, ("left",), favourable=(1.0, 1.0))
    hours = Metric("late hours", "hours", 0, 40, 1, ("hours",))
    made = round_of(
        people(day=12, night=11), tree=TWO, name="2024-Q1", metrics=(left, hours),
        values={"left": [0.0] * 23, "late hours": [4.0] * 23},
    )  # fmt: skip
    rows = Ledger(MemoryStore(), TWO).release(made)
    assert {row.kind for row in rows} == {"turnover", "hours"}
    assert all(
        0 < row.value < 100 for row in rows if row.kind == "turnover"
    )  # nobody left, and it is not said


def test_turnover_by_the_month_is_refused() -> None:
    left = Metric("left", "turnover", 0, 1, 1, ("left",), favourable=(1.0, 1.0))
    monthly = round_of(people(day=12, night=11), tree=TWO, metric=left, answers=[0.0] * 23)
    with pytest.raises(InputError, match="by the quarter"):
        Ledger(MemoryStore(), TWO).release(monthly)


@pytest.mark.parametrize(
    "metric",
    [
        {"low": 5, "high": 1},
        {"low": 1, "high": float("nan")},
        {"kind": "nps"},
        {"kind": "share"},
        {"kind": "turnover"},
        {"spread_out": True, "step": 0},
    ],
)
def test_a_metric_that_no_rule_is_made_for_is_refused(metric: dict) -> None:
    plain = {"name": "calm", "kind": "mean", "low": 1, "high": 5, "step": 1, "columns": ("q1",)}
    with pytest.raises(InputError):
        Metric(**{**plain, **metric})
    assert Metric(**plain) == CALM
