"""Sealed rounds: quarterly, strata of at least k, rosters that change by nobody or at least k."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest
from rounds_algebra import isolates
from rounds_staffing import THREE_LEVELS, plant

from bothways.errors import InputError, PeriodError
from bothways.privacy.rounds import SealedState, count_sealed, open_sealed, read_sealed
from bothways.privacy.rounds.sealed import _numbers

TREE = plant("all", "ana<all", "ben<all")


def team(*people: int, unit: str = "ana") -> dict[int, str]:
    return dict.fromkeys(people, unit)


BOTH = team(*range(8)) | team(*range(20, 30), unit="ben")


def test_a_team_whose_roster_changed_by_one_is_withheld_that_quarter() -> None:
    state, opened = open_sealed(SealedState(k=5), 0, BOTH, tree=TREE)
    assert opened.units == ((), ("ana",), ("ben",))
    state, opened = open_sealed(state, 3, BOTH | team(8), tree=TREE)
    assert opened.units == (("ben",),), "all and Ana's team each differ by one"
    _, opened = open_sealed(state, 6, BOTH, tree=TREE)
    assert opened.units == ((), ("ana",), ("ben",)), "the same people as in the first quarter"


def test_a_roster_is_held_against_every_quarter_and_not_only_the_last() -> None:
    state, _ = open_sealed(SealedState(k=5), 0, BOTH, tree=TREE)
    state, opened = open_sealed(state, 3, BOTH | team(8, 9, 10, 11, 12), tree=TREE)
    assert ("ana",) in opened.units
    _, opened = open_sealed(state, 6, BOTH | team(8), tree=TREE)
    assert ("ana",) not in opened.units


def test_windows_never_overlap() -> None:
    state, _ = open_sealed(SealedState(k=5), 0, BOTH, tree=TREE)
    for month in (0, 1, 2):
        with pytest.raises(PeriodError, match="Open sealed rounds three months apart"):
            open_sealed(state, month, BOTH, tree=TREE)


def test_small_teams_share_a_box_and_the_rest_counts_above() -> None:
    tree = plant("all", "ana<all", "ben<all", "cem<all")
    roster = team(*range(8)) | team(10, 11, 12, unit="ben") | team(20, 21, unit="cem") | team(30, unit="all")
    _, opened = open_sealed(SealedState(k=5), 0, roster, tree=tree)
    assert {stratum.units for stratum in opened.strata} == {("ana",), ()}
    assert sum(len(stratum.people) for stratum in opened.strata) == len(roster)


def test_every_box_has_five_invited_and_everybody_one_box() -> None:
    for seed in range(60):
        draw = np.random.default_rng(seed)
        seats = list(THREE_LEVELS.units)
        roster = {person: str(draw.choice(seats)) for person in range(int(draw.integers(5, 40)))}
        _, opened = open_sealed(SealedState(k=5), 0, roster, tree=THREE_LEVELS)
        assert all(len(stratum.people) >= 5 for stratum in opened.strata)
        everybody = [person for stratum in opened.strata for person in stratum.people]
        assert sorted(everybody) == sorted(roster)


def test_no_combination_of_rosters_over_all_quarters_isolates_fewer_than_three() -> None:
    shown = 0
    for seed in range(150):
        draw = np.random.default_rng(seed)
        state, sets = SealedState(k=3), []
        sits = {person: str(draw.choice(["a", "b", "c", "d"])) for person in range(10)}
        for quarter in range(8):
            for person in range(14):
                if draw.random() < 0.08:
                    sits.pop(person, None)
                elif draw.random() < 0.08:
                    sits[person] = str(draw.choice(["a", "b", "c", "d"]))
            state, opened = open_sealed(state, 3 * quarter, dict(sits), tree=THREE_LEVELS)
            boxes = _numbers(opened.strata, THREE_LEVELS)
            sets += [
                tuple(sorted(person for at in boxes[units] for person in opened.strata[at].people))
                for units in opened.units
            ]
        shown += len(sets)
        assert not isolates(sets, k=3)
    assert shown > 1000


def test_at_closing_nothing_shown_and_nothing_left_holds_fewer_than_five_ballots() -> None:
    for seed in range(200):
        draw = np.random.default_rng(seed)
        roster = {person: str(draw.choice(["a", "b", "c", "d", "x"])) for person in range(40)}
        _, opened = open_sealed(SealedState(k=5), 0, roster, tree=THREE_LEVELS)
        ballots = [int(draw.integers(0, len(stratum.people) + 1)) for stratum in opened.strata]
        boxes = _numbers(opened.strata, THREE_LEVELS)
        shown = count_sealed(opened, ballots, tree=THREE_LEVELS, k=5)
        ids = np.repeat(np.arange(len(ballots)), ballots)
        sets = [tuple(np.nonzero(np.isin(ids, boxes[units]))[0].tolist()) for units in shown]
        for one, other in combinations([set(one) for one in sets], 2):
            assert not 0 < len(one ^ other) < 5
        assert all(len(one) >= 5 for one in sets)
        assert not isolates(sets, k=3)


def test_ballots_that_do_not_fit_are_refused() -> None:
    _, opened = open_sealed(SealedState(k=5), 0, BOTH, tree=TREE)
    for ballots in ([8], [9, 10], [-1, 10]):
        with pytest.raises(InputError, match="The ballots do not fit the strata"):
            count_sealed(opened, ballots, tree=TREE, k=5)


def test_four_people_cannot_be_asked_sealed() -> None:
    with pytest.raises(InputError, match="needs at least 5 people"):
        open_sealed(SealedState(k=5), 0, team(1, 2, 3, 4), tree=TREE)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(InputError, match="'cem' has people"):
        open_sealed(SealedState(k=5), 0, team(*range(8), unit="cem"), tree=TREE)


def test_a_saved_sealed_survey_is_read_back() -> None:
    state, _ = open_sealed(SealedState(k=5), 0, BOTH, tree=TREE)
    assert read_sealed(json.loads(json.dumps(state.to_json()))) == state
    with pytest.raises(InputError, match="The saved sealed rounds cannot be read"):
        read_sealed({"k": 5, "admitted": [], "more": 1})
