"""The big screen split into parts, huddles of one day told apart, and teams without a huddle lately."""

import datetime as dt
import re
from types import SimpleNamespace

import huddled as h
import pytest
from django.http import QueryDict

from bothways_web.act.huddles import screen
from bothways_web.act.models import Huddle
from bothways_web.link.customers import CustomersPanel
from bothways_web.people.units import today


def parts(rows, comments=(), cases=()):
    return screen._of_customers(CustomersPanel(rows=tuple(rows), comments=tuple(comments)), list(cases))


@pytest.mark.parametrize(
    ("rows", "comments", "cases", "sizes"),
    [
        (0, 0, 0, [(0, 0, 0)]),
        (0, 9, 2, [(0, 9, 2)]),
        (2, 1, 1, [(2, 1, 1)]),
        (4, 0, 0, [(4, 0, 0)]),
        (4, 1, 0, [(4, 0, 0), (0, 1, 0)]),
        (6, 8, 2, [(3, 0, 0), (3, 0, 0), (0, 5, 0), (0, 3, 2)]),
        (9, 0, 0, [(3, 0, 0), (3, 0, 0), (3, 0, 0)]),
    ],
)
def test_numbers_come_before_words_and_nothing_is_lost_or_shown_twice(rows, comments, cases, sizes):
    found = parts(range(rows), [f"c{n}" for n in range(comments)], [[n] for n in range(cases)])
    told = [(one["customers"].rows, one["customers"].comments, one.get("case_words", [])) for one in found]
    assert [tuple(map(len, one)) for one in told] == sizes
    assert [row for one in told for row in one[0]] == list(range(rows))
    assert [word for one in told for word in one[1]] == [f"c{n}" for n in range(comments)]
    assert [word for one in told for word in one[2]] == [[n] for n in range(cases)]


@pytest.fixture
def split(monkeypatch):
    """A second slide of six numbers and seven comments, and no other one that is long."""
    panel = CustomersPanel(rows=tuple(range(6)), comments=tuple("abcdefg"))

    def read(_huddle, number):
        return {"customers": panel, "case_words": []} if number == 2 else {"employees": None}

    monkeypatch.setattr(screen, "read_slide", read)


def walk(key, first):
    """Follow a key from one part to the next, as far as it goes."""
    seen, at = [], first
    while at:
        shown = screen.read_screen(SimpleNamespace(), QueryDict(at.removeprefix("?")))
        seen.append((shown["slide"].number, shown["part"]))
        at = shown[key]
    return seen


def test_the_arrow_keys_pass_through_every_part_forth_and_back(split):
    way = [(1, 1), (2, 1), (2, 2), (2, 3), (2, 4), (3, 1), (4, 1), (5, 1), (6, 1)]
    assert walk("after", "?slide=1") == way
    assert walk("before", "?slide=6") == way[::-1]


@pytest.mark.parametrize(
    ("asked", "part"),
    [("part=2", 2), ("part=last", 4), ("part=99", 4), ("part=0", 1), ("part=x", 1), ("part=²", 1), ("", 1)],
)
def test_any_part_shows_one_that_there_is_and_a_step_leads_back_to_it(split, asked, part):
    place = QueryDict(f"slide=2&{asked}")
    assert screen.read_screen(SimpleNamespace(), place)["part"] == part
    again = QueryDict(screen.same_place(place).removeprefix("?"))
    assert screen.read_screen(SimpleNamespace(), again)["part"] == part


def test_the_button_of_the_second_slide_comes_before_its_numbers(company):
    huddle = h.opened(company)
    ana = company.client("ana")
    page = ana.get(h.page(huddle) + "?view=screen&slide=2").content.decode()
    button = "We have looked at what customers say"
    assert page.index(button) < page.index("voice-customers")
    assert page.count(button) == 1
    page = ana.get(h.page(huddle)).content.decode()
    assert page.index("voice-customers") < page.index(button)
    assert page.count(button) == 1


def test_arrow_keys_are_told_once(company):
    huddle, ana = h.opened(company), company.client("ana")
    told = [
        "The arrow keys turn" in ana.get(f"{h.page(huddle)}?view=screen&slide={n}").content.decode()
        for n in (1, 2, 6)
    ]
    assert told == [True, False, False]


def test_huddles_of_one_day_are_told_apart_by_their_hour(company):
    for hour in (8, 14):
        one = h.held(company)
        Huddle.objects.filter(pk=one.pk).update(opened_at=dt.datetime(2026, 11, 3, hour, 5, tzinfo=dt.UTC))
    alone = h.held(company)
    Huddle.objects.filter(pk=alone.pk).update(day=today() - dt.timedelta(days=1))
    page = company.client("ben").get("/act/huddles/unit/day/").content.decode()
    links = re.findall(r'<h3[^>]*><a href="[^"]*">([^<]*)</a>', page)
    assert len(set(links)) == 3
    assert [link.rpartition(", ")[2] for link in links[:2]] == ["15:05", "09:05"]  # by the clock of Berlin
    assert ":" not in links[2]


@pytest.fixture
def met(company):
    """Day met three weeks ago, night ten weeks ago, the desk is meeting now."""
    for unit, weeks in (("day", 3), ("night", 10)):
        h.lead(company, f"lead-{unit}", unit)
        one = h.held(company, unit, by=f"lead-{unit}")
        Huddle.objects.filter(pk=one.pk).update(day=today() - dt.timedelta(weeks=weeks))
    h.lead(company, "lead-desk", "desk")
    h.opened(company, "desk", by="lead-desk")
    return company


def listed(company, query, name="eva"):
    page = company.client(name).get(h.LIST + query).content.decode()
    main = page[page.index("<h1") :]
    return [word for word in re.findall(r"unit/(\w+)/|huddles/(\d+)/", main) if any(word)], main


@pytest.mark.parametrize(
    ("weeks", "left_out"), [("2", {"desk"}), ("4", {"day", "desk"}), ("12", {"day", "night", "desk"})]
)
def test_a_people_lead_finds_teams_without_a_huddle_lately_by_name(met, weeks, left_out):
    found, page = listed(met, f"?without={weeks}")
    codes = [code for code, _number in found]
    by_name = ["day", "field", "desk", "night", "north", "south", "company"]
    assert codes == [code for code in by_name if code not in left_out]
    assert f'<option value="{weeks}" selected>' in page


@pytest.mark.parametrize("weeks", ["", "0", "3", "-1", "x", "²", "99999999999999999999"])
def test_other_numbers_of_weeks_list_all_teams(met, weeks):
    assert len(listed(met, f"?without={weeks}")[0]) == 7


def test_the_list_of_teams_without_a_huddle_holds_no_team_out_of_reach(met):
    assert listed(met, "?without=2", "ana")[0] == [("day", "")]
    found, page = listed(met, "?without=4", "ana")
    assert found == []
    assert "Every team held a huddle in that time." in page
    assert "Nothing was found." in listed(met, "?without=4&q=zzz", "ana")[1]
