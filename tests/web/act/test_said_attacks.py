"""What "You said, we did" and the pages around it could tell about who reported without a name, and does not."""

import re

import pytest
import reported as r
import said_entries as s
from django.test import Client

from bothways_web.act.models import Said
from bothways_web.act.said import sources
from bothways_web.listen import allowance
from bothways_web.listen.models import Problem, Reply
from bothways_web.people.models import Change, Digest, Post

SECRET = "the forklift in hall nine blocks our little counter nearly every morning before eight"
OWN = "A vehicle stood in the way of customers."


@pytest.fixture(autouse=True)
def fresh_counters():
    allowance.forget()


@pytest.fixture
def reported(company, monkeypatch):
    """A report of Ben's without his name, a day later; and its code."""
    code = r.send_without_name(company.client("ben"), SECRET, unit="day")
    r.let_days_pass(monkeypatch)
    let_it_be_tomorrow(monkeypatch)
    return r.problem_of(SECRET), code


def let_it_be_tomorrow(monkeypatch):
    from bothways_web.act.said import writing
    from bothways_web.listen.problems import reporting

    for module in (sources, writing):
        monkeypatch.setattr(module, "today", reporting.today)


def from_problem(company, name, problem, **given):
    return s.draft(company.client(name), f"?problem={problem.pk}", **{"you_said": OWN, **given})


def test_the_form_begins_with_masked_words_and_a_hint_and_never_with_raw_ones(company, monkeypatch):
    r.send(company.client("cem"), "Desk 3 keeps the keys.", unit="day")
    problem = r.problem_of("Desk 3 keeps the keys.")
    text = company.client("ana").get(f"{s.NEW}?problem={problem.pk}").content.decode()
    assert "keeps the keys." in text
    assert "Desk 3" not in text
    assert "write them anew" in text


def test_names_are_masked_in_what_was_said(company):
    made = s.draft(company.client("ana"), you_said="Desk 3 says the counter is full.")
    assert "Desk 3" not in made.you_said


def test_the_words_of_a_report_are_never_published_not_even_in_part_or_corrected_in(company, reported):
    problem, _code = reported
    for words in (SECRET, f"We heard: {SECRET.upper()}!", "It is said that " + " ".join(SECRET.split()[1:])):
        for field in ("you_said", "we_did"):
            made = from_problem(company, "ana", problem, **{field: words})
            page = s.publish(company.client("ana"), made)
            assert "Write it anew in your own words." in page.content.decode()
            made.refresh_from_db()
            assert made.published_on is None
    made = from_problem(company, "ana", problem)
    s.publish(company.client("ana"), made)
    given = {**s.GIVEN, "you_said": SECRET, "version": 1}
    page = company.client("ana").post(f"{s.SAID}{made.pk}/change/", given)
    assert page.status_code == 422
    assert "Write it anew" in page.content.decode()
    assert Said.objects.get(pk=made.pk).you_said == OWN


def test_the_words_of_a_whole_report_are_not_published_by_way_of_a_part(company, reported):
    problem, _code = reported
    part = Problem.objects.create(
        pk=77,
        prompt="easier",
        text="Keys.",
        masked="Keys.",
        day=problem.day,
        unit=problem.unit,
        split_from=problem,
    )
    made = from_problem(company, "ana", part, you_said=SECRET)
    assert "Write it anew" in s.publish(company.client("ana"), made).content.decode()


def test_nothing_is_published_on_the_day_on_which_it_was_said(company):
    r.send(company.client("cem"), "With a name, today.", unit="day")
    problem = r.problem_of("With a name, today.")
    made = from_problem(company, "ana", problem)
    page = s.publish(company.client("ana"), made)
    assert "came in today" in page.content.decode()
    made.refresh_from_db()
    assert made.published_on is None


def test_publishing_answers_every_reporter_with_a_name_and_by_code(company, reported):
    problem, code = reported
    r.send(company.client("cem"), "The counter is blocked.", unit="day")
    named = r.problem_of("The counter is blocked.")
    Problem.objects.filter(pk=named.pk).update(same_as=problem, state="duplicate")
    made = from_problem(company, "ana", problem)
    assert (
        "answered with the same words"
        in s.publish(company.client("ana"), made, answer="yes").content.decode()
    )
    by_code = Client().post(r.CODE_PAGE, {"code": code}).content.decode()
    for text in (by_code, company.client("cem").get(f"/problems/mine/{named.pk}/").content.decode()):
        assert made.we_did in text
    assert Digest.objects.get().user == named.reporter
    assert Digest.objects.get().topics == ["my reports"]
    problem.refresh_from_db()
    assert problem.state == "answered"


