"""Answers to scores of persons."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import CellError, ColumnError, InputError
from bothways.measures import answer_values, load_instrument, score_items, score_people

SAFETY = load_instrument("team_psychological_safety")
ENGAGEMENT = load_instrument("engagement_short")
ITEMS = [item.id for item in SAFETY.scored_items]
ANSWER = st.one_of(st.none(), st.integers(1, 5))
SOME = settings(max_examples=40, deadline=None)
ROW = st.fixed_dictionaries(dict.fromkeys(ITEMS, ANSWER))


def engagement(**answers):
    blank = {item.id: [np.nan] for item in ENGAGEMENT.items}
    return pd.DataFrame({**blank, **{name: [answer] for name, answer in answers.items()}})


def by_hand(row):
    """One person, step by step."""
    domains = {}
    for item in SAFETY.items:
        answer = row[item.id]
        if answer is not None:
            score = 25 * (5 - answer) if item.reversed else 25 * (answer - 1)
            domains.setdefault(item.domain, []).append(score)
    kept = {name: sum(v) / len(v) for name, v in domains.items() if len(v) >= 3}
    return kept, sum(kept.values()) / 4 if len(kept) == 4 else None


@SOME
@given(st.lists(ROW, min_size=1, max_size=8))
def test_scores_equal_the_rule_step_by_step(rows):
    scores = score_people(SAFETY, pd.DataFrame(rows, columns=ITEMS))
    for (_, found), row in zip(scores.iterrows(), rows, strict=True):
        kept, total = by_hand(row)
        wanted = {f"psych_safety.{name}": score for name, score in kept.items()}
        wanted |= {} if total is None else {"psych_safety": total}
        assert found.dropna().to_dict() == pytest.approx(wanted)


@SOME
@given(st.lists(ROW, min_size=1, max_size=8))
def test_scores_lie_between_0_and_100(rows):
    scores = score_people(SAFETY, pd.DataFrame(rows, columns=ITEMS)).to_numpy()
    known = scores[~np.isnan(scores)]
    assert ((known >= 0) & (known <= 100)).all()


@SOME
@given(st.lists(ROW, min_size=1, max_size=8))
def test_mirrored_answers_give_mirrored_scores(rows):
    answers = pd.DataFrame(rows, columns=ITEMS, dtype=float)
    scores, mirrored = score_people(SAFETY, answers), score_people(SAFETY, 6 - answers)
    np.testing.assert_allclose(mirrored, 100 - scores, atol=1e-9)


@SOME
@given(st.lists(ROW, min_size=1, max_size=8), st.randoms())
def test_the_order_of_people_and_columns_does_not_matter(rows, random):
    answers = pd.DataFrame(rows, columns=ITEMS)
    order, columns = list(answers.index), list(ITEMS)
    random.shuffle(order)
    random.shuffle(columns)
    shuffled = score_people(SAFETY, answers.loc[order, columns])
    pd.testing.assert_frame_equal(shuffled.sort_index(), score_people(SAFETY, answers))


def test_a_domain_needs_its_minimum():
    answers = engagement(en1=5, ca1=5, at1=5)
    scores = score_people(ENGAGEMENT, answers).iloc[0]
    assert scores["engagement.energy"] == 100
    assert np.isnan(scores["engagement.initiative"])
    assert scores["engagement"] == 100  # three of four domains are enough
    fewer = score_people(ENGAGEMENT, engagement(en1=5, ca1=5)).iloc[0]
    assert np.isnan(fewer["engagement"])


def test_a_total_is_the_mean_of_domains_not_of_items():
    answers = engagement(en1=5, en2=1, ca1=1, at1=1)
    assert score_people(ENGAGEMENT, answers)["engagement"].item() == pytest.approx(100 / 3)


def test_nobody_is_imputed():
    scores = score_people(SAFETY, pd.DataFrame([dict.fromkeys(ITEMS)]))
    assert scores.isna().all(axis=None)


def test_answers_are_not_changed():
    answers = engagement(en1=4, en2="Cannot say")
    before = answers.copy()
    score_people(ENGAGEMENT, answers)
    pd.testing.assert_frame_equal(answers, before)


def test_blank_and_cannot_say_are_missing_in_every_language():
    column = ["4", " 2 ", "", None, "Cannot say", "no sabría decir", "Kann ich nicht sagen"]
    values = answer_values(SAFETY, pd.DataFrame({"rf1": column}), "rf1")
    np.testing.assert_array_equal(values, [4, 2, *[np.nan] * 5])


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (0, "outside the scale 1 to 5"),
        (6, "outside the scale 1 to 5"),
        (np.inf, "outside the scale 1 to 5"),
        (2.5, "no whole step"),
        ("often", "no number"),
    ],
)
def test_a_wrong_answer_is_refused_with_row_and_column(answer, what):
    answers = pd.DataFrame({"rf1": [3, answer]})
    with pytest.raises(CellError, match=what) as caught:
        score_items(SAFETY, answers)
    assert (caught.value.row, caught.value.column) == (3, "rf1")
    assert "often" not in str(caught.value)


def test_a_label_of_another_scale_is_no_blank():
    with pytest.raises(CellError, match="no number"):
        answer_values(load_instrument("enps"), pd.DataFrame({"recommend": ["Cannot say"]}), "recommend")


def test_a_domain_with_half_of_its_columns_is_refused():
    with pytest.raises(ColumnError) as caught:
        score_people(ENGAGEMENT, engagement(en1=5).drop(columns="en2"))
    assert caught.value.column == "en2"


def test_a_doubled_column_is_refused():
    doubled = pd.concat([engagement(en1=5), engagement(en1=4)[["en1"]]], axis=1)
    with pytest.raises(ColumnError, match="twice"):
        score_people(ENGAGEMENT, doubled)


def test_a_table_without_any_item_is_refused():
    with pytest.raises(ColumnError, match="No item of 'engagement_short'"):
        score_people(ENGAGEMENT, pd.DataFrame({"age": [40]}))


def test_a_domain_that_was_not_asked_is_missing_and_the_rest_is_scored():
    onboarding = load_instrument("onboarding")
    first_week = pd.DataFrame({name: [5, 4] for name in ("w1", "w2", "w3", "w4")})
    scores = score_people(onboarding, first_week)
    assert scores["onboarding.day7"].notna().all()
    assert scores[["onboarding.day30", "onboarding.day90"]].isna().all(axis=None)


def test_the_short_form_is_a_series_of_its_own():
    answers = pd.DataFrame({"rf1": [5, 5], "oc3": [1, None], "wh1": [5, None], "in3": [2, 1]})
    scores = score_people(SAFETY, answers, form="short")
    assert list(scores) == ["psych_safety.short"]
    assert scores["psych_safety.short"].tolist() == pytest.approx([93.75, np.nan], nan_ok=True)


def test_an_instrument_without_a_short_form_says_so():
    with pytest.raises(InputError, match="no short form"):
        score_people(load_instrument("enps"), pd.DataFrame({"recommend": [9]}), form="short")


def test_single_questions_without_a_total_are_scored_one_by_one():
    scores = score_people(load_instrument("huddle_habit"), pd.DataFrame({"acts": [1, 5, None]}))
    assert scores["huddle.acts"].tolist() == pytest.approx([0, 100, np.nan], nan_ok=True)


def test_nullable_integers_are_read():
    answers = pd.DataFrame({"recommend": pd.array([9, None], dtype="Int64")})
    assert score_people(load_instrument("enps"), answers)["enps_mean"].tolist() == pytest.approx(
        [90, np.nan], nan_ok=True
    )
