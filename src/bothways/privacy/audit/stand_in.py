"""Answers that fit everything published, where the true ones do not because the ledger moved a number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bothways.privacy.audit.model import Answer, Model, build_model
from bothways.privacy.audit.publications import IntArray, Published

SECONDS = 20.0


def stand_in(published: Published) -> Published | None:
    """Return the same numbers with answers that fit them.

    Parameters
    ----------
    published : Published

    Returns
    -------
    Published or None
        The same object where the true answers fit. None where no others were found in 20 seconds a metric.

    Examples
    --------
    >>> from bothways.privacy.audit.publications import Publication, mean_of
    >>> shown = Publication("calm", np.arange(5), mean_of(5), 4, 4, moved=True)
    >>> world = Published(5, (shown,), {"calm": np.zeros(5, np.int64)}, {"calm": 5})
    >>> int(stand_in(world).answers["calm"].sum())
    4
    """
    wrong = {one.metric for one in published.publications if not one.fits(published.answers[one.metric])}
    if not wrong:
        return published
    if published.links:
        return None
    answers = dict(published.answers)
    for metric in sorted(wrong):
        model = build_model(published, [metric])
        point = _solve(model)
        if point is None:
            return None
        answers[metric] = _levels(model, point, answers[metric])
    found = replace(published, answers=answers)
    return found if all(one.fits(answers[one.metric]) for one in published.publications) else None


def _solve(model: Model) -> IntArray | None:
    """Return any whole-number solution."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    size = len(model.upper)
    found = milp(
        np.random.default_rng(0).normal(size=size),
        integrality=np.ones(size, np.int64),
        bounds=Bounds(np.zeros(size), model.upper),
        constraints=LinearConstraint(model.matrix, model.low, model.high),
        options={"time_limit": SECONDS, "mip_rel_gap": 1.0},
    )
    return None if found.x is None else np.rint(found.x).astype(np.int64)


def _levels(model: Model, point: IntArray, before: IntArray) -> IntArray:
    """Return a solution as one level a person."""
    out = before.copy()
    for one, others in zip(model.answers, model.others, strict=True):
        people = np.flatnonzero((model.owner_of == one.owner) & (before >= 0))
        levels = [*_of_kind(one, point), *(_of_kind(others, point) if others else [])]
        out[people] = levels
    return out


def _of_kind(kind: Answer, point: IntArray) -> list[int]:
    """Return the levels of people of one kind: steps of each piece are dealt out one person after another."""
    ends = [*kind.lowest[1:], kind.levels]
    levels: list[int] = []
    for count, extra, first, end in zip(kind.counts, kind.extras, kind.lowest, ends, strict=True):
        people = kind.size if count < 0 else int(point[count])
        left = int(point[extra]) if extra >= 0 else 0
        for _ in range(people):
            step = min(left, end - 1 - first)
            levels.append(first + step)
            left -= step
    return levels
