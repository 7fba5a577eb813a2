"""Themes over rounds: ids and names stay, merges are merged again, files bring them back."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from said import draw

from bothways.errors import FileError, InputError
from bothways.themes import (
    OwnTheme,
    Theme,
    Themes,
    fit_themes,
    match_themes,
    merge,
    read_comments,
    read_themes,
    rename,
    themes_to_json,
)


def with_word(themes: Themes, word: str) -> Theme:
    """The found theme that a word is most characteristic of."""
    return max(
        themes.found, key=lambda one: max((dict(part).get(word, 0.0) for part in one.parts), default=0.0)
    )


@pytest.fixture(scope="module")
def later() -> Themes:
    return fit_themes(read_comments(draw(300, seed=9).drop(columns="topic")))


@pytest.mark.parametrize("word", ["queue", "parking", "printer"])
def test_the_same_theme_has_the_same_id_in_the_next_round(themes: Themes, later: Themes, word: str) -> None:
    matched = match_themes(later, themes)
    assert with_word(matched, word).id == with_word(themes, word).id


def test_a_name_that_somebody_gave_is_kept(themes: Themes, later: Themes) -> None:
    named = rename(themes, with_word(themes, "parking").id, "Where to leave the car")
    again = with_word(match_themes(later, named), "parking")
    assert (again.label, again.named_by) == ("Where to leave the car", "person")
    assert with_word(match_themes(later, named), "printer").named_by == "software"


def test_a_theme_that_is_new_gets_a_number_that_was_never_used(themes: Themes, later: Themes) -> None:
    gone = with_word(themes, "printer")
    kept = dataclasses.replace(themes, themes=tuple(one for one in themes.themes if one.id != gone.id))
    matched = match_themes(later, dataclasses.replace(kept, themes=(*kept.themes, Theme("t9", "old"))))
    assert int(with_word(matched, "printer").id[1:]) > 9
    assert any("Not found again: t9" in one for one in matched.remarks)


def test_matching_changes_no_count(themes: Themes, later: Themes) -> None:
    matched = match_themes(later, themes)
    assert sorted(one.people for one in matched.themes) == sorted(one.people for one in later.themes)
    assert matched.other == later.other


def test_merged_themes_count_everybody_once(themes: Themes) -> None:
    first, second = themes.found[:2]
    whole = merge(themes, [first.id, second.id], label="Both")
    places = [themes.place(first.id), themes.place(second.id)]
    records = themes.assignment.record[np.isin(themes.assignment.theme, places)]
    both = whole[first.id]
    assert both.people == len(set(themes.person[records].tolist()))
    assert (both.label, both.named_by, len(both.parts)) == ("Both", "person", 2)
    assert len(whole.found) == len(themes.found) - 1
    assert whole.other == themes.other
    assert not whole.by_comment.duplicated(["record", "theme"]).any()
    assert np.bincount(whole.assignment.record, weights=whole.assignment.weight).max() <= 1 + 1e-9


def test_what_was_merged_is_merged_in_the_next_round(themes: Themes, later: Themes) -> None:
    queue, parking = with_word(themes, "queue"), with_word(themes, "parking")
    matched = match_themes(later, merge(themes, [queue.id, parking.id], label="Arriving"))
    one = matched[queue.id]
    assert one.label == "Arriving"
    assert len(one.parts) == 2
    assert one.people >= max(with_word(later, "queue").people, with_word(later, "parking").people)


@pytest.mark.parametrize("ids", [["t1"], ["t1", "t1"], ["t1", "t99"], []])
def test_a_merge_of_less_than_two_themes_is_refused(themes: Themes, ids: list[str]) -> None:
    with pytest.raises(InputError):
        merge(themes, ids)


def test_lists_are_not_merged_and_blank_names_are_refused(comments: object, table: pd.DataFrame) -> None:
    found = fit_themes(
        read_comments(table.drop(columns="topic")), number=2, lists=[OwnTheme("Cars", ("parking",))]
    )
    with pytest.raises(InputError, match="cannot be merged"):
        merge(found, ["t1", "own-cars"])
    with pytest.raises(InputError, match="blank"):
        rename(found, "t1", "  ")
    assert rename(found, "own-cars", "All of cars")["own-cars"].label == "All of cars"


def test_earlier_themes_can_be_handed_to_the_fit(themes: Themes, table: pd.DataFrame) -> None:
    named = rename(themes, with_word(themes, "queue").id, "Queues")
    again = fit_themes(read_comments(draw(300, seed=4).drop(columns="topic")), earlier=named)
    assert with_word(again, "queue").label == "Queues"


def few(topic: str, kept: int) -> object:
    """Comments of a later round, in which few people write on one topic."""
    table = draw(100, seed=5)
    gone = table.index[table["topic"] == topic][kept:]
    return read_comments(table.drop(index=gone).drop(columns="topic"))


def test_a_theme_that_few_write_on_in_a_later_round_is_the_same_one(themes: Themes) -> None:
    printer = with_word(themes, "printer")
    assert len(fit_themes(few("printer", 9)).found) < len(themes.found)  # by itself that round would not tell
    again = fit_themes(few("printer", 9), earlier=themes)
    assert {one.id for one in themes.found} <= {one.id for one in again.found}
    assert with_word(again, "printer").id == printer.id
    assert 9 <= with_word(again, "printer").people < with_word(again, "parking").people


def test_a_theme_that_nobody_writes_on_any_more_is_not_found_again(themes: Themes) -> None:
    printer = with_word(themes, "printer")
    again = fit_themes(few("printer", 0), earlier=themes)
    assert printer.id not in {one.id for one in again.found}
    assert any(printer.id in remark for remark in again.remarks)


def test_a_theme_that_is_new_is_found_beside_the_earlier_ones(themes: Themes) -> None:
    before = fit_themes(few("printer", 0))
    again = fit_themes(read_comments(draw(300, seed=4).drop(columns="topic")), earlier=before)
    old = {one.id for one in before.found}
    assert with_word(again, "queue").id == with_word(before, "queue").id
    assert with_word(again, "printer").id not in old


def test_earlier_themes_that_did_not_come_back_are_not_clung_to(themes: Themes) -> None:
    loose = dataclasses.replace(
        themes, themes=tuple(dataclasses.replace(one, agreement=0.2) for one in themes.themes)
    )
    later = few("printer", 9)
    afresh, again = fit_themes(later), fit_themes(later, earlier=loose)
    assert [one.people for one in again.found] == [one.people for one in afresh.found]


def test_a_number_set_by_hand_holds_with_earlier_themes(themes: Themes) -> None:
    again = fit_themes(few("printer", 9), number=2, earlier=themes)
    assert len(again.found) == 2


def test_a_file_brings_themes_back_and_holds_no_comment(
    themes: Themes, table: pd.DataFrame, tmp_path: Path
) -> None:
    named = rename(themes, "t1", "Grüße & Co")
    path = tmp_path / "themes.json"
    path.write_text(themes_to_json(named), encoding="utf-8")
    back = read_themes(path)
    assert [(one.id, one.label, one.named_by, one.people) for one in back.themes] == [
        (one.id, one.label, one.named_by, one.people) for one in named.themes
    ]
    for one, other in zip(back.themes, named.themes, strict=True):
        np.testing.assert_allclose(
            [w for _, w in one.parts[0]], [w for _, w in other.parts[0]], atol=1e-6
        )  # six digits
    assert not any(text.casefold() in path.read_text("utf-8").casefold() for text in table["text"])
    assert read_themes(path).by_comment.empty


def test_what_was_read_from_a_file_knows_themes_again(themes: Themes, later: Themes, tmp_path: Path) -> None:
    path = tmp_path / "themes.json"
    path.write_text(themes_to_json(themes), encoding="utf-8")
    direct, read = match_themes(later, themes), match_themes(later, read_themes(path))
    assert [one.id for one in direct.themes] == [one.id for one in read.themes]


def test_themes_of_a_file_are_not_merged_without_comments(themes: Themes, tmp_path: Path) -> None:
    path = tmp_path / "themes.json"
    path.write_text(themes_to_json(themes), encoding="utf-8")
    with pytest.raises(InputError, match="come without comments"):
        merge(read_themes(path), ["t1", "t2"])


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"form": 2}', '{"form": 1}', '{"form": 1, "themes": [{"id": "t1"}], "tried": []}'],
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "themes.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match="holds no themes"):
        read_themes(path)
    with pytest.raises(FileError, match="cannot be opened"):
        read_themes(tmp_path / "none.json")


def test_numbers_that_are_not_told_are_null(themes: Themes) -> None:
    told = json.loads(themes_to_json(Themes((Theme("t1", "x"),))))
    assert told["themes"][0]["share"] is None
    assert told["agreement"] is None
