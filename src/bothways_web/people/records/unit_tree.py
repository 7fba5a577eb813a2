"""Whether spans of units make a tree on every single day."""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Name and parent of a unit from one day to another, both included; ``None`` is open, or no parent.

    ``record`` is the row of the file; ``None`` where the span is already in the records.
    """

    unit: str
    parent: str | None
    name: str
    start: dt.date | None
    end: dt.date | None
    record: int | None = None

    @property
    def first(self) -> dt.date:
        """The first day; the dawn of time where it is open."""
        return self.start or dt.date.min

    @property
    def last(self) -> dt.date:
        """The last day; the end of time where it is open."""
        return self.end or dt.date.max

    @property
    def plain(self) -> tuple[str | None, str, dt.date | None, dt.date | None]:
        """What is compared to see whether anything changed."""
        return self.parent, self.name, self.start, self.end


#: Record, field, sentence, remedy.
Complain = Callable[[int, str, str, str], None]


class SpanTree:
    """Spans by unit, in the order of time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        found: defaultdict[str, list[Span]] = defaultdict(list)
        for span in spans:
            found[span.unit].append(span)
        self.spans = {unit: sorted(mine, key=lambda span: span.first) for unit, mine in found.items()}
        self._firsts = {unit: [span.first for span in mine] for unit, mine in self.spans.items()}

    def on(self, unit: str, day: dt.date) -> Span | None:
        """Return the span of a unit that holds on a day."""
        place = bisect_right(self._firsts.get(unit, []), day) - 1
        if place < 0:
            return None
        span = self.spans[unit][place]
        return span if span.last >= day else None

    def covers(self, unit: str, first: dt.date, last: dt.date) -> bool:
        """Return whether a unit is there on each day from first to last."""
        day = first
        while True:
            span = self.on(unit, day)
            if span is None:
                return False
            if span.last >= last:
                return True
            day = span.last + DAY

    def loops(self, span: Span) -> bool:
        """Return whether a unit lies below itself on the first day of one of its spans.

        A loop that holds on any day holds on the first day of that of its spans which starts last, so looking at
        the first days is enough.
        """
        seen: set[str] = set()
        above = span.parent
        while above is not None and above not in seen:
            if above == span.unit:
                return True
            seen.add(above)
            found = self.on(above, span.first)
            above = found.parent if found else None
        return False


def check_tree(spans: Iterable[Span], complain: Complain) -> None:
    """Complain about everything that is no tree, at the row that brought it."""
    tree = SpanTree(spans)
    rows = {
        unit: next((s.record for s in mine if s.record is not None), None)
        for unit, mine in tree.spans.items()
    }
    for mine in tree.spans.values():
        _check_overlap(mine, complain)
    for mine in tree.spans.values():
        for span in mine:
            _check_parent(tree, span, rows, complain)


def _check_overlap(mine: list[Span], complain: Complain) -> None:
    """Complain about a unit that has two names or places on one day."""
    for before, after in itertools.pairwise(mine):
        if after.first > before.last or after.record is None:
            continue
        if (before.start, before.end) == (after.start, after.end):
            what = _("The unit “%(unit)s” is there twice for the same days.")
            remedy = _("Keep one row a unit, or give each row its own days.")
        else:
            what = _("The days of “%(unit)s” overlap those of another of its rows.")
            remedy = _("Let the earlier row end on the day before the later one starts.")
        complain(after.record, "unit", what % {"unit": after.unit[:60]}, remedy)


def _check_parent(tree: SpanTree, span: Span, rows: dict[str, int | None], complain: Complain) -> None:
    """Complain about a parent that is unknown, not there all the time, or below its own child."""
    if span.parent is None:
        return
    names = {"unit": span.unit[:60], "parent": span.parent[:60]}
    record = span.record if span.record is not None else rows.get(span.parent)
    if record is None:
        return
    if span.parent == span.unit:
        what = _("The unit “%(unit)s” is its own parent.")
        complain(record, "parent", what % names, _("Name the unit above it, or leave the cell blank."))
    elif span.parent not in tree.spans:
        what = _("There is no unit “%(parent)s”.")
        complain(record, "parent", what % names, _("Add a row for it, or correct its code."))
    elif not tree.covers(span.parent, span.first, span.last):
        what = _("“%(parent)s” is not there on all the days on which “%(unit)s” is part of it.")
        complain(record, "parent", what % names, _("Correct the days of one of them."))
    elif tree.loops(span):
        what = _("“%(unit)s” lies below itself: going up from “%(parent)s” leads back to it.")
        complain(record, "parent", what % names, _("Correct one of the parents."))
