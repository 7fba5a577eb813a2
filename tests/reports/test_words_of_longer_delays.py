"""How a claim that takes longer than one period is told: which way only where the sum of all delays shows it."""

from dataclasses import replace

import made_up
import pytest
from page_reader import read_page

from bothways.linkage.findings import Effect
from bothways.reports import report_html
from bothways.reports.words import sentence, swings

NAN = float("nan")
HIGHER = Effect(0.1, 0.05, 0.0, 0.2, total=0.5, total_low=0.2, total_high=0.8)
LOWER = replace(HIGHER, total=-0.5, total_low=-0.8, total_high=-0.2)
EITHER = replace(HIGHER, total=0.1, total_low=-0.2, total_high=0.4)
UNKNOWN = replace(HIGHER, total=NAN, total_low=NAN, total_high=NAN)


def claim(verdict, there, back=EITHER, within=4):
    made = made_up.finding(verdict, "x", "y")
    return replace(made, employee_to_customer=there, customer_to_employee=back, within=within)


@pytest.mark.parametrize(
    ("effect", "said", "short"),
    [
        (HIGHER, "When x is higher than usual, y tends to be higher within the next 4", "higher"),
        (LOWER, "When x is higher than usual, y tends to be lower within the next 4", "lower"),
        (EITHER, "Changes in x come before changes in y within the next 4", ""),
        (UNKNOWN, "Changes in x come before changes in y within the next 4", ""),
    ],
)
def test_a_finding_and_its_report_say_the_same(effect, said, short):
    one = claim("employee_leads", effect)
    assert effect.way(4) == short
    assert one.sentence == f"{said} periods."
    assert "".join(sentence(one, "month")) == f"{said} months."


def test_one_period_later_it_is_the_effect_that_says_which_way():
    assert replace(LOWER, effect=0.1).way(1) == "higher"
    assert replace(HIGHER, effect=-0.1).way(1) == "lower"
    assert (
        "lower one period later" in claim("employee_leads", replace(HIGHER, effect=-0.1), within=1).sentence
    )


@pytest.mark.parametrize(
    ("there", "back", "said"),
    [
        (LOWER, LOWER, "When either of x and y is higher than usual, the other tends to be lower {}."),
        (EITHER, UNKNOWN, "Changes in either of x and y come before changes in the other {}."),
        (
            HIGHER,
            EITHER,
            "When x is higher than usual, y tends to be higher {}. And the other way round: changes in y come "
            "before changes in x {}.",
        ),
        (
            EITHER,
            LOWER,
            "Changes in x come before changes in y {}. And the other way round: when y is higher than usual, x "
            "tends to be lower {}.",
        ),
    ],
)
def test_both_ways_each_says_only_what_is_shown(there, back, said):
    told = "".join(sentence(claim("both_ways", there, back), "week"))
    assert told == said.replace("{}", "within the next 4 weeks")


def test_figures_are_those_of_all_delays_together():
    one = claim("employee_leads", HIGHER)
    assert swings(HIGHER, one, "month") == "+0.50 (+0.20 to +0.80) within the next 4 months"
    assert swings(HIGHER, replace(one, within=1), "month") == "+0.10 (0.00 to +0.20)"
    page = read_page(report_html(made_up.findings([one, claim("cannot_tell", HIGHER, UNKNOWN)])))
    text = page.find("main")[0].text
    assert "All delays together, in typical swings: +0.50 (+0.20 to +0.80) within the next 4 months" in text
    assert (
        "Employees first +0.50 (+0.20 to +0.80) within the next 4 months; customers first could not be"
        in text
    )
    assert "nan" not in text


def test_in_a_terminal_a_claim_is_told_by_all_delays_together():
    from bothways.reports.precedence import _claim_lines

    one = claim("employee_leads", HIGHER)
    lines = _claim_lines(one, made_up.findings([one]))
    assert lines[1].startswith("In typical swings +0.50 (+0.20 to +0.80) within the next 4 months. ")


def test_what_takes_longer_is_written_and_drawn_over_all_delays_in_every_table_and_on_the_axis():
    wide = replace(HIGHER, total=0.85, total_low=0.8, total_high=0.9)
    html, short = (
        report_html(made_up.findings([claim("employee_leads", wide, within=within)])) for within in (4, 1)
    )
    page = read_page(html)
    for part in page.find("table", class_="overview") + page.find("section", id="all"):
        assert "+0.85 (+0.80 to +0.90) within the next 4 months" in part.text
        assert "+0.10 (0.00 to +0.20)" not in part.text
    ends = [read_page(one).find("tr", class_="axis-row")[0].text for one in (html, short)]
    assert ends[0] != ends[1]
