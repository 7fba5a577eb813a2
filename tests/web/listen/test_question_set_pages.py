"""Pages of question sets: advice, languages, placeholders."""

from __future__ import annotations

import re
from pathlib import Path

import bothways.measures


def test_what_must_not_be_done_stands_under_its_own_heading(company):
    page = company.client("eva").get("/listen/question-sets/burnout_short/").content.decode()
    do, dont = page.split("<h3>Do not</h3>")
    assert "Show the same help contacts" in do.split("<h3>Do</h3>")[1]
    assert "Score or show one person" in dont
    assert "Score or show one person" not in do


def test_advice_calls_other_sets_by_their_title_and_languages_by_their_name(company):
    page = company.client("eva").get("/listen/question-sets/burnout_short/").content.decode()
    assert "workload_and_rest" not in page.split("<h3>Do</h3>")[1]
    assert "Workload, rest and work-life harmony" in page
    assert "Languages: German, English, Spanish." in page


def test_a_question_about_the_unit_shows_no_placeholder(company):
    page = company.client("eva").get("/listen/question-sets/culture_maturity/").content.decode()
    assert "how things are in your team today" in page
    assert "{unit}" not in page


def test_no_text_of_a_set_holds_a_code_of_ours():
    files = sorted(Path(bothways.measures.__file__).parent.glob("instruments/*.yaml"))
    assert len(files) > 20
    ours = re.compile(r"[(, ](?:part )?[AHKLV]\d{1,2}[),; ]|mission\.md")
    found = {path.stem: ours.findall(path.read_text()) for path in files}
    assert {name: codes for name, codes in found.items() if codes} == {}
    assert ours.search("habits that pay (K3).")
    assert ours.search("needs (rubric, part V3).")


def test_a_question_about_a_contact_is_read_as_a_customer_will_read_it(company):
    page = company.client("fay").get("/listen/question-sets/nps_transactional/").content.decode()
    assert "After your contact with us on" in page
    assert "{" not in page.split("What people are asked")[1].split("What to know")[0]
    assert "0 Not at all likely / 1 / 2" in page
    assert "9 / 10 Extremely likely" in page
