"""Whoever erases somebody learns nothing that their role does not open, and their look is written down."""

import pytest
from django.urls import reverse
from leaving_colleague import ADDRESS, CODE, NAME, leaves, named, places_of, subject

from bothways_web.act.models import Case, CaseStep
from bothways_web.keeping.personal.erasing import erase, try_erasing
from bothways_web.keeping.personal.names import ERASED
from bothways_web.listen.models import Contact, Problem, Reply
from bothways_web.people.models import Change
from bothways_web.people.units import today


@pytest.fixture
def left(company):
    """A company that a colleague has left."""
    named(company)
    leaves(company)
    return company


def test_whoever_erases_learns_not_in_which_texts_somebody_is_named(left):
    """Problems and cases are for other roles: neither that there are any of theirs, nor that they name somebody."""
    company, day = left, today()
    who, dua = subject(company), company.users["dua"]
    contact = Contact.objects.create(side="customers", key="c-1", unit="desk")
    before = try_erasing(who, by=dua)
    problem = Problem.objects.create(
        prompt="easier", text=f"{NAME} shouts", masked="", reporter=company.users["ben"], day=day
    )
    Reply.objects.create(
        problem=problem, number=1, kind="answer", text=f"We spoke to {NAME}", masked="", day=day
    )
    case = Case.objects.create(
        unit=company.units["desk"], contact=contact, words=f"{NAME} was rude", owner=company.users["ben"],
        opened_on=day, reply_by=day, close_by=day,
    )  # fmt: skip
    CaseStep.objects.create(case=case, kind="opened", day=day, text=NAME, by=company.users["ben"])
    assert try_erasing(who, by=dua) == before
    done = erase(who, why="asked", by=dua).done
    untold = {"deleted": 0, "cut": 0, "names": 0}
    for model in ("listen.Problem", "listen.Reply", "act.Case", "act.CaseStep"):
        assert done[model] == untold, model
    case.refresh_from_db()
    assert (case.words, case.owner) == (f"{ERASED} was rude", None)
    assert places_of(NAME) == set()


def test_a_look_is_in_the_change_log_until_the_person_is_erased(left):
    browser = left.client("dua")
    page = browser.post(reverse("erase"), {"step": "look", "who": ADDRESS}).content.decode()
    assert "whatever there is stays without them" in page
    [line] = Change.objects.filter(verb="looked what erasing would do")
    assert (line.by, line.about) == (left.users["dua"], CODE)
    erase(subject(left), why="asked", by=left.users["dua"])
    line.refresh_from_db()
    assert (line.by, line.about) == (left.users["dua"], ERASED)
