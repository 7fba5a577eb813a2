"""What the report says: verdicts, both directions, what is open, and no word about causes."""

import re

import made_up
import pytest
from page_reader import Element, read_page

from bothways.linkage.findings import Scale
from bothways.reports import report_html
from bothways.reports.words import ORDER_NOT_CAUSE, STATES

CAUSAL = re.compile(
    r"\b(driv(e|es|en|er|ers|ing)|drove|caus\w*|impact\w*|leads? to|led to|leading to|because of|due to|"
    r"results? in|resulted in|effects? of|influenc\w*|affect\w*|produces?|thanks to|therefore)\b",
    re.IGNORECASE,
)
BOARD = re.compile(
    r"\b(significan\w*|p-values?|worst|best|rank\w*|league|lever(s|age)?|p ?[<=])", re.IGNORECASE
)
RUNS = [made_up.every_state, made_up.one_period, made_up.nothing_claimed, made_up.no_pairs]


def page_of(run) -> Element:
    return read_page(report_html(run))


def main_text(page: Element, *, without: tuple[str, ...] = ()) -> str:
    sections = [s for s in page.find("main")[0].find("section") if s.attributes["id"] not in without]
    return (
        " ".join(section.text for section in sections)
        + page.find("nav")[0].text
        + page.find("header")[0].text
    )


@pytest.mark.parametrize("run", RUNS)
def test_outside_method_it_speaks_of_order_and_never_of_causes(run) -> None:
    text = main_text(page_of(run()), without=("method",)).replace(ORDER_NOT_CAUSE, "")
    assert [match.group() for match in CAUSAL.finditer(text)] == []


@pytest.mark.parametrize("run", RUNS)
def test_outside_method_it_uses_no_word_of_statisticians_and_no_league(run) -> None:
    text = main_text(page_of(run()), without=("method",))
    assert [match.group() for match in BOARD.finditer(text)] == []


@pytest.mark.parametrize(
    "sentence", ["Workload drives sales", "the impact of pay", "x leads to y", "It caused y"]
)
def test_the_list_of_causal_words_would_catch(sentence: str) -> None:
    assert CAUSAL.search(sentence)


def test_the_first_sentence_is_the_result() -> None:
    (lead,) = page_of(made_up.every_state()).find("p", class_="lead")
    assert lead.text == "In 3 of 7 pairs it is clear what comes first. In 1 more it is likely."


def test_it_says_how_many_false_alarms_to_expect() -> None:
    text = page_of(made_up.every_state()).find("section", id="in-short")[0].text
    assert (
        "We looked at 7 pairs of an employee metric with a customer metric, in 80 units over 30 months."
        in text
    )
    assert "5 are claimed. Expect about 0.2 of these to be a false alarm." in text


def test_it_counts_the_pairs_of_each_verdict_in_words() -> None:
    (table,) = page_of(made_up.every_state()).find("table", class_="counts")
    rows = [[cell.text for cell in row.find("th", "td")][:2] for row in table.find("tbody")[0].find("tr")]
    assert rows == [["Clear", "3"], ["Likely", "1"], ["No link that matters", "1"],
                    ["We cannot tell yet", "1"], ["Not enough to work with", "1"]]  # fmt: skip


def test_a_finding_tells_both_directions_in_typical_swings_and_in_its_own_units() -> None:
    pair = made_up.finding("employee_leads")
    (card,) = page_of(made_up.findings([pair])).find("article")
    assert (
        "When workload is higher than usual, recommendation tends to be higher one month later." in card.text
    )
    assert (
        "Per 10 points of workload: +2.2 points of recommendation (+1.4 to +3.0) one month later."
        in card.text
    )
    assert "In typical swings: +0.17 (+0.11 to +0.23)" in card.text
    assert (
        "Per 10 points of recommendation: +0.1 points of workload (−0.4 to +0.7) one month later."
        in card.text
    )
    assert "Employees first" in card.text
    assert "Customers first" in card.text


def test_a_finding_tells_what_it_rests_on() -> None:
    (card,) = page_of(made_up.findings([made_up.finding("employee_leads")])).find("article")
    for words in ("Units 80", "Periods 30", "Cells with both values 96%", "Reliability of workload 76%",
                  "Reliability of recommendation not known", "r = +0.41 (association only)"):  # fmt: skip
        assert words in card.text


def test_a_likely_finding_names_the_check_that_is_open_and_puts_it_first() -> None:
    page = page_of(made_up.every_state())
    (card,) = [article for article in page.find("article") if "Likely" in article.text]
    checks = [item.text for item in card.find("li", class_="check")]
    assert checks[0].startswith("Failed: noise x1.5.")
    assert all(check.startswith("Passed") for check in checks[1:])


