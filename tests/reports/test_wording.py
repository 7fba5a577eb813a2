"""Figures, markup and sentences, piece by piece."""

from dataclasses import replace

import pytest
from made_up import effect, finding, findings

from bothways.linkage.findings import Effect, Scale
from bothways.reports.figures import about, decimals, estimate, number, share, span
from bothways.reports.markup import Markup, MetricName, join, tag, text
from bothways.reports.order import by_state
from bothways.reports.summary import false_alarms, headline, summarise
from bothways.reports.words import in_its_own_units, later, sentence, settled_by, verdict_words

NAN = float("nan")


def said(verdict: str, **changes) -> str:
    return "".join(sentence(finding(verdict, **changes), "month"))


def test_a_negative_direction_says_lower() -> None:
    assert (
        said("customer_leads")
        == "When recommendation is higher than usual, workload tends to be lower one month later."
    )


def test_both_ways_is_one_sentence_where_the_signs_agree() -> None:
    either = "When either of workload and recommendation is higher than usual, "
    assert said("both_ways") == either + "the other tends to be higher one month later."


def test_both_ways_tells_each_way_where_the_signs_differ() -> None:
    words = said("both_ways", customer_to_employee=effect(-0.2))
    assert "When workload is higher than usual, recommendation tends to be higher one month later." in words
    assert "when recommendation is higher than usual, workload tends to be lower one month later." in words


def test_no_link_cannot_tell_and_not_enough_are_three_different_sentences() -> None:
    words = [said(verdict) for verdict in ("no_link", "cannot_tell", "not_estimable")]
    assert words[0].endswith("the link is too small to matter.")
    assert words[1] == "We cannot tell yet whether workload or recommendation comes first."
    assert words[2].startswith("There is not enough to work with")


def test_a_claim_without_a_strength_is_told_as_likely() -> None:
    assert verdict_words(finding("employee_leads", strength=None)) == "Likely: Employees first"


@pytest.mark.parametrize(("lag", "words"), [(1, "one week later"), (2, "2 weeks later")])
def test_the_delay_is_spelled_out(lag: int, words: str) -> None:
    assert later(lag, "week") == words


@pytest.mark.parametrize(
    ("scale", "step"),
    [
        (Scale("percent", 0, 100), "Per 10 points of "),
        (Scale("percent", 0, 1), "Per 0.1 points of "),
        (Scale("percent"), "Per 10 points of "),
        (Scale("nps", -100, 100), "Per 10 points of "),
        (Scale("mean", 0, 10), "Per 1 point of "),
        (Scale("mean", 1, 5), "Per 0.5 points of "),
        (Scale("rate", 0, 0.4), "Per 0.05 points of "),
        (Scale("count"), "Per 1 unit of "),
        (Scale("mean", 5, 5), "Per 1 unit of "),
    ],
)
def test_the_step_is_about_a_tenth_of_the_scale(scale: Scale, step: str) -> None:
    run = findings([finding("employee_leads")], scales={"workload": scale})
    words = "".join(in_its_own_units(run.pairs[0], run, employees_first=True))
    assert words.startswith(step)


def test_a_natural_effect_is_scaled_with_its_step() -> None:
    pair = finding(
        "employee_leads", employee_to_customer=Effect(0.2, 0.05, 0.1, 0.3, 0.01, 0.02, 0.19, 0.08, 0.3)
    )
    run = findings([pair])
    words = "".join(in_its_own_units(pair, run, employees_first=True))
    assert words == "Per 10 points of workload: +1.9 points of recommendation (+0.8 to +3.0) one month later."


def test_what_could_not_be_estimated_is_a_sentence_and_no_figure() -> None:
    run = findings([finding("not_estimable")])
    assert in_its_own_units(run.pairs[0], run, employees_first=True) == (
        "This direction could not be estimated.",
    )
    assert estimate(NAN, NAN, NAN) == "could not be estimated"
    assert number(NAN) == share(NAN) == about(NAN) == "not known"
    assert span(NAN, 1) == "range not known"


def test_what_would_settle_it_is_the_reason_that_says_so() -> None:
    assert settled_by(
        finding("cannot_tell", reasons=("A.", "12 more months may settle it.", "B."))
    ).startswith("12")
    assert settled_by(finding("not_estimable", reasons=("A.", "B."))) == "B."
    assert settled_by(finding("no_link")) == ""


@pytest.mark.parametrize(
    ("low", "high", "places"), [(0, 0, 2), (NAN, 1, 2), (0, 1e9, 0), (0, 1e-12, 6), (0, 0.08, 2)]
)
def test_decimals_follow_the_width_of_the_range(low: float, high: float, places: int) -> None:
    assert decimals(low=low, high=high) == places


