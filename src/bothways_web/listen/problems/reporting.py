"""Reporting a problem or an idea, and what its reporter finds later. Nothing here writes to a log or the change log."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet

from bothways.privacy.masking import masker
from bothways_web.listen.models import MeToo, Problem, Reply
from bothways_web.listen.problems import similar
from bothways_web.listen.problems.families import answers_read
from bothways_web.listen.problems.private_codes import code_from, mark_of, number_from
from bothways_web.listen.problems.units import unit_without_name
from bothways_web.people.models import Person, Unit, User
from bothways_web.people.units import today

LONGEST = 4000
#: So many open problems, the newest, are compared with what somebody writes.
MOST_COMPARED = 500
#: Open, and read by somebody: only these are shown to colleagues.
SHOWN_TO_COLLEAGUES = (Problem.State.LOOKED_AT, Problem.State.TAKEN_UP)


@dataclass(frozen=True)
class Report:
    """What somebody reports.

    Attributes
    ----------
    prompt : str
    text : str
    unit : Unit or None
        As chosen.
    named : bool
    """

    prompt: str
    text: str
    unit: Unit | None
    named: bool


@dataclass(frozen=True)
class Kept:
    """What became of a form.

    Attributes
    ----------
    problem : Problem
    code : str
        Blank where it was reported with a name.
    first : bool
        Whether this was stored now; else the form had been sent before.
    same : bool
        Whether what is stored reads as what was sent.
    """

    problem: Problem
    code: str
    first: bool
    same: bool


def report_problem(report: Report, key: bytes, *, by: User) -> Kept:
    """Store a report exactly once; without a name nothing of the account is kept with it.

    Parameters
    ----------
    report : Report
    key : bytes
        Of the form, see :mod:`bothways_web.listen.problems.private_codes`.
    by : User
        Used for a report with a name alone.
    """
    number, code = number_from(key, "problem"), code_from(key)
    there = Problem.objects.filter(pk=number).first()
    if there is None:
        try:
            with transaction.atomic():
                made = Problem.objects.create(pk=number, **_fields(report, code, by))
            return Kept(made, "" if report.named else code, first=True, same=True)
        except IntegrityError:  # the same form, sent twice at once
            there = Problem.objects.get(pk=number)
    same = there.text == report.text and there.anonymous != report.named
    return Kept(there, code if there.anonymous else "", first=False, same=same)


def _fields(report: Report, code: str, by: User) -> dict[str, object]:
    common = {
        "prompt": report.prompt,
        "text": report.text,
        "masked": mask(report.text),
        "day": today(),
    }
    if report.named:
        return common | {"unit": report.unit, "reporter": by}
    return common | {"unit": unit_without_name(report.unit), "code_mark": mark_of(code)}


def mask(text: str) -> str:
    """Return a text without the names, addresses and numbers in it."""
    return masker(Person.objects.exclude(name="").values_list("name", flat=True))(text)


def similar_problems(text: str) -> list[Problem]:
    """Return up to three open problems that are about the same, of those that colleagues may be shown."""
    if not text.strip():
        return []
    found = list(_for_colleagues().order_by("-day", "pk")[:MOST_COMPARED])
    return [found[place] for place in similar.most_similar(text[:LONGEST], [one.masked for one in found])]


def problem_for_colleagues(number: int) -> Problem | None:
    """Return an open problem that colleagues may be shown."""
    return _for_colleagues().filter(pk=number).first()


def add_me_too(problem: Problem, key: bytes) -> None:
    """Count somebody who has the same problem, once a form; who it is is not kept."""
    MeToo.objects.get_or_create(pk=number_from(key, "me too"), defaults={"problem": problem, "day": today()})


def _for_colleagues() -> QuerySet[Problem]:
    return Problem.objects.filter(listed(), state__in=SHOWN_TO_COLLEAGUES, suggested=True)


def listed() -> Q:
    """Return the condition of a problem that is on the list: without a name, not before its day is over.

    Else somebody who looks at the list again and again could see who was at a phone just then.
    """
    return Q(code_mark__isnull=True) | Q(day__lt=today())


def own_problems(user: User) -> QuerySet[Problem]:
    """Return what somebody reported with their name."""
    return Problem.objects.filter(reporter=user)


def problem_by_code(code: str) -> Problem | None:
    """Return the report of a private code; a wrong one takes as long as a right one."""
    return Problem.objects.filter(code_mark=mark_of(code)).first()


def add_message(problem: Problem, text: str, key: bytes) -> bool:
    """Add a message of the reporter, once a form; return whether it was added now."""
    return add_reply(problem, text, number_from(key, "message"), kind=Reply.Kind.FOLLOW_UP)[1]


def add_reply(problem: Problem, text: str, number: int, **fields: object) -> tuple[Reply, bool]:
    """Return a reply of this number, and whether it was added now."""
    with transaction.atomic():
        Problem.objects.select_for_update().get(pk=problem.pk)
        there = Reply.objects.filter(pk=number).first()
        if there:
            return there, False
        last = problem.replies.aggregate(last=Max("number"))["last"] or 0
        fields |= {"problem": problem, "number": last + 1, "text": text, "masked": mask(text), "day": today()}
        return Reply.objects.create(pk=number, **fields), True


def first_of_all(problem: Problem) -> Problem:
    """Return the problem that one is the same as, through all merges; itself where it is not merged."""
    seen = {problem.pk}
    while problem.same_as is not None and problem.same_as_id not in seen:
        problem = problem.same_as
        seen.add(problem.pk)
    return problem


def replies_for_reporter(problem: Problem) -> list[Reply]:
    """Return what the reporter reads: the own messages, and the answers given here, to parts, and where it was merged.

    What was said before it was merged, or before it was taken up again, stays.
    """
    found = Q(problem=problem) | Q(problem__in=answers_read(problem), kind=Reply.Kind.ANSWER)
    return list(Reply.objects.filter(found).select_related("by").order_by("day", "problem", "number"))
