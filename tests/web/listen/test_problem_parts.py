"""Parts of a report, merging, answering and reopening: every reporter reads what was said, and nothing new is told."""

import re

import pytest
import reported as r
from django.db import connection
from django.test import Client

from bothways_web.listen import allowance
from bothways_web.listen.models import MeToo, Problem, Reply
from bothways_web.listen.problems import mixing
from bothways_web.people.models import Change, Digest, Post

TWO = "The lift is slow. The forms ask the same twice, says Desk 3."


@pytest.fixture(autouse=True)
def fresh_counters():
    allowance.forget()


@pytest.fixture
def named(company):
    """A report of Cem's about Day shift."""
    r.send(company.client("cem"), TWO, unit="day")
    return r.problem_of(TWO)


def without_name(company, monkeypatch, unit="day"):
    """A report of Ben's without his name, a day later; and its code."""
    code = r.send_without_name(company.client("ben"), TWO, unit=unit)
    r.let_days_pass(monkeypatch)
    mixing.mix_days()
    return r.problem_of(TWO), code


def split(company, name, problem, text="Forms ask the same.", unit="day"):
    """Split a report the way the page does; returns the page."""
    client, address = company.client(name), f"{r.TRIAGE}{problem.pk}/split/"
    key = r.key_on(client.get(address))
    return client.post(address, {"key": key, "text": text, "unit": unit}, follow=True)


def step(company, name, problem, step, **given):
    client, address = company.client(name), f"{r.TRIAGE}{problem.pk}/"
    key = r.key_on(client.get(address)) if b'name="key"' in client.get(address).content else ""
    data = {"step": step, "seen": Problem.objects.get(pk=problem.pk).state, "key": key} | given
    return client.post(address, data, follow=True)


def by_code(code):
    return Client().post(r.CODE_PAGE, {"code": code}).content.decode()


def part_of(problem):
    return problem.parts.get()


def test_the_form_begins_with_the_masked_text_and_the_part_is_masked_again(company, named):
    page = company.client("ana").get(f"{r.TRIAGE}{named.pk}/split/").content.decode()
    assert "The lift is slow" in page
    assert "Desk 3" not in page
    split(company, "ana", named, "Desk 3 says that forms ask the same.")
    part = part_of(named)
    assert "Desk 3" not in part.text
    assert part.text == part.masked
    assert (part.reporter, part.code_mark, part.day, part.unit) == (None, None, named.day, named.unit)
    named.refresh_from_db()
    assert named.text == TWO


def test_a_part_of_a_report_without_a_name_tells_nothing_that_the_report_does_not(company, monkeypatch):
    whole, _code = without_name(company, monkeypatch)
    Post.objects.filter(unit__code="field").exclude(person__code="field1").delete()
    before = Problem.objects.filter(pk=whole.pk).values().get()
    split(company, "fay", whole, unit="field")
    part = part_of(whole)
    assert Problem.objects.filter(pk=whole.pk).values().get() == before
    assert (part.reporter, part.code_mark, part.day, part.mixed) == (None, None, whole.day, True)
    assert part.unit.code == "south"  # one with too few people is replaced by the one above
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, masked FROM listen_problem WHERE id = %s", [part.pk])
        assert not re.search("slow|lift", repr(cursor.fetchone()))
    log = repr(list(Change.objects.values_list("verb", "about", "details")))
    assert "split problem" in log
    assert not re.search("lift|form|slow", log)
    page = company.client("fay").get(f"{r.TRIAGE}{part.pk}/").content.decode()
    assert "part of a report" in page
    assert "Do not try to find out who wrote it" in page


def test_a_part_of_today_is_laid_anew_with_the_others(company, named, monkeypatch):
    split(company, "ana", named)
    assert not part_of(named).mixed
    r.let_days_pass(monkeypatch)
    mixing.mix_days()
    assert part_of(named).mixed
    assert part_of(named).split_from == named


def test_the_reporter_reads_the_answers_of_all_parts_and_gets_the_mail(company, named):
    split(company, "ana", named)
    step(company, "ana", part_of(named), "answer", answer="One form from May on.")
    page = company.client("cem").get(f"/problems/mine/{named.pk}/").content.decode()
    assert "One form from May on." in page
    assert "About the part" in page
    assert {one.user for one in Digest.objects.filter(topics=["my reports"])} == {named.reporter}


def test_whoever_holds_the_code_reads_the_answers_of_all_parts(company, monkeypatch):
    whole, code = without_name(company, monkeypatch)
    split(company, "fay", whole)
    step(company, "fay", part_of(whole), "answer", answer="One form from May on.")
    assert "One form from May on." in by_code(code)
    assert not Digest.objects.exists()


