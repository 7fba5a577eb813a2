"""The units that somebody may ask, in the order in which they are offered."""

from __future__ import annotations

from bothways.privacy import make_tree
from bothways_web.listen.forms import _depth_first


def test_siblings_stand_by_name_under_their_parent():
    tree = make_tree(
        ["x", "b10", "a", "b2", "a1", "b"],
        [None, "b", "x", "b", "a", "x"],
        ["Company", "Team 10", "Wards", "Team 2", "Night", "Desks"],
    )
    assert [(level, name) for _code, level, name in _depth_first(tree)] == [
        (0, "Company"), (1, "Desks"), (2, "Team 2"), (2, "Team 10"), (1, "Wards"), (2, "Night"),
    ]  # fmt: skip
