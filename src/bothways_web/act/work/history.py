"""What happened to a piece of work, for those who read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bothways_web.act.models import WorkEvent, WorkItem

_Kind = WorkEvent.Kind


@dataclass(frozen=True)
class Line:
    """One day on which something happened; the name is blank where it is not said."""

    day: dt.date
    what: str
    name: str = ""


def history_of(item: WorkItem) -> list[Line]:
    """Return what happened, from the first day on.

    Who has it now and who did it is said. Who declined it or gave it back is not, and so nor is who had taken it
    before that: nobody has to explain it.
    """
    events = list(item.events.select_related("person"))
    taken = [
        one.pk
        for one in events
        if one.kind == _Kind.TAKEN and item.owner_id and one.person_id == item.owner_id
    ]
    named = {*taken[-1:], *(one.pk for one in events if one.kind == _Kind.DONE)}
    return [
        Line(one.day, one.get_kind_display(), str(one.person or "") if one.pk in named else "")
        for one in events
    ]
