"""Themes that were found in some comments, looked for in others."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
from said import draw

from bothways.themes import Themes, apply_themes, merge, read_comments


def later_round() -> tuple[pd.DataFrame, object]:
    table = draw(200, seed=12)
    return table, read_comments(table.drop(columns="topic"))


def test_each_theme_is_found_where_people_write_on_it(themes: Themes) -> None:
    table, comments = later_round()
    again = apply_themes(comments, themes)
    assert sorted(one.id for one in again.found) == sorted(one.id for one in themes.found)
    for topic in ("queue", "parking", "printer"):
        one = max(again.found, key=lambda each: dict(each.parts[0]).get(topic, 0.0))
        told = np.zeros(len(table), bool)
        told[again.assignment.record[again.assignment.theme == again.place(one.id)]] = True
        planted = (table["topic"] == topic).to_numpy()
        assert told[planted].mean() > 0.9  # found
        assert planted[told].mean() > 0.75  # and little else


def test_merged_themes_count_as_one(themes: Themes) -> None:
    _table, comments = later_round()
    ids = [one.id for one in themes.found[:2]]
    apart, together = apply_themes(comments, themes), apply_themes(comments, merge(themes, ids))
    assert len(together.found) == len(apart.found) - 1
    assert together[ids[0]].people >= max(apart[one].people for one in ids)
    assert together[ids[0]].people <= sum(apart[one].people for one in ids)


def test_where_nobody_writes_on_a_theme_it_has_nobody(themes: Themes) -> None:
    said = [f"Sunny weather over the lake in week {n}" for n in range(40)]
    again = apply_themes(read_comments(pd.DataFrame({"text": said})), themes)
    assert [one.people for one in again.found] == [0] * len(themes.found)


def test_blank_comments_and_no_themes_are_no_error(themes: Themes) -> None:
    blank = read_comments(pd.DataFrame({"text": ["", "  ", None, "👍"]}))
    assert [one.people for one in apply_themes(blank, themes).found] == [0] * len(themes.found)
    none = dataclasses.replace(themes, themes=())
    assert apply_themes(later_round()[1], none).found == ()
