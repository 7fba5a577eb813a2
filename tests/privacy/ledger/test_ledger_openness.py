"""Coded means side by side leave every answer open, also where a whole group gave the lowest answer."""

from __future__ import annotations

import numpy as np
import pytest
from exact_world import bounds_on_answers
from ledger_rounds import ONE, TWO, people, round_of

from bothways.privacy import Ledger
from bothways.privacy.groups import members, parse_group
from bothways.privacy.ledger import MemoryStore
from bothways.privacy.ledger.openness import has_witness, open_texts
from bothways.privacy.values import coding, consistent_totals

RNG = np.random.default_rng(5)


def bounds(answers, shown: dict[str, str]) -> np.ndarray:
    sets = [members(parse_group(group), answers.roster) for group in shown]
    fitting = [
        consistent_totals(text, len(one), low=1, high=5, step=1)
        for one, text in zip(sets, shown.values(), strict=True)
    ]
    totals = [(float(one[0]), float(one[-1])) for one in fitting]
    return bounds_on_answers(sets, totals, answers.roster.people, low=1, high=5)


def unanimous_roles():
    """Eleven sellers who all answered 1, and five buyers."""
    roles = ["seller"] * 11 + ["buyer"] * 5
    return round_of(
        people(shop=16), answers=[1.0] * 11 + [1, 1, 2, 5, 5], attributes={"role": roles}, tree=ONE
    )


def test_coded_one_by_one_the_texts_would_narrow_every_seller() -> None:
    answers = unanimous_roles()
    shown = {}
    for group in ("all", "role=buyer"):
        inside = members(parse_group(group), answers.roster)
        rule = coding(len(inside), low=1, high=5, step=1)
        shown[group] = rule.text(int(answers.values["calm"][inside].sum()) - len(inside))
    assert (bounds(answers, shown)[:11, 1] <= 3.0 + 1e-6).all()


def test_a_group_of_one_mind_cannot_be_told_from_the_rest_and_the_whole() -> None:
    answers = unanimous_roles()
    ledger = Ledger(MemoryStore(), ONE)
    shown = {row.group: row.text for row in ledger.release(answers, by=["role"])}
    assert set(shown) == {"all", "role=buyer", "role=seller"}
    np.testing.assert_allclose(bounds(answers, shown), np.tile([1.0, 5.0], (16, 1)), atol=1e-6)


def test_it_holds_for_what_a_later_call_adds_and_old_texts_stay() -> None:
    answers = unanimous_roles()
    ledger = Ledger(MemoryStore(), ONE)
    first = {row.group: row.text for row in ledger.release(answers)}
    shown = {row.group: row.text for row in ledger.release(answers, by=["role"])}
    assert shown.items() >= first.items()
    assert len(shown) == 3
    np.testing.assert_allclose(bounds(answers, shown), np.tile([1.0, 5.0], (16, 1)), atol=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_texts_with_a_witness_are_shown_whatever_the_answers(seed: int) -> None:
    """That texts were moved cannot be seen: answers that fit what is shown are shown as the same texts."""
    rng = np.random.default_rng(seed)
    size = 18
    sets = [np.arange(size), np.arange(7), np.arange(7, size), *np.split(rng.permutation(size), [6, 12])]
    rules = [coding(len(one), low=1, high=5, step=1) for one in sets]
    atom = (np.arange(size) >= 7).astype(np.int64)

    def texts(levels: np.ndarray) -> list[str]:
        totals = [int(levels[one].sum()) for one in sets]
        return open_texts(sets, totals, rules, atom=atom, fixed=[None] * len(sets))

    levels = rng.integers(0, 5, size)
    levels[sets[int(rng.integers(1, len(sets)))]] = rng.choice([0, 4])
    shown = texts(levels)
    assert has_witness(sets, shown, rules, atom=atom)
    same = 0
    for _ in range(60):
        other = np.clip(levels + rng.integers(-1, 2, size), 0, 4)
        fits = [rule.text(int(other[one].sum())) for rule, one in zip(rules, sets, strict=True)] == shown
        if fits:
            same += 1
            assert texts(other) == shown
    assert (
        same > 0
        or [rule.text(int(levels[one].sum())) for rule, one in zip(rules, sets, strict=True)] != shown
    )


def test_ordinary_answers_are_shown_as_they_are_coded() -> None:
    """Of the texts of 60 drawn shops at most one in twenty is moved; on average they differ by under .02."""
    moved, texts, distance = 0, 0, []
    for _ in range(60):
        answers = list(np.clip(np.rint(RNG.normal(3.5, 1.0, 26)), 1, 5))
        roles = list(RNG.choice(["seller", "buyer"], 26))
        made = round_of(people(day=14, night=12), answers=answers, attributes={"role": roles}, tree=TWO)
        for row in Ledger(MemoryStore(), TWO).release(made, by=["role"]):
            inside = members(parse_group(row.group), made.roster)
            rule = coding(len(inside), low=1, high=5, step=1)
            plain = rule.text(int(made.values["calm"][inside].sum()) - len(inside))
            texts += 1
            moved += plain != row.text
            distance.append(abs(row.value - float(plain.lstrip("<>="))))
    assert moved <= texts / 20
    assert np.mean(distance) < 0.02