def test_checks_are_counted_by_result() -> None:
    section = page_of(made_up.every_state()).find("section", id="checks")[0]
    rows = [[cell.text for cell in row.find("th", "td")] for row in section.find("tbody")[0].find("tr")]
    assert rows == [
        ["placebo lead", "4", "0", "0"],
        ["leave one period out", "4", "0", "0"],
        ["noise x1.5", "0", "1", "0"],
    ]


def test_associations_say_that_they_are_association_only() -> None:
    section = page_of(made_up.every_state()).find("section", id="together")[0]
    assert "association only" in section.find("h2")[0].text
    assert "This says nothing about what comes first." in section.text
    assert "r = +0.41" in section.find("figcaption")[0].text


def test_what_cannot_be_told_comes_with_what_would_settle_it() -> None:
    section = page_of(made_up.nothing_claimed()).find("section", id="cannot-tell")[0]
    assert section.find("ul", class_="reasons")[0].text == "About 8 more periods would settle it. (9 pairs)"
    assert section.find("summary")[0].text == "We cannot tell yet: 9 pairs"


def test_a_large_group_is_folded_and_a_small_one_stands_open() -> None:
    page = page_of(made_up.nothing_claimed())
    (large,) = page.find("section", id="cannot-tell")[0].find("details", class_="fold group")
    (small,) = page.find("section", id="no-link")[0].find("details", class_="fold group")
    assert "open" not in large.attributes
    assert "open" in small.attributes


def test_among_many_claims_twelve_stand_in_full_and_the_rest_are_folded_in_order() -> None:
    claims = [made_up.finding("employee_leads", f"metric {n:02}") for n in range(20)]
    section = page_of(made_up.findings(claims)).find("section", id="claims")[0]
    assert len(section.find("article")) == 12
    (more,) = section.find("details", class_="fold group")
    assert more.find("summary")[0].text == "8 more findings, in the same order"
    assert next(n.text for n in more.find("span", class_="pair-names")) == "metric 12 and recommendation"


def test_it_says_that_the_data_are_the_users_own_and_passed_no_ledger() -> None:
    text = page_of(made_up.every_state()).find("section", id="data")[0].text
    assert "your own. They were not passed through the anonymity ledger" in text
    assert "3 units appear on the employee side only and are left out." in text


def test_one_period_is_association_only() -> None:
    page = page_of(made_up.one_period())
    assert page.find("p", class_="lead")[0].text.startswith("There is one month only, so nothing can be said")
    assert page.find("section", id="together")[0].find("td", class_="number")[0].text == "+0.41"
    assert ORDER_NOT_CAUSE not in page.find("main")[0].text


def test_no_claim_is_a_result() -> None:
    page = page_of(made_up.nothing_claimed())
    assert page.find("p", class_="lead")[0].text == "Nothing here can be claimed. That is a result."
    assert "None is claimed, so no false alarm is shown." in page.find("main")[0].text


def test_no_pair_is_said_and_nothing_breaks() -> None:
    page = page_of(made_up.no_pairs())
    assert page.find("p", class_="lead")[0].text == "There was no pair to look at."


def test_method_is_folded_away_and_prints_the_settings() -> None:
    section = page_of(made_up.every_state()).find("section", id="method")[0]
    (fold,) = section.find("details")
    assert "open" not in fold.attributes
    assert "negligible 0.1" in fold.text


def test_a_setting_changes_the_size_that_is_said_to_be_too_small() -> None:
    run = made_up.findings([made_up.finding("no_link")], settings={"negligible": 0.2})
    assert "Both ranges stay inside ±0.2 typical swings" in page_of(run).find("section", id="no-link")[0].text


def test_a_metric_without_a_scale_is_told_in_plain_units() -> None:
    run = made_up.findings(
        [made_up.finding("employee_leads")], scales={"recommendation": Scale("mean", 1, 5)}
    )
    text = page_of(run).find("article")[0].text
    assert "Per 1 unit of workload: +0.22 points of recommendation (+0.14 to +0.30) one month later." in text
    assert "Per 0.5 points of recommendation: +0.01 units of workload" in text


def test_every_state_of_the_contract_has_its_glyph_and_word() -> None:
    assert {s.key: (s.glyph, s.word) for s in STATES.values()} == {
        "clear": ("◆", "Clear"),
        "likely": ("◈", "Likely"),
        "no_link": ("=", "No link that matters"),
        "cannot_tell": ("◇", "We cannot tell yet"),
        "not_estimable": ("–", "Not enough to work with"),
    }
