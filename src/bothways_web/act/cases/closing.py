"""How a case ends: outcome, what the team should learn, what lies behind it; and opening it again."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.cases.locking import changed, locked_case
from bothways_web.act.cases.replies import take_back
from bothways_web.act.cases.words import masked_for
from bothways_web.act.models import Case, CaseStep
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.reporting import Report, report_problem
from bothways_web.listen.problems.triage import visible_problems
from bothways_web.people.access import Viewer
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today

MOST_FOUND = 8


def close_case(
    case: Case, outcome: str, lesson: str, *, seen: int, by: User, mails_back: Collection[int] = ()
) -> None:
    """Close a case; what the team should learn is masked whatever was looked at before. Once a form.

    Parameters
    ----------
    case : Case
    outcome, lesson : str
    seen : int
        The version that the form was made from.
    by : User
    mails_back : collection of int
        Mails to the customer that wait and are taken back; others that wait leave, though the case is closed.

    Raises
    ------
    InputError
        Where it does not say how it ended, a mail has left already, or somebody else has changed the case since
        ``seen``: then nothing is done.
    """
    if outcome not in Case.Outcome.values:
        raise InputError(_("Say how it ended."), remedy=_("Choose one of the answers."))
    lesson = masked_for(lesson, case.contact)
    with transaction.atomic():
        now = Case.objects.get(pk=case.pk)
        if (now.state, now.closed_by_id, now.outcome, now.lesson) == (
            Case.State.CLOSED,
            by.pk,
            outcome,
            lesson,
        ):
            return
        locked_case(case, seen)
        for step in mails_back:
            take_back(case, step, by=by)
        locked = locked_case(case, seen + len(mails_back))
        locked.state, locked.outcome, locked.lesson = Case.State.CLOSED, outcome, lesson
        locked.closed_on, locked.closed_by = today(), by
        changed(locked, "state", "outcome", "lesson", "closed_on", "closed_by")
        CaseStep.objects.create(case=locked, kind=CaseStep.Kind.CLOSED, day=today(), by=by)
        record(by, "closed case", locked, outcome=outcome)


@transaction.atomic
def reopen_case(case: Case, *, seen: int, by: User) -> None:
    """Open a closed case again; what the team should learn is not shown until it is closed again."""
    locked = locked_case(case, seen, closed=True)
    locked.state, locked.outcome, locked.closed_on, locked.closed_by = Case.State.OPEN, "", None, None
    changed(locked, "state", "outcome", "closed_on", "closed_by")
    CaseStep.objects.create(case=locked, kind=CaseStep.Kind.REOPENED, day=today(), by=by)
    record(by, "reopened case", locked)


def problem_behind(viewer: Viewer, case: Case) -> Problem | None:
    """Return the problem that lies behind a case, as far as the viewer may read it."""
    return visible_problems(viewer).filter(pk=case.root_problem_id or 0).first()


def find_behind(viewer: Viewer, text: str) -> list[Problem]:
    """Return reported problems that a viewer sees, by words in them; the newest where none are asked for."""
    found = visible_problems(viewer).exclude(state=Problem.State.DUPLICATE).order_by("-day", "pk")
    return list((found.filter(masked__icontains=text) if text else found)[:MOST_FOUND])


@transaction.atomic
def tie_to_problem(case: Case, problem: Problem | None, *, by: User) -> None:
    """Say which problem lies behind a case; ``None`` for none any more. Open or closed."""
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if locked.root_problem_id != (problem.pk if problem else None):
        locked.root_problem = problem
        changed(locked, "root_problem")
        record(by, "tied case to problem", locked, problem=str(problem) if problem else "")


@transaction.atomic
def report_behind(case: Case, text: str, key: bytes, *, by: User) -> Problem:
    """Report the problem that lies behind a case, with one's name, once a form; the customer is masked in it."""
    report = Report(Problem.Prompt.EASIER, masked_for(text, case.contact), case.unit, named=True)
    made = report_problem(report, key, by=by).problem
    tie_to_problem(case, made, by=by)
    return made