def test_without_the_tick_or_published_twice_nothing_is_answered_again(company, reported):
    problem, _code = reported
    made = from_problem(company, "ana", problem)
    s.publish(company.client("ana"), made)
    assert not Reply.objects.exists()
    key = s.key_on(company.client("ana").get(f"{s.SAID}{from_problem(company, 'ana', problem).pk}/"))
    other = Said.objects.get(published_on=None)
    for _twice in range(2):
        company.client("ana").post(
            f"{s.SAID}{other.pk}/publish/", {"version": 0, "key": key, "answer": "yes"}
        )
    assert Reply.objects.count() == 1


def test_an_entry_of_a_merged_problem_answers_the_one_that_is_looked_after(company, reported):
    problem, code = reported
    first = s.old_problem(company, "Everything about the hall.", unit="day")
    Problem.objects.filter(pk=problem.pk).update(same_as=first, state="duplicate")
    made = from_problem(company, "ana", problem)
    s.publish(company.client("ana"), made, answer="yes")
    assert Reply.objects.get().problem == first
    assert made.we_did in Client().post(r.CODE_PAGE, {"code": code}).content.decode()


def test_a_manager_answers_no_problem_of_another_unit_by_way_of_an_entry(company, reported):
    problem, _code = reported
    elsewhere = s.old_problem(company, "Everything about the desk.", unit="desk")
    assert company.client("ana").get(f"{s.NEW}?problem={elsewhere.pk}").status_code == 404
    made = from_problem(company, "ana", problem)
    Problem.objects.filter(pk=problem.pk).update(same_as=elsewhere, state="duplicate")
    s.publish(company.client("ana"), made, answer="yes")
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    "query", ["problem=1", "problem=x", "problem=", "plan=1", "case=1", "case=-1", "problem=" + "9" * 30]
)
def test_what_is_not_there_is_not_there(company, query):
    for name in ("ana", "fay"):
        assert company.client(name).get(f"{s.NEW}?{query}").status_code == 404


def test_pages_and_log_tell_neither_day_code_nor_that_a_report_had_no_name(company, reported):
    problem, code = reported
    made = from_problem(company, "ana", problem, for_customers="on")
    s.publish(company.client("ana"), made)
    Problem.objects.filter(pk=problem.pk).update(day="2025-02-03")
    for page in (
        company.client("cem").get(s.SAID),
        company.client("cem").get(f"{s.SAID}{made.pk}/"),
        company.client("gil").get("/"),
        Client().get(s.OUTSIDE),
    ):
        text = page.content.decode()
        assert not re.search("without a name|February|2025-02|forklift|" + code[:5], text)
        assert str(problem.pk) not in text
    assert not re.search("forklift|vehicle|counter", repr(list(Change.objects.values_list())))


def test_nothing_that_others_see_ticks_on_the_day_of_a_report(company):
    s.stands(company, problem=s.old_problem(company, "Of last winter."), unit=company.units["day"])
    pages = [
        ("cem", s.SAID),
        ("ana", s.SAID),
        ("fay", "/problems/triage/?order=waiting"),
        ("fay", f"/problems/triage/{Problem.objects.get().pk}/"),
        ("fay", f"/act/problems/{Problem.objects.get().pk}/ties/"),
        ("nobody", s.OUTSIDE),
    ]

    def seen():
        shown = [company.client(name).get(url).content.decode() for name, url in pages]
        return [re.sub(r'(name="(?:key|csrfmiddlewaretoken)" value=")[^"]*', r"\1", one) for one in shown]

    key = r.key_on(company.client("ben").get(r.FORM))
    before = seen()
    r.send_without_name(company.client("ben"), SECRET, key=key, unit="day")
    assert seen() == before


def test_the_list_looks_the_same_whoever_reported(company):
    def page():
        return re.sub(
            r'csrfmiddlewaretoken" value="[^"]*', "", company.client("cem").get(s.SAID).content.decode()
        )

    named = s.old_problem(company, "Named.", code_mark=None, reporter=company.users["ben"])
    made = s.stands(company, problem=named, unit=company.units["day"])
    one = page()
    Said.objects.filter(pk=made.pk).update(problem=s.old_problem(company, "Not named."))
    assert page() == one


def test_an_entry_outlives_its_unit_and_its_problem(company, reported):
    problem, _code = reported
    made = from_problem(company, "ana", problem)
    s.publish(company.client("ana"), made)
    Post.objects.filter(unit__code="day").delete()
    problem.delete()
    assert OWN in company.client("cem").get(s.SAID).content.decode()
    assert company.client("fay").get(f"{s.SAID}{made.pk}/change/").status_code == 200
