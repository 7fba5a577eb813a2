"""The story: one page, made of what is released and open to its reader, with the numbers of the other pages."""

import datetime as dt
import html
import io
import re

import pytest
import told_stories as s
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from bothways_web.act.models import Plan
from bothways_web.link.findings import latest_findings
from bothways_web.link.models import Run
from bothways_web.people.viewers import viewer_of
from bothways_web.verify.reports import spans
from bothways_web.verify.reports.assembling import story_for
from bothways_web.verify.reports.deeds import LONGEST, shortened
from bothways_web.verify.reports.effects import as_number
from bothways_web.verify.reports.forms import SpanForm

READERS = ("ana", "eva", "fay", "gil", "hao")
DAY = dt.date(2026, 5, 20)


def text_of(page) -> str:
    found = re.sub(r"<(style|script|svg)\b.*?</\1>|<[^>]+>", " ", page.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(found).split())


def open_findings(company, *names):
    """Let somebody open the findings: leaders are asked first what they expect."""
    from bothways_web.verify.beliefs.opening import open_findings

    for name in names:
        open_findings(Run.objects.get(), by=company.users[name])


def get(company, name, query=s.SINCE, form=""):
    return company.client(name).get(f"{s.STORY}{form}{query}")


@pytest.mark.parametrize("name", READERS)
def test_those_who_lead_read_an_empty_story_that_says_so(company, name):
    page = get(company, name, "")
    assert page.status_code == 200
    assert "No story yet" in text_of(page)
    assert "Download the PDF" not in text_of(page)


@pytest.mark.parametrize("name", ["ben", "cem", "dua", "ida"])
def test_for_others_there_is_no_story(company, name):
    for address in ("", "story.pdf", "mail/"):
        assert company.client(name).get(s.STORY + address).status_code == 404


def test_the_figures_are_those_of_the_page_of_findings_in_all_five_forms(company, monkeypatch):
    s.link_up(company)
    open_findings(company, "gil")
    s.with_studies(monkeypatch, s.study())
    found = latest_findings()
    assert found.counts["clear"] + found.counts["likely"] > 0
    story = s.story_of(company, "gil")
    of_findings = [one for line in s.section(story, "leads").lines for one in line.figures]
    assert of_findings
    page_of_findings = text_of(company.client("gil").get("/findings/"))
    for one in of_findings:
        assert one.text.removesuffix(" 100+ people.") in page_of_findings
        assert one.value in one.text
        assert f"{one.low} to {one.high}" in one.text
        assert as_number(one.value) == one.amount
    assert story.opening[0] in page_of_findings

    on_screen = re.findall(r'<span class="figure">(.*?)</span>', get(company, "gil").content.decode())
    assert [html.unescape(one) for one in on_screen] == [one.text for one in story.figures]
    assert len(on_screen) == len(of_findings) + 1
    forms = {
        form: get(company, "gil", form=f"story.{form}").content for form in ("pdf", "pptx", "xlsx", "html")
    }
    assert figures_in(text_of_pdf(forms["pdf"]), story) == figures_in(text_of_slides(forms["pptx"]), story)
    assert figures_in(text_of_sheets(forms["xlsx"]), story) == {one.text for one in story.figures}
    assert figures_in(html.unescape(forms["html"].decode()), story) == {one.text for one in story.figures}
    assert figures_in(text_of_pdf(forms["pdf"]), story) == {one.text for one in story.figures}


def figures_in(text, story):
    return {one.text for one in story.figures if one.text in " ".join(text.split())}


def text_of_pdf(content) -> str:
    [page] = PdfReader(io.BytesIO(content)).pages
    return page.extract_text()


def text_of_slides(content) -> str:
    tables = [
        shape.table
        for slide in Presentation(io.BytesIO(content)).slides
        for shape in slide.shapes
        if shape.has_table
    ]
    return " ".join(cell.text for table in tables for row in table.rows for cell in row.cells)


