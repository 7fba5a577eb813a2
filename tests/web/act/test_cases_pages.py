"""Pages of cases: who sees what of the customer, what is done, two at once, how it ends, what is told."""

import datetime as dt
import html
import re

import cases_at_work as w
import pytest

from bothways_web.act.cases import closing, doing
from bothways_web.act.cases.lessons import lessons_for, lessons_of
from bothways_web.act.models import Case, CaseMail, CaseStep, ProblemLink
from bothways_web.listen.models import Contact, Problem
from bothways_web.listen.outside.contacts import delete_contact
from bothways_web.people.models import Change
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of

SECRET = "Ben shouted at me, call c-1 at 0170 1234567"


@pytest.fixture
def case(company):
    return w.one_case(company, comment=SECRET)


def told(page):
    """The bytes of a page without what differs between any two: the token of its forms, and its own address."""
    return re.sub(rb'name="(csrfmiddlewaretoken|next)" value="[^"]*"', b"", page.content)


def page_of(company, name, case):
    return company.client(name).get(f"/act/cases/{case.pk}/")


@pytest.mark.parametrize("name", ["ben", "cem", "eva", "gil", "hao", "ida", "dua"])
def test_nobody_else_finds_a_case_and_its_number_is_as_good_as_none(company, case, name):
    client = company.client(name)
    for address in (
        "",
        f"{case.pk}/",
        f"{case.pk}/reply/",
        f"{case.pk}/close/",
        f"{case.pk}/behind/",
        "desk/",
    ):
        assert client.get(f"/act/cases/{address}").status_code == 404
        assert client.post(f"/act/cases/{address}", {"step": "take", "seen": case.version}).status_code == 404
    assert SECRET not in client.get("/").content.decode()


def test_a_case_of_another_unit_reads_as_one_that_is_not_there(company):
    case = w.one_case(company, unit="desk")
    ana = company.client("ana")
    answers = [ana.get(f"/act/cases/{number}/") for number in (case.pk, case.pk + 1)]
    assert [one.status_code for one in answers] == [404, 404]
    assert told(answers[0]) == told(answers[1])
    assert w.step(ana, case, "take").status_code == 404


def test_the_owner_and_the_leads_read_the_words_as_they_are(company, case):
    for name in ("ana", "fay"):
        page = w.text_of(page_of(company, name, case))
        assert html.escape(SECRET) in page
        assert "c1@customer.example" in page
        assert "1 (Very dissatisfied)" in page or "1 on a scale" in page


def test_another_manager_of_the_unit_reads_them_masked_and_not_who_it_is(company, case):
    w.step(company.client("ana"), case, "write", kind="talk", text=f"Said again: {SECRET}")
    Case.objects.update(owner=company.users["fay"], next_step="Phone c-1")
    page = w.text_of(page_of(company, "ana", case))
    assert "[…] shouted at me" in page
    for word in ("Ben shouted", "c-1", "1234567", "c1@customer.example", "on a scale"):
        assert word not in page
    listed = w.text_of(company.client("ana").get("/act/cases/"))
    assert "c-1" not in listed
    assert "1234567" not in listed
    assert company.client("ana").get(f"/act/cases/{case.pk}/reply/").status_code == 404
    assert w.step(company.client("ana"), case, "write", kind="note", text="x").status_code == 404


def test_only_leads_find_cases_by_the_number_of_the_customer(company, case):
    address = f"/act/cases/{case.pk}/"
    assert address in company.client("fay").get("/act/cases/?q=c-1").content.decode()
    assert address not in company.client("fay").get("/act/cases/?q=c-77").content.decode()
    assert address in company.client("ana").get("/act/cases/?q=c-77").content.decode()  # not looked at


def test_the_list_is_by_day_and_has_filters_and_pages(company, case):
    days = {"opened_on": today(), "reply_by": today(), "close_by": today()}
    for _one in range(30):
        Case.objects.create(unit=company.units["day"], **days)
    fay = company.client("fay")
    first, last = fay.get("/act/cases/").content.decode(), fay.get("/act/cases/?page=3").content.decode()
    assert f'/act/cases/{case.pk}/"' not in first
    assert f'/act/cases/{case.pk}/"' in last
    assert f'/act/cases/{case.pk}/"' in company.client("ana").get("/act/cases/?whose=mine").content.decode()
    for query in ("state=closed", "unit=south", "state=nonsense&unit=%00&whose=x&page=zzz"):
        assert fay.get(f"/act/cases/?{query}").status_code == 200
    assert "Nothing was found" in fay.get("/act/cases/?state=closed").content.decode()


