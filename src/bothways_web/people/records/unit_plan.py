"""What a file of units would change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bothways_web.people.models import Post
from bothways_web.people.records.unit_tree import DAY, Span, SpanTree
from bothways_web.people.units import today

NAMED = 20


@dataclass(frozen=True)
class UnitPlan:
    """The spans of each unit that would be written, and those that they replace."""

    before: dict[str, list[Span]]
    after: dict[str, list[Span]]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    ended: tuple[str, ...]
    missing: tuple[str, ...]
    same: int

    def summary(self) -> dict[str, object]:
        """Return what a page shows of it; plain values that can be stored."""
        told: dict[str, object] = {"same": self.same}
        for word in ("added", "changed", "ended", "missing"):
            codes = getattr(self, word)
            told[word] = {"count": len(codes), "codes": list(codes[:NAMED])}
        told["left_over"] = _people_left_over(self.ended)
        return told


def plan_units(spans: Iterable[Span], known: Iterable[Span], *, end_missing: bool) -> UnitPlan:
    """Compare spans of a file with those of the records; the spans of a unit in the file replace all of its own.

    With ``end_missing``, units that are not in the file end yesterday.
    """
    new, old = SpanTree(spans).spans, SpanTree(known).spans
    day = today()
    after: dict[str, list[Span]] = dict(new)
    missing = sorted(unit for unit in old.keys() - new.keys() if _goes_on(old[unit], day))
    if end_missing:
        after |= {unit: cut(old[unit], day - DAY) for unit in missing}
    changed = {
        u for u in after.keys() & old.keys() if [s.plain for s in after[u]] != [s.plain for s in old[u]]
    }
    ended = {unit for unit in changed if _goes_on(old[unit], day) and not _goes_on(after[unit], day)}
    added = sorted(after.keys() - old.keys())
    touched = {*added, *changed}
    return UnitPlan(
        before={unit: old.get(unit, []) for unit in touched},
        after={unit: after[unit] for unit in touched},
        added=tuple(added),
        changed=tuple(sorted(changed - ended)),
        ended=tuple(sorted(ended)),
        missing=tuple(missing),
        same=len(new.keys() & old.keys() - changed),
    )


def kept_spans(known: Iterable[Span], in_file: Iterable[str], end_missing: bool) -> list[Span]:
    """Return the spans of units that a file does not name, as they would be afterwards."""
    named = set(in_file)
    kept = [span for span in known if span.unit not in named]
    return cut(kept, today() - DAY) if end_missing else kept


def cut(spans: Iterable[Span], last: dt.date) -> list[Span]:
    """Return spans that end on a day at the latest."""
    return [replace(span, end=min(span.last, last)) for span in spans if span.first <= last]


def _goes_on(spans: list[Span], day: dt.date) -> bool:
    """Return whether a unit is there on a day or later."""
    return any(span.last >= day for span in spans)


def _people_left_over(ended: tuple[str, ...]) -> int:
    """Return how many people still work in units that end."""
    found = 0
    for start in range(0, len(ended), 500):
        part = ended[start : start + 500]
        found += Post.objects.filter(unit__code__in=part, end__isnull=True).count()
    return found
