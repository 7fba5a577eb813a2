"""What a plan comes from: a number, a finding, a problem, a case, a huddle; only what its writer may open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways_web.act.committee.decisions import became_plan, decision_behind
from bothways_web.act.models import Case, CommitteeDecision, Huddle, Plan
from bothways_web.act.plans.measured import Measured, measured_in
from bothways_web.act.plans.number_words import day_in_words, number_in_words
from bothways_web.act.plans.results import EMPLOYEES
from bothways_web.act.playbook.practices import Practice, practice
from bothways_web.link.findings import read_findings
from bothways_web.link.models import Run
from bothways_web.link.words import sentence
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.private_codes import number_sent
from bothways_web.listen.problems.triage import visible_problems
from bothways_web.people.access import Right, Viewer

#: What the cells of the table of rights say to those who open single findings.
OPENS_FINDINGS = ("company", "all", "all + method", "own + company")
ASKED_FOR = ("domain", "finding", "problem", "case", "huddle", "decision", "practice", "title")


@dataclass(frozen=True)
class Reason:
    """What a plan comes from, and the sentence that stands with it.

    Attributes
    ----------
    because : Plan.Because
    text : str
        A released number with its range, a finding in words; blank where the writer tells it in own words, because
        the words of a report or of a customer are not for the whole team.
    domain : str
        A metric of employees of this unit.
    label : str
        What people call it.
    """

    because: str = Plan.Because.OTHER
    text: str = ""
    title: str = ""
    domain: str = ""
    label: str = ""
    finding: tuple[int, int] | None = None
    problem: Problem | None = None
    case: Case | None = None
    decision: CommitteeDecision | None = None
    practice: Practice | None = None

    @property
    def practice_id(self) -> str:
        """The practice it begins from; blank for none."""
        return self.practice.id if self.practice else ""

    def put_into(self, plan: Plan) -> None:
        """Write it into a plan that is not stored yet."""
        plan.because, plan.domain, plan.practice = self.because, self.domain, self.practice_id
        plan.problem, plan.case = self.problem, self.case
        if self.finding:
            plan.finding_run, plan.finding_number = self.finding

    def tie(self, plan: Plan) -> None:
        """Tell where it comes from that this is its plan; inside the transaction that stores it."""
        if self.decision is not None:
            became_plan(self.decision, plan)


def read_reason(viewer: Viewer, unit: str, given: Mapping[str, str]) -> Reason:
    """Return what an address says a plan comes from; what is not there or not for this viewer is left out."""
    title = " ".join(given.get("title", "").split())[:160]
    title = "".join(letter for letter in title if letter.isprintable())
    chosen = practice(given.get("practice", ""))
    about_number = given.get("domain") or given.get("finding")
    there = measured_in(unit) if about_number else []
    numbers = {one.metric: one for one in there if one.side == EMPLOYEES}
    if found := _finding(viewer, given.get("finding", "")):
        place, text, metric = found
        here = numbers.get(metric)
        domain, label = (here.metric, here.label) if here else ("", "")
        return Reason(Plan.Because.FINDING, text, title, domain, label, place, practice=chosen)
    if problem := visible_problems(viewer).filter(pk=number_sent(given.get("problem", ""))).first():
        return Reason(Plan.Because.PROBLEM, "", title, problem=problem, practice=chosen)
    if case := _case(viewer, given.get("case", "")):
        return Reason(Plan.Because.CASE, "", title, case=case, practice=chosen)
    if huddle := Huddle.objects.filter(pk=number_sent(given.get("huddle", "")), unit__code=unit).first():
        text = _("From the huddle of %(day)s.") % {"day": day_in_words(huddle.day)}
        return Reason(Plan.Because.OTHER, text, title, practice=chosen)
    if decision := decision_behind(viewer, number_sent(given.get("decision", "")), unit):
        text = _("The committee decided: %(text)s") % {"text": decision.text}
        return Reason(
            Plan.Because.OTHER, text, title or decision.text[:160], decision=decision, practice=chosen
        )
    if number := numbers.get(given.get("domain", "")):
        return Reason(Plan.Because.DOMAIN, _told(number), title, number.metric, number.label, practice=chosen)
    return Reason(title=title, practice=chosen)


def _told(number: Measured) -> str:
    """Return "Willingness to help: 58 (51 to 65)", its name alone where it is not shown."""
    if number.shown is None:
        return number.label
    return _("%(number)s: %(value)s") % {"number": number.label, "value": number_in_words(number.shown)}


def _finding(viewer: Viewer, text: str) -> tuple[tuple[int, int], str, str] | None:
    """Return place, sentence and employees' metric of a finding such as "3-12"."""
    run_id, _dash, number = text.partition("-")
    if not viewer.may(Right.FINDINGS, *OPENS_FINDINGS):
        return None
    done = (
        Run.objects.filter(pk=number_sent(run_id), state=Run.State.DONE)
        .select_related("round__pulse")
        .first()
    )
    found = read_findings(done) if done else None
    one = found.find(number_sent(number)) if found else None
    if done is None or found is None or one is None:
        return None
    return (done.pk, one.number), sentence(one, found.findings.frequency), one.finding.employee_metric


def _case(viewer: Viewer, text: str) -> Case | None:
    found = (
        Case.objects.filter(pk=number_sent(text))
        .exclude(state=Case.State.HELD)
        .select_related("unit")
        .first()
    )
    return found if found and viewer.reaches(Right.CASES, [found.unit.code]) else None
