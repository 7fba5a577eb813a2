"""The mission that holds, for pages of this room and of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bothways_web.act.mission.document import Document
from bothways_web.act.models import MissionVersion
from bothways_web.link.journeys.numbers import EMPLOYEES, Numbers, StageNumber
from bothways_web.link.journeys.reach import whole
from bothways_web.people.access import Right, Viewer

#: The cell of the table that writes the mission and keeps checks.
EDITS = "edit"


def current_mission() -> MissionVersion | None:
    """Return the version that holds; ``None`` where nobody wrote a mission yet."""
    return MissionVersion.objects.select_related("by").order_by("-number").first()


def mission_words() -> str:
    """Return the sentence that holds; blank where there is none."""
    found = current_mission()
    return str(found.document["sentence"]) if found else ""


def edits_mission(viewer: Viewer) -> bool:
    """Return whether a viewer writes the mission and keeps checks."""
    return viewer.may(Right.MISSION, EDITS)


@dataclass(frozen=True)
class VoiceShown:
    """The numbers of one voice by which the mission is noticed; ``side`` as panels of the kit know it."""

    side: str
    numbers: tuple[StageNumber, ...]


def voices_of(document: Document) -> tuple[VoiceShown, ...]:
    """Return the numbers of both voices with their newest values of the whole organisation, employees first."""
    top, numbers = whole(), Numbers()
    found = [numbers.find(key, top) for key in document["numbers"]]
    sides = ("employees", tuple(one for one in found if one.voice == EMPLOYEES)), (
        "customers", tuple(one for one in found if one.voice != EMPLOYEES),
    )  # fmt: skip
    return tuple(VoiceShown(side, shown) for side, shown in sides if shown)


@dataclass(frozen=True)
class Compared:
    """One promise of two versions: "same", "new", "gone" or "changed"; ``before`` is blank where it is new."""

    state: str
    now: str
    before: str


def compare(before: Document, now: Document) -> tuple[Compared, ...]:
    """Return what differs between two versions, the sentence first; promises are told by their ids."""
    return tuple(_compared(before, now))


def _compared(before: Document, now: Document) -> Iterator[Compared]:
    yield _pair(before["sentence"], now["sentence"])
    old = {part["id"]: part["promise"] for part in before["parts"]}
    new = {part["id"]: part["promise"] for part in now["parts"]}
    for name in dict.fromkeys((*new, *old)):
        yield _pair(old.get(name, ""), new.get(name, ""))


def _pair(before: str, now: str) -> Compared:
    if before == now:
        return Compared("same", now, before)
    return Compared("new" if not before else "gone" if not now else "changed", now, before)
