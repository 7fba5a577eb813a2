"""What happened to a piece of work, for those who read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bothways_web.act.models import WorkEvent, WorkItem

#: Who took a piece and who did it is said; who declined it is not: nobody has to explain that.
_WITH_NAME = (WorkEvent.Kind.TAKEN, WorkEvent.Kind.DONE)


@dataclass(frozen=True)
class Line:
    """One day on which something happened; the name is blank where it is not said."""

    day: dt.date
    what: str
    name: str = ""


def history_of(item: WorkItem) -> list[Line]:
    """Return what happened, from the first day on."""
    events = item.events.select_related("person")
    return [
        Line(one.day, one.get_kind_display(), str(one.person or "") if one.kind in _WITH_NAME else "")
        for one in events
    ]