def test_zero_has_no_sign() -> None:
    assert number(-0.0001, 2, sign=True) == number(0.0, 2, sign=True) == "0.00"


@pytest.mark.parametrize(("value", "words"), [(0.0, "0%"), (0.001, "less than 1%"), (0.996, "more than 99%")])
def test_a_share_is_never_rounded_to_none_or_all(value: float, words: str) -> None:
    assert share(value) == words


def test_clear_comes_before_likely_and_the_larger_size_first() -> None:
    pairs = [
        finding("employee_leads", "small", employee_to_customer=effect(0.12)),
        finding("employee_leads", "likely but large", employee_to_customer=effect(0.9), strength="likely"),
        finding("customer_leads", "large and negative", customer_to_employee=effect(-0.4)),
        finding(
            "employee_leads",
            "other way large",
            customer_to_employee=effect(0.11),
            employee_to_customer=effect(0.2),
        ),
    ]
    groups = by_state(findings(pairs))
    assert [p.finding.employee_metric for p in groups["clear"]] == [
        "large and negative",
        "other way large",
        "small",
    ]
    assert [p.anchor for p in groups["clear"]] == ["pair-3", "pair-4", "pair-1"]
    assert [p.finding.employee_metric for p in groups["likely"]] == ["likely but large"]


def test_pairs_we_cannot_tell_start_with_the_strongest_signal() -> None:
    signals = {"weak": 0.9, "strong": 0.06, "none": NAN}
    pairs = [
        finding("cannot_tell", name, employee_to_customer=effect(0.1, q=q), customer_to_employee=Effect())
        for name, q in signals.items()
    ]
    assert [p.finding.employee_metric for p in by_state(findings(pairs))["cannot_tell"]] == [
        "strong",
        "weak",
        "none",
    ]


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        (["employee_leads"], "In the only pair it is clear what comes first."),
        (["employee_leads", "both_ways"], "In all 2 pairs it is clear what comes first."),
        (["employee_leads", "no_link"], "In 1 of 2 pairs it is clear what comes first."),
        (["no_link"], "Nothing here can be claimed. That is a result."),
        (["not_estimable"], "What comes first cannot be told from these data, only what goes together."),
    ],
)
def test_the_headline_fits_what_was_found(verdicts: list[str], words: str) -> None:
    assert headline(summarise(findings([finding(verdict) for verdict in verdicts]))) == words


def test_without_any_association_there_is_not_enough_to_work_with() -> None:
    run = findings([finding("not_estimable", between_r=NAN, within_r=NAN)])
    assert headline(summarise(run)) == "There is not enough to work with yet in any pair."


def test_where_nothing_could_be_estimated_the_most_frequent_reason_is_told() -> None:
    other = finding("not_estimable", reasons=("The two metrics share 2 periods.",))
    same = [finding("not_estimable", f"metric {n}") for n in range(2)]
    assert summarise(findings(same)).why_none == "There are 12 units; 20 are needed."
    assert summarise(findings([other, *same])).why_none == (
        "In 2 of 3 pairs: There are 12 units; 20 are needed."
    )
    assert summarise(findings([other, finding("no_link")])).why_none == ""


def test_two_periods_are_said_to_be_too_few() -> None:
    run = findings([finding("not_estimable", periods=2)])
    assert (
        headline(summarise(run))
        == "There are two months only, so nothing can be said about what comes first."
    )


def test_both_ways_counts_as_two_claimed_directions() -> None:
    assert summarise(findings([finding("both_ways"), finding("employee_leads")])).directions_claimed == 3


def test_text_and_attributes_are_escaped_and_markup_is_not_escaped_twice() -> None:
    inner = tag("b", "<", title='"')
    assert inner == '<b title="&quot;">&lt;</b>'
    assert tag("p", inner) == f"<p>{inner}</p>"
    assert join(["a", inner, None, 2]) == f"a{inner}2"


def test_what_is_added_to_markup_is_escaped() -> None:
    assert Markup("<hr>") + "<" == "<hr>&lt;"
    assert isinstance(Markup("a") + "b", Markup)


def test_a_metric_name_in_an_attribute_is_plain_text() -> None:
    assert tag("i", title=MetricName("a_b")) == '<i title="a_b"></i>'


def test_lone_surrogates_and_control_characters_become_the_replacement_character() -> None:
    assert text("a\ud800\x07b") == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b"


def test_a_figure_attribute_has_no_trailing_zeros() -> None:
    assert tag("i", x=2.0, y=1.25) == '<i x="2" y="1.25"></i>'


def test_an_expectation_that_is_not_known_is_no_figure() -> None:
    run = replace(findings([finding("employee_leads")]), expected_false_alarms=NAN)
    assert false_alarms(summarise(run)).endswith("How many of these are false alarms is not known.")
