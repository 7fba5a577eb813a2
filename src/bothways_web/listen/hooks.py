"""What other rooms hang into this one, so that listening knows none of them: things to do, and parts of pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from bothways_web.listen.answering.asking import Draft
    from bothways_web.listen.models import Contact, Invitation, Problem
    from bothways_web.people.access import Viewer
    from bothways_web.people.gate import SignedInRequest

#: Called with the number of the round, after its results were released.
AFTER_RELEASE: list[Callable[[int], None]] = []
#: Called with the invitation and what was answered, inside the transaction that stores it; quick, and never for a
#: sealed or open round. What it cannot do it notes for later: an answer is never refused because of it.
ON_RESPONSE: list[Callable[[Invitation, Draft], None]] = []
#: Called with a contact, inside the transaction that deletes it, just before it is gone.
ON_CONTACT_GONE: list[Callable[[Contact], None]] = []
#: Called every few seconds: what takes up again what was left lying. Each must be quick and harmless.
ON_TICK: list[Callable[[], object]] = []
#: Pages about chat rooms in rooms above: the name of their address, and what a link to them says.
ROOM_PAGES: list[tuple[str, Promise]] = []
#: Called where somebody looks at a problem that they may see: sections of its page, already rendered. Their forms go
#: to addresses of the room that adds them, which look for themselves who may do what.
PROBLEM_SECTIONS: list[Callable[[SignedInRequest, Problem], str]] = []


@dataclass(frozen=True)
class ProblemFilter:
    """One more field by which the list of problems is narrowed.

    Attributes
    ----------
    name : str
        In the address.
    label, anything : callable
        Words of the page: what it is, and the choice that narrows nothing.
    choices : callable
        What a viewer may choose; anything else narrows nothing.
    narrow : callable
    """

    name: str
    label: Callable[[], str]
    anything: Callable[[], str]
    choices: Callable[[Viewer], list[str]]
    narrow: Callable[[QuerySet[Problem], str], QuerySet[Problem]]


PROBLEM_FILTERS: list[ProblemFilter] = []