def text_of_sheets(content) -> str:
    book = load_workbook(io.BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def plans_elsewhere(company, teams=3):
    """Plans of so many other units, so that with those of Day shift and of the north it is told how many there are."""
    for unit in ("night", "desk", "field", "south")[:teams]:
        s.plan(company, f"Of {unit}", unit=company.units[unit], starts_on=dt.date(2025, 12, 1))


def test_how_many_plans_there_are_is_told_of_five_teams_and_more(company):
    s.plan(company)
    plans_elsewhere(company)
    s.plan(company, "One more")  # of a team that has one
    opening = s.story_of(company, "gil").opening
    assert not any("Plans of teams" in sentence for sentence in opening)
    s.plan(company, unit=company.units["south"])
    assert "Plans of teams: 6 under way, 0 ended." in s.story_of(company, "gil").opening


def test_an_executive_reads_no_title_of_a_plan_but_how_many_there_are(company):
    plans_elsewhere(company, 4)
    s.plan(company)
    s.plan(company, "Open earlier", state=Plan.State.KEPT, ended_on=dt.date(2026, 3, 2))
    s.plan(company, "A draft", state=Plan.State.DRAFT)
    s.said(company, we_did="A second counter is open on Mondays.")
    for name, reads in (("gil", False), ("hao", False), ("eva", True), ("fay", True), ("ana", True)):
        page = text_of(get(company, name))
        assert ("Call back within two hours" in page) is reads
        assert "Plans of teams: 5 under way, 1 ended." in page
        assert "A second counter is open on Mondays." in page
        assert "A draft" not in page
        files = get(company, name, form="story.xlsx").content
        assert ("Call back within two hours" in text_of_sheets(files)) is reads


def test_a_plan_that_begins_next_week_is_under_way_but_was_not_last_year(company):
    from bothways_web.people.units import today

    s.plan(company, starts_on=today() + dt.timedelta(days=7), review_on=today() + dt.timedelta(days=60))
    plans_elsewhere(company, 4)
    assert "Plans of teams: 5 under way, 0 ended." in s.story_of(company, "gil").opening
    last_year, gil = spans.Span(dt.date(2025, 1, 1), dt.date(2025, 12, 31)), viewer_of(company.users["gil"])
    Plan.objects.exclude(unit=company.units["day"]).update(starts_on=dt.date(2025, 11, 3))
    s.plan(company, unit=company.units["north"], starts_on=dt.date(2025, 11, 3))
    assert "Plans of teams: 5 under way, 0 ended." in story_for(gil, last_year).opening


def test_a_manager_reads_titles_of_the_own_team_alone(company):
    s.plan(company, "Of the desk", unit=company.units["desk"])
    assert "Of the desk" not in text_of(get(company, "ana"))
    assert "Of the desk" in text_of(get(company, "eva"))


def test_drafts_and_what_was_withdrawn_are_not_told(company):
    s.said(company, we_did="Withdrawn words.", published_on=None)
    assert "Withdrawn words." not in text_of(get(company, "eva"))


def test_a_link_goes_only_where_its_reader_may_go(company):
    s.link_up(company)
    open_findings(company, *READERS)
    s.plan(company)
    for name in READERS:
        story = s.story_of(company, name)
        for line in (line for part in story.sections for line in part.lines if line.url):
            assert company.client(name).get(line.url).status_code == 200, (name, line.url)


def test_a_leader_who_has_not_said_what_to_expect_is_asked_before_the_story_opens(company):
    s.link_up(company)
    claimed = s.section(s.story_of(company, "gil"), "leads").lines[0].text
    page = get(company, "gil")
    assert page.status_code == 200
    assert claimed not in html.unescape(page.content.decode())
    assert "The story" not in text_of(page).split("Skip to the content")[0]
    refused = get(company, "gil", form="story.pdf")
    assert (refused.status_code, refused["Location"]) == (302, s.STORY + s.SINCE)
    assert claimed in html.unescape(get(company, "hao").content.decode())
    open_findings(company, "gil")
    assert claimed in html.unescape(get(company, "gil").content.decode())


def test_studies_are_told_with_their_verdict_what_was_expected_and_when_they_are_looked_at_again(
    company, monkeypatch
):
    s.with_studies(
        monkeypatch, s.study(), s.study("hurt", title="Fewer forms"), s.study("cannot_tell", title="Quiet hour"),
        s.study("no_difference", title="Badges"), s.study(title="Long ago", looked_on=dt.date(2020, 1, 1)),
    )  # fmt: skip
    story = s.story_of(company, "gil")
    changed, still_open = s.section(story, "changed"), s.section(story, "open")
    assert [line.word for line in changed.lines] == [
        "Probably helped", "Probably made it worse", "No difference that matters",
    ]  # fmt: skip
    assert [line.text for line in still_open.lines] == ["Quiet hour"]
    [figure] = changed.lines[0].figures
    assert (figure.amount, figure.amount_low, figure.amount_high) == (1.6, -0.9, 4.1)
    assert figure.text.endswith("(−0.9 to +4.1). 100+ people.")
    assert changed.lines[0].notes == ("Expected: +3 or more. Next look: 2 March 2027.",)
    assert "Looked back: 1 probably helped, 1 probably made it worse, 1 no difference" in " ".join(
        story.opening
    )
    assert "Long ago" not in text_of(get(company, "gil"))


def test_an_open_end_of_a_range_is_left_open(company, monkeypatch):
    s.with_studies(monkeypatch, s.study(high="", sentence="Stars changed by +1.6 (−0.9 and more)."))
    [figure] = s.story_of(company, "gil").figures
    assert (figure.amount, figure.amount_high, figure.reach) == (1.6, None, None)
    assert get(company, "gil", form="story.xlsx").status_code == 200


def test_what_has_no_room_is_counted(company, monkeypatch):
    s.with_studies(monkeypatch, *(s.study(title=f"Try {number}") for number in range(7)))
    for number in range(5):
        s.said(company, we_did=f"Did {number}.")
        s.plan(company, f"Plan {number}")
    story = s.story_of(company, "eva")
    assert [len(part.lines) for part in story.sections] == [0, 4, 4, 0]
    assert s.section(story, "changed").more == "3 more have no room here."
    assert s.section(story, "did").more == "6 more have no room here."
    texts = [line.text for line in s.section(story, "did").lines]
    assert (
        sum(text.startswith("Did") for text in texts) == sum(text.startswith("Plan") for text in texts) == 2
    )


@pytest.mark.parametrize("form", ["pdf", "pptx", "xlsx", "html"])
def test_a_file_has_a_name_and_whole_addresses_and_holds_what_people_wrote_as_text(company, settings, form):
    settings.BASE_URL = "https://bothways.example"
    s.said(company, you_said="<b>bold</b>", we_did='=HYPERLINK("https://a.example")')
    answer = get(company, "gil", form=f"story.{form}")
    assert answer.status_code == 200
    assert re.fullmatch(
        rf'attachment; filename="the-company[a-z0-9-]*\.{form}"', answer["Content-Disposition"]
    )
    assert "no-store" in answer["Cache-Control"]
    if form == "html":
        assert "https://bothways.example/said/" in answer.content.decode()
        assert "<b>" not in answer.content.decode()
    if form == "xlsx":
        cells = [
            c for sheet in load_workbook(io.BytesIO(answer.content)) for row in sheet.iter_rows() for c in row
        ]
        assert "f" not in {cell.data_type for cell in cells}


def test_the_longest_story_of_the_app_is_one_page(company, monkeypatch):
    long = {
        "title": "Say at once when a call back has to wait " * 4,
        "sentence": "Stars changed alike. " * 12,
    }
    tries = [s.study(verdict, **long) for verdict in ("helped", "cannot_tell") for _number in range(6)]
    s.with_studies(monkeypatch, *tries)
    for number in range(3):
        s.said(company, you_said="They wait long. " * 40, we_did=f"{number} We open earlier. " * 40)
        s.plan(company, f"{number} " + "x" * 150)
    assert len(PdfReader(io.BytesIO(get(company, "eva", form="story.pdf").content)).pages) == 1


@pytest.mark.parametrize("query", ["?span=2031-Q1", "?span=x", "?since=2026-13-01", "?since=2199-01-01"])
def test_a_time_that_is_none_is_refused_in_words(company, query):
    page = get(company, "gil", query)
    assert page.status_code == 422
    assert "There is a problem" in text_of(page)
    assert get(company, "gil", query, "story.pdf").status_code == 404


def test_a_form_that_there_is_not_is_not_there(company):
    assert get(company, "gil", form="story.docx").status_code == 404


def test_only_what_lies_in_the_span_is_told(company):
    s.said(company, we_did="In January.", published_on=dt.date(2026, 1, 31))
    assert "In January." in text_of(get(company, "gil", "?since=2026-01-31"))
    assert "In January." not in text_of(get(company, "gil", "?since=2026-02-01"))


def test_a_span_before_the_findings_has_none_of_them(company):
    s.link_up(company)
    closed = Run.objects.get().round.closes_at.date()
    assert s.section(s.story_of(company, "gil"), "leads").lines
    before = spans.Span(dt.date(2024, 1, 1), closed - dt.timedelta(days=1))
    from bothways_web.verify.reports.firsts import findings_until

    assert findings_until(before) is None
    late = s.story_of(company, "gil", closed + dt.timedelta(days=1))
    assert "There were no newer ones in this time." in late.source


def test_spans_are_read_as_they_are_offered():
    names = [name for name, _words in spans.offered(DAY)]
    assert names == ["recent", "2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2"]
    assert SpanForm({"span": "2025-Q4"}, day=DAY).chosen() == spans.Span(
        dt.date(2025, 10, 1), dt.date(2025, 12, 31), "span=2025-Q4"
    )
    assert SpanForm({"span": "2025-Q4", "since": "2026-02-03"}, day=DAY).chosen().start == dt.date(2026, 2, 3)
    assert SpanForm(None, day=DAY).chosen() == spans.Span(dt.date(2026, 2, 20), DAY)
    assert spans.quarter("2026-Q3", DAY) is None


def test_long_words_are_cut_and_say_so():
    assert shortened("word " * 100).endswith("…")
    assert len(shortened("x" * 1000)) == LONGEST


@pytest.mark.parametrize(
    ("text", "number"), [("+1.6", 1.6), ("−0.90", -0.9), ("1,204.5", 1204.5), ("", None), ("about 3", None)]
)
def test_figures_that_were_written_are_read_as_numbers(text, number):
    assert as_number(text) == number


def test_a_story_in_another_language_is_written_in_it_and_its_figures_are_read(company, monkeypatch):
    from django.utils import translation

    s.with_studies(monkeypatch, s.study(effect="+1,6", low="−0,9", high="+4,1"))
    with translation.override("de"):
        [figure] = s.story_of(company, "gil").figures
        assert figure.amount == 1.6
        assert s.story_of(company, "gil").language == "de"


def test_executives_find_it_on_their_home_page_and_readers_on_the_page_of_verify(company):
    assert s.STORY in company.client("gil").get("/").content.decode()
    for name in READERS:
        assert s.STORY in company.client(name).get("/verify/").content.decode()
    assert s.STORY not in company.client("ben").get("/").content.decode()
