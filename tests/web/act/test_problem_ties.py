"""Ties of problems: who ties what, who reads it, and what the page of a problem shows of what comes of it."""

import datetime as dt

import pytest
import said_entries as s
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bothways_web.act.models import Case, Plan, ProblemLink
from bothways_web.act.problems import offers
from bothways_web.act.problems.ties import tie_case, tie_name, tie_note, ties_of
from bothways_web.act.work.items import make_item
from bothways_web.listen.models import Problem, VoiceNote
from bothways_web.people.models import Change
from bothways_web.people.viewers import viewer_of

DAY = dt.date(2026, 1, 12)
COMMENT = "The lift for customers is always slow in the morning"


@pytest.fixture
def problem(company):
    """A problem of Day shift."""
    return s.old_problem(company, "The lift for customers is slow in the morning.")


@pytest.fixture
def note(company):
    return VoiceNote.objects.create(
        unit="desk", held_on=DAY, text="Customers say the lift is slow each morning. " * 30
    )


@pytest.fixture
def case(company):
    return Case.objects.create(
        unit=company.units["desk"], words="Raw words of Mrs Hill", masked="Masked words", opened_on=DAY, reply_by=DAY,
        close_by=DAY, score=2,
    )  # fmt: skip


@pytest.fixture
def released(monkeypatch):
    """What was released: a comment of Day shift, one of the whole, one of the help desk."""
    found = {
        "day": (COMMENT, "Nice people"),
        "company": ("The shop is cold",),
        "desk": ("Only about the desk",),
    }
    monkeypatch.setattr(offers, "said_by_customers", lambda unit: found.get(unit, ()))


def page_of(company, name, problem):
    return company.client(name).get(f"/problems/triage/{problem.pk}/").content.decode()


def tie(company, name, problem, step, **given):
    return company.client(name).post(
        f"/act/problems/{problem.pk}/ties/", {"step": step, **given}, follow=True
    )


@pytest.mark.parametrize(
    ("name", "answer"),
    [("ana", 200), ("eva", 200), ("fay", 200), ("ben", 404), ("cem", 404), ("gil", 404), ("hao", 404), ("ida", 404),
     ("dua", 404), ("nobody", 302)],
)  # fmt: skip
def test_those_who_look_after_a_problem_tie_it(company, problem, name, answer):
    address = f"/act/problems/{problem.pk}/ties/"
    assert company.client(name).get(address).status_code == answer
    company.client(name).post(address, {"step": "topic", "topic-name": "Waiting"})
    assert ProblemLink.objects.exists() is (answer == 200)


def test_another_units_problem_is_not_there(company):
    other = s.old_problem(company, "Desk is full.", unit="desk")
    assert tie(company, "ana", other, "topic", **{"topic-name": "x"}).status_code == 404
    assert not ProblemLink.objects.exists()


def test_topics_are_small_tied_once_and_narrow_the_list(company, problem):
    other = s.old_problem(company, "Desk is full.", unit="desk")
    for name in ("  Waiting   TIMES ", "waiting times"):
        tie(company, "fay", problem, "topic", **{"topic-name": name})
    tie(company, "fay", other, "topic", **{"topic-name": "Room"})
    assert set(ProblemLink.objects.values_list("text", flat=True)) == {"waiting times", "room"}
    text = company.client("fay").get("/problems/triage/", {"topic": "waiting times"}).content.decode()
    assert f"/problems/triage/{problem.pk}/" in text
    assert f"/problems/triage/{other.pk}/" not in text
    text = company.client("fay").get("/problems/triage/", {"topic": "no such"}).content.decode()
    assert f"/problems/triage/{other.pk}/" in text
    mine = company.client("ana").get("/problems/triage/").content.decode()
    assert "waiting times" in mine
    assert "<option>room" not in mine
    assert "room" not in company.client("ana").get(f"/act/problems/{problem.pk}/ties/").content.decode()


@pytest.mark.parametrize("step", ["topic", "step"])
@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "\x00"])
def test_a_name_that_is_none_is_refused(company, problem, step, name):
    assert tie(company, "fay", problem, step, **{f"{step}-name": name}).status_code == 422
    assert not ProblemLink.objects.exists()


