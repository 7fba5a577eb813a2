"""The mission of the example company, and a posting that was checked against it."""

from __future__ import annotations

from bothways_web.act.mission.checks import Given, keep_check
from bothways_web.act.mission.document import new_document, with_words
from bothways_web.act.mission.writing import WORDS, write_mission
from bothways_web.link.journeys.numbers import EMPLOYEES, Numbers
from bothways_web.link.journeys.reach import whole
from bothways_web.people.models import User

_FIRST = "We help customers on, and we are honest with them."
_SENTENCE = "We help customers on, honestly and without hurry."
_PROMISES = (
    "We answer the same day.",
    "We take the time that is needed.",
    "Mistakes are told, and we learn from them.",
    "Whoever takes a case stays with it until it is solved.",
    "Nobody works without rest.",
)
_POSTING = """Service adviser, help desk

About us
We help customers on, honestly and without hurry.

What you will do
- You answer what customers write on the day it comes in, and you call back when you said you would.
- A case that you take is yours until it is solved. You do not pass it on.
- You handle at least 12 calls an hour; the times of all advisers are shown on a screen.
- When something went wrong you tell the team on Friday, so that all learn from it.

Whom we look for
You like people, write clearly and know how to find things out. Experience in a help desk is welcome.
"""


def write_the_mission(*, by: User) -> None:
    """Write it in three steps, the way leads do, and keep the check of a posting that needs another look."""
    write_mission(new_document(_FIRST, _PROMISES[:3], ()), 0, by=by)
    changed = new_document(_SENTENCE, _PROMISES, _numbers())
    write_mission(changed, 1, by=by)
    newest = write_mission(
        with_words(changed, "p1", ("sundown rule",), ("next free slot",)), 2, by=by, verb=WORDS
    )
    keep_check(Given(_POSTING, "posting"), newest, "Help desk adviser, draft", by=by)


def _numbers() -> list[str]:
    """Return two numbers of each voice that are shown of the whole organisation."""
    there = [one for one in Numbers().of(whole()).values() if one.has_range]
    employees = [one.key for one in there if one.voice == EMPLOYEES]
    customers = [one.key for one in there if one.voice != EMPLOYEES]
    return employees[:2] + customers[:2]