def test_an_empty_list_says_what_it_is_for(company):
    page = company.client("ana").get("/act/cases/").content.decode()
    assert "No case is open" in page
    assert "needs a survey that asks for it, and a rule" in page


def test_a_talk_is_the_first_that_the_customer_hears_and_a_form_sent_twice_is_one(company, case):
    ana, seen = company.client("ana"), Case.objects.get().version
    for _twice in range(2):
        w.step(ana, case, "write", kind="talk", text="We phoned. <script>alert(1)</script>", seen=seen)
    case.refresh_from_db()
    assert case.first_reply_on == today()
    assert case.steps.filter(kind="talk").count() == 1
    page = page_of(company, "ana", case).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_form_that_saw_an_older_case_is_told_so_and_loses_nothing(company, case):
    seen = Case.objects.get().version
    doing.plan_next(case, "Phone", today(), waits=False, seen=seen, by=company.users["fay"])
    answer = w.step(company.client("ana"), case, "write", kind="note", text="What I typed", seen=seen)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody else has changed this case meanwhile" in page
    assert "What I typed" in page
    assert f'name="seen" value="{seen + 1}"' in page
    assert not case.steps.filter(kind="note").exists()


def test_waiting_for_the_customer_and_the_next_step(company, case):
    ana, day = company.client("ana"), today() + dt.timedelta(days=3)
    w.step(ana, case, "next", next_step="Phone again", next_on=day.isoformat(), waits="on")
    case.refresh_from_db()
    assert (case.state, case.next_step, case.next_on) == ("waiting", "Phone again", day)
    past = w.step(ana, case, "next", next_step="x", next_on="2020-01-01")
    assert past.status_code == 422
    assert "in the past" in past.content.decode()
    w.step(ana, case, "next", next_step="", next_on="")
    case.refresh_from_db()
    assert (case.state, case.next_on) == ("open", None)
    assert w.step(ana, case, "nonsense").status_code == 404


def close(client, case, **given):
    data = {
        "outcome": "solved",
        "lesson": "Call back at once.",
        "seen": Case.objects.get(pk=case.pk).version,
    }
    return client.post(f"/act/cases/{case.pk}/close/", data | given, follow=True)


def test_what_is_to_be_learnt_is_masked_and_looked_at_once_more(company, case):
    ana = company.client("ana")
    look = close(ana, case, lesson="Ben should have called c-1.")
    assert "Nothing is stored yet" in look.content.decode()
    assert "[…] should have called […]." in html.unescape(look.content.decode())
    assert Case.objects.get().state == "open"
    close(ana, case, lesson="[…] should have called […].")
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_by) == ("closed", "solved", company.users["ana"])
    closing.reopen_case(case, seen=case.version, by=company.users["ana"])
    case.refresh_from_db()
    closing.close_case(case, "solved", "Ben forgot.", seen=case.version, by=company.users["ana"])
    assert Case.objects.get().lesson == "[…] forgot."  # whatever was looked at before
    assert "Ben" not in repr(list(Change.objects.values_list("details", flat=True)))


def test_a_case_is_not_closed_without_saying_how_it_ended(company, case):
    wrong = close(company.client("ana"), case, outcome="")
    assert wrong.status_code == 422
    assert "Say how it ended." in wrong.content.decode()
    assert "Call back at once." in wrong.content.decode()


def test_of_two_who_close_at_once_the_second_is_told_and_keeps_the_words(company, case):
    seen = Case.objects.get().version
    close(company.client("ana"), case, seen=seen)
    second = close(company.client("fay"), case, seen=seen, outcome="partly", lesson="Something else.")
    assert second.status_code == 422
    assert "Somebody else has changed this case meanwhile" in second.content.decode()
    assert "Something else." in second.content.decode()
    again = close(company.client("ana"), case, seen=seen)
    assert again.status_code == 200
    case.refresh_from_db()
    assert (case.outcome, case.lesson) == ("solved", "Call back at once.")
    assert case.steps.filter(kind="closed").count() == 1


def test_a_closed_case_is_opened_again(company, case):
    close(company.client("ana"), case)
    assert w.step(company.client("ana"), case, "write", kind="note", text="late").status_code == 422
    w.step(company.client("ana"), case, "reopen")
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_on) == ("open", "", None)
    assert not lessons_of("day").exists()


