"""Triage: who sees which problems, what they change, that it can be undone, and that it is in the change log."""

import datetime as dt
import re

import pytest
import reported as r
from django.core import mail

from bothways_web.listen import allowance
from bothways_web.listen.models import Problem, Reply
from bothways_web.people.models import Change, Digest
from bothways_web.people.notifications.digest import look_after_digests

MONDAY_NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def fresh_counters():
    allowance.forget()


@pytest.fixture
def three(company):
    """Problems of Day shift, of the help desk, and of no unit, all by Cem."""
    for unit in ("day", "desk", ""):
        r.send(company.client("cem"), f"Something about {unit or 'nothing'} is slow.", unit=unit)
    return {unit: Problem.objects.get(unit__code=unit or None) if unit else Problem.objects.get(unit=None)
            for unit in ("day", "desk", "")}  # fmt: skip


def told(page):
    """The bytes of a page without what differs between any two: the token of its forms, and its own address."""
    return re.sub(rb'name="(csrfmiddlewaretoken|next)" value="[^"]*"', b"", page.content)


def step(company, name, problem, step, **given):
    """Do something about a problem the way the page does."""
    client, address = company.client(name), f"{r.TRIAGE}{problem.pk}/"
    page = client.get(address)
    key = r.key_on(page) if page.status_code == 200 and b'name="key"' in page.content else ""
    data = {"step": step, "seen": Problem.objects.get(pk=problem.pk).state, "key": key} | given
    return client.post(address, data, follow=True)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("ana", {"day"}), ("eva", {"day", "desk", ""}), ("fay", {"day", "desk", ""}), ("ida", {"day", "desk", ""}),
        ("ben", None), ("cem", None), ("gil", None), ("hao", None), ("dua", None),
    ],
)  # fmt: skip
def test_each_role_sees_what_the_table_says(company, three, name, seen):
    client = company.client(name)
    page = client.get(r.TRIAGE)
    assert page.status_code == (404 if seen is None else 200)
    for unit, problem in three.items():
        there = seen is not None and unit in seen
        assert (f"{r.TRIAGE}{problem.pk}/" in page.content.decode()) is there
        answer = client.get(f"{r.TRIAGE}{problem.pk}/")
        assert answer.status_code == (200 if there else 404)
        if not there:
            missing = client.get(f"{r.TRIAGE}{problem.pk - 1}/")
            assert told(missing) == told(answer)


def test_the_committee_reads_and_changes_nothing(company, three):
    ida, problem = company.client("ida"), three["day"]
    page = ida.get(f"{r.TRIAGE}{problem.pk}/")
    assert "not change it" in page.content.decode()
    assert b'name="step"' not in page.content
    for data in ({"step": "state", "state": "taken_up", "seen": "new"}, {"step": "answer", "answer": "No."}):
        assert ida.post(f"{r.TRIAGE}{problem.pk}/", data).status_code == 404
    assert Problem.objects.filter(state="new").count() == 3
    assert not Change.objects.exists()


def test_states_are_set_undone_and_in_the_change_log_without_a_word_of_the_text(company, three):
    problem = three["day"]
    step(company, "ana", problem, "state", state="looked_at")
    step(company, "ana", problem, "state", state="taken_up")
    problem.refresh_from_db()
    assert (problem.state, problem.state_before) == ("taken_up", "looked_at")
    assert "as it was before" in step(company, "ana", problem, "undo").content.decode()
    problem.refresh_from_db()
    assert (problem.state, problem.state_before) == ("looked_at", "")
    assert "nothing to undo" in step(company, "ana", problem, "undo").content.decode()
    log = list(Change.objects.order_by("pk").values_list("verb", "by__name"))
    verbs = ["set problem to looked at", "set problem to taken up", "undid change of problem"]
    assert log == [(verb, "Ana") for verb in verbs]
    assert "slow" not in repr(list(Change.objects.values_list()))
    assert "about" not in "".join(Change.objects.values_list("about", flat=True))


def test_a_state_that_is_not_there_or_was_changed_meanwhile_is_refused(company, three):
    problem = three["day"]
    for state in ("answered", "duplicate", "gone", ""):
        assert (
            "There is no such state" in step(company, "ana", problem, "state", state=state).content.decode()
        )
    step(company, "fay", problem, "state", state="taken_up")
    page = step(company, "ana", problem, "state", state="looked_at", seen="new")
    assert "Somebody else has changed this problem meanwhile" in page.content.decode()
    problem.refresh_from_db()
    assert problem.state == "taken_up"


def test_merging_gives_the_reporter_the_answers_of_the_other_and_can_be_undone(company, three):
    one, other = three["day"], three["desk"]
    step(company, "fay", one, "merge", into=other.pk)
    one.refresh_from_db()
    assert (one.state, one.same_as) == ("duplicate", other)
    step(company, "fay", other, "answer", answer="Both get a new form.")
    cem = company.client("cem")
    page = cem.get(f"/problems/mine/{one.pk}/").content.decode()
    assert "Both get a new form." in page
    assert "answered" in page
    assert "Something about desk" not in page
    step(company, "fay", one, "undo")
    one.refresh_from_db()
    assert (one.state, one.same_as) == ("new", None)
    assert "Both get a new form." not in cem.get(f"/problems/mine/{one.pk}/").content.decode()


