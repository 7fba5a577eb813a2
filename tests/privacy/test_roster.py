"""Rosters: who is counted, by unit and attributes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bothways.errors import InputError
from bothways.privacy.roster import make_roster
from bothways.privacy.tree import make_tree
from bothways.tables import gather, read_table

TREE = make_tree(["top", "a", "b"], [None, "top", "top"])


def test_values_are_sorted_and_blanks_are_nobody():
    roster = make_roster(TREE, ["b", "a", "b"], {"role": ["nurse", " ", "clerk"]})
    assert roster.unit.tolist() == [2, 1, 2]
    assert roster.counts.tolist() == [0, 1, 2]
    values, codes = roster.attributes["role"]
    assert (values, codes.tolist()) == (("clerk", "nurse"), [1, -1, 0])


def test_columns_of_a_table_are_taken_as_they_are_read():
    table = read_table(pd.DataFrame({"unit": ["b", "a", "b"], "role": ["nurse", None, "clerk"]}))
    texts = gather(table, texts={"unit": 0, "role": 1}, numbers={}).texts
    read = make_roster(TREE, texts["unit"], {"role": texts["role"]})
    plain = make_roster(TREE, ["b", "a", "b"], {"role": ["nurse", None, "clerk"]})
    assert read.digest == plain.digest
    assert read.attribute_digests == plain.attribute_digests


@pytest.mark.parametrize(
    ("unit", "attributes", "what"),
    [
        (["a", ""], {}, "Respondent 2 has no unit"),
        (["a", "c"], {}, "no unit 'c'"),
        ([7, 8], {}, "no text"),
        (["a"], {"role": ["x", "y"]}, "differ in length"),
        (["a"], {"role": [None]}, "blank for everybody"),
        (["a"], {"unit": ["x"]}, "cannot be called"),
    ],
)
def test_what_is_no_roster_is_refused(unit, attributes, what):
    with pytest.raises(InputError, match=what):
        make_roster(TREE, unit, attributes)


def test_the_digest_tells_rounds_apart_and_not_the_attributes_asked_for():
    one = make_roster(TREE, ["a", "b"], {"role": ["x", "y"]})
    assert one.digest == make_roster(TREE, ["a", "b"], {"site": ["x", "x"]}).digest
    assert one.digest != make_roster(TREE, ["b", "a"]).digest
    renamed = make_tree(["top", "a", "b"], [None, "top", "top"], ["Top", "Ward", ""])
    assert one.digest == make_roster(renamed, ["a", "b"]).digest
    moved = make_tree(["top", "a", "b"], [None, "top", "a"])
    assert one.digest != make_roster(moved, ["a", "b"]).digest
    swapped = make_roster(TREE, ["a", "b"], {"role": ["y", "x"]})
    assert one.attribute_digests["role"] != swapped.attribute_digests["role"]


def test_the_line_holds_everybody_once():
    roster = make_roster(TREE, ["b", "a", "top", "b"])
    order, steps = roster.line
    assert sorted(order.tolist()) == [0, 1, 2, 3]
    assert np.all(np.diff(steps) >= 0)