def test_the_team_reads_the_lesson_from_the_next_day_on_and_never_the_customer(company, case):
    close(company.client("ana"), case)
    ben, url = company.client("ben"), "/act/cases/lessons/day/"
    assert "Call back at once." not in ben.get(url).content.decode()
    Case.objects.update(closed_on=today() - dt.timedelta(days=1))
    page = ben.get(url).content.decode()
    assert "Call back at once." in page
    for word in ("c-1", "shouted", str(today().day) + " " + f"{today():%B}", f"/act/cases/{case.pk}/"):
        assert word not in page
    assert "Call back at once." in ben.get("/").content.decode()
    assert company.client("cem").get(url).status_code == 404
    assert "Call back" not in company.client("cem").get("/act/cases/lessons/").content.decode()
    assert company.client("fay").get("/act/cases/lessons/north/").status_code == 200
    for name in ("gil", "dua"):
        assert company.client(name).get(url).status_code == 404
    assert company.client("fay").get("/act/cases/lessons/nowhere/").status_code == 404


def test_a_mistake_teaches_nothing(company, case):
    close(company.client("ana"), case, outcome="mistake")
    Case.objects.update(closed_on=today() - dt.timedelta(days=1))
    assert not lessons_for(viewer_of(company.users["fay"])).exists()


def test_a_problem_that_is_known_or_new_lies_behind_a_case(company, case):
    url, ana = f"/act/cases/{case.pk}/behind/", company.client("ana")
    page = ana.get(url).content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    for _twice in range(2):
        ana.post(url, {"step": "report", "key": key, "text": "Nobody calls back, says c-1."})
    problem = Problem.objects.get()
    assert (problem.text, problem.unit.code) == ("Nobody calls back, says […].", "day")
    case.refresh_from_db()
    assert case.root_problem == problem
    ana.post(url, {"step": "tie", "problem": ""})
    case.refresh_from_db()
    assert case.root_problem is None
    elsewhere = Problem.objects.create(
        prompt="easier", text="x", masked="A secret of the desk", day=today(), unit=company.units["desk"]
    )
    assert "A secret of the desk" not in ana.get(url).content.decode()
    closing.tie_to_problem(case, elsewhere, by=company.users["fay"])
    assert "A secret of the desk" in page_of(company, "fay", case).content.decode()
    for address in (url, f"/act/cases/{case.pk}/"):
        assert "A secret of the desk" not in ana.get(address).content.decode()
    for number in (elsewhere.pk, "99999999999999999999", "x"):
        assert ana.post(url, {"step": "tie", "problem": number}).status_code == 404
    assert ana.post(url, {"step": "report", "key": "made up", "text": "Typed"}).status_code == 422


def test_a_customer_who_is_deleted_takes_words_and_name_along_and_the_lesson_stays(company, case):
    ana = company.client("ana")
    w.step(ana, case, "write", kind="talk", text=SECRET)
    w.step(ana, case, "next", next_step="Phone c-1")
    step = CaseStep.objects.create(case=case, kind="reply", day=today(), text=SECRET)
    CaseMail.objects.create(step=step, subject=SECRET, due_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    problem = Problem.objects.create(prompt="easier", text="x", masked="x", day=today())
    ProblemLink.objects.create(problem=problem, kind="case", text="[…] shouted", case=case, day=today())
    close(ana, case, **{f"mail_{step.pk}": "leaves"})
    delete_contact(Contact.objects.get(), by=company.users["fay"])
    for model in (Case, CaseStep, CaseMail, ProblemLink):
        stored = repr(list(model.objects.values_list()))
        for word in ("shouted", "c-1", "1234567"):
            assert word not in stored
    case.refresh_from_db()
    assert (case.contact, case.answered, case.lesson) == (None, None, "Call back at once.")
    assert "deleted from the contacts" in w.text_of(page_of(company, "ana", case))


def test_work_and_plans_lead_on_from_a_case(company, case):
    page = page_of(company, "ana", case).content.decode()
    assert "/act/work/" in page
    assert f"?case={case.pk}" in page


def test_home_says_what_waits_for_the_owner(company, case):
    assert "A customer should hear from you by" in company.client("ana").get("/").content.decode()
    assert "A customer should hear from you by" not in company.client("fay").get("/").content.decode()
