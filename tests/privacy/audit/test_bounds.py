"""Programming bounds each answer as trying all answers would."""

import numpy as np
import pytest
from slow_attacks import possible_by_hand

from bothways.errors import InputError
from bothways.privacy.audit import Link, Publication, Published, attack, exact, level_of, mean_of, share_of
from bothways.privacy.audit.bounds import bound_answers
from bothways.privacy.audit.model import build_model
from bothways.privacy.audit.publications import Adds


def draw(rng: np.random.Generator) -> Published | None:
    """A few numbers about three to five people: means, shares, bars, clipped totals, a sum of two metrics."""
    people, levels = int(rng.integers(3, 6)), int(rng.choice([3, 4]))
    answers = {"a": rng.integers(0, levels, people)}
    counts, links = {"a": levels}, ()
    if people == 3 and rng.random() < 0.5:
        answers["b"] = rng.integers(0, 3, people)
        answers["t"] = answers["a"] + answers["b"]
        counts |= {"b": 3, "t": levels + 2}
        links = (Link("t", 1, (("a", 1), ("b", 1))),)
    shown = []
    for _ in range(int(rng.integers(1, 6))):
        metric = str(rng.choice(list(answers)))
        who = np.flatnonzero(rng.random(people) < 0.7)
        if len(who) >= 2:
            shown.append(draw_number(rng, metric, who, answers[metric], counts[metric]))
    return Published(people, tuple(shown), answers, counts, links) if shown else None


def draw_number(
    rng: np.random.Generator, metric: str, who: np.ndarray, answers: np.ndarray, levels: int
) -> Publication:
    kind = int(rng.integers(0, 4))
    adds: Adds = (mean_of(levels), share_of(levels, start=levels - 1), level_of(levels, at=1))[kind % 3]
    if kind == 3 and len(who) >= 4:
        clipped = Publication(metric, who, share_of(levels, start=1), 0, 0, (who[:2], who[2:]), 1)
        total = clipped.total(answers)
        return Publication(metric, who, clipped.adds, total, total, clipped.atoms, 1)
    one, slack = exact(metric, who, answers, adds), int(rng.integers(0, 2))
    return Publication(metric, who, adds, one.low_total - slack, one.high_total + slack)


@pytest.mark.parametrize("seed", range(3))
def test_every_range_is_what_trying_all_answers_gives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    worlds = [world for world in (draw(rng) for _ in range(70)) if world is not None]
    assert len(worlds) > 50
    for world in worlds:
        possible = possible_by_hand(world)
        model = build_model(world, list(world.answers))
        for one in bound_answers(model, world):
            assert one.decided
            for person in np.flatnonzero(model.owner_of == one.owner):
                levels = possible[one.metric, int(person)]
                assert (one.low, one.high) == (min(levels), max(levels))


def test_a_unanimous_team_is_pinned_by_an_exact_mean() -> None:
    calm = np.full(6, 4)
    found = attack(Published(6, (exact("calm", range(6), calm, mean_of(5)),), {"calm": calm}, {"calm": 5}))
    assert (found.pinned, found.isolated, found.narrowest) == (6, 0, 0.0)


def test_a_share_of_all_settles_the_side_but_not_the_answer() -> None:
    calm = np.array([3, 4, 4, 3, 4])
    shown = exact("calm", range(5), calm, share_of(5, start=3))
    found = attack(Published(5, (shown,), {"calm": calm}, {"calm": 5}))
    assert (found.pinned, found.settled, found.narrowed) == (0, 5, 5)


def test_a_mean_with_a_share_narrows_what_neither_narrows_alone() -> None:
    calm = np.array([3, 3, 2, 2, 2])  # with the share, the mean is as high as it can be below and low above
    mean, share = (
        exact("calm", range(5), calm, mean_of(5)),
        exact("calm", range(5), calm, share_of(5, start=3)),
    )
    alone = [attack(Published(5, (one,), {"calm": calm}, {"calm": 5})) for one in (mean, share)]
    both = attack(Published(5, (mean, share), {"calm": calm}, {"calm": 5}))
    assert [one.narrowed for one in alone] == [0, 0]
    assert both.bounded == 5
    assert both.narrowed == 0
    top = np.array([3, 3, 0, 0, 0])
    shown = (exact("calm", range(5), top, mean_of(5)), exact("calm", range(5), top, share_of(5, start=3)))
    assert attack(Published(5, shown, {"calm": top}, {"calm": 5})).narrowed == 5


def test_numbers_of_other_answers_are_refused() -> None:
    calm = np.array([0, 1, 2])
    shown = exact("calm", range(3), calm, mean_of(5))
    with pytest.raises(InputError, match="does not fit the answers"):
        attack(Published(3, (shown,), {"calm": np.array([4, 4, 4])}, {"calm": 5}))
