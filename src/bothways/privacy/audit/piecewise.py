"""Bounding the answers of large organisations, part by part."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bothways.privacy.audit.bounds import Range, bound_answers
from bothways.privacy.audit.model import build_model
from bothways.privacy.audit.parts import divide
from bothways.privacy.audit.publications import IntArray, Published

#: People around one person who may answer otherwise when it is shown that this person may.
AROUND = 200
#: Share of the time for what can be shown open quickly, and for what can be excluded.
QUICK, EXCLUDED = 0.4, 0.8
Progress = Callable[[int, int], None]


@dataclass
class _Sight:
    """What is known about one person's answer so far."""

    low: int
    high: int
    seen_low: int
    seen_high: int
    levels: int
    lowest: tuple[int, ...] = (0,)

    @property
    def decided(self) -> bool:
        return self.seen_low <= self.low and self.seen_high >= self.high

    def see(self, found: Range) -> None:
        self.seen_low, self.seen_high = (
            min(self.seen_low, found.seen_low),
            max(self.seen_high, found.seen_high),
        )

    def exclude(self, found: Range) -> None:
        self.low, self.high, self.lowest = max(self.low, found.low), min(self.high, found.high), found.lowest


class Piecewise:
    """The answers of many people, bounded in parts.

    Parameters
    ----------
    published : Published
    together : sequence of sequence of str
        Metrics, those that follow from each other together.
    only : numpy.ndarray of int64
        People whose answers are bounded.
    until : float
        When to stop, on the monotonic clock.
    seed : int
    """

    def __init__(
        self,
        published: Published,
        together: Sequence[Sequence[str]],
        *,
        only: IntArray,
        until: float,
        seed: int,
    ) -> None:
        self.published, self.together, self.seed = published, together, seed
        self.start, self.until = time.monotonic(), until
        self.sights: dict[tuple[str, int], _Sight] = {}
        wanted = np.isin(np.arange(published.people), only)
        for metrics in together:
            for metric in metrics:
                levels, top = published.answers[metric], published.levels[metric] - 1
                for person in np.flatnonzero((levels >= 0) & wanted).tolist():
                    here = int(levels[person])
                    self.sights[metric, person] = _Sight(0, top, here, here, top + 1)

    def bound(self, blocks: Sequence[IntArray], *, progress: Progress | None = None) -> Iterator[Range]:
        """Yield the range of each person and metric.

        Notes
        -----
        First what a part's people can have answered even if everybody else's answers are known; then what the
        numbers about a part alone exclude; then, one by one, what those around a person could answer otherwise.
        """
        blocks = [
            block
            for block in blocks
            if any((m, p) in self.sights for p in block.tolist() for m in self._metrics)
        ]
        parts = list(divide(self.published, blocks, rest=True))
        for place, part in enumerate(parts):
            self._look(part.people, part.known, self._slice(QUICK, len(parts) - place), see=True)
            self._tell(progress)
        for place, part in enumerate(parts):
            if self._waiting(part.people):
                self._look(part.people, part.inside, self._slice(EXCLUDED, len(parts) - place), see=False)
        self._one_by_one(progress)
        for (metric, _), one in self.sights.items():
            yield Range(
                0, metric, min(one.low, one.seen_low), max(one.high, one.seen_high), one.seen_low, one.seen_high,
                one.levels, one.lowest,
            )  # fmt: skip

    @property
    def _metrics(self) -> list[str]:
        return [metric for metrics in self.together for metric in metrics]

    def _slice(self, share: float, left: int) -> float:
        """Return the seconds for one of the parts left in this stage; hard ones may take more than their share."""
        ends = self.start + share * (self.until - self.start)
        return max(0.0, ends - time.monotonic()) / max(1, left // 8)

    def _waiting(self, people: IntArray) -> list[tuple[str, int]]:
        """Return answers that are not decided."""
        keys = [(metric, person) for person in people.tolist() for metric in self._metrics]
        return [key for key in keys if key in self.sights and not self.sights[key].decided]

    def _look(self, people: IntArray, shown: Published | None, seconds: float, *, see: bool) -> None:
        """Take over what a part shows to be possible (``see``), or excludes."""
        if shown is None or seconds <= 0:
            return
        for metrics in self.together:
            model = build_model(shown, metrics)
            if not model.answers:
                continue
            for one in bound_answers(model, shown, seconds=seconds, seed=self.seed, exclude=not see):
                for at in np.flatnonzero(model.owner_of == one.owner):
                    sight = self.sights.get((one.metric, int(people[at])))
                    if sight is not None and see:
                        sight.see(one)
                    elif sight is not None:
                        sight.exclude(one)

    def _one_by_one(self, progress: Progress | None) -> None:
        """Try to show open what is left: each with the people who are in the smallest sets with this person."""
        sets_of: dict[int, list[IntArray]] = {}
        waiting = self._waiting(np.arange(self.published.people))
        people = {person for _, person in waiting}
        for one in sorted(self.published.publications, key=lambda each: len(each.members)):
            if len(one.members) <= AROUND:
                for person in people.intersection(one.members.tolist()):
                    sets_of.setdefault(person, []).append(one.members)
        for key in waiting:
            if time.monotonic() > self.until:
                return
            if self.sights[key].decided:
                continue
            block = np.array([key[1]], np.int64)
            for members in sets_of.get(key[1], []):
                if len(block) < AROUND:
                    block = np.union1d(block, members)
            [part] = divide(self.published, [block], rest=True)
            self._look(block, part.known, self.until - time.monotonic(), see=True)
            self._tell(progress)

    def _tell(self, progress: Progress | None) -> None:
        if progress is not None:
            progress(sum(one.decided for one in self.sights.values()), len(self.sights))
