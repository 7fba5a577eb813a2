"""Every attack on everything published together."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bothways.privacy.audit.algebra import Algebra, combine
from bothways.privacy.audit.bounds import Range, bound_answers
from bothways.privacy.audit.model import build_model
from bothways.privacy.audit.nesting import find_holders, subtract_pairs
from bothways.privacy.audit.publications import IntArray, Publication, Published, refuse_misfits

#: Up to this many people everything is attacked at once; beyond it, in parts of the organisation.
AT_ONCE = 3_000
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
    parts : int
        Parts into which the people were divided: 1 for a joint attack.
    """

    people: int
    numbers: int
    sets: int
    small_differences: int
    isolated: int
    exposed: int
    algebra_complete: bool
    answers: int
    bounded: int
    pinned: int
    settled: int
    narrowed: int
    narrowest: float
    parts: int

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
    progress : callable, optional
        Called with people bounded and all people.

    Returns
    -------
    Exposure
        Where there are more than 3,000 people, they are attacked in parts: the largest published sets of at most
        so many. What is found then is true, but combinations across parts are not searched, so the
        algebra is not complete.

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
    sets = _distinct(published.publications)
    holders = find_holders(sets, people=published.people)
    differences = subtract_pairs(sets, holders, k=k)
    blocks = _blocks(sets, holders, published.people)
    worlds = [published] if len(blocks) < 2 else [_inside(published, block) for block in blocks]
    algebra = [combine(world, k=k) for world in worlds]
    until = time.monotonic() + seconds
    ranges: list[tuple[Range, int]] = []
    done = 0
    for place, world in enumerate(worlds):
        left = max(0.0, until - time.monotonic()) / (
            1 if len(worlds) < 2 else max(1, (len(worlds) - place) // 8)
        )
        beyond = None if len(worlds) < 2 else _others_known(published, blocks[place])
        ranges += _bound(world, beyond, seconds=left, seed=seed)
        done += published.people if len(worlds) < 2 else len(blocks[place])
        if progress is not None:
            progress(done, published.people)
    exposed = set(differences.exposed).union(*(one.exposed for one in algebra))
    return _summary(published, sets, differences.pairs, algebra, exposed, ranges, len(worlds))


def _distinct(publications: Sequence[Publication]) -> list[IntArray]:
    """Return each published set once."""
    found = {one.members.tobytes(): one.members for one in publications if len(one.members)}
    return list(found.values())


def _blocks(sets: Sequence[IntArray], holders: Sequence[Sequence[int]], people: int) -> list[IntArray]:
    """Return disjoint sets of people to attack one by one, those first that hold most others; none if few."""
    if people <= AT_ONCE:
        return []
    inside = np.bincount([other for around in holders for other in around], minlength=len(sets))
    free = np.ones(people, bool)
    blocks = []
    for place in sorted(range(len(sets)), key=lambda one: (-int(inside[one]), -len(sets[one]))):
        members = sets[place]
        if len(members) <= AT_ONCE and free[members].all():
            free[members] = False
            blocks.append(members)
    return blocks


def _inside(published: Published, block: IntArray) -> Published:
    """Return what was published about people of a block alone, its people numbered anew."""
    number = np.full(published.people, -1, np.int64)
    number[block] = np.arange(len(block))
    shown = tuple(
        replace(one, members=number[one.members], atoms=tuple(number[atom] for atom in one.atoms))
        for one in published.publications
        if (number[one.members] >= 0).all()
    )
    answers = {metric: levels[block] for metric, levels in published.answers.items()}
    return Published(len(block), shown, answers, published.levels, published.links)


def _others_known(published: Published, block: IntArray) -> Published:
    """Return everything published, as somebody would see it who knows all answers outside a block."""
    number = np.full(published.people, -1, np.int64)
    number[block] = np.arange(len(block))
    shown = []
    for one in published.publications:
        inside = number[one.members] >= 0
        if not inside.any():
            continue
        if inside.all():
            shown.append(replace(one, members=number[one.members], atoms=tuple(number[a] for a in one.atoms)))
            continue
        atoms = tuple(atom for atom in one.atoms if (number[atom] >= 0).all())
        here = (
            one.members[inside] if not one.atoms else np.sort(np.concatenate([*atoms, np.empty(0, np.int64)]))
        )
        if not len(here):
            continue
        levels = published.answers[one.metric]
        known = one.total(levels) - replace(one, members=here, atoms=atoms).total(levels)
        shown.append(
            replace(
                one, members=number[here], atoms=tuple(number[a] for a in atoms),
                low_total=one.low_total - known, high_total=one.high_total - known,
            )
        )  # fmt: skip
    answers = {metric: levels[block] for metric, levels in published.answers.items()}
    return Published(len(block), tuple(shown), answers, published.levels, published.links)


def _bound(
    world: Published, known: Published | None, *, seconds: float, seed: int
) -> list[tuple[Range, int]]:
    """Return the range of each kind of person's answer, with the people of that kind."""
    out: list[tuple[Range, int]] = []
    for metrics in _together(world):
        model = build_model(known or world, metrics)
        if not model.answers:
            continue
        weights = np.bincount(model.owner_of[model.owner_of >= 0])
        ranges = bound_answers(model, known or world, seconds=seconds, seed=seed)
        if known is not None and not all(one.open for one in ranges):
            # With others' answers known, what is open is open; what is narrow may be so for that reason alone.
            loose = _loosened(world, metrics, ranges, model.owner_of, seconds=seconds, seed=seed)
            out += [(one, 1) for one in loose]
            continue
        out += [(one, int(weights[one.owner])) for one in ranges]
    return out


def _loosened(
    world: Published,
    metrics: Sequence[str],
    ranges: Sequence[Range],
    owner_of: IntArray,
    *,
    seconds: float,
    seed: int,
) -> list[Range]:
    """Return one range a person and metric: what a block's own numbers exclude, and what was proven open."""
    model = build_model(world, metrics)
    outer = {(one.owner, one.metric): one for one in bound_answers(model, world, seconds=seconds, seed=seed)}
    inner = {(one.owner, one.metric): one for one in ranges}
    out = []
    for metric in metrics:
        for person in np.flatnonzero(world.answers[metric] >= 0):
            wide = outer[int(model.owner_of[person]), metric]
            seen = inner[int(owner_of[person]), metric]
            out.append(replace(wide, seen_low=seen.seen_low, seen_high=seen.seen_high))
    return out


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


def _summary(
    published: Published,
    sets: Sequence[IntArray],
    pairs: int,
    algebra: Sequence[Algebra],
    exposed: set[int],
    ranges: Sequence[tuple[Range, int]],
    parts: int,
) -> Exposure:
    """Count what was found."""
    widths = [(one.high - one.low) / (one.levels - 1) for one, _ in ranges if one.levels > 1]
    asked = [metric for metrics in _together(published) for metric in metrics]
    return Exposure(
        people=published.people,
        numbers=len(published.publications),
        sets=len(sets),
        small_differences=pairs,
        isolated=sum(len(one.isolated) for one in algebra),
        exposed=len(exposed),
        algebra_complete=parts < 2 and all(one.complete for one in algebra),
        answers=sum(int((published.answers[metric] >= 0).sum()) for metric in asked),
        bounded=sum(people for one, people in ranges if one.decided),
        pinned=sum(people for one, people in ranges if one.pinned),
        settled=sum(people for one, people in ranges if one.settled),
        narrowed=sum(people for one, people in ranges if one.low > 0 or one.high < one.levels - 1),
        narrowest=min(widths, default=float("nan")),
        parts=parts,
    )
