"""Comments to themes: what is found, what is not told, and what comes twice the same."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said import TOPICS, draw

from bothways.errors import InputError, NotEnoughData
from bothways.themes import Comments, OwnTheme, Themes, fit_themes, read_comments


def planted(themes: Themes, table: pd.DataFrame, topic: str) -> int:
    """The place of the found theme that holds most comments of a topic."""
    record, theme = themes.assignment.record, themes.assignment.theme
    own = (table["topic"].to_numpy() == topic)[record]
    return int(np.bincount(theme[own]).argmax())


@pytest.mark.parametrize("topic", TOPICS)
def test_what_was_planted_is_found(themes: Themes, table: pd.DataFrame, topic: str) -> None:
    at = planted(themes, table, topic)
    records = set(themes.assignment.record[themes.assignment.theme == at].tolist())
    planted_records = set(np.flatnonzero(table["topic"] == topic).tolist())
    assert len(records & planted_records) / len(planted_records) > 0.8
    assert len(records & planted_records) / len(records) > 0.8


def test_names_are_words_that_people_wrote(themes: Themes, table: pd.DataFrame) -> None:
    said = " ".join(table["text"]).casefold()
    for theme in themes.found:
        assert theme.named_by == "software"
        assert theme.told_as.endswith("(named by software)")
        assert theme.phrases
        assert all(phrase.casefold() in said for phrase in theme.phrases)


def test_a_comment_speaks_of_three_themes_at_most_and_weights_are_shares(themes: Themes) -> None:
    counts = np.bincount(themes.assignment.record)
    assert counts.max() <= 3
    assert (themes.assignment.weight >= 0.25).all()
    sums = np.bincount(themes.assignment.record, weights=themes.assignment.weight)
    assert sums.max() <= 1 + 1e-9


def test_shares_count_people(themes: Themes) -> None:
    for at, theme in enumerate(themes.themes):
        records = themes.assignment.record[themes.assignment.theme == at]
        assert theme.people == len(set(themes.person[records].tolist()))
        assert theme.share == pytest.approx(theme.people / themes.people)
        assert 0 <= theme.low <= theme.share <= theme.high <= 1


def test_every_written_comment_is_in_the_table_once_or_with_its_themes(themes: Themes) -> None:
    table = themes.by_comment
    assert set(table["record"]) == set(range(600))
    assert table.loc[table["theme"] == "other", "record"].nunique() == themes.other
    assert not table.duplicated(["record", "theme"]).any()


def test_the_same_comments_give_the_same_themes(comments: Comments, themes: Themes) -> None:
    again = fit_themes(comments)
    pd.testing.assert_frame_equal(again.table, themes.table)
    pd.testing.assert_frame_equal(again.by_comment, themes.by_comment)


def test_a_number_by_hand_is_told(comments: Comments) -> None:
    found = fit_themes(comments, number=2)
    assert len(found.found) == 2
    assert found.by_hand
    assert any("set by hand" in one for one in found.remarks)
    with pytest.raises(InputError, match="1 to 100"):
        fit_themes(comments, number=0)


def test_too_few_people_are_refused() -> None:
    with pytest.raises(NotEnoughData, match="29 people wrote something; themes need 30"):
        fit_themes(read_comments(pd.DataFrame({"text": [f"slow till {n}" for n in range(29)]})))


def test_emoji_alone_have_no_word_in_common() -> None:
    with pytest.raises(NotEnoughData, match="No word stands in three comments"):
        fit_themes(read_comments(pd.DataFrame({"text": ["👍" * (1 + n % 7) for n in range(60)]})))


def test_emoji_and_blanks_among_words_are_something_else() -> None:
    said = [f"parking full {n % 4}" for n in range(60)] + ["👍🚗", "", None, "42"]
    found = fit_themes(read_comments(pd.DataFrame({"text": said})))
    table = found.by_comment.set_index("record")["theme"]
    assert table[60] == table[63] == "other"
    assert 61 not in table.index
    assert 62 not in table.index


@pytest.mark.slow
def test_a_million_identical_comments_are_one_theme() -> None:
    text = pd.Series(["The till is slow"]).repeat(1_000_000)
    found = fit_themes(read_comments(pd.DataFrame({"text": text})))
    assert [theme.people for theme in found.found] == [1_000_000]
    assert found.found[0].share == 1


def test_one_person_who_wrote_half_of_all_counts_once_and_is_told() -> None:
    rng = np.random.default_rng(0)
    loud = [f"my chair squeaks {rng.choice(['left', 'right', 'back'])} {n}" for n in range(300)]
    others = [f"parking full {rng.choice(['north', 'south', 'west'])} {n}" for n in range(300)]
    table = pd.DataFrame({"text": loud + others, "respondent": ["x"] * 300 + [f"p{n}" for n in range(300)]})
    found = fit_themes(read_comments(table))
    assert any("One person wrote 50 of 100 comments" in one for one in found.remarks)
    assert found.people == 301
    assert not any("chair" in " ".join(theme.phrases) for theme in found.found)  # one writer is no theme


def test_a_theme_of_four_people_is_not_told() -> None:
    said = [f"parking full {n % 9}" for n in range(80)] + [f"chair squeaks loudly {n}" for n in range(4)]
    found = fit_themes(read_comments(pd.DataFrame({"text": said})), number=2)
    assert all(theme.people >= 5 for theme in found.found)
    assert any("Not told, as fewer than 5 people" in one for one in found.remarks)


def test_themes_of_several_languages_are_told_apart_and_told() -> None:
    rng = np.random.default_rng(0)
    english = [
        f"The car park is {w} and I could not park" for w in rng.choice(["full", "closed", "small"], 60)
    ]
    german = [
        f"Der Aufzug ist {w} und ich musste laufen" for w in rng.choice(["kaputt", "langsam", "defekt"], 60)
    ]
    said = [f"{text} {n}" for n, text in enumerate(english + german)]
    found = fit_themes(read_comments(pd.DataFrame({"text": said})), number=2)
    assert any("several languages (en, de)" in one for one in found.remarks)
    assert any(
        "Aufzug" in phrase for theme in found.found for phrase in theme.phrases
    )  # nouns keep their capital


def test_own_lists_are_counted_beside_what_is_found(comments: Comments, table: pd.DataFrame) -> None:
    found = fit_themes(
        comments, lists=[OwnTheme("Cars", ("car park*", "parking")), OwnTheme("Lifts", ("lift",))]
    )
    cars, lifts = found["own-cars"], found["own-lifts"]
    by_hand = table["text"].str.casefold().str.contains(r"\bcar park|\bparking\b")
    assert (cars.people, cars.kind, cars.named_by) == (int(by_hand.sum()), "own", "person")
    assert (lifts.people, lifts.share) == (0, 0.0)
    assert len(found.found) >= 3
    assert np.bincount(found.assignment.record).max() <= 4


@pytest.mark.parametrize(
    "lists",
    [
        [OwnTheme("", ("a",))],
        [OwnTheme("Cars", ())],
        [OwnTheme("Cars", ("*",))],
        [OwnTheme("Cars", ("a",)), OwnTheme("cars", ("b",))],
    ],
)
def test_lists_that_say_nothing_are_refused(comments: Comments, lists: list[OwnTheme]) -> None:
    with pytest.raises(InputError):
        fit_themes(comments, lists=lists)


def test_known_names_are_in_no_theme() -> None:
    said = [f"Ana closed the till at {n % 5}" for n in range(60)]
    assert "ana" in " ".join(fit_themes(read_comments(pd.DataFrame({"text": said}))).found[0].phrases)
    kept = fit_themes(read_comments(pd.DataFrame({"text": said})), names=["Ana Leads"]).found[0]
    assert "ana" not in " ".join(kept.phrases).casefold()
    assert "ana" not in {word for part in kept.parts for word, _ in part}


def test_progress_is_told_from_begin_to_end(comments: Comments) -> None:
    told: list[tuple[int, int, str]] = []
    fit_themes(comments, number=2, progress=lambda done, total, what: told.append((done, total, what)))
    assert {what for _, _, what in told} >= {
        "Counting words",
        "Fitting 2 themes",
        "Giving comments their themes",
    }
    assert all(done <= total for done, total, _ in told)
    assert told[-1][0] == told[-1][1]


def test_without_scikit_learn_the_error_says_what_to_install(
    comments: Comments, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] == "sklearn":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(InputError, match=r"pip install bothways\[themes\]"):
        fit_themes(comments)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=30, max_size=60))
def test_any_texts_give_themes_or_a_sentence_why_not(texts: list[str]) -> None:
    try:
        comments = read_comments(pd.DataFrame({"text": texts}))
        found = fit_themes(comments)
    except NotEnoughData:
        return  # nobody wrote, fewer than 30 did, or they share no word
    assert found.written == len(comments.written)
    assert all(5 <= theme.people <= found.people for theme in found.found)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000))
def test_the_order_of_comments_changes_no_count(seed: int) -> None:
    table = draw(60, seed=seed).drop(columns="topic")
    mixed = table.sample(frac=1, random_state=seed)
    first, second = (fit_themes(read_comments(one), number=3) for one in (table, mixed))
    assert first.people == second.people
    assert first.written == second.written
