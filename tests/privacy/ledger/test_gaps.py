"""Habits in the ledger: of fifty and the whole, coarse, once, and beside the means of the same answers open for all."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from ledger_rounds import TREE, TWO, people, round_of

from bothways.errors import InputError
from bothways.privacy import Ledger, Metric, Released, RoundAnswers
from bothways.privacy.ledger import Alike, Exposure, MemoryStore, gaps, gaps_open
from bothways.privacy.ledger.gaps_open import Beside, Level, open_shares
from bothways.privacy.values import exposure as values

GOOD = (4.0, 5.0)


def answers(
    n: int = 60, *, good: int | None = None, name: str = "2024-01", **changes: object
) -> RoundAnswers:
    """The first answer 5, the others 2."""
    said = [5.0] * (n // 2 if good is None else good)
    said += [2.0] * (n - len(said))
    return round_of(people(day=n - n // 2, night=n // 2), tree=TWO, answers=said, name=name, **changes)


def by_turns(n: int = 60, levels: int = 2) -> np.ndarray:
    return np.arange(n) % levels


def asked(level: np.ndarray, **changes: object) -> Exposure:
    given: dict[str, object] = {"question": "reads", "outcome": "calm", "levels": 2, "good": GOOD}
    return Exposure(level=level, **(given | changes))  # type: ignore[arg-type]


def fresh(tree: object = TWO) -> Ledger:
    return Ledger(MemoryStore(), tree)  # type: ignore[arg-type]


def gap(ledger: Ledger, made: RoundAnswers, exposure: Exposure) -> tuple[Released, ...]:
    """Release the means of a round, then a gap beside them."""
    if made.round not in ledger.rounds:
        ledger.release(made)
    return ledger.release_gap(made, exposure)


def told(ledger: Ledger, made: RoundAnswers, exposure: Exposure) -> dict[str, object] | None:
    rows = gap(ledger, made, exposure)
    return json.loads(rows[0].text) | {"value": rows[0].value} if rows else None


def test_a_gap_is_the_difference_of_the_shares_as_they_are_told() -> None:
    level = np.where(np.arange(120) < 60, 1, 0)
    [row] = gap(fresh(), answers(120, good=50), asked(level))
    found = json.loads(row.text)
    assert (row.group, row.metric, row.kind, row.n_band) == ("all", "reads / calm", "gap", "100+")
    assert [one["share"] for one in found["told"]] == [0, 85]  # 50 of 60, in steps of 5
    assert row.value == 85
    assert row.low < 85 < row.high
    assert found["step"] == 5


@pytest.mark.parametrize(("often", "shown"), [(24, False), (25, True), (35, True), (36, False)])
def test_each_of_both_groups_has_twenty_five_people(often: int, shown: bool) -> None:
    level = np.where(np.arange(60) < often, 1, 0)
    assert bool(gap(fresh(), answers(), asked(level))) is shown


def test_a_level_between_of_fewer_people_is_left_out() -> None:
    level = np.array([0] * 40 + [1] * 24 + [2] * 40 + [3] * 40)
    found = told(fresh(), answers(144), asked(level, levels=4))
    assert found is not None
    assert [one["level"] for one in found["told"]] == [0, 2, 3]  # type: ignore[attr-defined]


def test_a_denial_is_the_same_whatever_the_outcome_is() -> None:
    """Attack 17: who does a thing decides, never what they feel."""
    few, enough = np.where(np.arange(60) < 24, 1, 0), by_turns()
    for good in (0, 1, 30, 60):
        assert gap(fresh(), answers(good=good), asked(few)) == ()
        assert len(gap(fresh(), answers(good=good), asked(enough))) == 1


def test_two_and_a_half_people_more_or_less_do_not_show() -> None:
    for n in (*range(25, 70), 99, 100, 124, 125, 249, 250, 400):
        step = values.step_of(n)
        assert step * n >= 250
        shares = [values.share_in_steps(count, n) for count in range(n + 1)]
        assert shares == sorted(shares)
        assert all(share % step == 0 for share in shares)
        assert shares[0] == shares[1]
        assert shares[-1] == shares[-2]
        behind = [values.counts_told_as(share, n) for share in sorted(set(shares))]
        assert all(first < last for first, last in behind)


def test_all_figures_are_as_coarse_as_the_shares() -> None:
    alike = (Alike(("unit",), 17.3, 4.1, 30.2, 0.83, (26, 27), (25.5, 26.0)),)
    found = told(
        fresh(), answers(), asked(by_turns(), alike=alike, trend=(7.7, -1.2, 16.0), design_effect=1.234)
    )
    assert found is not None
    assert found["alike"] == [
        {"by": ["unit"], "compared": 85, "step": 10, "points": 20, "low": 0, "high": 40},
    ]
    assert found["trend"] == {"points": 10, "low": -10, "high": 20}
    assert found["design_effect"] == 1.3


@pytest.mark.parametrize(
    ("people", "effective", "shown"),
    [
        ((25, 25), (25.0, 25.0), True),
        ((24, 60), (24.0, 60.0), False),
        ((60, 24), (60.0, 24.0), False),
        ((60, 60), (60.0, 24.9), False),  # one stratum of few carries nearly all of it
        ((60, 60), (24.9, 60.0), False),
        ((0, 0), (0.0, 0.0), False),  # nobody counted them
        ((60, 60), (float("nan"), 60.0), False),
    ],
)
def test_among_people_alike_twenty_five_carry_the_gap_at_both_ends(
    people: tuple[int, int], effective: tuple[float, float], shown: bool
) -> None:
    """The gap of the only two who are alike would settle what each of them answered."""
    alike = (Alike(("role",), 17.3, 4.1, 30.2, 0.83, people, effective),)
    found = told(fresh(), answers(150), asked(by_turns(150), alike=alike))
    assert found is not None
    assert bool(found["alike"]) is shown


def test_a_gap_among_few_people_alike_is_coarser_than_the_gap_itself() -> None:
    alike = (Alike(("role",), 17.3, 4.1, 30.2, 0.2, (30, 30), (26.0, 28.0)),)
    found = told(fresh(), answers(600), asked(by_turns(600), alike=alike))
    assert found is not None
    assert found["step"] == 1
    assert found["alike"] == [
        {"by": ["role"], "compared": 20, "step": 10, "points": 20, "low": 0, "high": 40}
    ]


def test_an_eleventh_habit_beside_an_outcome_is_refused() -> None:
    ledger = fresh()
    for number in range(gaps.MOST_HABITS):
        gap(ledger, answers(), asked(by_turns(), question=f"habit{number}"))
    with pytest.raises(InputError, match="10 habits"):
        gap(ledger, answers(), asked(by_turns(), question="one more"))
    assert gap(ledger, answers(), asked(by_turns(), question="habit0"))


def test_what_was_told_is_told_again_and_another_cut_of_the_same_answers_is_refused() -> None:
    """Attack 16: a moved cut would tell of those between."""
    ledger, level = fresh(), by_turns()
    first = gap(ledger, answers(), asked(level))
    assert gap(ledger, answers(), asked(level)) == first
    moved = level.copy()
    moved[0] = 1 - moved[0]
    with pytest.raises(InputError, match="has changed since"):
        gap(ledger, answers(), asked(moved))
    with pytest.raises(InputError, match="has changed since"):
        gap(ledger, answers(), asked(level, good=(3.0, 5.0)))
    with pytest.raises(InputError, match="has changed since"):
        gap(ledger, answers(), asked(level, levels=3))


@pytest.mark.parametrize(("others", "shown"), [(1, False), (4, False), (5, True)])
def test_a_second_habit_whose_people_differ_by_few_is_not_told(others: int, shown: bool) -> None:
    """Attacks 2 and 3: the shares of two habits, subtracted, would speak of those few."""
    ledger, level = fresh(), np.where(np.arange(60) < 30, 1, 0)
    assert gap(ledger, answers(), asked(level))
    near = np.where(np.arange(60) < 30 - others, 1, 0)
    assert bool(gap(ledger, answers(), asked(near, question="listens"))) is shown


@pytest.mark.parametrize(("moved", "shown"), [(0, True), (2, False), (5, True)])
def test_from_round_to_round_nobody_or_five_change_a_group(moved: int, shown: bool) -> None:
    """Attack 6: whoever begins a habit is not found by subtracting the months."""
    ledger, level = fresh(), np.where(np.arange(60) < 30, 1, 0)
    assert gap(ledger, answers(name="2024-01"), asked(level))
    later = np.where(np.arange(60) < 30 - moved, 1, 0)
    assert bool(gap(ledger, answers(name="2024-02"), asked(later))) is shown


def test_a_round_before_one_that_was_told_keeps_the_same_distance() -> None:
    ledger, level = fresh(), np.where(np.arange(60) < 30, 1, 0)
    for name in ("2024-03", "2024-04", "2024-05"):
        ledger.release(answers(name=name))
    assert gap(ledger, answers(name="2024-05"), asked(level))
    assert gap(ledger, answers(name="2024-03"), asked(np.where(np.arange(60) < 28, 1, 0))) == ()
    assert gap(ledger, answers(name="2024-04"), asked(level))


def test_before_the_means_of_the_round_nothing_is_told() -> None:
    """Means that came later would not be held beside it."""
    with pytest.raises(InputError, match="Release the round first"):
        fresh().release_gap(answers(), asked(by_turns()))
    ledger = fresh()
    ledger.release(answers())
    with pytest.raises(InputError, match="has changed since"):
        ledger.release_gap(answers(good=31), asked(by_turns()))


def test_what_no_rule_is_made_for_is_refused() -> None:
    level = by_turns()
    for wrong, words in (
        (asked(level, outcome="none"), "no mean"),
        (asked(level, question="q1"), "part of the outcome"),
        (asked(level[:59]), "do not fit"),
        (asked(level + 1), "do not fit"),
        (asked(level, good=(2.0, 4.0)), "end of the scale"),
        (asked(level, good=(1.0, 5.0)), "end of the scale"),
    ):
        with pytest.raises(InputError, match=words):
            gap(fresh(), answers(), wrong)
    nobody_named = RoundAnswers("a", ("",) * 60, answers().roster, answers().metrics, answers().values)
    with pytest.raises(InputError, match="confidential"):
        gap(fresh(), nobody_named, asked(level))


def test_beside_a_distribution_no_gap_is_told() -> None:
    spread = Metric("calm", "mean", 1, 5, 1, ("q1",), spread_out=True)
    ledger, made = fresh(), answers(metric=spread)
    assert any(row.kind == "distribution" for row in ledger.release(made))
    assert gap(ledger, made, asked(by_turns())) == ()


def test_a_share_that_would_settle_a_unit_beside_its_mean_is_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit at most 1.8 and one at least 4.2, and two or three good answers of ten: true, they tell of everybody."""
    monkeypatch.setattr(values, "FEWEST_IN_LEVEL", 5)
    said = [5.0] * 3 + [3.0] * 2 + [1.0] * 5
    made = round_of(people(day=5, night=5), tree=TWO, answers=said)
    rows = [row for row in fresh().release(made) if row.group != "all"]
    assert [row.text for row in rows] == [">=4.2", "<=1.8"]
    beside = Beside(made.roster, made.values["calm"], made.metrics[0], GOOD, rows, ())
    everybody = np.arange(10)
    assert values.share_in_steps(3, 10) == 25
    assert open_shares([Level(everybody, 3)], beside) == [50]


