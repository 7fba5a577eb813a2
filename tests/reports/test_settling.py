"""Sentences about what would settle a pair, told once."""

import made_up
import pytest

from bothways.reports.settling import Settling, settlings, true_minus


def pair(reason: str, x: str = "workload", y: str = "recommendation"):
    return made_up.finding("cannot_tell", x, y, reasons=("Something else.", reason))


def test_sentences_that_differ_in_figures_alone_are_one_with_the_span() -> None:
    reasons = ["About 12 more years may settle it.", "About 3 more years may settle it."] * 2
    assert settlings(pair(r) for r in reasons) == [Settling("About 3 to 12 more years may settle it.", 4)]


def test_names_of_metrics_are_left_out_even_with_figures_in_them() -> None:
    told = settlings(
        [
            pair("score_1to5 needs 3 waves to settle.", "score_1to5"),
            pair("pay needs 3 waves to settle.", "pay"),
        ]
    )
    assert told == [Settling("the employee metric needs 3 waves to settle.", 2)]


def test_a_name_is_not_looked_for_inside_a_word() -> None:
    assert (
        settlings([pair("To settle it: wait.", "e", "it")])[0].words == "To settle the customer metric: wait."
    )


def test_the_most_frequent_comes_first_and_pairs_without_a_reason_are_skipped() -> None:
    told = settlings([made_up.finding("no_link"), pair("A settles."), pair("B settles."), pair("B settles.")])
    assert [(one.words, one.pairs) for one in told] == [("B settles.", 2), ("A settles.", 1)]


@pytest.mark.parametrize(
    ("words", "shown"), [("-0.5", "−0.5"), ("a-5", "a-5"), ("(-.5 to 3)", "(−.5 to 3)"), ("3-5", "3-5")]
)
def test_only_a_minus_before_a_figure_becomes_a_true_minus(words: str, shown: str) -> None:
    assert true_minus(words) == shown
