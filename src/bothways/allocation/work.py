"""What is shared out, among whom, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "volunteered",
    "only one with the skill",
    "only one with room",
    "most room",
    "nobody has the skill",
    "nobody has room",
    "nobody is left",
]


@dataclass(frozen=True)
class Sharer:
    """Somebody among whom work is shared.

    Attributes
    ----------
    key : str
        One of its own for each sharer.
    capacity : float
        Hours a month that they offer, 0 or more; with 0 nothing is proposed to them.
    carried : float
        Hours carried lately, aged (:func:`carried_lately`), 0 or more.
    skills : frozenset of str
        What they can do.
    taken : float
        Hours of this month that are taken already, 0 or more: ``capacity - taken`` is the room left, and
        nobody is proposed more. They count towards the load only as far as ``carried`` holds them too.
    """

    key: str
    capacity: float
    carried: float = 0.0
    skills: frozenset[str] = frozenset()
    taken: float = 0.0


@dataclass(frozen=True)
class Task:
    """A piece of work.

    Attributes
    ----------
    key : str
        One of its own for each task.
    effort : float
        Hours it will take, more than 0.
    skills : frozenset of str
        What somebody must be able to do; all of it.
    last : frozenset of str
        Keys of sharers who come last: who reported the problem must not be the one who mends it for that.
    volunteers : frozenset of str
        Keys of sharers who asked for it; they come first, also where they are in ``last``.
    never : frozenset of str
        Keys of sharers to whom it is not proposed (again): who handed it back. Even if they volunteered.
    """

    key: str
    effort: float
    skills: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()
    volunteers: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Share:
    """A proposal for one task.

    Attributes
    ----------
    task : str
    sharer : str or None
        ``None`` where nobody comes into question.
    reason : str
        "volunteered"; "only one with the skill": nobody else with a capacity has it; "only one with room":
        nobody else who may do it has room for it beside what is proposed to them; "most room": of those who
        have room, this one leaves the loads most level. Where nobody is chosen: "nobody has the skill";
        "nobody has room", for it beside what is proposed; "nobody is left": all who could have handed it
        back. Reasons never depend on ``Task.last``.
    """

    task: str
    sharer: str | None
    reason: Reason
