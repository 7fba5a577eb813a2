"""What is measured of themes and masking, on cases that can be counted by hand."""

import numpy as np
import pytest
from evidence.masking import Sentence, missed, read_sentences, too_much, with_rare_names
from evidence.themes_page import page
from evidence.themes_worlds import KINDS, draw, planted_of, summarise

from bothways.themes import Theme, Themes
from bothways.themes.results import Assignment


def test_a_secret_counts_as_missed_when_a_word_of_it_is_left() -> None:
    assert missed(Sentence("en", "email", "write to ana@x.example", ("ana@x.example",))) == []
    assert missed(Sentence("en", "name", "so umbrant zalwick said", ("umbrant zalwick",))) == [
        "umbrant zalwick"
    ]
    assert missed(Sentence("en", "title", "Dr Zalwick said", ("Dr Zalwick",))) == []  # a title names nobody


def test_words_that_name_nobody_and_are_gone_are_counted() -> None:
    assert too_much(Sentence("en", "none", "My manager Zalwick said", ())) == ["Zalwick"]
    assert too_much(Sentence("en", "name", "My manager Zalwick said", ("Zalwick",))) == []


def test_sentences_are_many_in_each_language_and_marks_are_taken_out() -> None:
    sentences = read_sentences()
    assert len(sentences) >= 200
    for language in ("en", "de", "es"):
        assert sum(one.language == language for one in sentences) >= 50
    assert not any("[[" in one.text for one in sentences)
    assert all(secret in one.text for one in sentences for secret in one.secrets)
    assert all((one.kind == "none") == (not one.secrets) for one in sentences)


def test_rare_names_replace_names_and_leave_titles() -> None:
    told = with_rare_names(Sentence("de", "title", "Frau Müller hilft", ("Frau Müller",)))
    assert told.text.startswith("Frau ")
    assert "Müller" not in told.text
    assert told.secrets[0] in told.text
    untouched = Sentence("en", "phone", "ring 0170 1234567", ("0170 1234567",))
    assert with_rare_names(untouched) is untouched


@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.text)
def test_companies_have_the_shares_that_were_planted(kind: object) -> None:
    said, states = draw(kind, np.random.default_rng(5))
    assert len(states) == kind.shared + kind.employees + kind.customers
    for at, state in enumerate(states):
        by_side = (said["planted"] == at).groupby(said["side"]).mean()
        if state == "employees only":
            assert by_side["employee"] == pytest.approx(
                kind.share, abs=0.035
            )  # four standard errors of 400 people
            assert by_side["customer"] == pytest.approx(kind.leak, abs=0.03)
            assert kind.leak > 0 or by_side["customer"] == 0


def test_a_found_theme_is_the_planted_one_that_most_of_its_comments_are_of() -> None:
    found = Assignment(np.arange(7), np.array([0, 0, 0, 1, 1, 1, 1]), np.ones(7))
    themes = Themes((Theme("t1", "x"), Theme("t2", "y")), found)
    assert planted_of(themes, np.array([3, 3, 0, 0, 1, 2, 3]), 4) == [3, -1]


def test_rows_of_companies_are_summed() -> None:
    row = {
        "alone": 4,
        "right": 3,
        "claims": 4,
        "wrong": 1,
        "false": True,
        "number": 11,
        "planted": 10,
        "found": 0.9,
    }
    told = summarise(KINDS[0], [row, {**row, "wrong": 0, "false": False, "right": 4}])
    assert (told["right"], told["alone"], told["wrong"], told["any_false"], told["companies"]) == (
        7,
        8,
        1,
        0.5,
        2,
    )


def test_the_page_can_be_written_without_the_labelled_comments() -> None:
    row = {
        "alone": 4,
        "right": 1,
        "claims": 4,
        "wrong": 1,
        "false": True,
        "number": 11,
        "planted": 10,
        "found": 0.9,
    }
    masking = {
        "language": "en", "what": "name", "secrets": 2, "found": 1, "rare": 1, "words": 9, "sentences": 2, "wrongly": 0,
        "masks": 1,
    }  # fmt: skip
    told = page(
        "abc",
        [
            {"text": "nhs", "rows": []},
            {"text": "feeling", "comments": 0},
            {"text": f"world {KINDS[0].text}", "rows": [row]},
            {"text": "masking", "rows": [masking], "real_masks": 0, "real_words": 0},
        ],
    )
    assert "not at hand" in told
    assert "1 of 4 claims" in told
    assert "Fewer than half are told here: 8 of 100 on one side" in told
    assert "| name | .500" in told
