"""Unhappy customers of the example company, what came of them, and what everybody can read."""

from __future__ import annotations

import datetime as dt

from bothways_web.act.cases.closing import close_case, tie_to_problem
from bothways_web.act.cases.doing import plan_next, write_down
from bothways_web.act.cases.replies import save_template
from bothways_web.act.cases.rules import save_rule
from bothways_web.act.models import Case, CaseStep, ReplyTemplate, Said
from bothways_web.act.problems.ties import tie_name, tie_note
from bothways_web.act.said.sources import source_of
from bothways_web.act.said.writing import begin_said, publish_said
from bothways_web.listen.answering.asking import Draft
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.models import Invitation, Problem, Pulse, VoiceNote
from bothways_web.listen.problems.private_codes import new_form_key
from bothways_web.listen.question_sets import items_of
from bothways_web.people.models import User
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of

_RULE = {"at_most": 2.0, "active": True, "reply_days": 2, "close_days": 10, "most_a_day": 20}
_WORDS = (
    "I had to say my address twice and the parcel still went to the wrong house.",
    "Nobody called me back although I was promised it.",
)
_LESSON = "The address of an order is not taken over into the form for returns. Read it out once before you send it."
_REPLY = {
    "name": "Sorry, and what comes next", "language": "en", "subject": "About your call with {organisation}",
    "body": "Thank you for telling us. I look after it myself and call you tomorrow before noon.\n\n{owner}",
}  # fmt: skip


def look_after_customers(team: str, *, lead: User) -> None:
    """Open cases from answers of customers who said yes, close one, and publish what was done."""
    pulse = Pulse.objects.get(side=Pulse.Side.CUSTOMERS, occasion=Pulse.Occasion.CONTACT)
    Pulse.objects.filter(pk=pulse.pk).update(follow_up=True)
    pulse.refresh_from_db()
    save_template(ReplyTemplate(), _REPLY, by=lead)
    _let_customers_answer(pulse, team, lead)
    cases = list(Case.objects.filter(unit__code=team).order_by("pk"))
    if len(cases) == len(_WORDS):
        _close(cases[0], lead)
        plan_next(cases[1], "Call her before noon", today() + dt.timedelta(days=1), waits=False,
                  seen=cases[1].version, by=lead)  # fmt: skip
    _tell_everybody(lead)


def _let_customers_answer(pulse: Pulse, team: str, lead: User) -> None:
    asked = pulse.rounds.latest("number")
    scored = next(item for item in items_of(asked) if item.scale.high)
    save_rule(pulse, scored.id, _RULE, by=lead)
    there = Invitation.objects.filter(round=asked, unit=team, response=None).order_by("contact__key")
    for invitation, words in zip(there, _WORDS, strict=False):
        answers = {item.id: 1 if item.id == scored.id else None for item in items_of(asked)}
        store_response(invitation, Draft(answers, words, may_contact=True))


def _close(case: Case, by: User) -> None:
    problem = Problem.objects.filter(unit=case.unit, state=Problem.State.TAKEN_UP).first()
    write_down(
        case, CaseStep.Kind.TALK, "Called, said sorry, and sent a second parcel.", seen=case.version, by=by
    )
    if problem:
        tie_to_problem(Case.objects.get(pk=case.pk), problem, by=by)
    close_case(case, Case.Outcome.SOLVED, _LESSON, seen=Case.objects.get(pk=case.pk).version, by=by)
    then = today() - dt.timedelta(days=1)
    Case.objects.filter(pk=case.pk).update(opened_on=then, closed_on=then)


def _tell_everybody(lead: User) -> None:
    """Tie a problem to what customers say, and publish what became of two of them."""
    taken_up = Problem.objects.filter(state=Problem.State.TAKEN_UP).first()
    if taken_up is None:
        return
    tie_name(taken_up, "topic", "forms", by=lead)
    for note in VoiceNote.objects.filter(text__icontains="address"):
        tie_note(taken_up, note, by=lead)
    _publish(taken_up, "The address has to be given twice.", Said.Outcome.TRYING,
             "We join the two forms. Until then one of us reads the address out on the phone.", lead)  # fmt: skip
    called = Problem.objects.filter(state=Problem.State.ANSWERED).first()
    if called:
        _publish(called, "Customers should choose when they are called back.", Said.Outcome.DONE,
                 "Two teams keep a list with the hours that suit customers, and call then.", lead)  # fmt: skip


def _publish(problem: Problem, heard: str, outcome: str, done: str, by: User) -> None:
    source = source_of(viewer_of(by), problem=problem.pk)
    if source is None:
        return
    given = {
        "voice": Said.Voice.BOTH, "you_said": heard, "outcome": outcome, "we_did": done, "decided_by": "",
        "unit": problem.unit, "for_customers": True,
    }  # fmt: skip
    made = begin_said(source, given, new_form_key().encode(), by=by)
    publish_said(made, seen=made.version, by=by)