def test_a_part_that_is_merged_brings_the_answers_of_the_other_and_none_of_its_words(company, named):
    r.send(company.client("ben"), "Papers are printed in triplicate.", unit="day")
    other = r.problem_of("Papers are printed in triplicate.")
    split(company, "ana", named)
    step(company, "ana", part_of(named), "merge", into=other.pk)
    step(company, "ana", other, "answer", answer="Printing ends in June.")
    page = company.client("cem").get(f"/problems/mine/{named.pk}/").content.decode()
    assert "Printing ends in June." in page
    assert "triplicate" not in page
    told = {one.user for one in Digest.objects.all() if one.topics == ["my reports"]}
    assert told == {named.reporter, other.reporter}
    assert "lift" not in company.client("ben").get(f"/problems/mine/{other.pk}/").content.decode()


def test_who_reported_the_same_as_a_split_report_reads_answers_and_no_words_of_others(company, named):
    r.send(company.client("ben"), "It takes ages upstairs.", unit="day")
    other = r.problem_of("It takes ages upstairs.")
    step(company, "ana", other, "merge", into=named.pk)
    split(company, "ana", named, "Forms ask the same.")
    step(company, "ana", part_of(named), "answer", answer="One form from May on.")
    page = company.client("ben").get(f"/problems/mine/{other.pk}/").content.decode()
    assert "One form from May on." in page
    assert "Forms ask" not in page


def test_undoing_a_split_deletes_a_part_that_nobody_has_touched(company, named):
    split(company, "ana", named)
    part = part_of(named)
    page = company.client("ana").post(f"{r.TRIAGE}{part.pk}/undo-split/", follow=True)
    assert "as it was before" in page.content.decode()
    assert list(Problem.objects.all()) == [named]
    assert list(Change.objects.order_by("pk").values_list("verb", flat=True)) == [
        "split problem",
        "undid split of problem",
    ]


@pytest.mark.parametrize("touched", ["state", "reply", "me too", "merged", "work", "tie", "undone"])
def test_a_part_that_somebody_has_touched_stays(company, named, touched):
    from bothways_web.act.problems.ties import tie_name
    from bothways_web.act.work.items import make_item

    split(company, "ana", named)
    part, ana = part_of(named), company.users["ana"]
    if touched == "state":
        step(company, "ana", part, "state", state="looked_at")
    elif touched == "undone":
        Problem.objects.filter(pk=part.pk).update(state_before="looked_at")
    elif touched == "reply":
        Reply.objects.create(
            pk=5, problem=part, number=1, kind="answer", text="x", masked="x", by=ana, day=part.day
        )
    elif touched == "me too":
        MeToo.objects.create(pk=5, problem=part, day=part.day)
    elif touched == "merged":
        Problem.objects.filter(pk=named.pk).update(same_as=part, state="duplicate")
    elif touched == "work":
        make_item(company.units["day"], "Ask", by=ana, problem=part)
    else:
        tie_name(part, "topic", "forms", by=ana)
    assert "delete this part" not in company.client("ana").get(f"{r.TRIAGE}{part.pk}/").content.decode()
    page = company.client("ana").post(f"{r.TRIAGE}{part.pk}/undo-split/", follow=True)
    assert "already" in page.content.decode()
    assert Problem.objects.filter(pk=part.pk).exists()


def test_a_report_is_not_taken_for_a_part(company, named):
    company.client("ana").post(f"{r.TRIAGE}{named.pk}/undo-split/")
    assert Problem.objects.filter(pk=named.pk).exists()


def test_a_part_of_a_part_belongs_to_the_report(company, named):
    split(company, "ana", named, "First part.")
    first = part_of(named)
    split(company, "ana", first, "Second part.")
    assert {one.masked for one in named.parts.all()} == {"First part.", "Second part."}


def test_a_form_that_is_sent_twice_splits_once_and_an_empty_one_not_at_all(company, named):
    ana, address = company.client("ana"), f"{r.TRIAGE}{named.pk}/split/"
    key = r.key_on(ana.get(address))
    for _twice in range(2):
        ana.post(address, {"key": key, "text": "Once.", "unit": "day"})
    assert named.parts.count() == 1
    page = ana.post(address, {"key": r.key_on(ana.get(address)), "text": " ", "unit": "day"})
    assert "Write what the second problem is." in page.content.decode()
    late = ana.post(address, {"key": "made up", "text": "Late words", "unit": "day"}).content.decode()
    assert "open too long" in late
    assert "Late words" in late
    assert named.parts.count() == 1


