"""The simulation of the culture path: what it takes for true, and how it judges a placement."""

import numpy as np
import pytest
from evidence.culture import PATH, WORLDS, draw_strand, place_company, true_means
from evidence.culture_page import Placed


def test_the_true_mean_is_that_of_many_people_about_the_place():
    rng = np.random.default_rng(3)
    for place in (0.8, 2.4, 4.7):
        seen = np.clip(np.rint(place + 0.8 * rng.standard_normal(200_000)), PATH[0], PATH[-1])
        assert true_means(np.array([place]), 0.8)[0] == pytest.approx(seen.mean(), abs=0.01)


def test_levels_that_people_choose_have_the_true_mean_of_their_team():
    team = np.repeat(np.arange(40), 4000)
    rng = np.random.default_rng(5)
    for world in WORLDS:
        truth, levels = draw_strand(world, team, rng.standard_normal(len(team)), rng)
        assert abs(levels.mean() - truth.mean()) < 0.02, world.text


def test_a_level_is_right_where_the_true_mean_is_nearest_to_it():
    told = Placed(["20-49", [2], 2.4, 2.6, 3.0, 1.9, 2.3])
    assert (told.one, told.covered, told.truly_right, told.median_right) == (True, False, True, False)
    assert not told.is_right(2.6)
    assert told.is_right(2.5)  # on the border either is right


def test_one_company_passes_the_ledger_and_every_shown_number_is_placed():
    found = place_company(WORLDS[0], 1)
    assert len(found) > 100
    assert {len(one) for one in found} == {7}
    assert all(low <= high and levels for _band, levels, _t, _a, _m, low, high in found)
