"""What pages tell of the times: how long, what goes next, and on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bothways_web.keeping.models import RetentionNight
from bothways_web.keeping.retention.kinds import KINDS, Kind
from bothways_web.keeping.retention.nightly import begins_on
from bothways_web.keeping.retention.terms import days_of
from bothways_web.people.units import today


@dataclass(frozen=True)
class Term:
    """A kind with its time, and the day on which something of it goes next; none where nothing is there."""

    kind: Kind
    days: int
    next_on: dt.date | None


def terms() -> Iterator[Term]:
    """Give the kinds as they are kept today. The day says when, never how many or whose."""
    begins, day = begins_on(), today()
    for kind in KINDS:
        days, since = days_of(kind), [one for one in kind.dates() if one is not None]
        due = min(since) + dt.timedelta(days=days + 1) if since else None
        yield Term(kind, days, max(due, begins, day + dt.timedelta(days=1)) if due else None)


def promised() -> list[tuple[str, int, str]]:
    """Return what the privacy page says: what, how many days, what happens then."""
    return [(str(kind.title), days_of(kind), str(kind.goes)) for kind in KINDS]


def nights_in_words(nights: Iterable[RetentionNight]) -> list[tuple[dt.date, list[tuple[str, int]]]]:
    """Return for each night what went, and how many."""
    titles = {kind.name: str(kind.title) for kind in KINDS}
    return [
        (night.day, [(titles.get(name, name), count) for name, count in night.gone.items()])
        for night in nights
    ]
