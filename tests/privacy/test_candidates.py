"""Candidates: a fixed public order that answers cannot change."""

from __future__ import annotations

import pytest

from bothways.errors import InputError
from bothways.privacy.candidates import candidates
from bothways.privacy.roster import make_roster
from bothways.privacy.tree import make_tree

TREE = make_tree(["top", "a", "b", "c", "a1", "a2"], [None, "top", "top", "top", "a", "a"])
UNIT = ["a1"] * 12 + ["a2"] * 9 + ["b"] * 3 + ["c"] * 4
ROSTER = make_roster(
    TREE, UNIT, {"site": ["x"] * 14 + ["y"] * 14, "role": ["clerk", "nurse"] * 13 + ["nurse", None]}
)


def test_the_order_is_company_units_attributes_units_by_attribute_pairs():
    assert [group.text for group in candidates(ROSTER, ["site", "role"])] == [
        "all", "unit=a", "unit=b|c", "unit=a1", "unit=a2",
        "site=x", "site=y", "role=clerk", "role=nurse",
        "unit=a;site=x", "unit=a;site=y", "unit=a;role=clerk", "unit=a;role=nurse",
        "role=clerk;site=x", "role=nurse;site=x", "role=clerk;site=y", "role=nurse;site=y",
    ]  # fmt: skip


def test_empty_cells_are_offered_like_all_others():
    offered = [group.text for group in candidates(ROSTER, ["role", "site"])]
    nobody = make_roster(TREE, UNIT, {"site": ["x"] * 21 + ["y"] * 7})
    assert "unit=a;site=y" in offered
    assert "unit=a;site=y" in [group.text for group in candidates(nobody, ["site"])]


def test_no_group_is_offered_twice():
    offered = candidates(ROSTER, ["role", "site"])
    assert len(set(offered)) == len(offered)


def test_a_small_organisation_offers_nothing():
    assert candidates(make_roster(TREE, ["a1"] * 4)) == []
    assert [group.text for group in candidates(make_roster(TREE, ["a"] * 5))] == ["all", "unit=a|b|c"]


def test_a_higher_floor_merges_more():
    assert "unit=a2" in [group.text for group in candidates(ROSTER)]
    assert "unit=a2" not in [group.text for group in candidates(ROSTER, floor=10)]


@pytest.mark.parametrize("by", [["age"], ["role", "role"]])
def test_attributes_that_are_not_there_or_named_twice_are_refused(by):
    with pytest.raises(InputError):
        candidates(ROSTER, by)
