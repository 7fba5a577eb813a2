"""What an entry comes from: a problem, a plan or a case; what it begins with, and when it may be published."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.privacy.masking import MASK
from bothways_web.act.cases.looking import visible_cases
from bothways_web.act.models import Case, Plan, Said
from bothways_web.act.plans.reach import visible_plans
from bothways_web.act.said.reading import may_write
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.triage import may_change, visible_problems
from bothways_web.people.access import Right, Viewer
from bothways_web.people.units import today

#: So many words in a row that stand in a report as well are still the report.
_RUN, _SHORTEST = 12, 6
_FEWEST_LETTERS = 40
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Source:
    """What an entry comes from, at most one of the three, and what its form begins with."""

    problem: Problem | None = None
    plan: Plan | None = None
    case: Case | None = None
    start: dict[str, Any] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        """Return the fields of the entry that say it."""
        return {"problem": self.problem, "plan": self.plan, "case": self.case}


def source_of(viewer: Viewer, *, problem: int = 0, plan: int = 0, case: int = 0) -> Source | None:
    """Return what an entry is to come from; ``None`` where the viewer may not write about it, or there is none such."""
    if problem:
        return _of_problem(viewer, visible_problems(viewer).filter(pk=problem).first())
    if plan:
        return _of_plan(viewer, visible_plans(viewer).filter(pk=plan).first())
    if case:
        return _of_case(viewer, visible_cases(viewer).filter(pk=case).first())
    return Source()


def _of_problem(viewer: Viewer, found: Problem | None) -> Source | None:
    if found is None or not may_change(viewer, found):
        return None
    start = {
        "voice": Said.Voice.EMPLOYEES,
        "you_said": found.masked,
        "unit": found.unit.code if found.unit else "",
    }
    return Source(problem=found, start=start)


def _of_plan(viewer: Viewer, found: Plan | None) -> Source | None:
    if (
        found is None
        or not may_write(viewer, found.unit.code)
        or not viewer.reaches(Right.TEAM, [found.unit.code])
    ):
        return None
    start = {"we_did": found.title, "unit": found.unit.code, "outcome": Said.Outcome.TRYING}
    return Source(plan=found, start=start)


def _of_case(viewer: Viewer, found: Case | None) -> Source | None:
    if found is None or not may_write(viewer, found.unit.code):
        return None
    start = {"voice": Said.Voice.CUSTOMERS, "we_did": found.lesson, "unit": found.unit.code}
    return Source(case=found, start=start)


def check_publishable(said: Said) -> None:
    """See that publishing an entry tells neither who reported nor who was there.

    Raises
    ------
    InputError
        Where what it comes from is not a day old yet, or its words still stand in it.
    """
    came_on = said.problem.day if said.problem else said.case.opened_on if said.case else None
    if came_on is not None and came_on >= today():
        raise InputError(
            _("What was said came in today. Published now, its day would tell who was there."),
            remedy=_("Keep it as a draft and publish it from tomorrow on."),
        )
    if any(holds_words_of(text, one) for text in (said.you_said, said.we_did) for one in _words_behind(said)):
        raise InputError(
            _("These are still the words of the one who said it. A way of writing can give somebody away."),
            remedy=_("Write it anew in your own words."),
        )


def _words_behind(said: Said) -> list[str]:
    """Return the texts of people that an entry comes from, in the pieces between what is masked.

    Never what is masked itself: else a refusal would tell whoever reads the masked words that a guess was right.
    """
    found: list[str] = []
    if said.problem:
        found.append(said.problem.masked)
        if whole := said.problem.split_from:
            found.append(whole.masked)
    if said.case:
        found.append(said.case.masked)
    return [piece for one in found for piece in one.split(MASK) if piece.strip()]


def holds_words_of(text: str, other: str) -> bool:
    """Return whether a text holds a long run of another one, or all of it where that is short.

    Examples
    --------
    >>> report = "The lift at gate two stops every single morning and nobody comes"
    >>> holds_words_of("We heard: the lift at gate two stops every single morning and nobody comes!", report)
    True
    >>> holds_words_of("A lift often stood still", report)
    False
    """
    mine, theirs = _words(text), _words(other)
    if len(theirs) < _SHORTEST:
        whole = " ".join(theirs)
        return len(whole) >= _FEWEST_LETTERS and whole in " ".join(mine)
    size = min(_RUN, len(theirs))
    runs = {tuple(theirs[at : at + size]) for at in range(len(theirs) - size + 1)}
    return any(tuple(mine[at : at + size]) in runs for at in range(len(mine) - size + 1))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
