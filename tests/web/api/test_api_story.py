"""The story so far through the API: what the page tells, and nothing else."""

import datetime as dt

import told_stories as s

from bothways_web.verify.reports.deeds import LONGEST


def test_a_program_reads_what_the_page_of_its_owner_tells(company, program, monkeypatch):
    s.with_studies(monkeypatch, s.study())
    s.plan(company)
    s.said(company, we_did="We open earlier. " * 40)
    for name, reads in (("eva", True), ("hao", False)):
        told = program(name, "findings:read").get("story", since="2025-01-01").json()
        story = s.story_of(company, name)
        assert [part["name"] for part in told["parts"]] == ["leads", "did", "changed", "open"]
        texts = [one["text"] for part in told["parts"] for one in part["lines"]]
        assert texts == [line.text for part in story.sections for line in part.lines]
        assert ("Call back within two hours" in texts) is reads
        assert max(map(len, texts)) <= LONGEST
        [figure] = [one for part in told["parts"] for line in part["lines"] for one in line["figures"]]
        assert (figure["value"], figure["low"], figure["high"], figure["n_band"]) == (1.6, -0.9, 4.1, "100+")
        assert told["opening"] == list(story.opening)


def test_a_time_can_be_named_and_one_that_is_none_is_refused(company, program):
    mine = program("hao", "findings:read")
    assert mine.get("story").status_code == 200
    first = dt.date.today().replace(month=1, day=1)
    assert mine.get("story", span=f"{first.year}-Q1").json()["span"].startswith("1 January")
    assert mine.get("story", since="2199-01-01").status_code == 200
    assert mine.get("story", span="2899-Q1").status_code == 404
    for wrong in ({"span": "x"}, {"since": "1"}):
        assert mine.get("story", **wrong).status_code == 422


def test_a_token_without_the_scope_reads_no_story(company, program):
    assert program("eva", "results:read").get("story").status_code == 403
