"""The page of units: released numbers only, plain sentences, useful without scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from io import StringIO
from itertools import pairwise

import made_up_teams as made_up
import pytest
from page_reader import Element, read_page
from rich.console import Console

from bothways.privacy.answers import natural
from bothways.privacy.diagnosis import Diagnosis
from bothways.reports.teams import diagnosis_table, print_diagnosis, teams_html
from bothways.reports.teams.units import lay_out


@pytest.fixture(scope="module", params=made_up.STATES)
def diagnosis(request: pytest.FixtureRequest) -> Diagnosis:
    return made_up.STATES[request.param]()


@pytest.fixture(scope="module")
def html(diagnosis: Diagnosis) -> str:
    return teams_html(diagnosis, title="Our pulse")


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    return read_page(html)


@pytest.fixture(scope="module")
def full() -> Element:
    return read_page(teams_html(made_up.every_state(), title="Our pulse"))


def by_id(page: Element, name: str) -> Element:
    (found,) = page.find(id=name)
    return found


# On every page, whatever was found


def test_it_loads_nothing_from_elsewhere(html: str, page: Element) -> None:
    addresses = [e.attributes.get(key) for e in page.find() for key in ("src", "href") if key in e.attributes]
    assert [address for address in addresses if not address.startswith(("#", "data:"))] == []
    assert re.findall(r"url\((?!#)|@import|https?://", html) == []


def test_its_policy_lets_its_own_style_and_script_through_and_nothing_else(page: Element) -> None:
    (policy,) = [m.attributes["content"] for m in page.find("meta") if "http-equiv" in m.attributes]
    assert policy.startswith("default-src 'none'")
    for name in ("style", "script"):
        (element,) = page.find(name)
        digest = base64.b64encode(hashlib.sha256("".join(element.parts).encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy


def test_it_has_no_inline_style_and_no_handler(page: Element) -> None:
    keys = [key for e in page.find() for key in e.attributes]
    assert [key for key in keys if key.startswith("on") or key == "style"] == []


def test_every_link_inside_the_page_leads_somewhere(page: Element) -> None:
    there = {e.attributes["id"] for e in page.find() if "id" in e.attributes}
    wanted = {e.attributes["href"][1:] for e in page.find("a", "use") if e.attributes["href"].startswith("#")}
    assert wanted - there == set()
    named = {e.attributes["aria-labelledby"] for e in page.find() if "aria-labelledby" in e.attributes}
    assert named - there == set()


def test_no_anchor_is_there_twice(page: Element) -> None:
    anchors = [e.attributes["id"] for e in page.find() if "id" in e.attributes]
    assert len(anchors) == len(set(anchors))


def test_headings_go_down_one_level_at_a_time(page: Element) -> None:
    levels = [int(e.name[1]) for e in page.find("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_picture_is_hidden_from_screen_readers_and_has_its_table(page: Element) -> None:
    assert all(svg.attributes["aria-hidden"] == "true" for svg in page.find("svg"))
    assert all(figure.find("table") for figure in page.find("figure"))


def test_it_says_how_large_it_is(html: str) -> None:
    assert f"This file is {len(html.encode()) / 1e6:.1f} MB" in html


def test_it_ranks_nobody_and_speaks_of_no_cause(page: Element) -> None:
    words = page.find("main")[0].text
    assert not re.search(
        r"\b(best|worst|rank \d|ranked|top \d|drives|caused|leads to)\b", words, re.IGNORECASE
    )


def test_it_is_the_same_page_each_time(diagnosis: Diagnosis, html: str) -> None:
    assert teams_html(diagnosis, title="Our pulse") == html


def test_every_figure_in_a_profile_is_a_released_one(diagnosis: Diagnosis, page: Element) -> None:
    units = (*diagnosis.profiles, *([diagnosis.company] if diagnosis.company else []))
    shown = [one.shown for unit in units for one in unit.numbers if one.shown]
    values = {re.sub("[<>=]", "", one.text) for one in shown}
    for table in page.find("table", class_="profile"):
        for row in table.find("tr")[1:]:
            cell = row.find("td")[1].text.partition(": ")[2]
            assert cell.startswith("withheld") or re.findall(r"[\d.]+", cell)[0] in values


# What stands on it


def test_it_has_three_groups_of_need_at_most_and_ties_in_the_order_of_names(full: Element) -> None:
    groups = by_id(full, "needs").find("div")
    assert [group.find("h3")[0].text for group in groups] == [
        "Needs help first: 2 units",
        "Not to be told apart from the company: 10 units",
        "Doing better than the company: 1 unit",
    ]
    names = [item.find("a")[0].text for item in groups[1].find("li")]
    assert names == sorted(names, key=natural)
    assert names != sorted(names)  # which would put team 10 before team 2
    assert [item.find("a")[0].text for item in groups[0].find("li")] == ["Team 2", "Team 9"]


def test_a_unit_that_needs_help_says_which_domains(full: Element) -> None:
    first = by_id(full, "needs").find("div")[0].find("li")[0].text
    assert "(Harbour <b>)" in first
    assert "less good: Attitude to risk and failure, Open conversation" in first


def test_a_profile_has_value_interval_company_agreement_and_change(full: Element) -> None:
    (article,) = [e for e in full.find("article") if e.find("h3")[0].text == "Team 9"]
    row = article.find("tr")[1]
    assert row.find("th")[0].text == "Attitude to risk and failure"
    value, company, beside, members, since = (cell.text for cell in row.find("td")[1:])
    assert re.fullmatch(r"Value, with its 95% range: \d+ \(\d+ to \d+\)", value)
    assert re.fullmatch(r"Company: \d+", company)
    assert beside == "Beside the company: Less good than the company"
    assert members == "Members: agree"
    assert re.fullmatch(r"Since 2024-01: less good: −\d+\.\d \(−\d+\.\d to −\d+\.\d\)", since)


def test_a_change_that_may_be_none_is_told_as_cannot_tell(full: Element) -> None:
    (article,) = [e for e in full.find("article") if e.find("h3")[0].text == "Team 1"]
    assert "cannot tell" in article.find("tr")[1].find("td")[-1].text


def test_a_withheld_unit_says_under_which_unit_it_counts(full: Element) -> None:
    told = [item.text for item in full.find("li") if "withheld" in item.text]
    assert "Team 3: withheld; counts under Team 0 with Team 3" in told


def test_bounds_and_withheld_domains_are_told_in_words() -> None:
    words = read_page(teams_html(made_up.burden(), title="Load")).find("main")[0].text
    assert "at least 90" in words
    assert "at most 10" in words
    assert "withheld; counts under day with late" in words
    assert "Workload (lower is better)" in words
    assert ">=" not in words
    assert "<=" not in words


def test_high_is_less_good_where_lower_is_better() -> None:
    page = read_page(teams_html(made_up.burden(), title="Load"))
    (article,) = [e for e in page.find("article") if e.find("h3")[0].text == "night"]
    talk, load = (row.find("td")[3].text for row in article.find("tr")[1:])
    assert talk.endswith("Less good than the company")
    assert load.endswith("Better than the company")


def test_the_spread_counts_each_smallest_unit_once(full: Element) -> None:
    figures = by_id(full, "spread").find("figure")
    assert len(figures) == 4
    for figure in figures:
        counts = [int(row.find("td")[0].text) for row in figure.find("tr")[1:]]
        assert sum(counts) == 13
        assert len(figure.find("circle", class_="dot")) == 13


def test_the_method_states_the_rule(full: Element) -> None:
    words = by_id(full, "method").text
    for part in ("Benjamini and Hochberg at 5%", "1.96", "two-sided p", "ledger", "cannot tell"):
        assert part in words


# Empty states, each in a sentence


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("nothing", "Nothing is released yet."),
        ("one unit", "There is one unit only, so there is nothing to compare."),
        ("all withheld", "No unit below the company can be shown without exposing people"),
        ("every state", "2 of 13 units do clearly less well than the company, and 1 clearly better."),
    ],
)
def test_the_headline_fits_what_is_there(state: str, sentence: str) -> None:
    page = read_page(teams_html(made_up.STATES[state](), title="Our pulse"))
    assert sentence in by_id(page, "in-short").text


def test_all_withheld_still_says_where_people_count() -> None:
    page = read_page(teams_html(made_up.all_withheld(), title="Our pulse"))
    assert "day: withheld; counts under The firm" in by_id(page, "units").text


# Large companies


def test_many_units_become_lines_and_stay_findable() -> None:
    found = made_up.large()
    assert not lay_out(found).pictures
    page = read_page(teams_html(found, title="Our pulse"))
    assert page.find("article") == []
    rows = [e for e in page.find("tr") if "data-unit" in e.attributes]
    assert len(rows) == len(found.profiles) == 666
    assert "Team 2-7" in {row.find("bdi")[0].text for row in rows}


def test_deeper_levels_are_left_out_where_the_page_would_be_too_large() -> None:
    found = made_up.every_state()
    layout = lay_out(found, lines=10)
    assert {one.level for one in layout.profiles} == {1}
    assert layout.left_out == 13
    assert not any(one.group in layout.anchors for one in found.profiles if one.level == 2)


@pytest.mark.parametrize("flat", [False, True])
def test_a_page_of_16_000_units_is_a_few_megabytes(flat: bool) -> None:
    found = made_up.large(1_231)
    if flat:  # no level that could be left out
        found = replace(found, profiles=tuple(replace(one, level=1) for one in found.profiles))
    assert len(found.profiles) > 16_000
    assert len(lay_out(found).profiles) == (len(found.profiles) if flat else 3)
    assert len(teams_html(found, title="Our pulse").encode()) < 5_000_000


# The table and the terminal


def test_the_table_has_a_row_for_each_unit_and_domain() -> None:
    found = made_up.every_state()
    table = diagnosis_table(found)
    assert len(table) == 4 * (1 + len(found.profiles)) + len(found.withheld)
    team = table[(table["group"] == "unit=t09") & (table["domain"] == "psych_safety.inclusion")].iloc[0]
    assert (team["need"], team["beside_company"], team["status"]) == ("Needs help first", "worse", "shown")
    assert team["changed_since"] == "2024-01"
    hidden = table[table["group"] == "unit=t03"].iloc[0]
    assert (hidden["status"], hidden["counts_under"]) == ("withheld", "Team 0 with Team 3")
    assert not ({"composite", "rank", "p"} & set(table.columns))


def test_the_table_has_the_same_types_when_nothing_is_released() -> None:
    some, none = (diagnosis_table(made_up.STATES[state]()) for state in ("every state", "nothing"))
    assert list(some.dtypes) == list(none.dtypes)


def printed(found: Diagnosis) -> str:
    console = Console(file=StringIO(), width=80)
    print_diagnosis(found, console)
    return console.file.getvalue()


def test_the_terminal_says_who_needs_help_in_80_columns() -> None:
    out = printed(made_up.every_state())
    assert "Needs help first (2): Team 2, Team 9" in out
    assert max(map(len, out.splitlines())) <= 80


def test_the_terminal_print_of_an_empty_round_is_one_sentence() -> None:
    assert printed(made_up.nothing()) == "Nothing is released yet.\n"