def test_a_merged_report_is_not_split(company, named):
    r.send(company.client("ben"), "Another.", unit="day")
    step(company, "ana", named, "merge", into=r.problem_of("Another.").pk)
    assert "Undo that first" in split(company, "ana", named).content.decode()
    assert not named.parts.exists()


@pytest.mark.parametrize(
    ("name", "answer"),
    [("ben", 404), ("cem", 404), ("dua", 404), ("gil", 404), ("hao", 404), ("ida", 404), ("nobody", 302)],
)
def test_nobody_else_splits_or_undoes(company, named, name, answer):
    split(company, "ana", named)
    client = company.client(name)
    assert client.get(f"{r.TRIAGE}{named.pk}/split/").status_code == answer
    data = {"key": "x", "text": "x", "unit": "day"}
    assert client.post(f"{r.TRIAGE}{named.pk}/split/", data).status_code == answer
    assert client.post(f"{r.TRIAGE}{part_of(named).pk}/undo-split/").status_code == answer
    assert named.parts.count() == 1


def test_a_manager_gives_a_part_to_own_units_alone(company, named):
    page = split(company, "ana", named, unit="desk")
    assert "Select a valid choice" in page.content.decode()
    assert not named.parts.exists()


def test_an_answered_problem_is_taken_up_again_and_the_reporter_reads_why(company, named):
    step(company, "ana", named, "answer", answer="It is done.")
    assert "Write why it is open again." in step(company, "ana", named, "reopen", reopen=" ").content.decode()
    step(company, "ana", named, "reopen", reopen="The lift stands still again.")
    named.refresh_from_db()
    assert (named.state, named.state_before) == ("taken_up", "answered")
    page = company.client("cem").get(f"/problems/mine/{named.pk}/").content.decode()
    assert page.index("It is done.") < page.index("The lift stands still again.")
    assert "taken up" in page
    assert "Open again after an answer" in company.client("ana").get(r.TRIAGE).content.decode()
    assert Change.objects.filter(verb="reopened problem").count() == 1
    step(company, "ana", named, "undo")
    named.refresh_from_db()
    assert named.state == "answered"


def test_what_is_not_answered_is_not_reopened_and_a_form_reopens_once(company, named):
    assert "not answered" in step(company, "ana", named, "reopen", reopen="Why").content.decode()
    step(company, "ana", named, "answer", answer="Done.")
    ana, address = company.client("ana"), f"{r.TRIAGE}{named.pk}/"
    data = {"step": "reopen", "reopen": "Again.", "seen": "answered", "key": r.key_on(ana.get(address))}
    for _twice in range(2):
        ana.post(address, data)
    assert Reply.objects.filter(text="Again.").count() == 1


def test_merged_answered_and_reopened_loses_nothing(company, named, monkeypatch):
    r.send(company.client("ben"), "Both shifts wait for the lift.", unit="day")
    other = r.problem_of("Both shifts wait for the lift.")
    step(company, "ana", named, "answer", answer="Said before the merge.")
    step(company, "ana", named, "merge", into=other.pk)
    step(company, "ana", other, "answer", answer="Said to both.")
    step(company, "ana", other, "reopen", reopen="Open again for both.")
    cem = company.client("cem")
    page = cem.get(f"/problems/mine/{named.pk}/").content.decode()
    for words in ("Said before the merge.", "Said to both.", "Open again for both."):
        assert words in page
    assert "taken up" in page
    assert (
        "Said before the merge."
        not in company.client("ben").get(f"/problems/mine/{other.pk}/").content.decode()
    )
    step(company, "ana", named, "undo")
    named.refresh_from_db()
    assert (named.state, named.same_as) == ("answered", None)
    page = cem.get(f"/problems/mine/{named.pk}/").content.decode()
    assert "Said before the merge." in page
    assert "Said to both." not in page


def test_what_was_said_along_a_chain_of_merges_stays_readable(company, named):
    texts = ("Second of the chain.", "Third of the chain.")
    for text in texts:
        r.send(company.client("ben"), text, unit="day")
    second, third = map(r.problem_of, texts)
    step(company, "ana", named, "merge", into=second.pk)
    step(company, "ana", second, "answer", answer="Answer of the second.")
    step(company, "ana", second, "merge", into=third.pk)
    step(company, "ana", third, "answer", answer="Answer of the third.")
    page = company.client("cem").get(f"/problems/mine/{named.pk}/").content.decode()
    assert "Answer of the second." in page
    assert "Answer of the third." in page
