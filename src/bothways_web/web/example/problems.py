"""Problems that employees of the example company have dug up: new, looked at, taken up, answered, without a name."""

from __future__ import annotations

import datetime as dt

from bothways_web.listen.models import Problem
from bothways_web.listen.problems.private_codes import new_form_key
from bothways_web.listen.problems.reporting import Report, report_problem
from bothways_web.listen.problems.triage import answer, set_state
from bothways_web.people.models import Unit, User

_EASIER, _WAND = Problem.Prompt.EASIER, Problem.Prompt.WAND
_NEW, _LOOKED_AT, _TAKEN_UP = Problem.State.NEW, Problem.State.LOOKED_AT, Problem.State.TAKEN_UP
#: Prompt, text, with a name or without, days ago, state, answer.
_REPORTED = (
    (_EASIER, "Customers have to type their address twice, on the order form and on the form for returns.",
     True, 20, _TAKEN_UP, ""),
    (_EASIER, "Nobody can see on the phone where a parcel is, so every customer calls twice.",
     False, 9, _LOOKED_AT, ""),
    (_WAND, "I would let customers choose the hour at which we call them back.",
     True, 12, _LOOKED_AT, "We try it in two teams from Monday on. In four weeks you read here what came of it."),
    (_EASIER, "The refund letter is so long that people ring us to ask what it says.", False, 2, _NEW, ""),
    (_WAND, "One screen with everything about a customer, instead of five.", False, 1, _NEW, ""),
)  # fmt: skip


def dig_up_problems(team: str, *, by: User, looks_after: User) -> None:
    """Report them the way people do, about a team, and take them as far as they are."""
    unit = Unit.objects.get(code=team)
    for prompt, text, named, days, state, words in _REPORTED:
        report = Report(prompt, text, unit, named=named)
        made = report_problem(report, new_form_key().encode(), by=by).problem
        Problem.objects.filter(pk=made.pk).update(day=made.day - dt.timedelta(days=days))
        if state != _NEW:
            set_state(made, state, seen=_NEW, by=looks_after)
        if words:
            answer(made, words, new_form_key().encode(), by=looks_after)
