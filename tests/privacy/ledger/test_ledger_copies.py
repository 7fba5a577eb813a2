"""A question imported twice is refused before anything is shown."""

import numpy as np
import pytest

from bothways.errors import InputError
from bothways.privacy import Ledger, Metric, RoundAnswers, make_roster, make_tree
from bothways.privacy.ledger import MemoryStore

CALM = np.array([1.0, 2, 3, 4, 5, 1, 2, 3, 4, 5, 3, 4])


def release(second: np.ndarray, low: float = 1, high: float = 5, *, own_questions: bool = False) -> Ledger:
    tree = make_tree(["shop"], [None])
    metrics = (Metric("calm", "mean", 1, 5, 1, ("q1",)), Metric("again", "mean", low, high, 1, ("q2",)))
    people = tuple(f"p{number}" for number in range(len(CALM)))
    roster = make_roster(tree, ["shop"] * len(CALM))
    ledger = Ledger(MemoryStore(), tree)
    values = {"calm": CALM, "again": second}
    ledger.release(RoundAnswers("r1", people, roster, metrics, values, own_questions=own_questions))
    return ledger


def without_one(values: np.ndarray) -> np.ndarray:
    out = values.copy()
    out[4] = np.nan
    return out


@pytest.mark.parametrize(
    ("copy", "low", "high"),
    [(without_one(CALM), 1, 5), (CALM, 1, 5), (without_one(6 - CALM), 1, 5), (without_one(CALM - 1), 0, 4)],
)
def test_a_question_imported_twice_is_refused(copy: np.ndarray, low: float, high: float) -> None:
    """With one answer missing, the difference of the two totals would be that answer."""
    with pytest.raises(InputError, match="'calm' and 'again' hold the same answers"):
        release(copy, low, high)


def test_questions_that_merely_go_together_are_released() -> None:
    other = CALM.copy()
    other[0] = 2
    assert {one.metric for one in release(other).released()} == {"calm", "again"}


def test_few_people_of_one_mind_are_no_copy() -> None:
    same = np.where(CALM > 3, 5.0, np.nan)
    assert release(same).released()


def test_equal_answers_to_questions_that_were_asked_on_screen_are_released() -> None:
    assert {one.metric for one in release(CALM, own_questions=True).released()} == {"calm", "again"}