def _worlds(sizes: list[int], scale: range) -> list[list[tuple[int, ...]]]:
    """All answers of people who are alike within cells."""
    return [list(combinations_with_replacement(scale, size)) for size in sizes]


@pytest.mark.parametrize("often", [(3, 2), (5, 0)])
def test_beside_all_means_everybody_may_have_given_the_lowest_and_the_highest_answer(
    often: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exhaustive: two units of five and six, answers 1 to 3, all worlds behind each set of texts."""
    monkeypatch.setattr(values, "FEWEST_IN_LEVEL", 2)
    monkeypatch.setattr(values, "STEPS", (1, 2, 4, 5, 10, 20, 25, 50, 100))
    units, levels = (5, 6), 2
    cells = [
        often[0],
        units[0] - often[0],
        often[1],
        units[1] - often[1],
    ]  # unit by unit: who does it, who does not
    level = np.repeat([1, 0, 1, 0], cells)
    metric = Metric("calm", "mean", 1, 3, 1, ("q1",))
    groups = [np.flatnonzero(level == place) for place in range(levels)]
    known: dict[tuple[int, ...], list] = {}
    shown: dict[tuple, list[int] | None] = {}
    behind: dict[tuple, list] = defaultdict(list)
    made = round_of(people(day=5, night=6), tree=TWO, answers=[2.0] * 11, metric=metric)
    for world in product(*_worlds(cells, range(1, 4))):
        said = np.array([one for cell in world for one in cell], float)
        sums = int(said[:5].sum()), int(said[5:].sum())
        if sums not in known:
            one = round_of(people(day=5, night=6), tree=TWO, answers=list(said), metric=metric)
            known[sums] = [row for row in fresh().release(one) if row.kind == "mean"]
        texts = tuple(row.text for row in known[sums])
        good = tuple(int((said[group] == 3).sum()) for group in groups)
        if (texts, good) not in shown:
            beside = Beside(made.roster, said, metric, (3.0, 3.0), known[sums], ())
            told_levels = [Level(group, count) for group, count in zip(groups, good, strict=True)]
            shown[texts, good] = open_shares(told_levels, beside)
        shares = shown[texts, good]
        behind[texts, tuple(shares) if shares else None].append(world)
    assert any(key[1] is not None for key in behind)
    for worlds in (each for key, each in behind.items() if key[1] is not None):
        for cell, size in enumerate(cells):
            for end in (1, 3) if size else ():
                assert any(end in world[cell] for world in worlds)


def test_a_gap_of_many_units_is_told_beside_all_their_means() -> None:
    rng = np.random.default_rng(3)
    said = rng.integers(1, 6, 180).astype(float)
    made = round_of(people(day=60, night=60, late=60), tree=TREE, answers=list(said))
    ledger = fresh(TREE)
    ledger.release(made)
    level = rng.integers(0, 3, 180)
    found = told(ledger, made, asked(level, levels=3))
    assert found is not None
    true = [
        values.share_in_steps(int((said[level == k] >= 4).sum()), int((level == k).sum())) for k in range(3)
    ]
    assert [one["share"] for one in found["told"]] == true  # type: ignore[attr-defined]
    assert gaps_open.CHECKED == 200
    assert gaps.PEOPLE_OF_A_GAP == 50