def test_the_customer_lead_ties_notes_and_everybody_who_reads_the_problem_reads_them(company, problem, note):
    text = company.client("fay").get(f"/act/problems/{problem.pk}/ties/").content.decode()
    assert "Customers say the lift" in text  # it reads alike
    assert (
        "Notes of talks"
        not in company.client("ana").get(f"/act/problems/{problem.pk}/ties/").content.decode()
    )
    assert tie(company, "ana", problem, "note", note=note.pk).status_code == 404
    assert tie(company, "fay", problem, "note", note=note.pk + 9).status_code == 404
    tie(company, "fay", problem, "note", note=note.pk)
    for name in ("ana", "fay", "eva", "ida"):
        assert "Customers say the lift" in page_of(company, name, problem)
    assert f"/listen/notes/{note.pk}/" not in page_of(company, "ana", problem)
    note.text = "Changed words"
    note.save()
    assert "Changed words" in page_of(company, "ana", problem)
    note.delete()
    assert not ProblemLink.objects.exists()


def test_a_search_finds_notes_and_comments(company, problem, note, released):
    fay, address = company.client("fay"), f"/act/problems/{problem.pk}/ties/"
    text = fay.get(address, {"q": "COLD"}).content.decode()
    assert "The shop is cold" in text
    assert "Customers say" not in text
    assert "No note has these words." in text


def test_comments_are_tied_only_where_they_were_released_for_the_unit_or_the_whole(
    company, problem, released
):
    text = company.client("ana").get(f"/act/problems/{problem.pk}/ties/").content.decode()
    assert COMMENT in text
    assert (
        tie(company, "ana", problem, "comment", comment=offers.key_of("Only about the desk")).status_code
        == 404
    )
    assert tie(company, "ana", problem, "comment", comment=offers.key_of("made up")).status_code == 404
    tie(company, "ana", problem, "comment", comment=offers.key_of(COMMENT))
    tie(company, "fay", problem, "comment", comment=offers.key_of("The shop is cold"))
    assert set(ProblemLink.objects.values_list("text", flat=True)) == {COMMENT, "The shop is cold"}
    assert COMMENT in page_of(company, "ida", problem)


def test_whoever_may_not_open_the_page_of_the_whole_is_offered_none_of_its_comments(
    company, problem, released
):
    page = company.client("ana").get(f"/act/problems/{problem.pk}/ties/", {"q": "cold"}).content.decode()
    assert "The shop is cold" not in page
    assert (
        tie(company, "ana", problem, "comment", comment=offers.key_of("The shop is cold")).status_code == 404
    )
    assert not ProblemLink.objects.exists()


def test_words_of_a_case_are_read_by_those_who_may_open_it_alone(company, problem, case):
    page = tie(company, "ana", problem, "case", **{"case-case": case.pk})
    assert "no such case" in page.content.decode()
    tie(company, "fay", problem, "case", **{"case-case": case.pk})
    assert "Masked words" in page_of(company, "fay", problem)
    for name in ("ana", "eva", "ida"):
        text = page_of(company, name, problem)
        assert "Its words are for those who look after cases." in text
        assert "Masked words" not in text
    assert "Raw words" not in page_of(company, "fay", problem)
    assert not {"Masked", "Raw"} & set(" ".join(ProblemLink.objects.values_list("text", flat=True)).split())


def test_ties_to_many_cases_take_no_more_queries_than_to_one(
    company, problem, case, django_assert_num_queries
):
    viewer, by = viewer_of(company.users["fay"]), company.users["fay"]
    tie_case(problem, case, by=by)
    with CaptureQueriesContext(connection) as one:
        ties_of(viewer, problem)
    for _more in range(5):
        case.pk = None
        case.save()
        tie_case(problem, case, by=by)
    with django_assert_num_queries(len(one)):
        assert [tie.words for tie in ties_of(viewer, problem)] == ["Masked words"] * 6


