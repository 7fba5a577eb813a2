"""Every attack on everything published together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bothways.privacy.audit.algebra import bunches, combine, distinct_sets
from bothways.privacy.audit.bounds import Range, bound_answers
from bothways.privacy.audit.model import build_model
from bothways.privacy.audit.nesting import Differences, find_holders, subtract_pairs
from bothways.privacy.audit.parts import choose_blocks, divide
from bothways.privacy.audit.piecewise import Piecewise
from bothways.privacy.audit.publications import IntArray, Published, refuse_misfits
from bothways.privacy.audit.stand_in import stand_in

#: Up to this many people combinations are searched, and answers bounded, at once; beyond it in parts of ``PART``.
COMBINED, BOUNDED, PART = 3_000, 600, 150
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Exposure:
    """What the attacks found. Counts only: it never tells who.

    Attributes
    ----------
    people : int
        Respondents.
    numbers, sets : int
        Published numbers, and different sets of people behind them.
    small_differences : int
        Pairs of nested sets that differ by fewer than k people.
    searched : int
        People among whom combinations were searched.
    isolated : int
        People whose answer a combination of numbers tells by itself.
    exposed : int
        People in a combination of fewer than k; the isolated among them.
    algebra_complete : bool
        Whether there can be no other such combination.
    answers : int
        Answers of all people to all published metrics.
    bounded : int
        Answers of which the lowest and highest possible level were found and proven.
    pinned : int
        Answers with one possible level.
    settled : int
        Answers of which it is told on which side of a line they lie (favourable, detractor).
    narrowed : int
        Answers that cannot be at one of the ends of the scale.
    narrowest : float
        Smallest distance between the lowest and highest possible level, as a part of the scale's range: 0 for a
        pinned answer, 1 where every answer is fully open. NaN where nothing was bounded.
    """

    people: int
    numbers: int
    sets: int
    small_differences: int
    searched: int
    isolated: int
    exposed: int
    algebra_complete: bool
    answers: int
    bounded: int
    pinned: int
    settled: int
    narrowed: int
    narrowest: float

    @property
    def found(self) -> bool:
        """Whether anybody is exposed."""
        return bool(self.isolated or self.exposed or self.pinned or self.settled or self.narrowed)

    @property
    def bounds_complete(self) -> bool:
        """Whether every answer was bounded from both sides."""
        return self.bounded == self.answers


def attack(
    published: Published,
    *,
    k: int = 5,
    seconds: float = 60.0,
    seed: int = 0,
    only: IntArray | None = None,
    progress: Progress | None = None,
) -> Exposure:
    """Attack everything published together.

    Parameters
    ----------
    published : Published
    k : int
        Combinations of fewer people expose.
    seconds : float
        For programming; what is not bounded by then stays open, and is said so.
    seed : int
        Of the guesses that programming starts from.
    only : numpy.ndarray of int64, optional
        People whose answers are bounded, where more than 600 answered; everybody if not given. Beyond 3,000 people
        combinations are searched in the parts with these people alone.
    progress : callable, optional
        Called with people bounded and all people.

    Returns
    -------
    Exposure
        Beyond 600 people answers are bounded in parts: what is excluded rests on the numbers about the part alone,
        what is proven open holds whatever is known about everybody else. Beyond 3,000 people combinations are
        searched within parts as well, and the algebra is not complete. What is found is true at any size.

    Raises
    ------
    InputError
        Where a number does not fit the answers.

    Examples
    --------
    >>> from bothways.privacy.audit.publications import exact, mean_of
    >>> calm = np.array([0, 1, 2, 3, 4, 4])
    >>> shown = tuple(exact("calm", who, calm, mean_of(5)) for who in (range(6), range(5)))
    >>> found = attack(Published(6, shown, {"calm": calm}, {"calm": 5}))
    >>> found.isolated, found.pinned, found.found
    (1, 1, True)
    """
    refuse_misfits(published)
    sets = distinct_sets(published.publications)
    holders = find_holders(sets, people=published.people)
    small = _differences(published, sets, holders, k=k)
    blocks = choose_blocks(sets, holders, people=published.people, most=PART)
    searched = blocks if only is None else [one for one in blocks if np.isin(one, only).any()]
    isolated, exposed, complete = _algebra(published, searched, k=k)
    everybody = np.arange(published.people)
    until = time.monotonic() + seconds
    fitting = _fitting(published)
    ranges = list(
        _bounds(
            fitting or _loosened(published),
            blocks,
            everybody if only is None else only,
            until,
            seed,
            progress,
        )
    )
    widths = [(one.high - one.low) / (one.levels - 1) for one, _ in ranges if one.levels > 1]
    return Exposure(
        people=published.people,
        numbers=len(published.publications),
        sets=len(sets),
        small_differences=sum(one.pairs for one in small),
        isolated=len(isolated),
        searched=published.people if published.people <= COMBINED else sum(map(len, searched)),
        exposed=len(exposed.union(*(one.exposed for one in small)) if only is None else exposed),
        algebra_complete=complete,
        answers=sum(people for _, people in ranges),
        bounded=sum(people for one, people in ranges if one.decided) if fitting is not None else 0,
        pinned=sum(people for one, people in ranges if one.pinned),
        settled=sum(people for one, people in ranges if one.settled),
        narrowed=sum(people for one, people in ranges if one.low > 0 or one.high < one.levels - 1),
        narrowest=min(widths, default=float("nan")),
    )


def _differences(
    published: Published, sets: Sequence[IntArray], holders: Sequence[Sequence[int]], *, k: int
) -> list[Differences]:
    """Subtract nested sets of metrics that can cancel."""
    together = bunches(published)
    if len(together) < 2:
        return [subtract_pairs(sets, holders, k=k)]
    several = [distinct_sets(shown) for shown, _ in together]
    return [subtract_pairs(each, find_holders(each, people=published.people), k=k) for each in several]


def _algebra(published: Published, blocks: Sequence[IntArray], *, k: int) -> tuple[set[int], set[int], bool]:
    """Return isolated and exposed people and whether there can be no others."""
    if published.people <= COMBINED:
        found = combine(published, k=k)
        return set(found.isolated), set(found.exposed), found.complete
    isolated: set[int] = set()
    exposed: set[int] = set()
    for part in divide(published, blocks, rest=True):
        found = combine(part.inside, k=k)
        isolated.update(part.people[sorted(found.isolated)].tolist())
        exposed.update(part.people[sorted(found.exposed)].tolist())
    return isolated, exposed, False


def _bounds(
    published: Published,
    blocks: Sequence[IntArray],
    only: IntArray,
    until: float,
    seed: int,
    progress: Progress | None,
) -> Iterator[tuple[Range, int]]:
    """Yield the range of each kind of person's answer, with the people of that kind."""
    if published.people <= BOUNDED:
        report = (
            None
            if progress is None
            else (lambda done, of: progress(done * published.people // of, published.people))
        )
        for metrics in _together(published):
            model = build_model(published, metrics)
            weights = np.bincount(model.owner_of[model.owner_of >= 0], minlength=1)
            found = bound_answers(
                model, published, seconds=until - time.monotonic(), seed=seed, progress=report
            )
            yield from ((one, int(weights[one.owner])) for one in found)
        return
    pieces = Piecewise(published, _together(published), only=only, until=until, seed=seed)
    yield from ((one, 1) for one in pieces.bound(blocks, progress=progress))


def _fitting(published: Published) -> Published | None:
    """Return the numbers with answers that fit them; None where there are none at hand."""
    if all(one.fits(published.answers[one.metric]) for one in published.publications):
        return published
    return stand_in(published) if published.people <= BOUNDED else None


def _loosened(published: Published) -> Published:
    """Return the numbers with those that were moved made to hold the truth: a weaker attack, never a wrong one."""
    shown = []
    for one in published.publications:
        total = one.total(published.answers[one.metric])
        shown.append(replace(one, low_total=min(one.low_total, total), high_total=max(one.high_total, total)))
    return replace(published, publications=tuple(shown))


def _together(published: Published) -> list[list[str]]:
    """Return metrics that were published, those that follow from each other together."""
    shown = {one.metric for one in published.publications}
    groups: list[set[str]] = [{metric} for metric in sorted(shown)]
    for link in published.links:
        linked = {link.whole, *(part for part, _ in link.parts)}
        if not linked & shown:
            continue
        touched = [group for group in groups if group & linked]
        groups = [group for group in groups if not group & linked] + [linked.union(*touched)]
    return [sorted(group) for group in groups]
