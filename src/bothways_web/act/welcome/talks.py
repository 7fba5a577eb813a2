"""What stays between the two: that they talked, a line they share, and notes. Nobody else is told any of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import BuddyTalk, MentorNote, MentorPair
from bothways_web.act.welcome.newcomers import begun_on
from bothways_web.people.models import Person
from bothways_web.people.units import today

#: Days after the start at which the two are asked to talk.
TALK_DAYS = (7, 30, 60, 90)
#: For so many days a talk that is due is waited for; then it is only there to be ticked.
WAITED_FOR = 14
State = MentorPair.State


@dataclass(frozen=True)
class Talk:
    """A talk that is due some days after the start.

    Attributes
    ----------
    after : int
    due_on : date
    talked_on : date or None
    line : str
    """

    after: int
    due_on: dt.date
    talked_on: dt.date | None
    line: str

    @property
    def is_due(self) -> bool:
        """Whether its day has come and nobody ticked it."""
        return self.talked_on is None and self.due_on <= today()

    @property
    def is_near(self) -> bool:
        """Whether it can be ticked: from a week before its day on."""
        return self.due_on - today() <= dt.timedelta(days=TALK_DAYS[0])

    @property
    def is_waited_for(self) -> bool:
        """Whether it came due not long ago."""
        return self.is_due and today() - self.due_on <= dt.timedelta(days=WAITED_FOR)


def talks_of(pair: MentorPair) -> list[Talk]:
    """Return the talks of a pair by their days; a pair that came late begins with one after a week."""
    begun = begun_on(pair.hire) or pair.together_on or today()
    there = {one.after: one for one in pair.talks.all()}
    found = []
    for after in sorted({*_days_of(pair, begun), *there}):
        kept = there.get(after)
        found.append(
            Talk(
                after,
                begun + dt.timedelta(days=after),
                kept.talked_on if kept else None,
                kept.line if kept else "",
            )
        )
    return found


def say_talked(pair: MentorPair, after: int, line: str) -> None:
    """Tick that the two talked, with a line for both where one of them writes it.

    Raises
    ------
    InputError
        Where there is no such talk, its day has not come, or the pair is over.
    """
    _check_open(pair)
    talk = next((one for one in talks_of(pair) if one.after == after), None)
    if talk is None or not talk.is_near:
        raise InputError(_("This talk is not due yet."), remedy=_("Tick it when you have talked."))
    BuddyTalk.objects.update_or_create(
        pair=pair, after=after, defaults={"talked_on": talk.talked_on or today(), "line": line}
    )


def take_back(pair: MentorPair, after: int) -> None:
    """Take the tick and the line of a talk away."""
    BuddyTalk.objects.filter(pair=pair, after=after).delete()


def write_note(pair: MentorPair, text: str, *, by: Person) -> MentorNote:
    """Write down something that both read; the same words twice on one day are one note."""
    _check_open(pair)
    with transaction.atomic():
        MentorPair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
        there = pair.notes.filter(by=by, day=today(), text=text).first()
        return there or MentorNote.objects.create(pair=pair, by=by, text=text, day=today())


def delete_note(note: MentorNote) -> None:
    """Delete a note for both."""
    note.delete()


def _check_open(pair: MentorPair) -> None:
    if not MentorPair.objects.filter(pk=pair.pk, state=State.TOGETHER).exists():
        raise InputError(_("This pair is over."), remedy=_("What you wrote can still be read and deleted."))


def _days_of(pair: MentorPair, begun: dt.date) -> Iterator[int]:
    """Yield the days that come after the two became a pair; where none is left, one a week after that."""
    together = pair.together_on or today()
    left = [after for after in TALK_DAYS if begun + dt.timedelta(days=after) >= together]
    yield from left or [(together - begun).days + TALK_DAYS[0]]
