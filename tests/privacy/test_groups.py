"""Groups: one text each, and who is in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways.privacy.groups import Group, members, parse_group
from bothways.privacy.roster import make_roster
from bothways.privacy.tree import make_tree

TREE = make_tree(["top", "a", "b", "b1"], [None, "top", "top", "b"])
ROSTER = make_roster(TREE, ["a", "b1", "b", "top", "a"], {"role": ["x", "y", "x", None, "y"]})
NAMES = st.text(min_size=1, max_size=5)


@given(
    st.sets(NAMES, max_size=3), st.dictionaries(NAMES.filter(lambda name: name != "unit"), NAMES, max_size=3)
)
def test_a_group_is_read_back_from_its_text(units, attributes):
    group = Group(units=tuple(units), attributes=tuple(attributes.items()))
    assert parse_group(group.text) == group
    assert "\n" not in group.text


def test_texts_are_canonical():
    assert Group().text == "all"
    assert Group(units=("b", "a", "b")).text == "unit=a|b"
    assert parse_group("site=1;role=x;unit=b|a").text == "unit=a|b;role=x;site=1"
    assert Group(units=("R&D|x",), attributes=(("50%", "a=b;c"),)).text == "unit=R&D%7Cx;50%25=a%3Db%3Bc"


@pytest.mark.parametrize(
    "text",
    ["", "unit=", "unit", "all;role=x", "role=x|y", "role=x;role=y", "unit=a;unit=b", "unit=a||b", "a=b=c"],
)
def test_what_names_no_group_is_refused(text):
    with pytest.raises(InputError):
        parse_group(text)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("all", [0, 1, 2, 3, 4]),
        ("unit=top", [0, 1, 2, 3, 4]),
        ("unit=b", [1, 2]),
        ("unit=a|b1", [0, 1, 4]),
        ("unit=b|b1", [1, 2]),
        ("role=x", [0, 2]),
        ("unit=b;role=x", [2]),
        ("unit=b1;role=x", []),
    ],
)
def test_a_unit_means_everyone_below_it(text, people):
    found = members(parse_group(text), ROSTER)
    assert (found.tolist(), found.dtype.name) == (people, "int64")


@pytest.mark.parametrize("text", ["unit=c", "site=x", "role=z"])
def test_groups_of_what_is_not_there_are_refused(text):
    with pytest.raises(InputError):
        members(parse_group(text), ROSTER)
