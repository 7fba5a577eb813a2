"""A journey of the example company: a support request with live numbers of one team, and what hurts."""

from __future__ import annotations

from bothways_web.link.journeys.beginning import starter_document
from bothways_web.link.journeys.numbers import Numbers
from bothways_web.link.journeys.pains import (
    StagePlace,
    State,
    Voice,
    Written,
    add_pain,
    change_pain,
    tie_problem,
)
from bothways_web.link.journeys.verbs import begin_journey
from bothways_web.listen.models import Problem
from bothways_web.people.models import User

_FEEL = {
    "customers": "Left alone, if nobody says how long.",
    "employees": "Pressed: calls come in while they search.",
}
_WAIT, _AFTER = 2, 4


def draw_a_journey(team: str, *, by: User) -> None:
    """Draw it the way people do: from a starter, with numbers of both voices on waiting, and pain points."""
    told = starter_document("support")
    wait = told["stages"][_WAIT]
    wait["metrics"], wait["unit"] = _numbers(team), team
    for lane, words in _FEEL.items():
        wait[lane]["feel"] = words
    made = begin_journey(told, by=by)
    place, after = (StagePlace(made.pk, made.stages[at]["id"]) for at in (_WAIT, _AFTER))
    twice = add_pain(
        place,
        Written("Nobody can see where it stands, so customers call twice.", Voice.BOTH, State.KNOWN),
        by=by,
    )
    problem = Problem.objects.filter(text__contains="every customer calls twice").first()
    tie_problem(twice, problem, twice.version, by=by)
    add_pain(
        after,
        Written("The letter is so long that people ring to ask.", Voice.EMPLOYEES, State.UNKNOWN),
        by=by,
    )
    hour = Written("Calls back came at any hour.", Voice.CUSTOMERS, State.KNOWN)
    told_hour = add_pain(place, hour, by=by)
    change_pain(told_hour, told_hour.version, Written(hour.text, hour.voice, State.FIXED), by=by)


def _numbers(team: str) -> list[str]:
    """Return the first two numbers of each voice that are shown of a team and stand on a scale."""
    there = [one for one in Numbers().of(team).values() if one.has_range]
    voices = {one.voice for one in there}
    return [
        one.key for voice in sorted(voices) for one in [each for each in there if each.voice == voice][:2]
    ]
