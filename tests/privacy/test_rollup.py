"""The roll-up: nothing small is left over, at any level."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.privacy.groups import Group, members
from bothways.privacy.packing import EXACT, pack
from bothways.privacy.rollup import roll_up
from bothways.privacy.roster import make_roster
from bothways.privacy.tree import make_tree


def partitions(items):
    if not items:
        yield []
        return
    first, *rest = items
    for cut in partitions(rest):
        yield [[first], *cut]
        for at in range(len(cut)):
            yield [*cut[:at], [first, *cut[at]], *cut[at + 1 :]]


def cost(sizes, shown, hidden):
    merged = [sum(sizes[place] for place in group) for group in shown if len(group) > 1]
    return sum(sizes[place] for place in hidden), sum(merged), sum(size**2 for size in merged)


def exhaustive(sizes, direct, floor):
    """The least cost over all ways to group the units, and to leave some behind."""
    found = []
    for cut in partitions(list(range(len(sizes)))):
        for behind in [[], *cut] if direct else [[]]:
            shown = [group for group in cut if group is not behind]
            left = direct + sum(sizes[place] for place in behind)
            large = all(sum(sizes[place] for place in group) >= floor for group in shown)
            if shown and large and (left == 0 or left >= floor):
                found.append(cost(sizes, shown, behind))
    return min(found, default=None)


FAMILIES = st.lists(st.integers(1, 12), min_size=1, max_size=7)


@settings(max_examples=300, deadline=None)
@given(FAMILIES, st.integers(0, 8), st.integers(3, 7))
def test_small_families_are_packed_as_well_as_they_can_be(sizes, direct, floor):
    packing = pack(sizes, direct=direct, floor=floor)
    best = exhaustive(sizes, direct, floor)
    assert (packing is None) == (best is None)
    if packing is not None:
        assert cost(sizes, packing.shown, packing.hidden) == best


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=8, max_size=40), st.integers(0, 8), st.integers(2, 12))
def test_large_families_are_packed_safely_and_cover_everybody(sizes, direct, floor):
    packing = pack(sizes, direct=direct, floor=floor)
    assert packing is not None or sum(sizes) + direct < 3 * floor
    if packing is None:
        return
    placed = [place for group in packing.shown for place in group] + list(packing.hidden)
    assert sorted(placed) == list(range(len(sizes)))
    assert all(sum(sizes[place] for place in group) >= floor for group in packing.shown)
    left = direct + sum(sizes[place] for place in packing.hidden)
    assert left == 0 or left >= floor
    assert all(any(sizes[place] < floor for place in g) for g in packing.shown if len(g) > 1)


def test_filling_one_by_one_costs_little_against_the_best_way(monkeypatch):
    rng = np.random.default_rng(3)
    families = [rng.integers(1, 5, size=EXACT).tolist() for _ in range(60)]
    best = [cost(sizes, pack(sizes, floor=5).shown, ()) for sizes in families]
    monkeypatch.setattr("bothways.privacy.packing.EXACT", 4)
    quick = [cost(sizes, pack(sizes, floor=5).shown, ()) for sizes in families]
    assert [each[:2] for each in quick] == [each[:2] for each in best]
    squares = np.array([(one[2], other[2]) for one, other in zip(quick, best, strict=True)])
    assert (squares[:, 0] >= squares[:, 1]).all()
    assert squares[:, 0].sum() <= 1.1 * squares[:, 1].sum()


def build(above, counts):
    units = [f"u{place:02d}" for place in range(len(above))]
    parents = [None if up < 0 or place == 0 else units[up % place] for place, up in enumerate(above)]
    tree = make_tree(units, parents)
    sitting = dict(zip(units, counts, strict=False))
    people = [unit for unit in tree.units for _ in range(sitting.get(unit, 0))]
    return tree, make_roster(tree, people)


TREES = st.lists(st.integers(-1, 30), min_size=1, max_size=25)


@settings(max_examples=300, deadline=None)
@given(TREES, st.lists(st.integers(0, 9), min_size=25, max_size=25), st.sampled_from([3, 5, 10]))
def test_no_sum_or_difference_of_shown_units_is_small(above, counts, floor):
    tree, roster = build(above, counts)
    rolled = roll_up(tree, roster.counts, floor=floor)
    if roster.people < floor:
        assert (rolled.groups, rolled.atoms) == ((), ())
        return
    assert rolled.groups[0] == Group()
    # Cells of the common refinement of all that is shown: every combination is made of these.
    shown = np.zeros((len(rolled.groups), roster.people), dtype=int)
    for row, group in enumerate(rolled.groups):
        shown[row, members(group, roster)] = 1
    _, size = np.unique(shown, axis=1, return_counts=True)
    assert size.min() >= floor
    atom = rolled.atom[roster.unit]
    assert (atom >= 0).all()
    assert np.bincount(atom, minlength=len(rolled.atoms)).min() >= floor
    for row, group in enumerate(rolled.groups):
        inside = np.isin(atom, rolled.atoms_of(group))
        assert (inside == (shown[row] == 1)).all()
    for place, group in enumerate(rolled.atoms):
        if group is not None:
            assert members(group, roster).tolist() == np.flatnonzero(atom == place).tolist()


@settings(max_examples=100, deadline=None)
@given(TREES, st.lists(st.integers(0, 9), min_size=25, max_size=25))
def test_a_unit_is_shown_in_a_group_that_names_it(above, counts):
    tree, roster = build(above, counts)
    rolled = roll_up(tree, roster.counts, floor=5)
    for unit, group in zip(tree.units, rolled.shown, strict=True):
        assert group is None or unit in group.units or (unit in tree.roots and group == Group())
        assert group is None or group in rolled.groups
        nearest = rolled.nearest(unit)
        if roster.people >= 5:
            inside = set(members(Group(units=(unit,)), roster).tolist())
            assert inside <= set(members(nearest, roster).tolist())


FLAT = make_tree(["top", "a", "b", "c", "d"], [None, "top", "top", "top", "top"])


def texts(rolled):
    return [group.text for group in rolled.groups]


def test_it_merges_a_team_of_four_with_a_team_of_three():
    assert texts(roll_up(FLAT, [0, 4, 8, 3, 9], floor=5)) == ["all", "unit=a|c", "unit=b", "unit=d"]


def test_one_small_team_alone_goes_with_the_smallest_large_one():
    assert texts(roll_up(FLAT, [0, 4, 8, 7, 9], floor=5)) == ["all", "unit=a|c", "unit=b", "unit=d"]


def test_a_parent_whose_children_cannot_make_the_floor_is_shown_as_a_whole():
    tree = make_tree(["top", "a", "b", "b1", "b2"], [None, "top", "top", "b", "b"])
    rolled = roll_up(tree, [0, 6, 4, 1, 1], floor=5)
    assert texts(rolled) == ["all", "unit=a", "unit=b"]
    assert rolled.shown_as("b1") is None
    assert rolled.nearest("b1").text == "unit=b"


def test_the_people_of_a_parent_are_never_what_is_left_over():
    rolled = roll_up(FLAT, [2, 5, 6, 7, 8], floor=5)  # the head and the assistant sit in the top unit
    assert texts(rolled) == ["all", "unit=b", "unit=c", "unit=d"]
    assert rolled.shown_as("a") is None
    assert texts(roll_up(FLAT, [5, 5, 6, 7, 8], floor=5)) == ["all", "unit=a", "unit=b", "unit=c", "unit=d"]


def test_a_small_unit_beside_a_large_one_is_merged_again_one_level_down():
    tree = make_tree(["top", "big", "b1", "b2", "desk"], [None, "top", "big", "big", "top"])
    rolled = roll_up(tree, [0, 0, 2, 9, 7], floor=5)
    assert tree.units == ("top", "big", "desk", "b1", "b2")
    assert texts(rolled) == ["all", "unit=big|desk", "unit=b2|desk", "unit=b1"]


def test_a_unit_in_which_nobody_answered_looks_like_a_small_one():
    assert texts(roll_up(FLAT, [0, 0, 8, 7, 9], floor=5)) == ["all", "unit=a|c", "unit=b", "unit=d"]
    asked = [True, False, True, True, True]
    assert texts(roll_up(FLAT, [0, 0, 8, 7, 9], floor=5, asked=asked)) == [
        "all",
        "unit=b",
        "unit=c",
        "unit=d",
    ]


def test_several_roots_stand_below_the_whole_organisation():
    tree = make_tree(["a", "b", "c"], [None, None, None])
    assert texts(roll_up(tree, [6, 2, 3], floor=5)) == ["all", "unit=a", "unit=b|c"]
    assert texts(roll_up(tree, [2, 2, 2], floor=5)) == ["all", "unit=a|b|c"]
    assert texts(roll_up(tree, [2, 1, 1], floor=5)) == []


def test_what_does_not_fit_is_refused():
    for counts, floor in (([1, 2], 5), ([1, 1, 1, 1, -1], 5), ([1] * 5, 1)):
        with pytest.raises(InputError):
            roll_up(FLAT, counts, floor=floor)


def test_groups_that_are_not_shown_have_no_atoms():
    with pytest.raises(InputError, match="is not shown"):
        roll_up(FLAT, [0, 4, 8, 3, 9], floor=5).atoms_of(Group(units=("a",)))


def test_a_hundred_thousand_people_take_about_a_second():
    rng = np.random.default_rng(1)
    sizes = np.clip(rng.lognormal(1.75, 0.5, 16_000), 0, 19).astype(int)
    units = ["top", *(f"d{k:03d}" for k in range(160)), *(f"t{k:05d}" for k in range(16_000))]
    parents = [None, *["top"] * 160, *(f"d{k // 100:03d}" for k in range(16_000))]
    tree = make_tree(units, parents)
    counts = np.zeros(len(units), dtype=int)
    counts[-16_000:] = sizes
    start = time.perf_counter()
    rolled = roll_up(tree, counts, floor=5)
    assert time.perf_counter() - start < 10  # measured .3 s; room for a busy machine
    own = [len(group.units) == 1 for group in rolled.shown[161:] if group is not None]
    assert len(own) == 16_000
    assert 0.5 < np.mean(own) < 0.9