@pytest.mark.parametrize("number", ["", "x", "0", "-3", "9" * 30, "4.5"])
def test_a_number_that_is_none_is_refused(company, problem, number):
    page = tie(company, "fay", problem, "case", **{"case-case": number})
    assert page.status_code == 422 or "no such case" in page.content.decode()
    assert not ProblemLink.objects.exists()


def test_a_tie_is_taken_away_and_the_log_holds_no_word(company, problem, note):
    other = s.old_problem(company, "Another of Day shift.")
    link = tie_note(problem, note, by=company.users["fay"])
    assert tie(company, "ana", other, "untie", tie=link.pk).status_code == 404
    tie(company, "ana", problem, "untie", tie=link.pk)
    assert not ProblemLink.objects.exists()
    lines = list(Change.objects.order_by("pk").values_list("verb", "details"))
    assert lines == [("tied problem", {"kind": "note"}), ("untied problem", {"kind": "note"})]
    assert "lift" not in repr(list(Change.objects.values_list()))


def test_ties_and_work_of_merged_problems_stand_at_both_and_part_with_them(company, problem):
    other = s.old_problem(company, "Both shifts wait for the lift.")
    ana = company.users["ana"]
    tie_name(other, "topic", "lifts", by=ana)
    make_item(company.units["day"], "Ask the builder", by=ana, problem=other)
    s.stands(company, we_did="A new motor.", problem=other, unit=company.units["day"])
    Problem.objects.filter(pk=other.pk).update(same_as=problem, state="duplicate", state_before="new")
    for one in (problem, other):
        text = page_of(company, "ana", one)
        for words in ("lifts", "Ask the builder", "A new motor."):
            assert words in text
    company.client("ana").post(f"/problems/triage/{other.pk}/", {"step": "undo", "seen": "duplicate"})
    text = page_of(company, "ana", problem)
    for words in ("lifts", "Ask the builder", "A new motor."):
        assert words not in text
        assert words in page_of(company, "ana", other)


def test_the_page_shows_what_comes_of_a_problem_to_those_who_may_open_it(company, problem, case):
    ana, unit = company.users["ana"], company.units["day"]
    make_item(unit, "Ask the builder", by=ana, problem=problem)
    days = {"starts_on": DAY, "review_on": DAY, "made_on": DAY}
    Plan.objects.create(unit=unit, title="Call first", state="started", problem=problem, **days)
    Case.objects.filter(pk=case.pk).update(root_problem=problem)
    s.stands(company, we_did="A secret draft", problem=problem, unit=unit, published_on=None)
    for name, seen, hidden in (
        ("fay", ("Ask the builder", "Call first", f"Case {case.pk}", "A secret draft"), ()),
        ("eva", ("Ask the builder", "Call first", "A secret draft"), (f"Case {case.pk}",)),
        ("ana", ("Ask the builder", "Call first", "A secret draft"), (f"Case {case.pk}",)),
        ("ida", (), ("Ask the builder", "Call first", f"Case {case.pk}", "A secret draft")),
    ):  # fmt: skip
        text = page_of(company, name, problem)
        assert [words for words in seen if words not in text] == []
        assert [words for words in hidden if words in text] == []


def test_the_page_leads_on_to_work_a_plan_and_an_entry(company, problem):
    text = page_of(company, "ana", problem)
    for address in ("/act/work/units/day/new/", "/act/plans/new/day/", "/said/new/"):
        assert f'href="{address}?problem={problem.pk}"' in text
        assert company.client("ana").get(f"{address}?problem={problem.pk}").status_code == 200
    assert "?problem=" not in page_of(company, "ida", problem)
    assert "/act/plans/new/" not in page_of(company, "fay", problem)
    nowhere = s.old_problem(company, "Of no unit.", unit=None)
    assert f"/act/work/units/company/new/?problem={nowhere.pk}" in page_of(company, "fay", nowhere)


def test_scripts_in_ties_are_text(company, problem):
    tie_name(problem, "topic", "<script>alert(1)</script>", by=company.users["fay"])
    for text in (
        page_of(company, "fay", problem),
        company.client("fay").get("/problems/triage/").content.decode(),
        company.client("fay").get(f"/act/problems/{problem.pk}/ties/").content.decode(),
    ):
        assert "<script>alert" not in text