def test_merging_never_goes_round_in_circles(company, three):
    one, other, third = three.values()
    step(company, "fay", one, "merge", into=other.pk)
    for target in (one, other):
        page = step(company, "fay", target, "merge", into=one.pk)
        assert page.status_code == 404 or "Undo that first" in page.content.decode()
    step(company, "fay", other, "merge", into=third.pk)
    step(company, "fay", third, "answer", answer="All three at once.")
    assert "All three at once." in company.client("cem").get(f"/problems/mine/{one.pk}/").content.decode()
    assert "Undo that first" in step(company, "fay", one, "state", state="new").content.decode()


def test_a_manager_merges_into_own_ones_alone(company, three):
    assert step(company, "ana", three["day"], "merge", into=three["desk"].pk).status_code == 404
    assert not Problem.objects.filter(state="duplicate").exists()


def test_an_answer_is_stored_once_a_form_and_an_empty_one_is_refused(company, three):
    problem, ana = three["day"], company.client("ana")
    address = f"{r.TRIAGE}{problem.pk}/"
    key = r.key_on(ana.get(address))
    for _twice in range(2):
        ana.post(address, {"step": "answer", "answer": "We look into it.", "key": key})
    assert Reply.objects.count() == 1
    page = ana.post(address, {"step": "answer", "answer": " ", "key": r.key_on(ana.get(address))})
    assert "Write your answer." in page.content.decode()
    page = ana.post(address, {"step": "answer", "answer": "Again", "key": "made up"}, follow=True)
    assert "open too long" in page.content.decode()
    assert Reply.objects.count() == 1


def test_who_reported_with_a_name_gets_one_mail_without_a_word_of_it(company, three):
    for text in ("First answer.", "Second answer."):
        step(company, "ana", three["day"], "answer", answer=text)
    kept = Digest.objects.get()
    assert (kept.user, kept.topics) == (company.users["cem"], ["my reports"])
    assert kept.due_at is None  # it waits for Tuesday
    Digest.objects.update(due_at=MONDAY_NOON)
    assert look_after_digests(MONDAY_NOON) == 1
    [letter] = mail.outbox
    assert letter.to == ["cem@company.example"]
    assert "There is something new under “My reports”." in letter.body
    assert not re.search("answer\\.|slow|Ana", letter.subject + letter.body)


def test_nobody_gets_a_mail_about_a_report_without_a_name(company, monkeypatch):
    r.send_without_name(company.client("ben"), unit="day")
    r.let_days_pass(monkeypatch)
    step(company, "fay", r.problem_of(), "answer", answer="Thank you.")
    assert Reply.objects.exists()
    assert not Digest.objects.exists()


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, {"day", "desk", ""}),
        ({"unit": "north"}, {"day"}),
        ({"unit": "company"}, {"day", "desk"}),
        ({"state": "looked_at"}, {"desk"}),
        ({"prompt": "wand"}, set()),
        ({"prompt": "easier"}, {"day", "desk", ""}),
        ({"q": "ABOUT NOTHING"}, {""}),
        ({"q": "nothing like it"}, set()),
        ({"state": "no such"}, set()),
        ({"unit": "nowhere"}, set()),
        ({"page": "99"}, {"day", "desk", ""}),
    ],
)
def test_the_list_is_filtered_and_searched(company, three, search, found):
    Problem.objects.filter(pk=three["desk"].pk).update(state="looked_at")
    page = company.client("fay").get(r.TRIAGE, search).content.decode()
    assert {unit for unit, one in three.items() if f"{r.TRIAGE}{one.pk}/" in page} == found
    assert ("Nothing was found" in page) is (not found)


def test_a_manager_does_not_find_others_by_filtering(company, three):
    page = company.client("ana").get(r.TRIAGE, {"unit": "company", "q": "slow"}).content.decode()
    assert f"{r.TRIAGE}{three['day'].pk}/" in page
    assert f"{r.TRIAGE}{three['desk'].pk}/" not in page
    assert 'value="desk"' not in page


def test_a_long_list_has_pages(company):
    day = dt.date(2026, 3, 2)
    Problem.objects.bulk_create(
        Problem(pk=number, prompt="wand", text=f"Idea {number}", masked=f"Idea {number}", day=day)
        for number in range(1, 61)
    )
    pages = [company.client("fay").get(r.TRIAGE, {"page": number}).content.decode() for number in (1, 2, 3)]
    numbers = [re.findall(r"/problems/triage/(\d+)/", page) for page in pages]
    assert [len(one) for one in numbers] == [25, 25, 10]
    assert len({one for page in numbers for one in page}) == 60


def test_an_empty_list_says_what_silence_may_mean(company):
    page = company.client("fay").get(r.TRIAGE).content.decode()
    assert "people do not feel safe to" in page
    assert "New ones wait" not in company.client("fay").get("/").content.decode()


def test_hiding_a_problem_from_colleagues_is_in_the_change_log(company, three):
    step(company, "ana", three["day"], "colleagues", shown="no")
    assert not Problem.objects.get(pk=three["day"].pk).suggested
    step(company, "ana", three["day"], "colleagues", shown="yes")
    verbs = list(Change.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["hid problem from colleagues", "showed problem to colleagues"]


def test_a_message_of_the_reporter_is_marked_on_the_list(company, three):
    cem, problem = company.client("cem"), three["day"]
    address = f"/problems/mine/{problem.pk}/"
    cem.post(address, {"message": "It got worse.", "key": r.key_on(cem.get(address))})
    assert "new message" in company.client("ana").get(r.TRIAGE).content.decode()
    step(company, "ana", problem, "answer", answer="We saw it.")
    assert "new message" not in company.client("ana").get(r.TRIAGE).content.decode()
