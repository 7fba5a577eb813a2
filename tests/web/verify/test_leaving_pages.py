"""Pages of leaving: who opens which, what stands where, states without numbers, the file."""

import csv
import datetime as dt
import re

import leavers_at_work as w
import pytest

from bothways_web.people.models import Organisation, Person, Post
from bothways_web.verify.leaving import founding
from bothways_web.verify.models import LeavingQuarter

URL, UNIT, FILE = "/verify/leaving/", "/verify/leaving/of/{}/", "/verify/leaving/leaving.csv"
BANNED = re.compile(r"\b(cause|drive|impact of|effect of|leads to|because of|worst|rank|significant)", re.I)


@pytest.fixture
def shown(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    return company


def text(answer, status=200) -> str:
    assert answer.status_code == status, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize(
    ("name", "status", "whole"),
    [
        ("ben", 404, False), ("ana", 200, False), ("eva", 200, True), ("fay", 200, True), ("gil", 200, True),
        ("hao", 200, True), ("ida", 404, False), ("dua", 404, False),
    ],
)  # fmt: skip
def test_the_whole_is_there_for_those_who_may_see_it(shown, name, status, whole):
    answer = shown.client(name).get(URL)
    page = text(answer, status)
    assert ("In Q4 2025 about 16 of 100 people left (95% range" in page) is whole
    assert ("By tenure and role" in page) is whole


def test_a_manager_sees_own_units_and_no_other(shown):
    page = text(shown.client("ana").get(URL))
    assert "Day shift" in page
    assert "Help desk" not in page
    assert "leaving/reasons" not in page
    assert "leaving/cost" not in page
    assert shown.client("ana").get(UNIT.format("day")).status_code == 200
    assert shown.client("ana").get(UNIT.format("desk")).status_code == 404
    assert shown.client("ana").get(UNIT.format("no such unit")).status_code == 404
    assert shown.client("ana").get("/verify/leaving/cost/").status_code == 404


def test_an_executive_sees_one_page_and_no_unit(shown):
    page = text(shown.client("gil").get(URL))
    assert "/verify/leaving/of/" not in page
    assert "CSV" not in page
    paths = (UNIT.format("day"), "/verify/leaving/reasons/", "/verify/leaving/cost/", f"{URL}leaving.csv")
    for path in paths:
        assert shown.client("gil").get(path).status_code == 404


def test_the_analyst_reads_the_method(shown):
    assert "Kind “turnover” of the ledger" in text(shown.client("hao").get(URL))
    assert "Kind “turnover” of the ledger" not in text(shown.client("eva").get(URL))


def test_a_unit_has_its_sentence_and_its_table_and_the_whole_alone_a_curve(shown):
    whole, page = text(shown.client("eva").get(URL)), text(shown.client("ana").get(UNIT.format("day")))
    assert "In Q4 2025 about" in page
    for curve in ("Of 100 people there when Q1 2025 began", 'class="stay"', "Still there, of 100"):
        assert curve in whole
        assert curve not in page
    assert page.count("20–49 people") == 4


def test_no_page_has_a_banned_word_or_a_person(shown):
    for path in (URL, UNIT.format("day"), "/verify/leaving/reasons/", "/verify/leaving/cost/"):
        page = shown.client("hao").get(path).content.decode().split("<main")[1]
        assert not BANNED.search(page.replace("Method", "")), BANNED.search(page)
        assert "day-1" not in page


def test_the_file_holds_what_the_page_shows_and_hidden_cells_alike(shown):
    rows = list(csv.DictReader(shown.client("eva").get(FILE).content.decode("utf-8-sig").splitlines()))
    whole = [row for row in rows if row["unit"] == "all"]
    assert [row["quarter"] for row in whole] == ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    assert {row["people"] for row in whole} == {"100+"}
    assert all(row["left_per_100"] == "" for row in rows if row["state"] == "hidden")
    mine = list(csv.DictReader(shown.client("ana").get(FILE).content.decode("utf-8-sig").splitlines()))
    assert {row["unit"] for row in mine} == {"Day shift"}
    one = shown.client("eva").get(FILE, {"unit": "desk"}).content.decode("utf-8-sig")
    assert {row["unit"] for row in csv.DictReader(one.splitlines())} == {"Help desk"}
    assert shown.client("ana").get(FILE, {"unit": "desk"}).status_code == 404


def test_a_unit_of_four_is_shown_with_its_neighbours_and_that_is_said(company, monkeypatch):
    w.fill(company)
    Post.objects.filter(unit__code="night").delete()
    for number in range(4):
        w.person(f"few{number}", company, ("night", "2020-01-01", None))
    w.release(monkeypatch)
    page = text(company.client("eva").get(UNIT.format("night")))
    assert "Shown together, because each alone is too small: Day shift, Night shift." in page
    assert "Night shift</bdi></a>" in text(company.client("eva").get(URL))
    assert "5–9" not in page


def test_a_company_of_four_is_told_the_same_everywhere(company, monkeypatch):
    Person.objects.exclude(code__in=["day1", "day2", "night1"]).delete()
    w.person("new", company, ("desk", "2025-12-15", None))
    w.release(monkeypatch)
    for path in (URL, UNIT.format("day"), UNIT.format("desk")):
        page = text(company.client("eva").get(path))
        assert "Not shown, to protect people in small groups" in page
        assert "of 100 people left" not in page


def test_before_the_first_release_it_says_that_records_are_read(company, monkeypatch):
    w.fill(company)
    w.at(monkeypatch)
    assert "The records are being read" in text(company.client("eva").get(URL))


def test_a_company_founded_last_month_is_told_when_to_look(company, monkeypatch):
    Post.objects.update(start=dt.date(2025, 12, 20))
    w.at(monkeypatch)
    page = text(company.client("eva").get(URL))
    assert "The first whole quarter is Q1 2026. Its numbers can be there from April 15, 2026." in page


def test_without_anybody_in_the_records_it_says_so(company, monkeypatch):
    Post.objects.all().delete()
    w.at(monkeypatch)
    assert "Nobody is in the records yet" in text(company.client("eva").get(URL))


def test_records_that_nobody_looks_after_are_named(company, monkeypatch):
    w.at(monkeypatch)
    Post.objects.update(start=dt.date(2025, 10, 20))
    monkeypatch.setattr(
        founding, "first_quarter", lambda last: None if last == founding.last_quarter(w.TODAY) else last
    )
    assert "The records stand still" in text(company.client("eva").get(URL))


def test_a_quarter_that_cannot_be_released_is_named_with_its_cause(shown):
    LeavingQuarter.objects.create(name="2026-Q1", trouble="The disk is full.")
    page = text(shown.client("eva").get(URL))
    assert "Q1 2026: The disk is full." in page


def test_units_are_found_by_name_and_never_sorted_by_a_number(shown):
    client = shown.client("eva")
    assert "Help desk" not in text(client.get(URL, {"q": "day"})).split("Units</h2>")[1]
    assert "No unit is called like that" in text(client.get(URL, {"q": "zzz"}))
    names = [
        re.findall(r"<bdi>([^<]+)</bdi></a>", text(client.get(URL, query)))
        for query in ({}, {"sort": "left"})
    ]
    assert names[0] == names[1] == sorted(names[0])


def test_the_page_of_verify_and_the_home_page_lead_there(shown):
    assert URL in text(shown.client("ana").get("/verify/"))
    assert URL in text(shown.client("eva").get("/"))
    assert shown.client("ben").get("/verify/").status_code in (200, 404)
    assert URL not in shown.client("ben").get("/").content.decode()


def test_a_raised_floor_holds_for_the_next_quarter(company, monkeypatch):
    w.fill(company)
    Organisation.objects.update(floor=8)
    w.release(monkeypatch)
    assert "once at least 8 of its people have changed" in text(company.client("eva").get(URL))
