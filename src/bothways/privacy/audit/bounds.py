"""What bounded answers still can be, given everything published: linear and integer programming."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bothways.errors import InputError
from bothways.privacy.audit.model import Answer, Floats, Model
from bothways.privacy.audit.publications import IntArray, Published

#: Guesses drawn at random before answers are attacked one by one.
ROUNDS = 12
#: Guesses in a row that may bring nothing.
IDLE = 2
#: Seconds that one integer program may take.
ONE_PROGRAM = 1.0
#: How far a solver's optimum may lie beside the true one.
EPSILON = 1e-5
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Range:
    """What is known about one kind of person's answer in one metric, in levels.

    Attributes
    ----------
    owner : int
        Number of the kind of person in ``Model.owner_of``.
    metric : str
    low, high : int
        No level outside is possible, given everything published.
    seen_low, seen_high : int
        Somebody of this kind has these levels in answers that are proven to fit everything published.
    levels : int
        Of the scale.
    lowest : tuple of int
        Lowest level of each piece of the scale that a published kind of number tells apart.
    """

    owner: int
    metric: str
    low: int
    high: int
    seen_low: int
    seen_high: int
    levels: int
    lowest: tuple[int, ...]

    @property
    def pinned(self) -> bool:
        """Whether only one level is possible."""
        return self.low == self.high and self.levels > 1

    @property
    def settled(self) -> bool:
        """Whether it is told on which side of a line (favourable, detractor) the answer lies."""
        inside = sum(self.low < first <= self.high for first in self.lowest)
        return len(self.lowest) > 1 and inside == 0

    @property
    def open(self) -> bool:
        """Whether both ends of the scale are proven possible."""
        return self.seen_low == 0 and self.seen_high == self.levels - 1

    @property
    def decided(self) -> bool:
        """Whether the lowest and highest possible level were both seen."""
        return self.seen_low == self.low and self.seen_high == self.high


@dataclass
class _Sight:
    """A range while it is narrowed and filled."""

    answer: Answer
    low: int
    high: int
    seen: set[int] = field(default_factory=set)

    @property
    def decided(self) -> bool:
        return bool(self.seen) and min(self.seen) <= self.low and max(self.seen) >= self.high

    def frozen(self) -> Range:
        answer = self.answer
        return Range(
            answer.owner, answer.metric, min(self.low, *self.seen), max(self.high, *self.seen),
            min(self.seen), max(self.seen), answer.levels, answer.lowest,
        )  # fmt: skip


def bound_answers(
    model: Model,
    published: Published,
    *,
    seconds: float = 60.0,
    seed: int = 0,
    exclude: bool = True,
    progress: Progress | None = None,
) -> tuple[Range, ...]:
    """Bound every answer.

    Parameters
    ----------
    model : Model
    published : Published
        Gives the true answers, the first proven set that fits.
    seconds : float
        After this time what is undecided stays so.
    seed : int
        Of the random guesses; they change what is found soon, not what is true.
    exclude : bool
        Whether to exclude levels, too; else only what is open is looked for.
    progress : callable, optional
        Called with decided and all answers.

    Returns
    -------
    tuple of Range
        In the order of ``model.answers``.

    Notes
    -----
    Excluding: the smallest and largest level under linear programming, then integer programming, rounded to
    levels. Proving open: whole-number solutions, checked exactly against every published number. An answer whose
    lowest and highest possible level were both seen is decided; no solver's tolerance enters what is proven open.

    Examples
    --------
    >>> from bothways.privacy.audit.model import build_model
    >>> from bothways.privacy.audit.publications import exact, mean_of
    >>> calm = np.array([4, 4, 4])
    >>> world = Published(3, (exact("calm", [0, 1, 2], calm, mean_of(5)),), {"calm": calm}, {"calm": 5})
    >>> [answer] = bound_answers(build_model(world, ["calm"]), world)
    >>> answer.low, answer.high
    (4, 4)
    """
    ranges = tuple(_Sight(answer, 0, answer.levels - 1) for answer in model.answers)
    _see_truth(ranges, model, published)
    solver = _Solver(model, time.monotonic() + seconds)
    rng = np.random.default_rng(seed)
    _guess(ranges, solver, rng, model)
    waiting = [one for one in ranges if not one.decided] if exclude else []
    for whole in (False, True):  # the quick bounds of all answers come first
        for place in rng.permutation(len(waiting)):
            if solver.late:
                break
            if not waiting[place].decided:
                _decide(waiting[place], ranges, solver, model, whole=whole)
            if progress is not None:
                progress(sum(one.decided for one in ranges), len(ranges))
    return tuple(one.frozen() for one in ranges)


def _see_truth(ranges: tuple[_Sight, ...], model: Model, published: Published) -> None:
    """Take the levels that people of each kind truly have as seen."""
    order = np.argsort(model.owner_of, kind="stable")
    starts = np.searchsorted(model.owner_of[order], np.arange(model.owner_of.max(initial=-1) + 2))
    for one in ranges:
        owner = one.answer.owner
        levels = published.answers[one.answer.metric][order[starts[owner] : starts[owner + 1]]]
        one.seen.update(levels[levels >= 0].tolist())


class _Solver:
    """One model under changing objectives."""

    def __init__(self, model: Model, until: float) -> None:
        self.model = model
        self.until = until

    @property
    def late(self) -> bool:
        return time.monotonic() > self.until

    def linear(self, objective: Floats) -> Any:
        """Return the solution of the relaxed program: what it cannot reach, no answers can."""
        return self._run(objective, False, {})

    def whole(self, objective: Floats, *, gap: float | None = None) -> Any:
        """Return the best whole-number solution found."""
        options = {"time_limit": max(0.05, min(ONE_PROGRAM, self.until - time.monotonic()))}
        if gap is not None:
            options["mip_rel_gap"] = gap
        return self._run(objective, True, options)

    def _run(self, objective: Floats, whole: bool, options: dict[str, Any]) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp

        model = self.model
        return milp(
            objective,
            integrality=np.full(len(objective), int(whole)),
            bounds=Bounds(np.zeros(len(model.upper)), model.upper),
            constraints=LinearConstraint(model.matrix, model.low, model.high),
            options=options,  # type: ignore[arg-type]
        )


def _objective(answer: Answer, size: int) -> Floats:
    """Return the level of an answer as multiples of the variables."""
    out = np.zeros(size)
    if answer.counts[0] >= 0:
        out[answer.counts] = answer.lowest
    steps = answer.extras[answer.extras >= 0]
    out[steps] = 1.0
    return out


def _level(answer: Answer, point: IntArray) -> int:
    """Return the level of an answer in a whole-number solution."""
    steps = answer.extras[answer.extras >= 0]
    start = int(point[answer.counts] @ np.asarray(answer.lowest, np.int64)) if answer.counts[0] >= 0 else 0
    return start + int(point[steps].sum())


def _see(ranges: tuple[_Sight, ...], model: Model, found: Floats | None) -> bool:
    """Take over the levels of a solution, if it is whole and fits exactly."""
    if found is None or not model.whole:
        return False
    point = np.rint(found).astype(np.int64)
    totals = model.matrix @ point.astype(np.float64)  # whole numbers below 2**53: exact
    fits = (totals >= model.low) & (totals <= model.high)
    if not (fits.all() and (point >= 0).all() and (point <= model.upper).all()):
        return False
    for one in ranges:
        one.seen.add(_level(one.answer, point))
    return True


def _guess(ranges: tuple[_Sight, ...], solver: _Solver, rng: np.random.Generator, model: Model) -> None:
    """Draw solutions at random corners, pushing undecided answers to the ends not seen yet."""
    size, idle, before = len(model.upper), 0, len(ranges) + 1
    for _ in range(ROUNDS):
        waiting = [one for one in ranges if not one.decided]
        idle, before = (idle + 1 if len(waiting) == before else 0), len(waiting)
        if not waiting or idle == IDLE or solver.late:
            return
        objective = np.zeros(size)
        for one in waiting:
            up = max(one.seen, default=-1) < one.high
            down = min(one.seen, default=one.high) > one.low
            sign = -1.0 if up and (not down or rng.random() < 0.5) else 1.0
            objective += sign * (0.5 + rng.random()) * _objective(one.answer, size)
        found = solver.linear(objective)
        if found.status == 2:
            raise _contradiction()
        if found.x is not None and not _see(ranges, model, found.x):
            _see(ranges, model, solver.whole(objective, gap=0.2).x)


def _decide(one: _Sight, ranges: tuple[_Sight, ...], solver: _Solver, model: Model, *, whole: bool) -> None:
    """Bound one answer from both sides, by linear or by integer programming."""
    objective = _objective(one.answer, len(model.upper))
    for sign in (1.0, -1.0):
        if (one.low if sign > 0 else one.high) in one.seen or solver.late:
            continue
        found = solver.whole(sign * objective) if whole else solver.linear(sign * objective)
        if found.status == 2:
            raise _contradiction()
        _see(ranges, model, found.x)
        bound = _bound(found)
        if bound is not None and sign > 0:
            one.low = max(one.low, int(np.ceil(bound - EPSILON)))
        elif bound is not None:
            one.high = min(one.high, int(np.floor(-bound + EPSILON)))


def _bound(found: Any) -> float | None:
    """Return what the objective cannot be below: the optimum, or the solver's bound where it ran out of time."""
    if found.status == 0 and found.fun is not None:
        dual = getattr(found, "mip_dual_bound", None)
        return float(found.fun if dual is None else min(found.fun, dual))
    dual = getattr(found, "mip_dual_bound", None)
    return float(dual) if dual is not None and np.isfinite(dual) else None


def _contradiction() -> InputError:
    """Return the error for numbers that no answers can have."""
    return InputError(
        "The published numbers contradict each other.",
        remedy="Hand in the numbers of one round, made of one set of answers.",
    )
