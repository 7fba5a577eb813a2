"""What the page "New here" shows: the packet with what is true today, the ticks of the reader, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from bothways_web.act.hooks import MISSION_WORDS
from bothways_web.act.models import MentorPair, Said
from bothways_web.act.playbook.practices import Practice, practice
from bothways_web.act.said.reading import published
from bothways_web.act.welcome.newcomers import Newcomer
from bothways_web.act.welcome.packets import Given, given_to
from bothways_web.act.welcome.ticks import ticked
from bothways_web.act.welcome.words import WEEKS, PacketWords, Task
from bothways_web.link.team_places import names_of
from bothways_web.listen.models import Pulse
from bothways_web.people.models import Grant, Person, Role
from bothways_web.people.units import above, below, current_tree, today, tree_on


@dataclass(frozen=True)
class ShownTask:
    """A task with whether the reader ticked it."""

    task: Task
    done: bool


@dataclass(frozen=True)
class ShownWeek:
    """The tasks of a week, and the day until which it lasts; no day where nobody in particular reads it."""

    week: int
    until: dt.date | None
    tasks: tuple[ShownTask, ...]


@dataclass(frozen=True)
class Asking:
    """A survey that asks new colleagues so many days after the start, and the day on which it asks this one.

    What it is called is for those who run surveys.
    """

    after: int
    day: dt.date
    over: bool


@dataclass(frozen=True)
class ShownPacket:
    """A packet as it is read.

    Attributes
    ----------
    given : Given
    mission : str
        Blank where there is none, or the packet does not show it.
    weeks : tuple of ShownWeek
    said : tuple of Said
    practices : tuple of Practice
    """

    given: Given
    mission: str
    weeks: tuple[ShownWeek, ...]
    said: tuple[Said, ...]
    practices: tuple[Practice, ...]

    @property
    def words(self) -> PacketWords:
        """What it says."""
        return self.given.words


def show_packet(given: Given, *, begun: dt.date | None = None, done: Iterable[str] = ()) -> ShownPacket:
    """Return a packet as it is read; with the day somebody began, and what they ticked."""
    words, ticks = given.words, frozenset(done)
    weeks = tuple(
        ShownWeek(
            week,
            begun + dt.timedelta(days=7 * week - 1) if begun else None,
            tuple(ShownTask(one, one.key in ticks) for one in words.tasks if one.week == week),
        )
        for week in WEEKS
    )
    said = {one.pk: one for one in published().filter(pk__in=words.said)}
    practices = [practice(name) for name in words.practices]
    return ShownPacket(
        given,
        mission_words() if words.mission else "",
        tuple(one for one in weeks if one.tasks),
        tuple(said[pk] for pk in words.said if pk in said),
        tuple(one for one in practices if one is not None),
    )


def own_packet(new: Newcomer) -> ShownPacket:
    """Return the packet of somebody who is new, with their own ticks."""
    given = given_to(new.unit, get_language() or "en")
    return show_packet(given, begun=new.begun, done=ticked(new.person))


def mission_words() -> str:
    """Return the mission that holds today, in one sentence; blank where there is none."""
    return next((words for tell in MISSION_WORDS if (words := tell())), "")


def left_this_week(new: Newcomer) -> int:
    """Return how many tasks of weeks that have begun somebody has not ticked."""
    shown, day = own_packet(new), new.day()
    begun = [one for one in shown.weeks if one.week == WEEKS[0] or day >= 7 * (one.week - 1) - 14]
    return sum(not task.done for week in begun for task in week.tasks)


def leaders_of(new: Newcomer) -> list[str]:
    """Return who leads the unit of somebody, or else the nearest above that somebody leads; by name."""
    tree = current_tree()
    for code in [new.unit, *above(tree, new.unit)] if new.unit else []:
        grants = Grant.objects.filter(role=Role.MANAGER, unit__code=code, user__is_active=True)
        found = [str(one.user) for one in grants.exclude(user__person=new.person).select_related("user")]
        if found:
            return sorted(found)
    return []


def unit_name(new: Newcomer) -> str:
    """Return the name of the unit; blank where there is none."""
    return names_of([new.unit]).get(new.unit, new.unit) if new.unit else ""


def askings(new: Newcomer) -> list[Asking]:
    """Return when surveys for new colleagues ask somebody; nothing of whether they answered."""
    if not new.unit:
        return []
    day, tree = today(), tree_on(today())
    running = Pulse.objects.filter(state=Pulse.State.RUNNING, occasion=Pulse.Occasion.FIRST_DAYS)
    found = []
    for pulse in running.select_related("audience"):
        if new.unit in below(tree, pulse.audience.code):
            on = new.begun + dt.timedelta(days=pulse.days)
            found.append(Asking(pulse.days, on, on < day))
    return sorted(dict.fromkeys(found), key=lambda one: one.day)


def mentor_of(person: Person) -> MentorPair | None:
    """Return the pair of somebody with their mentor."""
    found = MentorPair.objects.filter(hire=person, state=MentorPair.State.TOGETHER)
    return found.select_related("mentor").first()
