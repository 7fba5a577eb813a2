"""The company's metrics as one system: how they lead each other, and what a pair of them shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bothways.simulate.plan import Lead, Question, Trap
from bothways.simulate.recipe import Floats, stationary


@dataclass(frozen=True, eq=False)
class System:
    """States of all metrics, each of variance 1 within units.

    Attributes
    ----------
    metrics : tuple of str
    phi : (k, k) float
        Lag matrix; [outcome, driver].
    innovation : (k, k) float
        Covariance of the innovations.
    intercepts : (k, k) float
        Correlation of unit means.
    """

    metrics: tuple[str, ...]
    phi: Floats
    innovation: Floats
    intercepts: Floats

    @cached_property
    def within(self) -> Floats:
        """Stationary covariance of the states, ones on its diagonal."""
        return stationary(self.phi, self.innovation)

    def pair_effect(self, driver: str, outcome: str) -> float:
        """Return b~ of a pair: what the pair alone shows, one month later, with infinitely many data.

        From the best linear prediction of the pair from its own previous month, G1 G0^-1, both parts taken
        from the whole system; a metric outside the pair may lend it a little.
        """
        pair = [self.metrics.index(driver), self.metrics.index(outcome)]
        now = self.within[np.ix_(pair, pair)]
        later = (self.phi @ self.within)[np.ix_(pair, pair)]
        effect = np.linalg.solve(now, later.T).T
        return float(effect[1, 0] * np.sqrt(now[0, 0] / now[1, 1]))


def build_system(questions: Sequence[Question], leads: Sequence[Lead], traps: Sequence[Trap]) -> System:
    """Return the system of a plan, rescaled so that each state has variance 1 within units.

    Parameters
    ----------
    questions, leads, traps : sequence
        The plan.

    Returns
    -------
    System

    Examples
    --------
    >>> from bothways.simulate.plan import LEADS, QUESTIONS, TRAPS
    >>> system = build_system(QUESTIONS, LEADS, TRAPS)
    >>> round(system.pair_effect("workload", "ease"), 2)
    -0.29
    """
    metrics = tuple(question.metric for question in questions)
    place = {metric: k for k, metric in enumerate(metrics)}
    phi = np.diag([question.own_lag for question in questions])
    for lead in leads:
        phi[place[lead.outcome], place[lead.driver]] = lead.effect
    innovation, intercepts = np.eye(len(metrics)), np.eye(len(metrics))
    for trap in traps:
        target = innovation if trap.kind == "same month" else intercepts
        a, b = place[trap.employee_metric], place[trap.customer_metric]
        target[a, b] = target[b, a] = trap.r
    sd = np.sqrt(np.diag(stationary(phi, innovation)))
    return System(metrics, phi * sd / sd[:, None], innovation / np.outer(sd, sd), intercepts)


def draw_system(
    rng: np.random.Generator, system: System, *, units: int, periods: int, burn: int = 40
) -> tuple[Floats, Floats]:
    """Draw states (units, periods, metrics) and unit means (units, metrics), all of variance 1."""
    k = len(system.metrics)
    chol = np.linalg.cholesky(system.innovation)
    state, states = np.zeros((units, k)), np.empty((units, periods, k))
    for t in range(-burn, periods):
        state = state @ system.phi.T + rng.standard_normal((units, k)) @ chol.T
        if t >= 0:
            states[:, t] = state
    means: Floats = rng.standard_normal((units, k)) @ np.linalg.cholesky(system.intercepts).T
    return states, means
